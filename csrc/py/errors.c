/* Sentences, and the exceptions that carry them: `gla: g has shape (2, 4, 128, 32), expected (2, 4, 128, 64) = (B, H, M, D)`. */
#include "py.h"

status refuse(frame *f, status s, const char *format, ...)
{
    char text[sizeof f->call.message.text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return fail(&f->call.message, s, "%s: %s", f->call.p->row->name, text);
}

PyObject *raise_status(status s, const message *m)
{
    PyObject *kind = s == BAD_TYPE ? PyExc_TypeError : s == BAD_VALUE ? PyExc_ValueError : s == BAD_BUFFER ? PyExc_BufferError
        : s == NOT_OFFERED ? PyExc_NotImplementedError : PyExc_MemoryError;
    if (s != PYTHON_ERROR)
        PyErr_SetString(kind, m->text);
    return NULL;
}

const char *type_name(PyObject *x) { return Py_TYPE(x)->tp_name; }
const char *article(PyObject *x) { return strchr("aeioAEIO", type_name(x)[0]) ? "an" : "a"; }

void kept_error_begin(PyObject *saved[3]) { PyErr_Fetch(&saved[0], &saved[1], &saved[2]); }
void kept_error_end(PyObject *saved[3]) { PyErr_Restore(saved[0], saved[1], saved[2]); }

/* The sentence ends with the first line of the exception that is set, which becomes the cause of the BufferError.
 * What says nothing about the argument (an interrupt, no memory) stays as it is. */
status exchange_failed(frame *f, const char *name, const char *what)
{
    if (!PyErr_Occurred())
        return refuse(f, BAD_BUFFER, "%s cannot be exchanged: %s failed and did not say why", name, what);
    if (!PyErr_ExceptionMatches(PyExc_Exception) || PyErr_ExceptionMatches(PyExc_MemoryError))
        return PYTHON_ERROR;
    PyObject *type, *cause, *trace;
    PyErr_Fetch(&type, &cause, &trace);
    PyErr_NormalizeException(&type, &cause, &trace);
    if (trace)
        PyException_SetTraceback(cause, trace);
    PyObject *text = PyObject_Str(cause);
    const char *line = text ? PyUnicode_AsUTF8(text) : NULL;
    if (!line)
        PyErr_Clear();
    refuse(f, BAD_BUFFER, "%s cannot be exchanged: %s raised %s: %.*s", name, what, ((PyTypeObject *)type)->tp_name,
           line ? (int)strcspn(line, "\n") : 0, line ? line : "");
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(trace);
    PyErr_SetString(PyExc_BufferError, f->call.message.text);
    PyObject *kept[3];
    PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    PyErr_NormalizeException(&kept[0], &kept[1], &kept[2]);
    PyException_SetCause(kept[1], cause);                      /* steals */
    PyErr_Restore(kept[0], kept[1], kept[2]);
    return PYTHON_ERROR;
}

static void append(char *to, size_t room, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void append(char *to, size_t room, const char *format, ...)
{
    size_t n = strlen(to);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(to + n, room - n, format, arguments);
    va_end(arguments);
}

void shape_text(char *to, size_t room, int rank, const int64_t *shape)
{
    to[0] = 0;
    append(to, room, "(");
    for (int i = 0; i < rank; i++)
        append(to, room, i ? ", %lld" : "%lld", (long long)shape[i]);
    append(to, room, rank == 1 ? ",)" : ")");
}

static int64_t expected_size(const frame *f, const axes *a, const form *shape, const view *own, int i)
{
    int64_t size = size_of(f, a, shape->axis[i]);
    return size < 0 && own->rank == shape->rank ? own->shape[i] : size;
}

/* "(2, 4, 128, 64) = (B, H, M, D)" in the caller's axis order; an axis that nothing has fixed shows the tensor's own size, or its symbol. */
static void append_form(char *to, size_t room, const frame *f, const axes *a, const view *own)
{
    form shape = form_of(f, a);
    bool known = false;
    for (int i = 0; i < shape.rank; i++)
        known |= expected_size(f, a, &shape, own, i) >= 0;
    append(to, room, shape.rank ? "(" : "() (a number)");
    for (int i = 0; known && i < shape.rank; i++) {
        int64_t size = expected_size(f, a, &shape, own, i);
        append(to, room, i ? ", " : "");
        if (size < 0)
            append(to, room, "%s", f->call.p->symbols[a->symbol[shape.axis[i]]]);
        else
            append(to, room, "%lld", (long long)size);
    }
    if (known)
        append(to, room, shape.rank == 1 ? ",) = (" : ") = (");
    for (int i = 0; i < shape.rank; i++)
        append(to, room, i ? ", %s" : "%s", f->call.p->symbols[a->symbol[shape.axis[i]]]);
    if (shape.rank)
        append(to, room, shape.rank == 1 ? ",)" : ")");
}

status fail_shape(frame *f, const char *name, const lent *x, const axes *forms, int n_forms, bool broadcast)
{
    char came[160], expected[240] = "";
    if (x->view.rank > MAX_RANK)
        snprintf(came, sizeof came, "%d dimensions", x->view.rank);
    else
        memcpy(came, "shape ", 7), shape_text(came + 6, sizeof came - 6, x->view.rank, x->view.shape);
    for (int i = 0; i < n_forms; i++) {
        append(expected, sizeof expected, i ? " or " : "");
        append_form(expected, sizeof expected, f, &forms[i], &x->view);
    }
    return refuse(f, BAD_VALUE, "%s has %s, expected %s%s", name, came, broadcast ? "a shape that broadcasts to " : "", expected);
}

status fail_dtype(frame *f, const char *name, const lent *x, const char *expected)
{
    if (x->view.dtype != DTYPES)
        return refuse(f, BAD_TYPE, "%s has dtype %s, expected %s", name, dtype_name(x->view.dtype), expected);
    PyObject *dtype = PyObject_GetAttrString(x->object, "dtype"), *text = dtype ? PyObject_Str(dtype) : NULL;
    const char *came = text ? PyUnicode_AsUTF8(text) : NULL;
    if (!came)
        PyErr_Clear();
    refuse(f, BAD_TYPE, "%s has dtype %.60s, expected %s", name, came ? came : "of another kind", expected);
    Py_XDECREF(dtype);
    Py_XDECREF(text);
    return BAD_TYPE;
}

status fail_word(frame *f, const char *name, const char *words, PyObject *x, const char *or_else)
{
    char list[256] = "";
    for (const char *at = words; *at; at += strcspn(at, "|"), at += *at == '|')
        append(list, sizeof list, "%s'%.*s'", at == words ? "" : ", ", (int)strcspn(at, "|"), at);
    PyObject *text = PyObject_ASCII(x);
    const char *came = text ? PyUnicode_AsUTF8(text) : NULL;
    if (!came)
        PyErr_Clear();
    refuse(f, BAD_VALUE, "%s is %.60s, expected %s%s%s", name, came ? came : "another word", or_else, strchr(words, '|') ? "one of " : "", list);
    Py_XDECREF(text);
    return BAD_VALUE;
}
