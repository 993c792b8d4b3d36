/* Kernels for AVX512. Everything between the pragmas is compiled for it and reached only through its tables. */
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "../core/half.h"
#include "../core/view.h"
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,f16c")
#endif

#define SIMD SIMD_AVX512
#define ISA_NAME avx512
#define REAL 32
#include "../simd/bodies.inc.c"
#undef REAL
#define REAL 64
#include "../simd/bodies.inc.c"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
