#define REAL 64
#include "recurrent_bodies.inc.c"
