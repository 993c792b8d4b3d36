#define REAL 32
#include "ssd_bodies.inc.c"
