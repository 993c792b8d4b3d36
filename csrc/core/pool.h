/* The library's own threads, for processes without an OpenMP runtime and for forked children. */
#ifndef POLYATTN_POOL_H
#define POLYATTN_POOL_H

enum { MAX_THREADS = 1024 };

/* fn(data) here and in up to threads - 1 others; returns when all have returned. Threads are made when they are first wanted; where they cannot
 * be, fewer help. Callers do not exclude each other: free threads help whoever came first, and everybody works on their own call meanwhile. */
void pool_parallel(void (*fn)(void *), void *data, int threads);
void pool_forget(void);                  /* in a forked child: the threads stayed with the parent */
void pool_close(void);                   /* ends and joins the threads; nobody may be calling */

#endif
