/* parallel_for: tasks 0..tasks-1, each run exactly once, by whichever thread is free. Tasks are cut by shape, never by the
 * number of threads, and write disjoint memory: that is what makes results the same for any number of threads.
 *
 * Back ends, chosen at every call: an OpenMP runtime that the process has loaded already (torch's libgomp: its warm team and its thread
 * count), else a small own pool, else serial. A forked child never touches the runtime of its parent. Nested calls run serially.
 * Several threads may call at once: none waits for another. */
#ifndef POLYATTN_PARALLEL_H
#define POLYATTN_PARALLEL_H
#include <stdint.h>

typedef void (*task_fn)(void *context, int64_t task, int worker);   /* 0 <= worker < parallel_width() */

void parallel_for(int64_t tasks, task_fn fn, void *context);
/* Upper bound of `worker`: size per-thread scratch with it. Ask once in every call, before allocating: until this thread asks again its
 * parallel_for stays within the answer, whatever other threads set meanwhile. */
int parallel_width(void);

void set_threads(int n);                 /* 0: follow POLYATTN_NUM_THREADS, else the borrowed runtime, else the affinity mask */
int get_threads(void);
const char *threads_complaint(void);     /* what is wrong with POLYATTN_NUM_THREADS, or NULL */
const char *parallel_backend(void);      /* "libgomp (borrowed): path", "own pool", "serial" */

#endif
