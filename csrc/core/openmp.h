/* An OpenMP runtime that somebody else loaded (torch's, usually): its team of threads is warm and its thread count is what the user set. */
#ifndef POLYATTN_OPENMP_H
#define POLYATTN_OPENMP_H

typedef struct openmp {
    void (*parallel)(void (*fn)(void *), void *data, unsigned threads, unsigned flags);    /* GOMP_parallel: fn(data) once in each thread */
    int (*max_threads)(void), (*in_parallel)(void);
    char name[512];                                /* "libgomp (borrowed): /path" */
} openmp;

const openmp *loaded_openmp(void);               /* NULL: none. Looks again whenever libraries have been loaded since */
void reset_openmp_lock(void);                    /* in a forked child, whose parent may have been looking */

#endif
