/* Outcome of everything that can fail. Nothing in C aborts; the message travels beside the status, in the caller's own struct. */
#ifndef POLYATTN_STATUS_H
#define POLYATTN_STATUS_H

typedef enum status {
    OK = 0,
    BAD_TYPE,        /* TypeError: the wrong kind of thing */
    BAD_VALUE,       /* ValueError: shape, range, combination */
    BAD_BUFFER,      /* BufferError: memory that cannot be exchanged */
    NO_MEMORY,       /* MemoryError */
    NOT_OFFERED,     /* NotImplementedError: a gradient or a path that does not exist */
    PYTHON_ERROR     /* csrc/py only: a Python exception is already set */
} status;

typedef struct message { char text[512]; } message;

/* Formats the sentence and returns `s`, so that callers write `return fail(&c->message, BAD_VALUE, ...)`. */
status fail(message *m, status s, const char *format, ...) __attribute__((format(printf, 3, 4)));

#define TRY(expression)                       \
    do {                                      \
        status status_ = (expression);        \
        if (status_ != OK) return status_;    \
    } while (0)

#endif
