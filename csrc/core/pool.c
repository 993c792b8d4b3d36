#include "pool.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#if defined __x86_64__
#define RELAX() __builtin_ia32_pause()
#elif defined __aarch64__
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() ((void)0)
#endif

enum { SPIN = 2000 };                    /* pauses before sleeping, 20 to 90 microseconds: longer than the gap between two regions of one call */

typedef struct job {
    void (*fn)(void *);
    void *data;
    int room;                            /* threads that may still join */
    _Atomic int helping;
    struct job *next;
} job;

/* Everything but the atomics is guarded by the lock. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t posted, left;
    job *jobs;                           /* oldest first */
    _Atomic unsigned posts;              /* counts the jobs ever posted: what an idle thread watches */
    bool closing;
    int threads;
    pthread_t thread[MAX_THREADS];
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .posted = PTHREAD_COND_INITIALIZER, .left = PTHREAD_COND_INITIALIZER};

static job *open_job(void)
{
    job *j = pool.jobs;
    while (j && !j->room)
        j = j->next;
    return j;
}

static void help(job *j)
{
    j->room--;
    j->helping++;
    pthread_mutex_unlock(&pool.lock);
    j->fn(j->data);
    pthread_mutex_lock(&pool.lock);
    if (--j->helping == 0)
        pthread_cond_broadcast(&pool.left);
}

static void wait_for_post(void)
{
    unsigned seen = pool.posts;
    pthread_mutex_unlock(&pool.lock);
    for (int i = 0; i < SPIN && pool.posts == seen; i++)
        RELAX();
    pthread_mutex_lock(&pool.lock);
    if (pool.posts == seen && !pool.closing)
        pthread_cond_wait(&pool.posted, &pool.lock);
}

static void *serve(void *unused)
{
    pthread_mutex_lock(&pool.lock);
    while (!pool.closing) {
        job *j = open_job();
        if (j)
            help(j);
        else
            wait_for_post();
    }
    pthread_mutex_unlock(&pool.lock);
    return unused;
}

/* Signals are for the threads of the program: Python wants them in its own. */
static void grow(int helpers)
{
    if (pool.closing || pool.threads >= helpers)
        return;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (pool.threads < helpers && pthread_create(&pool.thread[pool.threads], NULL, serve, NULL) == 0)
        pool.threads++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void append(job *j)
{
    job **end = &pool.jobs;
    while (*end)
        end = &(*end)->next;
    *end = j;
}

static void withdraw(job *j)
{
    job **p = &pool.jobs;
    while (*p != j)
        p = &(*p)->next;
    *p = j->next;
}

void pool_parallel(void (*fn)(void *), void *data, int threads)
{
    job j = {.fn = fn, .data = data, .room = threads - 1};
    pthread_mutex_lock(&pool.lock);
    grow(threads - 1);
    append(&j);
    pool.posts++;
    pthread_cond_broadcast(&pool.posted);
    pthread_mutex_unlock(&pool.lock);

    fn(data);

    pthread_mutex_lock(&pool.lock);
    withdraw(&j);
    if (j.helping) {
        pthread_mutex_unlock(&pool.lock);
        for (int i = 0; i < SPIN && j.helping; i++)
            RELAX();
        pthread_mutex_lock(&pool.lock);
    }
    while (j.helping)
        pthread_cond_wait(&pool.left, &pool.lock);
    pthread_mutex_unlock(&pool.lock);
}

void pool_forget(void)
{
    pool.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    pool.posted = pool.left = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    pool.jobs = NULL;
    pool.closing = false;
    pool.threads = 0;
}

void pool_close(void)
{
    pthread_mutex_lock(&pool.lock);
    pool.closing = true;
    pthread_cond_broadcast(&pool.posted);
    pthread_mutex_unlock(&pool.lock);
    for (; pool.threads; pool.threads--)
        pthread_join(pool.thread[pool.threads - 1], NULL);
}
