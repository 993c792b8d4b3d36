/* The only allocator of the library: sizes are checked, blocks are 64-byte aligned, a test can make the k-th allocation fail. */
#ifndef POLYATTN_ALLOC_H
#define POLYATTN_ALLOC_H
#include "view.h"
#include <stddef.h>

/* count * size bytes, or NULL when the product overflows, memory is out, or the test said so. Contents are undefined
 * (debug builds fill them with NaN). A request for nothing returns a valid block. */
void *allocate(int64_t count, int64_t size);
void release(void *block);                     /* NULL is fine */

/* A contiguous array, its data to be released; absent when there is no memory or its size overflows. Contents as of `allocate`. */
view new_array(dtype type, int rank, const int64_t *shape);

/* Test hooks: fail the k-th allocation from now on (k = 1 is the next; 0 switches off); allocations alive; bytes alive and their peak since reset. */
void fail_allocation(int64_t k);
int64_t allocations_alive(void);
int64_t bytes_peak(int reset);

#endif
