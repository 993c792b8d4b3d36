#define REAL 64
#include "focus_bodies.inc.c"
