#define REAL 32
#include "focus_bodies.inc.c"
