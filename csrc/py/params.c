/* Python values to the values of parameters: the type, then the range. */
#include "py.h"
#include <math.h>

int word_index(const char *words, PyObject *x)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(x, &size);
    if (!text) {
        PyErr_Clear();                                         /* lone surrogates: no word of ours */
        return -1;
    }
    for (int i = 0; *words; i++) {
        size_t n = strcspn(words, "|");
        if (n == (size_t)size && !memcmp(words, text, n))
            return i;
        words += n + (words[n] == '|');
    }
    return -1;
}

bool is_number(PyObject *x)
{
    return PyFloat_Check(x) || (PyLong_Check(x) && !PyBool_Check(x)) || PyArray_IsScalar(x, Integer) || PyArray_IsScalar(x, Floating);
}

status read_number(frame *f, const char *name, PyObject *x, double *to)
{
    *to = PyFloat_CheckExact(x) ? PyFloat_AS_DOUBLE(x) : PyFloat_AsDouble(x);
    if (*to == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        return refuse(f, BAD_VALUE, "%s is an int beyond every float, expected a number", name);
    }
    return isnan(*to) ? refuse(f, BAD_VALUE, "%s is nan, expected a number", name) : OK;
}

static status read_finite(frame *f, const char *name, PyObject *x, double *to)
{
    TRY(read_number(f, name, x, to));
    if (isfinite(*to))
        return OK;
    return refuse(f, BAD_VALUE, "%s is %s, expected a finite number", name, *to > 0 ? "inf" : "-inf");
}

static status wrong_kind(frame *f, const param *p, PyObject *x)
{
    static const char *const taken[] = {"a number", "an int", "True or False", "a str", "an int or a pair of ints", "True, False or 'top_left'",
                                         "an int or one to three of them", "a pair of numbers"};
    return refuse(f, BAD_TYPE, "%s is %s %.60s, expected %s%s", p->name, article(x), type_name(x), taken[p->kind], p->optional ? " or None" : "");
}

/* "0 <= dropout_p < 1" */
static void range_text(const param *p, char *to, size_t room)
{
    char low[32] = "", high[40] = "";
    if (p->min > -1e300)
        snprintf(low, sizeof low, "%.17g <= ", p->min);
    if (p->kind == INTEGER && p->max >= 18446744073709551615.0)
        snprintf(high, sizeof high, " < 2**64");
    else if (p->max < 1e300)
        snprintf(high, sizeof high, p->open_max ? " < %.17g" : " <= %.17g", p->max);
    snprintf(to, room, "%s%s%s", low, p->name, high);
}

static status out_of_range(frame *f, const param *p, PyObject *x)
{
    char range[120];
    range_text(p, range, sizeof range);
    PyObject *text = PyObject_Str(x);
    const char *came = text ? PyUnicode_AsUTF8(text) : NULL;
    if (!came)
        PyErr_Clear();
    refuse(f, BAD_VALUE, "%s is %.60s, expected %s", p->name, came ? came : "a number too large to print", range);
    Py_XDECREF(text);
    return BAD_VALUE;
}

static bool in_range(const param *p, double x)
{
    if (!p->min && !p->max)
        return true;
    return x >= p->min && (p->open_max ? x < p->max : x <= p->max);
}

typedef enum whole { AN_INT64, A_UINT64, TOO_LARGE, NO_INTEGER } whole;

/* A_UINT64: `to` has the bits of a number beyond int64. */
static whole whole_number(PyObject *x, int64_t *to)
{
    int overflow = 0;
    if (PyLong_Check(x) && !PyBool_Check(x))
        Py_INCREF(x);
    else if (!PyArray_IsScalar(x, Integer) || !(x = PyNumber_Index(x))) {
        PyErr_Clear();
        return NO_INTEGER;
    }
    whole found = AN_INT64;
    *to = PyLong_AsLongLongAndOverflow(x, &overflow);
    if (overflow > 0) {
        *to = (int64_t)PyLong_AsUnsignedLongLong(x);
        found = PyErr_Occurred() ? TOO_LARGE : A_UINT64;
        PyErr_Clear();
    } else if (overflow < 0)
        found = TOO_LARGE;
    Py_DECREF(x);
    return found;
}

static status read_integer(frame *f, const param *p, PyObject *x, value *to)
{
    whole found = whole_number(x, &to->i);
    if (found == NO_INTEGER)
        return wrong_kind(f, p, x);
    bool fits = found == AN_INT64 ? in_range(p, (double)to->i) : found == A_UINT64 && p->max > 9223372036854775807.0;
    return fits ? OK : out_of_range(f, p, x);
}

static int truth(PyObject *x) { return x == Py_True ? 1 : x == Py_False ? 0 : PyArray_IsScalar(x, Bool) ? PyArrayScalar_VAL(x, Bool) != 0 : -1; }

static status read_word(frame *f, const char *name, const char *words, PyObject *x, int *to)
{
    *to = word_index(words, x);
    if (*to >= 0)
        return OK;
    return fail_word(f, name, words, x, "");
}

static status read_causal(frame *f, const param *p, PyObject *x, value *to)
{
    int t = truth(x);
    to->i = t;
    if (t >= 0)
        return OK;
    if (!PyUnicode_Check(x))
        return wrong_kind(f, p, x);
    to->i = 2;
    return word_index("top_left", x) == 0 ? OK : fail_word(f, p->name, "top_left", x, "True, False or ");
}

