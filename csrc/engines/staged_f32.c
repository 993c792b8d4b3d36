#define REAL 32
#include "staged_bodies.inc.c"
