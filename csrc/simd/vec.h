/* One vector of `real` on every instruction set: serial (plain C), AVX2 + FMA, AVX-512. Included once per element type; SIMD selects the set.
 * Names are macros over T(), so that a body says v_add(a, b) for float and for double. */
#ifndef POLYATTN_VEC
#define POLYATTN_VEC
#include <math.h>
#include <stdint.h>
#include <string.h>
#define SIMD_SERIAL 0
#define SIMD_AVX2 1
#define SIMD_AVX512 2
#include "inline.h"

#define vec T(vec_)
#define LANES T(LANES_)
#define v_load T(v_load_)        /* unaligned */
#define v_store T(v_store_)
#define v_load_bf16 T(v_load_bf16_)      /* float only: LANES numbers of 16 bits */
#define v_load_f16 T(v_load_f16_)
#define v_set T(v_set_)          /* broadcast */
#define v_add T(v_add_)
#define v_sub T(v_sub_)
#define v_mul T(v_mul_)
#define v_div T(v_div_)
#define v_sqrt T(v_sqrt_)
#define v_fma T(v_fma_)          /* a * b + c */
#define v_max T(v_max_)          /* b where a is NaN or b is */
#define v_min T(v_min_)
#define v_round T(v_round_)      /* to the nearest integer, ties to even */
#define v_pow2 T(v_pow2_)        /* a * 2^n for integral n; 0 below the range, inf above */
#define v_lt T(v_lt_)            /* mask of a < b */
#define v_parts T(v_parts_)      /* a > 0 as m 2^e, 0.75 <= m < 1.5: gives m, sets e; a normal number or infinity */
#define v_equal T(v_equal_)
#define v_count T(v_count_)      /* 0, 1, 2 ... */
#define v_select T(v_select_)    /* m ? a : b */
#define v_mask T(v_mask_)
#define v_absent T(v_absent_)    /* mask of a == -inf: a score that is not there */
#define v_bits T(v_bits_)        /* mask from the low LANES bits of a word */
#define v_keep T(v_keep_)        /* lanes where m is set, in their order, to the front of a whole vector at out; how many */
#define v_transpose T(v_transpose_)      /* LANES vectors as the rows of a matrix, in place */
#define v_sum T(v_sum_)          /* of all lanes, by halves: a fixed order */
#define v_sums T(v_sums_)        /* lane i of the result: the sum of all lanes of vector i, each in the same fixed order; destroys x */
#define v_top T(v_top_)          /* maximum of all lanes */
#endif

