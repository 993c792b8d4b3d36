/* Kernels in plain C: every machine, and the yardstick of the others. */
#include "../core/half.h"

#define SIMD SIMD_SERIAL
#define ISA_NAME serial
#define REAL 32
#include "../simd/bodies.inc.c"
#undef REAL
#define REAL 64
#include "../simd/bodies.inc.c"