/* Wider than any sequence, and far from overflowing when positions are added. */
#define WIDEST ((int64_t)1 << 60)
#define LONGEST (1 << 20)              /* an axis of a grid: three of them have a product */

static status read_side(frame *f, const param *p, PyObject *x, int64_t *to)
{
    whole found = whole_number(x, to);
    if (found == NO_INTEGER)
        return wrong_kind(f, p, x);
    if (found == TOO_LARGE || (found == AN_INT64 && *to < -1))
        return refuse(f, BAD_VALUE, "%s has a side beyond what is taken, expected -1 (unlimited), 0 or more", p->name);
    if (found == A_UINT64 || *to >= WIDEST)
        *to = -1;
    return OK;
}

static status read_window(frame *f, const param *p, PyObject *x, value *to)
{
    if (!PyTuple_Check(x) && !PyList_Check(x)) {
        TRY(read_side(f, p, x, &to->i));
        to->j = to->i;
        return OK;
    }
    PyObject *sides = PySequence_Tuple(x);
    if (!sides)
        return PYTHON_ERROR;
    status s = OK;
    if (PyTuple_GET_SIZE(sides) != 2)
        s = refuse(f, BAD_VALUE, "%s has %zd sides, expected (left, right)", p->name, PyTuple_GET_SIZE(sides));
    if (s == OK)
        s = read_side(f, p, PyTuple_GET_ITEM(sides, 0), &to->i);
    if (s == OK)
        s = read_side(f, p, PyTuple_GET_ITEM(sides, 1), &to->j);
    Py_DECREF(sides);
    return s;
}

static status read_grid(frame *f, const param *p, PyObject *x, value *to)
{
    int64_t *const axis[3] = {&to->i, &to->j, &to->k};
    const bool several = PyTuple_Check(x) || PyList_Check(x);
    PyObject *axes = several ? PySequence_Tuple(x) : PyTuple_Pack(1, x);
    if (!axes)
        return PYTHON_ERROR;
    const Py_ssize_t n = PyTuple_GET_SIZE(axes);
    status s = n >= 1 && n <= 3 ? OK : refuse(f, BAD_VALUE, "%s has %zd axes, expected one to three", p->name, n);
    to->i = to->j = to->k = 1, to->f = (double)n;
    for (Py_ssize_t i = 0; i < n && s == OK; i++) {
        const whole found = whole_number(PyTuple_GET_ITEM(axes, i), axis[i]);
        if (found == NO_INTEGER)
            s = wrong_kind(f, p, PyTuple_GET_ITEM(axes, i));
        else if (found != AN_INT64 || *axis[i] < 1 || *axis[i] > LONGEST)
            s = refuse(f, BAD_VALUE, "%s has an axis of another length than 1 to %d", p->name, LONGEST);
    }
    Py_DECREF(axes);
    return s;
}

static status read_range(frame *f, const param *p, PyObject *x, value *to)
{
    if (!PyTuple_Check(x) && !PyList_Check(x))
        return wrong_kind(f, p, x);
    PyObject *ends = PySequence_Tuple(x);
    if (!ends)
        return PYTHON_ERROR;
    double *const end[2] = {&to->f, &to->to};
    status s = OK;
    if (PyTuple_GET_SIZE(ends) != 2)
        s = refuse(f, BAD_VALUE, "%s has %zd ends, expected (low, high)", p->name, PyTuple_GET_SIZE(ends));
    for (int i = 0; i < 2 && s == OK; i++) {
        PyObject *one = PyTuple_GET_ITEM(ends, i);
        s = is_number(one) ? read_number(f, p->name, one, end[i]) : wrong_kind(f, p, one);
    }
    if (s == OK && !(to->f <= to->to))
        s = refuse(f, BAD_VALUE, "%s is (%g, %g), expected (low, high) with low at most high", p->name, to->f, to->to);
    Py_DECREF(ends);
    return s;
}

status read_param(frame *f, int i, PyObject *x)
{
    const param *p = &f->call.p->params[i];
    value *to = &f->call.param[i];
    int word;
    *to = (value){.none = x == Py_None};
    if (to->none)
        return p->optional ? OK : wrong_kind(f, p, x);
    switch (p->kind) {
    case NUMBER:
        if (!is_number(x))
            return wrong_kind(f, p, x);
        TRY(read_finite(f, p->name, x, &to->f));
        return in_range(p, to->f) ? OK : out_of_range(f, p, x);
    case INTEGER:
        return read_integer(f, p, x, to);
    case BOOLEAN:
        to->i = truth(x);
        return to->i >= 0 ? OK : wrong_kind(f, p, x);
    case WORD:
        if (!PyUnicode_Check(x))
            return wrong_kind(f, p, x);
        TRY(read_word(f, p->name, p->words, x, &word));
        to->i = word;
        return OK;
    case WINDOW:
        return read_window(f, p, x, to);
    case GRID:
        return read_grid(f, p, x, to);
    case RANGE:
        return read_range(f, p, x, to);
    default:
        return read_causal(f, p, x, to);
    }
}

status read_layout(frame *f, PyObject *x)
{
    int word;
    if (!PyUnicode_Check(x))
        return refuse(f, BAD_TYPE, "layout is %s %.60s, expected a str", article(x), type_name(x));
    TRY(read_word(f, "layout", "bhnd|bnhd", x, &word));
    f->bnhd = word == 1;
    return OK;
}