#if SIMD == SIMD_AVX512
#if REAL == 32
#define P_(op) _mm512_##op##_ps
typedef __m512 vec;
typedef __mmask16 v_mask;
#else
#define P_(op) _mm512_##op##_pd
typedef __m512d vec;
typedef __mmask8 v_mask;
#endif
enum { LANES = 64 / sizeof(real) };
INLINE vec v_load(const real *x) { return P_(loadu)(x); }
INLINE void v_store(real *x, vec a) { P_(storeu)(x, a); }
INLINE vec v_set(real x) { return P_(set1)(x); }
INLINE vec v_add(vec a, vec b) { return P_(add)(a, b); }
INLINE vec v_sub(vec a, vec b) { return P_(sub)(a, b); }
INLINE vec v_mul(vec a, vec b) { return P_(mul)(a, b); }
INLINE vec v_div(vec a, vec b) { return P_(div)(a, b); }
INLINE vec v_sqrt(vec a) { return P_(sqrt)(a); }
INLINE vec v_fma(vec a, vec b, vec c) { return P_(fmadd)(a, b, c); }
INLINE vec v_max(vec a, vec b) { return P_(max)(a, b); }
INLINE vec v_min(vec a, vec b) { return P_(min)(a, b); }
INLINE vec v_round(vec a) { return P_(roundscale)(a, 8); }
INLINE vec v_pow2(vec a, vec n) { return P_(scalef)(a, n); }
#if REAL == 32
INLINE v_mask v_lt(vec a, vec b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
INLINE v_mask v_equal(vec a, vec b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
INLINE vec v_count(void) { return _mm512_setr_ps(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }
INLINE vec v_load_bf16(const void *x) { return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)x)), 16)); }
INLINE vec v_load_f16(const void *x) { return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)x)); }
#else
INLINE v_mask v_lt(vec a, vec b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
INLINE v_mask v_equal(vec a, vec b) { return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ); }
INLINE vec v_count(void) { return _mm512_setr_pd(0, 1, 2, 3, 4, 5, 6, 7); }
#endif
INLINE vec v_parts(vec a, vec *e)
{
    const vec m = P_(getmant)(a, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src), one = v_set(1);
    *e = P_(mask_add)(P_(getexp)(a), v_lt(m, one), P_(getexp)(a), one);
    return m;
}
INLINE v_mask v_absent(vec a) { return v_equal(a, v_set(-INFINITY)); }
INLINE v_mask v_bits(uint64_t bits) { return (v_mask)bits; }
#if REAL == 32
INLINE vec v_sums(vec *x)
{
    UNROLL(8) for (int i = 0; i < 8; i++) x[i] = v_add(_mm512_unpacklo_ps(x[2 * i], x[2 * i + 1]), _mm512_unpackhi_ps(x[2 * i], x[2 * i + 1]));
    UNROLL(4) for (int i = 0; i < 4; i++) {
        __m512d a = _mm512_castps_pd(x[2 * i]), b = _mm512_castps_pd(x[2 * i + 1]);
        x[i] = v_add(_mm512_castpd_ps(_mm512_unpacklo_pd(a, b)), _mm512_castpd_ps(_mm512_unpackhi_pd(a, b)));
    }
    UNROLL(2) for (int n = 2; n; n /= 2)
        UNROLL(2) for (int i = 0; i < n; i++) x[i] = v_add(_mm512_shuffle_f32x4(x[2 * i], x[2 * i + 1], 0x88), _mm512_shuffle_f32x4(x[2 * i], x[2 * i + 1], 0xDD));
    return x[0];
}
INLINE void v_transpose(vec *x)
{
    vec y[16];
    UNROLL(8) for (int i = 0; i < 16; i += 2) y[i] = _mm512_unpacklo_ps(x[i], x[i + 1]), y[i + 1] = _mm512_unpackhi_ps(x[i], x[i + 1]);
    UNROLL(4) for (int i = 0; i < 16; i += 4) UNROLL(2) for (int j = 0; j < 2; j++) {
        __m512d a = _mm512_castps_pd(y[i + j]), b = _mm512_castps_pd(y[i + j + 2]);
        x[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b)), x[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
    }
    UNROLL(2) for (int i = 0; i < 16; i += 8) UNROLL(4) for (int j = 0; j < 4; j++)
        y[i + j] = _mm512_shuffle_f32x4(x[i + j], x[i + j + 4], 0x88), y[i + j + 4] = _mm512_shuffle_f32x4(x[i + j], x[i + j + 4], 0xDD);
    UNROLL(8) for (int j = 0; j < 8; j++)
        x[j] = _mm512_shuffle_f32x4(y[j], y[j + 8], 0x88), x[j + 8] = _mm512_shuffle_f32x4(y[j], y[j + 8], 0xDD);
}
#else
INLINE vec v_sums(vec *x)
{
    UNROLL(4) for (int i = 0; i < 4; i++) x[i] = v_add(_mm512_unpacklo_pd(x[2 * i], x[2 * i + 1]), _mm512_unpackhi_pd(x[2 * i], x[2 * i + 1]));
    UNROLL(2) for (int n = 2; n; n /= 2)
        UNROLL(2) for (int i = 0; i < n; i++) x[i] = v_add(_mm512_shuffle_f64x2(x[2 * i], x[2 * i + 1], 0x88), _mm512_shuffle_f64x2(x[2 * i], x[2 * i + 1], 0xDD));
    return x[0];
}
INLINE void v_transpose(vec *x)
{
    vec y[8];
    UNROLL(4) for (int i = 0; i < 8; i += 2) y[i] = _mm512_unpacklo_pd(x[i], x[i + 1]), y[i + 1] = _mm512_unpackhi_pd(x[i], x[i + 1]);
    UNROLL(2) for (int i = 0; i < 8; i += 4) UNROLL(2) for (int j = 0; j < 2; j++)
        x[i + j] = _mm512_shuffle_f64x2(y[i + j], y[i + j + 2], 0x88), x[i + j + 2] = _mm512_shuffle_f64x2(y[i + j], y[i + j + 2], 0xDD);
    UNROLL(4) for (int j = 0; j < 4; j++)
        y[j] = _mm512_shuffle_f64x2(x[j], x[j + 4], 0x88), y[j + 4] = _mm512_shuffle_f64x2(x[j], x[j + 4], 0xDD);
    UNROLL(8) for (int j = 0; j < 8; j++) x[j] = y[j];
}
#endif
INLINE vec v_select(v_mask m, vec a, vec b) { return P_(mask_blend)(m, b, a); }
INLINE int v_keep(v_mask m, vec a, real *out)
{
    v_store(out, P_(maskz_compress)(m, a));
    return __builtin_popcount(m);
}
INLINE real v_sum(vec a) { return P_(reduce_add)(a); }
INLINE real v_top(vec a) { return P_(reduce_max)(a); }
#undef P_

