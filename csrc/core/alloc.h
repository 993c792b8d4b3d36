/* The only allocator of the library: sizes are checked, blocks are 64-byte aligned, a test can make the k-th allocation fail. */
#ifndef POLYATTN_ALLOC_H
#define POLYATTN_ALLOC_H
#include <stddef.h>
#include <stdint.h>

/* count * size bytes, or NULL when the product overflows, memory is out, or the test said so. Contents are undefined
 * (debug builds fill them with NaN). A request for nothing returns a valid block. */
void *allocate(int64_t count, int64_t size);
void release(void *block);                     /* NULL is fine */

/* Test hooks: fail the k-th allocation from now on (k = 1 is the next; 0 switches off); allocations alive; bytes alive and their peak since reset. */
void fail_allocation(int64_t k);
int64_t allocations_alive(void);
int64_t bytes_peak(int reset);

#endif
