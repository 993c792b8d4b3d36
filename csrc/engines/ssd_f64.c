#define REAL 64
#include "ssd_bodies.inc.c"
