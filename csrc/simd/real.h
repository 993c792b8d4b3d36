/* The element type of the bodies that are written once and compiled for float and double. Define REAL (32 or 64) and include again; no guard on purpose. */
#undef real
#undef T
#undef REAL_DTYPE
#undef REAL_LOWEST
#if REAL == 32
#define real float
#define T(name) name##_f32
#define REAL_DTYPE F32
#define REAL_LOWEST (-0x1.fffffep127f)
#else
#define real double
#define T(name) name##_f64
#define REAL_DTYPE F64
#define REAL_LOWEST (-0x1.fffffffffffffp1023)
#endif
