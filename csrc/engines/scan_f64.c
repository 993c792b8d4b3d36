#define REAL 64
#include "scan_bodies.inc.c"
