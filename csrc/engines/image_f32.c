#define REAL 32
#include "image_bodies.inc.c"
