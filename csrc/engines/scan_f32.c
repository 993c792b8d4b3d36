#define REAL 32
#include "scan_bodies.inc.c"