#elif SIMD == SIMD_AVX2
#if REAL == 32
#define P_(op) _mm256_##op##_ps
typedef __m256 vec;
typedef __m256 v_mask;
#else
#define P_(op) _mm256_##op##_pd
typedef __m256d vec;
typedef __m256d v_mask;
#endif
enum { LANES = 32 / sizeof(real) };
INLINE vec v_load(const real *x) { return P_(loadu)(x); }
INLINE void v_store(real *x, vec a) { P_(storeu)(x, a); }
INLINE vec v_set(real x) { return P_(set1)(x); }
INLINE vec v_add(vec a, vec b) { return P_(add)(a, b); }
INLINE vec v_sub(vec a, vec b) { return P_(sub)(a, b); }
INLINE vec v_mul(vec a, vec b) { return P_(mul)(a, b); }
INLINE vec v_div(vec a, vec b) { return P_(div)(a, b); }
INLINE vec v_sqrt(vec a) { return P_(sqrt)(a); }
INLINE vec v_fma(vec a, vec b, vec c) { return P_(fmadd)(a, b, c); }
INLINE vec v_max(vec a, vec b) { return P_(max)(a, b); }
INLINE vec v_min(vec a, vec b) { return P_(min)(a, b); }
INLINE vec v_round(vec a) { return P_(round)(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
INLINE v_mask v_lt(vec a, vec b) { return P_(cmp)(a, b, _CMP_LT_OQ); }
INLINE v_mask v_equal(vec a, vec b) { return P_(cmp)(a, b, _CMP_EQ_OQ); }
INLINE v_mask v_absent(vec a) { return v_equal(a, v_set(-INFINITY)); }
INLINE vec v_select(v_mask m, vec a, vec b) { return P_(blendv)(b, a, m); }
#if REAL == 32
INLINE vec v_sums(vec *x)
{
    UNROLL(4) for (int i = 0; i < 4; i++) x[i] = v_add(_mm256_unpacklo_ps(x[2 * i], x[2 * i + 1]), _mm256_unpackhi_ps(x[2 * i], x[2 * i + 1]));
    UNROLL(2) for (int i = 0; i < 2; i++)
        x[i] = v_add(_mm256_shuffle_ps(x[2 * i], x[2 * i + 1], 0x44), _mm256_shuffle_ps(x[2 * i], x[2 * i + 1], 0xEE));
    return v_add(_mm256_permute2f128_ps(x[0], x[1], 0x20), _mm256_permute2f128_ps(x[0], x[1], 0x31));
}
INLINE void v_transpose(vec *x)
{
    vec y[8];
    UNROLL(4) for (int i = 0; i < 8; i += 2) y[i] = _mm256_unpacklo_ps(x[i], x[i + 1]), y[i + 1] = _mm256_unpackhi_ps(x[i], x[i + 1]);
    UNROLL(2) for (int i = 0; i < 8; i += 4) UNROLL(2) for (int j = 0; j < 2; j++)
        x[i + 2 * j] = _mm256_shuffle_ps(y[i + j], y[i + j + 2], 0x44), x[i + 2 * j + 1] = _mm256_shuffle_ps(y[i + j], y[i + j + 2], 0xEE);
    UNROLL(4) for (int j = 0; j < 4; j++)
        y[j] = _mm256_permute2f128_ps(x[j], x[j + 4], 0x20), y[j + 4] = _mm256_permute2f128_ps(x[j], x[j + 4], 0x31);
    UNROLL(8) for (int j = 0; j < 8; j++) x[j] = y[j];
}
INLINE vec v_parts(vec a, vec *e)
{
    const __m256i bits = _mm256_castps_si256(a), n = _mm256_srai_epi32(_mm256_sub_epi32(bits, _mm256_set1_epi32(0x3F400000)), 23);
    *e = _mm256_cvtepi32_ps(n);
    return _mm256_castsi256_ps(_mm256_sub_epi32(bits, _mm256_slli_epi32(n, 23)));
}
INLINE vec v_count(void) { return _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7); }
INLINE vec v_load_bf16(const void *x) { return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)x)), 16)); }
INLINE vec v_load_f16(const void *x) { return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)x)); }
INLINE v_mask v_bits(uint64_t bits)
{
    const __m256i lane = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    return _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32((int)(bits & 255)), lane), lane));
}
#else
INLINE vec v_sums(vec *x)
{
    UNROLL(2) for (int i = 0; i < 2; i++) x[i] = v_add(_mm256_unpacklo_pd(x[2 * i], x[2 * i + 1]), _mm256_unpackhi_pd(x[2 * i], x[2 * i + 1]));
    return v_add(_mm256_permute2f128_pd(x[0], x[1], 0x20), _mm256_permute2f128_pd(x[0], x[1], 0x31));
}
INLINE void v_transpose(vec *x)
{
    vec a = _mm256_unpacklo_pd(x[0], x[1]), b = _mm256_unpackhi_pd(x[0], x[1]), c = _mm256_unpacklo_pd(x[2], x[3]), d = _mm256_unpackhi_pd(x[2], x[3]);
    x[0] = _mm256_permute2f128_pd(a, c, 0x20), x[1] = _mm256_permute2f128_pd(b, d, 0x20);
    x[2] = _mm256_permute2f128_pd(a, c, 0x31), x[3] = _mm256_permute2f128_pd(b, d, 0x31);
}
/* The exponent above its smallest value, as an integer, becomes a number by the bits of 2^52. */
INLINE vec v_parts(vec a, vec *e)
{
    const __m256i bits = _mm256_castpd_si256(a), least = _mm256_set1_epi64x(0x3FE8000000000000 - (1024ll << 52));
    const __m256i n = _mm256_srli_epi64(_mm256_sub_epi64(bits, least), 52), shifted = _mm256_slli_epi64(_mm256_sub_epi64(n, _mm256_set1_epi64x(1024)), 52);
    *e = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(n, _mm256_set1_epi64x(0x4330000000000000))), _mm256_set1_pd(0x1p52 + 1024));
    return _mm256_castsi256_pd(_mm256_sub_epi64(bits, shifted));
}
INLINE vec v_count(void) { return _mm256_setr_pd(0, 1, 2, 3); }
INLINE v_mask v_bits(uint64_t bits)
{
    const __m256i lane = _mm256_setr_epi64x(1, 2, 4, 8);
    return _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x((long long)(bits & 15)), lane), lane));
}
#endif
/* 2^n in two factors, so that results down to the smallest subnormal come out right. */
#if REAL == 32
INLINE vec v_pow2(vec a, vec n)
{
    n = v_max(v_min(n, v_set(254)), v_set(-252));
    __m256i i = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(i, 1), rest = _mm256_sub_epi32(i, half), bias = _mm256_set1_epi32(127);
    vec x = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, bias), 23)), y = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(rest, bias), 23));
    return v_mul(v_mul(a, x), y);
}
#else
INLINE vec v_pow2(vec a, vec n)
{
    n = v_max(v_min(n, v_set(2046)), v_set(-2044));
    __m128i j = _mm256_cvtpd_epi32(n), h = _mm_srai_epi32(j, 1);
    __m256i half = _mm256_cvtepi32_epi64(h), rest = _mm256_cvtepi32_epi64(_mm_sub_epi32(j, h)), bias = _mm256_set1_epi64x(1023);
    vec x = _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_add_epi64(half, bias), 52)), y = _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_add_epi64(rest, bias), 52));
    return v_mul(v_mul(a, x), y);
}
#endif
INLINE int v_keep(v_mask m, vec a, real *out)
{
    const int set = P_(movemask)(m);
    int n = 0;
    real x[LANES];
    v_store(x, a);
    for (int i = 0; i < (int)LANES; i++) out[n] = x[i], n += set >> i & 1;
    return n;
}
INLINE real v_sum(vec a)
{
    real x[LANES];
    v_store(x, a);
    for (int n = LANES / 2; n; n /= 2)
        for (int i = 0; i < n; i++) x[i] += x[i + n];
    return x[0];
}
INLINE real v_top(vec a)
{
    real x[LANES], m;
    v_store(x, a);
    m = x[0];
    for (int i = 1; i < (int)LANES; i++) m = x[i] > m ? x[i] : m;
    return m;
}
#undef P_

