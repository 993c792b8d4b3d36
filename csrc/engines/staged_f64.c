#define REAL 64
#include "staged_bodies.inc.c"
