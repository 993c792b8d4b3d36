/* stress_parallel TIMES LEVELS: everything that parallel_for promises, at once: several callers, nested calls, counts that change meanwhile, and
 * forks LEVELS deep (0 under sanitizers: their own locks do not survive a fork). Prints nothing and returns 0 when all is well. */
#include "core/parallel.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TASKS = 37, CALLERS = 8 };

typedef struct sums { int64_t of[TASKS]; int runs[TASKS], width; } sums;

static void expect(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "stress_parallel: %s\n", what);
        _exit(1);
    }
}

static void inner(void *context, int64_t task, int worker)
{
    expect(worker == 0, "a nested call used a second worker");
    *(int64_t *)context += task;
}

static void outer(void *context, int64_t task, int worker)
{
    sums *s = context;
    expect(worker >= 0 && worker < s->width, "a worker beyond parallel_width");
    expect(parallel_width() == 1, "nested calls have width 1");
    parallel_for(task, inner, &s->of[task]);
    s->runs[task]++;
}

static void *caller(void *times)
{
    for (int i = 0; i < *(int *)times; i++) {
        sums s = {.width = parallel_width()};
        parallel_for(TASKS, outer, &s);
        for (int t = 0; t < TASKS; t++)
            expect(s.runs[t] == 1 && s.of[t] == t * (t - 1) / 2, "a task was lost, repeated or wrong");
    }
    return NULL;
}

static void all_callers(int times)
{
    pthread_t thread[CALLERS];
    for (int i = 0; i < CALLERS; i++)
        expect(pthread_create(&thread[i], NULL, caller, &times) == 0, "no thread");
    for (int i = 0; i < 200; i++)
        set_threads(1 + i % 8);
    for (int i = 0; i < CALLERS; i++)
        pthread_join(thread[i], NULL);
}

static void descend(int levels, int times)
{
    caller(&times);
    if (!levels)
        return;
    pid_t child = fork();
    if (child == 0) {
        descend(levels - 1, times);
        exit(0);
    }
    int status;
    expect(waitpid(child, &status, 0) == child && status == 0, "a forked child failed");
    caller(&times);
}

int main(int argc, char **argv)
{
    expect(argc == 3, "wants TIMES LEVELS");
    int times = atoi(argv[1]);
    set_threads(8);
    descend(atoi(argv[2]), times);
    all_callers(times);
    set_threads(0);
    expect(get_threads() >= 1, "no thread at all");
    return 0;
}
