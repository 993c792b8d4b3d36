#include "parallel.h"
#include "openmp.h"
#include "pool.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Atomic int wanted, cpus;         /* set_threads, the affinity mask; 0: not said, not known yet */
static int environment;                  /* POLYATTN_NUM_THREADS */
static char complaint[128];
static bool forked;                      /* this process is a fork: an OpenMP runtime that ran in its parent would hang here */
static _Atomic pid_t owner;              /* the process that the pool's threads live in */
static _Thread_local bool inside;        /* this thread is running tasks */
static _Thread_local int promised;       /* what parallel_width last told this thread */

static void after_fork(void)
{
    pool_forget();
    reset_openmp_lock();
    forked = true;
    cpus = 0;
    owner = getpid();
}

/* A child that was forked before the library was loaded never saw a handler of ours, but Linux remembers that it has not called exec:
 * PF_FORKNOEXEC, field 9 of its status. */
static bool forked_before_loading(void)
{
    char text[512] = "";
    FILE *status = fopen("/proc/self/stat", "r");
    if (!status)
        return false;
    size_t length = fread(text, 1, sizeof text - 1, status);
    fclose(status);
    text[length] = 0;
    const char *p = strrchr(text, ')');              /* the name of the program may hold anything */
    unsigned flags = 0;
    return p && sscanf(p, ") %*c %*d %*d %*d %*d %*d %u", &flags) == 1 && flags & 0x40;
}

__attribute__((constructor)) static void load(void)
{
    owner = getpid();
    forked = forked_before_loading();
    pthread_atfork(NULL, NULL, after_fork);
    const char *wish = getenv("POLYATTN_NUM_THREADS");
    if (!wish || !*wish)
        return;
    char *end;
    long n = strtol(wish, &end, 10);
    if (*end || n < 1)
        snprintf(complaint, sizeof complaint, "POLYATTN_NUM_THREADS is '%.32s', expected a whole number, at least 1", wish);
    else
        environment = n < MAX_THREADS ? (int)n : MAX_THREADS;
}

/* At exit and at dlclose. A process cloned without handlers has no threads to join. */
__attribute__((destructor)) static void unload(void)
{
    if (owner == getpid())
        pool_close();
}

static int count_cpus(void)
{
#ifdef __linux__
    cpu_set_t mask;
    if (sched_getaffinity(0, sizeof mask, &mask) == 0)
        return CPU_COUNT(&mask);
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (int)n;
}

void set_threads(int n)
{
    wanted = n < 0 ? 0 : n;
    promised = 0;
}

/* The count of an OpenMP runtime holds in a forked child too (reading it is harmless): torch's data loaders set it to 1 there. */
int get_threads(void)
{
    int n = wanted ? wanted : environment;
    if (!n) {
        const openmp *runtime = loaded_openmp();
        if (!cpus)
            cpus = count_cpus();
        n = runtime ? runtime->max_threads() : cpus;
    }
    return n < 1 ? 1 : n < MAX_THREADS ? n : MAX_THREADS;
}

int parallel_width(void)
{
    return inside ? 1 : (promised = get_threads());
}

const char *threads_complaint(void) { return *complaint ? complaint : NULL; }

const char *parallel_backend(void)
{
    const openmp *runtime = loaded_openmp();
    return get_threads() == 1 ? "serial" : runtime && !forked ? runtime->name : "own pool";
}

typedef struct region {
    task_fn fn;
    void *context;
    int64_t tasks;
    _Atomic int64_t next;                /* the first task that nobody has claimed */
    _Atomic int workers;                 /* threads that have claimed one */
} region;

static void work(void *data)
{
    region *r = data;
    int worker = -1;
    inside = true;
    for (int64_t task; (task = r->next++) < r->tasks;) {
        if (worker < 0)
            worker = r->workers++;
        r->fn(r->context, task, worker);
    }
    inside = false;
}

/* The borrowed runtime is always asked for the full count: libgomp ends the threads that a smaller team has no use for. */
void parallel_for(int64_t tasks, task_fn fn, void *context)
{
    int threads = tasks < 2 || inside ? 1 : get_threads();
    if (promised && threads > promised)
        threads = promised;
    const openmp *runtime = threads > 1 ? loaded_openmp() : NULL;
    if (threads == 1 || (runtime && runtime->in_parallel())) {
        for (int64_t task = 0; task < tasks; task++)
            fn(context, task, 0);
        return;
    }
    if (owner != getpid())
        after_fork();
    region r = {.fn = fn, .context = context, .tasks = tasks};
    if (runtime && !forked)
        runtime->parallel(work, &r, (unsigned)threads, 0);
    else
        pool_parallel(work, &r, tasks < threads ? (int)tasks : threads);
}
