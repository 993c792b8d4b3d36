#define REAL 32
#include "recurrent_bodies.inc.c"
