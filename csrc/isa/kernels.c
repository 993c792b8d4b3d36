/* The table of the instruction set in use. */
#define REAL 32
#include "../simd/real.h"
#include "kernels.h"
#undef REAL
#define REAL 64
#include "../simd/real.h"
#include "kernels.h"

extern const kernels_f32 kernels_f32_serial;
extern const kernels_f64 kernels_f64_serial;
#if defined(__x86_64__)
extern const kernels_f32 kernels_f32_avx2, kernels_f32_avx512;
extern const kernels_f64 kernels_f64_avx2, kernels_f64_avx512;
static const kernels_f32 *const f32[ISAS] = {&kernels_f32_serial, &kernels_f32_avx2, &kernels_f32_avx512};
static const kernels_f64 *const f64[ISAS] = {&kernels_f64_serial, &kernels_f64_avx2, &kernels_f64_avx512};
#else
static const kernels_f32 *const f32[ISAS] = {&kernels_f32_serial, &kernels_f32_serial, &kernels_f32_serial};
static const kernels_f64 *const f64[ISAS] = {&kernels_f64_serial, &kernels_f64_serial, &kernels_f64_serial};
#endif

const kernels_f32 *kernels_now_f32(void) { return f32[current_isa()]; }
const kernels_f64 *kernels_now_f64(void) { return f64[current_isa()]; }
