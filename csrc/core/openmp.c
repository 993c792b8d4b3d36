#include "openmp.h"
#ifdef __linux__
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* Once torch's own is known there is nothing better to find; any other may still be replaced by it. */
static openmp torch, other;
static const openmp *_Atomic known;
static _Atomic unsigned long long seen;
static pthread_mutex_t looking = PTHREAD_MUTEX_INITIALIZER;

typedef struct libraries { char torch[512], other[512]; } libraries;

static int loads(struct dl_phdr_info *x, size_t size, void *count)
{
    (void)size;
    *(unsigned long long *)count = x->dlpi_adds;
    return 1;
}

/* Only notes names: opening a library from inside dl_iterate_phdr could deadlock with another thread that is loading one. */
static int note(struct dl_phdr_info *x, size_t size, void *into)
{
    (void)size;
    libraries *found = into;
    const char *slash = strrchr(x->dlpi_name, '/'), *name = slash ? slash + 1 : x->dlpi_name;
    if (strlen(x->dlpi_name) >= sizeof found->torch)
        return 0;
    if (!strncmp(name, "libtorch_cpu.so", 15))
        strcpy(found->torch, x->dlpi_name);
    else if (!strncmp(name, "libgomp", 7) || !strncmp(name, "libomp", 6) || !strncmp(name, "libiomp5", 8))
        strcpy(found->other, x->dlpi_name);
    return 0;
}

/* Symbols are looked up through the dependencies of `library`: what libtorch_cpu.so sees is the runtime that torch runs on, under whatever
 * name it was bundled. LLVM's and Intel's runtimes export GOMP_parallel too. The handle stays open, so the runtime cannot go away.
 *
 * torch is asked for the count by at::get_num_threads(): in a thread that has run none of its operations, OpenMP does not know what the user set. */
static const openmp *borrow(const char *library, openmp *x)
{
    void *handle = *library ? dlopen(library, RTLD_LAZY | RTLD_NOLOAD) : NULL;
    if (!handle)
        return NULL;
    Dl_info where;
    void *entry = dlsym(handle, "GOMP_parallel");
    *(void **)&x->parallel = entry;
    *(void **)&x->max_threads = dlsym(handle, "_ZN2at15get_num_threadsEv");
    if (!x->max_threads)
        *(void **)&x->max_threads = dlsym(handle, "omp_get_max_threads");
    *(void **)&x->in_parallel = dlsym(handle, "omp_in_parallel");
    if (!entry || !x->max_threads || !x->in_parallel || !dladdr(entry, &where))
        return NULL;
    const char *slash = strrchr(where.dli_fname, '/'), *name = slash ? slash + 1 : where.dli_fname;
    snprintf(x->name, sizeof x->name, "%.*s (borrowed): %s", (int)strcspn(name, "-."), name, where.dli_fname);
    return x;
}

static void look(void)
{
    libraries found = {"", ""};
    dl_iterate_phdr(note, &found);
    const openmp *x = borrow(found.torch, &torch);
    if (!x && !known)
        x = borrow(found.other, &other);
    if (x)
        known = x;
}

const openmp *loaded_openmp(void)
{
    const openmp *x = known;
    if (x == &torch)
        return x;
    unsigned long long now = 0;
    dl_iterate_phdr(loads, &now);
    if (now == seen)
        return x;
    pthread_mutex_lock(&looking);
    if (now != seen && known != &torch) {
        look();
        seen = now;
    }
    pthread_mutex_unlock(&looking);
    return known;
}

void reset_openmp_lock(void) { looking = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER; }

#else

const openmp *loaded_openmp(void) { return 0; }
void reset_openmp_lock(void) {}

#endif
