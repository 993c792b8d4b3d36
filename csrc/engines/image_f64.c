#define REAL 64
#include "image_bodies.inc.c"
