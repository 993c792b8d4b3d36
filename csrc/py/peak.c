/* _peak(): what one core does at best, measured now with the kernels of the ISA in use. */
#include "py.h"
#include "../core/alloc.h"
#include <time.h>
#define REAL 32
#include "../simd/real.h"
#include "../isa/kernels.h"

enum { CELLS = 4096, TURNS = 60000, READ = 1 << 26, ROUNDS = 9 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double median(double *x)
{
    for (int i = 1; i < ROUNDS; i++)
        for (int j = i; j > 0 && x[j] < x[j - 1]; j--) {
            double swap = x[j];
            x[j] = x[j - 1], x[j - 1] = swap;
        }
    return x[ROUNDS / 2];
}

static void measure(const kernels_f32 *k, float *memory, double *registers, double *fed, double *reading)
{
    double x[3][ROUNDS];
    for (int i = 0; i < CELLS; i++) memory[i] = (float)(i % 17) / 17;
    k->fma_peak(TURNS, false, memory);
    for (int round = 0; round < ROUNDS; round++) {
        double t = now(), work = k->fma_peak(TURNS, false, memory), u = now();
        x[0][round] = work / (u - t) / 1e9;
        work = k->fma_peak(TURNS, true, memory), t = now();
        x[1][round] = work / (t - u) / 1e9;
        volatile float sum = k->read_peak(READ, memory);
        (void)sum;
        x[2][round] = READ * sizeof(float) / (now() - t) / 1e9;
    }
    *registers = median(x[0]), *fed = median(x[1]), *reading = median(x[2]);
}

PyObject *C_peak(PyObject *m, PyObject *unused)
{
    (void)m, (void)unused;
    float *memory = allocate(READ, sizeof(float));
    double registers, fed, reading;
    if (!memory)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    memset(memory, 0, READ * sizeof(float));
    measure(kernels_now_f32(), memory, &registers, &fed, &reading);
    Py_END_ALLOW_THREADS
    release(memory);
    return Py_BuildValue("{sdsdsd}", "fp32_gflops", registers, "l1fed_gflops", fed, "read_gbs", reading);
}
