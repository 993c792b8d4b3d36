/* Which weights dropout keeps: Philox4x32-10 on 16 counters at a time (64 keys, one word of bits), in loops that compilers turn into vectors. */
#if REAL == 32
enum { PHILOX = 16 };

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

static void keep(int64_t rows, int64_t words, uint64_t seed, uint32_t offset, uint32_t head, uint32_t q0, uint32_t k0, uint32_t threshold, uint64_t *bits)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t w = 0; w < words; w++)
            keep_word(seed, offset, head, q0 + (uint32_t)i, k0 / 4 + PHILOX * (uint32_t)w, threshold, bits++);
}
#endif
