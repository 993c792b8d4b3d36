/* bfloat16 products for AVX512-BF16; everything else of this instruction set is that of AVX-512. */
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>
#include "half.h"
#include "../core/half.h"
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512bf16,avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512bf16,avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")
#endif

#include "../simd/inline.h"
#include "../simd/half.inc.c"

const half_kernels half_kernels_avx512bf16 = {half_pack_rows, half_pack_panels, half_pack_transposed, half_round, half_finite, half_product_at, half_product_seen};

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif
