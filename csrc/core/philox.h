/* Philox4x32-10 (Salmon et al. 2011): dropout without state. spec/dense-scores.md `dropout_philox` fixes the mapping:
 * key = seed, counter = (floor(j/4), i, b*Hq + h, offset), word j mod 4 belongs to key j of query i. */
#ifndef POLYATTN_PHILOX_H
#define POLYATTN_PHILOX_H
#include <stdint.h>

static inline void philox(uint32_t x[4], uint32_t key0, uint32_t key1)
{
    for (int round = 0; round < 10; round++) {
        if (round) {
            key0 += 0x9E3779B9u;
            key1 += 0xBB67AE85u;
        }
        uint64_t a = (uint64_t)0xD2511F53u * x[0], b = (uint64_t)0xCD9E8D57u * x[2];
        uint32_t y0 = (uint32_t)(b >> 32) ^ x[1] ^ key0, y2 = (uint32_t)(a >> 32) ^ x[3] ^ key1;
        x[0] = y0, x[1] = (uint32_t)b, x[2] = y2, x[3] = (uint32_t)a;
    }
}

#endif
