#include "peak.h"
#include <time.h>
#include "../core/parallel.h"
#define REAL 32
#include "../simd/real.h"
#include "kernels.h"

enum { STEPS = 200000, ROUNDS = 9 };

static void feed(void *context, int64_t task, int worker)
{
    (void)task, (void)worker;
    const kernels_f32 *k = context;
    float a[6 * 64], b[64 * 64], c[6 * 64];       /* a panel is at most 64 floats */
    for (int i = 0; i < 6 * 64; i++)
        a[i] = 1.0f / (float)(i + 1);
    for (int i = 0; i < 64 * 64; i++)
        b[i] = (float)(i % 7 - 3);
    k->feed(STEPS, a, b, c);
    volatile float kept = c[0];                   /* or the compiler drops the work */
    (void)kept;
}

double peak_f32(void)
{
    const kernels_f32 *k = kernels_now_f32();
    int threads = parallel_width();
    double best = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        parallel_for(threads, feed, (void *)k);
        clock_gettime(CLOCK_MONOTONIC, &end);
        double seconds = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
        double rate = 12.0 * k->panel * STEPS * threads / seconds;
        best = rate > best ? rate : best;
    }
    return best;
}
