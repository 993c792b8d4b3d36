/* The table of the instruction set in use. */
#define REAL 32
#include "../simd/real.h"
#include "kernels.h"
#undef REAL
#define REAL 64
#include "../simd/real.h"
#include "kernels.h"
#include "half.h"

extern const kernels_f32 kernels_f32_serial;
extern const kernels_f64 kernels_f64_serial;
#if defined(__x86_64__)
extern const kernels_f32 kernels_f32_avx2, kernels_f32_avx512;
extern const kernels_f64 kernels_f64_avx2, kernels_f64_avx512;
extern const half_kernels half_kernels_avx512bf16;
static const kernels_f32 *const f32[ISAS] = {&kernels_f32_serial, &kernels_f32_avx2, &kernels_f32_avx512, &kernels_f32_avx512};
static const kernels_f64 *const f64[ISAS] = {&kernels_f64_serial, &kernels_f64_avx2, &kernels_f64_avx512, &kernels_f64_avx512};
static const half_kernels *const half[ISAS] = {[ISA_AVX512BF16] = &half_kernels_avx512bf16};
#else
static const kernels_f32 *const f32[ISAS] = {&kernels_f32_serial};       /* no other is available */
static const kernels_f64 *const f64[ISAS] = {&kernels_f64_serial};
static const half_kernels *const half[ISAS] = {0};
#endif

const kernels_f32 *kernels_now_f32(void) { return f32[current_isa()]; }
const kernels_f64 *kernels_now_f64(void) { return f64[current_isa()]; }
const half_kernels *half_kernels_now(void) { return half[current_isa()]; }
