/* bfloat16 and float16 as bit patterns, to and from float: exact on the way in, to nearest even on the way out. Branch-free where it
 * matters, so that a compiler can use them for whole vectors; none of it depends on how the CPU treats subnormal floats. */
#ifndef POLYATTN_HALF_H
#define POLYATTN_HALF_H
#include <stdint.h>
#include <string.h>

static inline uint32_t float_bits(float x) { uint32_t u; memcpy(&u, &x, sizeof u); return u; }
static inline float bits_float(uint32_t u) { float x; memcpy(&x, &u, sizeof x); return x; }

static inline float bf16_to_f32(uint16_t h) { return bits_float((uint32_t)h << 16); }

static inline uint16_t f32_to_bf16(float x)
{
    uint32_t u = float_bits(x), rounded = (u + 0x7FFF + (u >> 16 & 1)) >> 16;
    return (uint16_t)((u & 0x7FFFFFFF) > 0x7F800000 ? u >> 16 | 0x40 : rounded);      /* a NaN must not round to infinity */
}

static inline float f16_to_f32(uint16_t h)
{
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, magnitude = h & 0x7FFF;
    uint32_t normal = (magnitude << 13) + (112u << 23);
    uint32_t subnormal = float_bits(bits_float(0x3F000000 | magnitude) - 0.5f);       /* one unit of 0.5f is 2^-24 */
    uint32_t special = magnitude << 13 | 0x7F800000;
    return bits_float(sign | (magnitude < 0x0400 ? subnormal : magnitude < 0x7C00 ? normal : special));
}

static inline uint16_t f32_to_f16(float x)
{
    uint32_t u = float_bits(x), sign = u >> 16 & 0x8000, magnitude = u & 0x7FFFFFFF;
    uint32_t normal = (magnitude - (112u << 23) + 0x0FFF + (magnitude >> 13 & 1)) >> 13;     /* 65520 and above carry into infinity */
    uint32_t subnormal = float_bits(bits_float(magnitude) + 0.5f) - 0x3F000000;              /* the addition rounds */
    uint32_t special = magnitude > 0x7F800000 ? 0x7E00 | (magnitude >> 13 & 0x3FF) : 0x7C00;
    return (uint16_t)(sign | (magnitude < 0x38800000 ? subnormal : magnitude < 0x47800000 ? normal : special));
}

/* To float with the last bit set where anything was lost: rounding that again to 16 bits gives what one rounding of x would. */
static inline float f64_to_odd_f32(double x)
{
    float y = (float)x;
    uint32_t u = float_bits(y);
    if ((double)y == x || x != x || u & 1)
        return y;
    return bits_float((y < 0 ? -(double)y : y) < (x < 0 ? -x : x) ? u + 1 : u - 1);
}

#endif
