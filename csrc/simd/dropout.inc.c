/* Which weights dropout keeps: Philox4x32-10 on 16 counters at a time (64 keys, one word of bits). */
#if REAL == 32
enum { PHILOX = 16 };

#if SIMD == SIMD_AVX512
/* Both halves of the products of 32-bit lanes. */
INLINE __m512i multiply_high(__m512i x, uint32_t by, __m512i *low)
{
    const __m512i m = _mm512_set1_epi64(by), even = _mm512_mul_epu32(x, m), odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), m);
    *low = _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32));
    return _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd);
}

INLINE void keep_word(uint64_t seed, uint32_t offset, uint32_t head, uint32_t query, uint32_t quarter, uint32_t threshold, uint64_t *bits)
{
    __m512i x[4] = {_mm512_add_epi32(_mm512_set1_epi32((int)quarter), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)),
                    _mm512_set1_epi32((int)query), _mm512_set1_epi32((int)head), _mm512_set1_epi32((int)offset)};
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    UNROLL(10) for (int round = 0; round < 10; round++, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u) {
        __m512i low_a, low_b, a = multiply_high(x[0], 0xD2511F53u, &low_a), b = multiply_high(x[2], 0xCD9E8D57u, &low_b);
        x[0] = _mm512_xor_si512(_mm512_xor_si512(b, x[1]), _mm512_set1_epi32((int)key0)), x[1] = low_b;
        x[2] = _mm512_xor_si512(_mm512_xor_si512(a, x[3]), _mm512_set1_epi32((int)key1)), x[3] = low_a;
    }
    __m512i four = _mm512_setzero_si512();
    UNROLL(4) for (int i = 0; i < 4; i++)
        four = _mm512_or_si512(four, _mm512_maskz_set1_epi32(_mm512_cmpge_epu32_mask(x[i], _mm512_set1_epi32((int)threshold)), 1 << i));
    const __m128i eight = _mm_maddubs_epi16(_mm512_cvtepi32_epi8(four), _mm_set1_epi16(0x1001));      /* low nibble + 16 times the next */
    _mm_storel_epi64((__m128i *)(void *)bits, _mm_packus_epi16(eight, eight));
}
#else
/* In loops that compilers turn into vectors. */
INLINE void keep_word(uint64_t seed, uint32_t offset, uint32_t head, uint32_t query, uint32_t quarter, uint32_t threshold, uint64_t *bits)
{
    uint32_t x0[PHILOX], x1[PHILOX], x2[PHILOX], x3[PHILOX], key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    for (int i = 0; i < PHILOX; i++) x0[i] = quarter + (uint32_t)i, x1[i] = query, x2[i] = head, x3[i] = offset;
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < PHILOX; i++) {
            uint64_t a = (uint64_t)0xD2511F53u * x0[i], b = (uint64_t)0xCD9E8D57u * x2[i];
            x0[i] = (uint32_t)(b >> 32) ^ x1[i] ^ key0, x1[i] = (uint32_t)b;
            x2[i] = (uint32_t)(a >> 32) ^ x3[i] ^ key1, x3[i] = (uint32_t)a;
        }
        key0 += 0x9E3779B9u, key1 += 0xBB67AE85u;
    }
    uint64_t word = 0;
    for (int i = 0; i < PHILOX; i++)
        word |= (uint64_t)((x0[i] >= threshold) | (x1[i] >= threshold) << 1 | (x2[i] >= threshold) << 2 | (x3[i] >= threshold) << 3) << 4 * i;
    *bits = word;
}
#endif

static void keep(int64_t rows, int64_t words, uint64_t seed, uint32_t offset, uint32_t head, uint32_t q0, uint32_t k0, uint32_t threshold, uint64_t *bits)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t w = 0; w < words; w++)
            keep_word(seed, offset, head, q0 + (uint32_t)i, k0 / 4 + PHILOX * (uint32_t)w, threshold, bits++);
}
#endif
