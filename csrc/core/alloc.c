#include "alloc.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Every block carries its size in one line of cache in front of it. */
enum { LINE = 64 };

static _Atomic int64_t countdown, blocks, bytes, peak;

static void account(int64_t size)
{
    atomic_fetch_add(&blocks, 1);
    int64_t now = atomic_fetch_add(&bytes, size) + size, old = atomic_load(&peak);
    while (now > old && !atomic_compare_exchange_weak(&peak, &old, now))
        ;
}

void *allocate(int64_t count, int64_t size)
{
    int64_t total;
    if (count < 0 || size < 0 || __builtin_mul_overflow(count, size, &total) || total > PTRDIFF_MAX - 2 * LINE)
        return NULL;
    if (atomic_load(&countdown) > 0 && atomic_fetch_sub(&countdown, 1) == 1)
        return NULL;
    size_t room = ((size_t)total + LINE - 1) / LINE * LINE;
    char *line = aligned_alloc(LINE, LINE + room);
    if (!line)
        return NULL;
    memcpy(line, &total, sizeof total);
    account(total);
#ifdef POLYATTN_DEBUG
    memset(line + LINE, 0xFF, room);
#endif
    return line + LINE;
}

void release(void *block)
{
    if (!block)
        return;
    char *line = (char *)block - LINE;
    int64_t total;
    memcpy(&total, line, sizeof total);
    atomic_fetch_sub(&blocks, 1);
    atomic_fetch_sub(&bytes, total);
    free(line);
}

view new_array(dtype type, int rank, const int64_t *shape)
{
    view x = {.dtype = type, .rank = rank};
    int64_t step = dtype_size(type);
    bool countable = true, empty = false;
    for (int axis = rank - 1; axis >= 0; axis--) {
        x.shape[axis] = shape[axis], x.stride[axis] = step;
        countable = countable && !__builtin_mul_overflow(step, shape[axis], &step);
        empty = empty || shape[axis] == 0;
    }
    x.data = empty ? allocate(0, 1) : countable ? allocate(step, 1) : NULL;
    return x;
}

void fail_allocation(int64_t k) { atomic_store(&countdown, k); }

int64_t allocations_alive(void) { return atomic_load(&blocks); }

int64_t bytes_peak(int reset)
{
    int64_t before = atomic_load(&peak);
    if (reset)
        atomic_store(&peak, atomic_load(&bytes));
    return before;
}