#else
enum { LANES = 4 };
typedef struct vec { real x[LANES]; } vec;
typedef struct v_mask { int x[LANES]; } v_mask;
#define EACH_ for (int i = 0; i < (int)LANES; i++)
INLINE vec v_load(const real *x) { vec r; memcpy(r.x, x, sizeof r.x); return r; }
INLINE void v_store(real *x, vec a) { memcpy(x, a.x, sizeof a.x); }
INLINE vec v_set(real x) { vec r; EACH_ r.x[i] = x; return r; }
#if REAL == 32
INLINE vec v_load_bf16(const void *x) { uint16_t h[LANES]; vec r; memcpy(h, x, sizeof h); EACH_ r.x[i] = bf16_to_f32(h[i]); return r; }
INLINE vec v_load_f16(const void *x) { uint16_t h[LANES]; vec r; memcpy(h, x, sizeof h); EACH_ r.x[i] = f16_to_f32(h[i]); return r; }
#endif
INLINE vec v_add(vec a, vec b) { EACH_ a.x[i] += b.x[i]; return a; }
INLINE vec v_sub(vec a, vec b) { EACH_ a.x[i] -= b.x[i]; return a; }
INLINE vec v_mul(vec a, vec b) { EACH_ a.x[i] *= b.x[i]; return a; }
INLINE vec v_div(vec a, vec b) { EACH_ a.x[i] /= b.x[i]; return a; }
INLINE vec v_sqrt(vec a) { EACH_ a.x[i] = (real)sqrt((double)a.x[i]); return a; }
INLINE vec v_fma(vec a, vec b, vec c) { EACH_ c.x[i] += a.x[i] * b.x[i]; return c; }
INLINE vec v_max(vec a, vec b) { EACH_ a.x[i] = a.x[i] > b.x[i] ? a.x[i] : b.x[i]; return a; }
INLINE vec v_min(vec a, vec b) { EACH_ a.x[i] = a.x[i] < b.x[i] ? a.x[i] : b.x[i]; return a; }
INLINE vec v_round(vec a) { EACH_ a.x[i] = (real)rint((double)a.x[i]); return a; }
INLINE vec v_pow2(vec a, vec n)
{
    EACH_ {
        double e = (double)n.x[i] > 4096 ? 4096 : (double)n.x[i] < -4096 ? -4096 : (double)n.x[i];
        a.x[i] = (real)ldexp((double)a.x[i], e == e ? (int)e : 0);
    }
    return a;
}
INLINE v_mask v_lt(vec a, vec b) { v_mask m; EACH_ m.x[i] = a.x[i] < b.x[i]; return m; }
INLINE vec v_parts(vec a, vec *e)
{
    EACH_ {
        int n = 0;
        double m = frexp((double)a.x[i], &n);      /* in [1/2, 1) */
        if (m < 0.75) m *= 2, n--;
        a.x[i] = (real)m, e->x[i] = (real)n;
    }
    return a;
}
INLINE void v_transpose(vec *x)
{
    EACH_ for (int j = 0; j < i; j++) {
        real swap = x[i].x[j];
        x[i].x[j] = x[j].x[i], x[j].x[i] = swap;
    }
}
INLINE v_mask v_equal(vec a, vec b) { v_mask m; EACH_ m.x[i] = a.x[i] == b.x[i]; return m; }
INLINE vec v_count(void) { vec a; EACH_ a.x[i] = (real)i; return a; }
INLINE v_mask v_absent(vec a) { v_mask m; EACH_ m.x[i] = a.x[i] == -INFINITY; return m; }
INLINE v_mask v_bits(uint64_t bits) { v_mask m; EACH_ m.x[i] = (int)(bits >> i & 1); return m; }
INLINE vec v_select(v_mask m, vec a, vec b) { EACH_ a.x[i] = m.x[i] ? a.x[i] : b.x[i]; return a; }
INLINE int v_keep(v_mask m, vec a, real *out)
{
    int n = 0;
    EACH_ out[n] = a.x[i], n += m.x[i];
    return n;
}
INLINE vec v_sums(vec *y) { vec r; EACH_ r.x[i] = (y[i].x[0] + y[i].x[2]) + (y[i].x[1] + y[i].x[3]); return r; }
INLINE real v_sum(vec a) { return (a.x[0] + a.x[2]) + (a.x[1] + a.x[3]); }
INLINE real v_top(vec a) { real m = a.x[0]; for (int i = 1; i < (int)LANES; i++) m = a.x[i] > m ? a.x[i] : m; return m; }
#undef EACH_
#endif
