/* Arguments against the row: kinds, dtypes, shapes. Sizes of symbols are fixed by the first slot that uses them; everything after must agree. */
#include "py.h"

/* (B, H, N, D) as the caller sees it: (B, N, H, D) in "bnhd", (N, H, D) when flat; what has no token axis never moves. */
form form_of(const frame *f, const axes *a)
{
    static const int8_t straight[MAX_RANK] = {0, 1, 2, 3, 4}, turned[MAX_RANK] = {0, 2, 1, 3, 4};
    bool drop = f->flat && a->tokens && a->rank && a->symbol[0] == SYM_B;
    return (form){a, a->rank - drop, (a->per_token && (f->bnhd || f->flat) ? turned : straight) + drop};
}

int64_t size_of(const frame *f, const axes *a, int axis)
{
    int symbol = a->symbol[axis];
    return symbol == SYM_B && a->tokens && f->packed ? 1 : f->call.size[symbol];
}

void canonical(const frame *f, const axes *a, const view *lent, bool broadcast, view *to)
{
    form shape = form_of(f, a);
    to->data = lent->data;
    to->dtype = lent->dtype;
    to->rank = a->rank;
    for (int i = 0; i < a->rank; i++) {
        to->shape[i] = size_of(f, a, i);
        to->stride[i] = 0;
    }
    int missing = shape.rank - lent->rank;
    for (int i = 0; i < lent->rank; i++) {
        int axis = shape.axis[missing + i];
        if (!broadcast || lent->shape[i] == to->shape[axis])
            to->stride[axis] = lent->stride[i];
    }
}

static bool matches_broadcast(const frame *f, const axes *a, const view *v)
{
    form shape = form_of(f, a);
    int missing = shape.rank - v->rank;
    if (missing < 0)
        return false;
    for (int i = 0; i < v->rank; i++)
        if (v->shape[i] != 1 && v->shape[i] != size_of(f, a, shape.axis[missing + i]))
            return false;
    return true;
}

/* Fixes the sizes that are still open. */
static bool matches(frame *f, const form *shape, const view *v)
{
    const axes *a = shape->axes;
    for (int i = 0; i < shape->rank; i++) {
        int axis = shape->axis[i];
        int64_t want = size_of(f, a, axis);
        if (want < 0)
            f->call.size[a->symbol[axis]] = v->shape[i];
        else if (want != v->shape[i])
            return false;
    }
    return true;
}

/* The alternatives of a shape differ in their rank. */
static status bind_slot(frame *f, int i)
{
    const prepared *p = f->call.p;
    const slot *s = &p->slots[i];
    const view *v = &f->in[i].view;
    for (int j = 0; j < p->n_forms[i]; j++) {
        form shape = form_of(f, &p->forms[i][j]);
        if (s->broadcast ? !matches_broadcast(f, shape.axes, v) : shape.rank != v->rank || !matches(f, &shape, v))
            continue;
        f->used[i] = shape.axes;
        return OK;
    }
    return fail_shape(f, s->name, &f->in[i], p->forms[i], p->n_forms[i], s->broadcast);
}

static status check_dtype(frame *f, int i)
{
    const prepared *p = f->call.p;
    const slot *s = &p->slots[i];
    const lent *x = &f->in[i];
    dtype t = x->view.dtype;
    static const char floats[] = "float64, float32, bfloat16 or float16";
    switch (s->role) {
    case INDEX:                                                /* one that broadcasts is a position, which may lie between two tokens */
        if (t == I32 || t == I64 || (is_float(t) && s->broadcast))
            return OK;
        return fail_dtype(f, s->name, x, s->broadcast ? "int32, int64, float64, float32, bfloat16 or float16" : "int32 or int64");
    case MASK:                                                 /* one value per score may also add to it */
        if (t == BOOL || (is_float(t) && s->broadcast))
            return OK;
        return fail_dtype(f, s->name, x, s->broadcast ? "bool, float64, float32, bfloat16 or float16" : "bool");
    case QUERY: case KEY: case VALUE:
        if (is_float(t) && i && t != f->in[0].view.dtype) {
            char expected[64];
            snprintf(expected, sizeof expected, "%s as %s", dtype_name(f->in[0].view.dtype), p->slots[0].name);
            return fail_dtype(f, s->name, x, expected);
        }
        /* fall through */
    default:
        return is_float(t) ? OK : fail_dtype(f, s->name, x, floats);
    }
}

static bool takes_number(const prepared *p, int i)
{
    for (int j = 0; j < p->n_forms[i]; j++)
        if (!p->forms[i][j].rank && p->slots[i].role != INDEX && p->slots[i].role != MASK)
            return true;
    return false;
}

static status read_slot_word(frame *f, int i, PyObject *x)
{
    const slot *s = &f->call.p->slots[i];
    if (!s->words)
        return refuse(f, BAD_TYPE, "%s is a str, expected an array", s->name);
    f->call.word[i] = word_index(s->words, x);
    if (f->call.word[i] >= 0)
        return OK;
    return fail_word(f, s->name, s->words, x, takes_number(f->call.p, i) ? "an array, a number or " : "an array or ");
}

static status read_slot(frame *f, int i, PyObject *x)
{
    const prepared *p = f->call.p;
    const slot *s = &p->slots[i];
    lent *to = &f->in[i];
    to->object = x;
    if (PyUnicode_Check(x)) {
        to->route = A_WORD;
        return read_slot_word(f, i, x);
    }
    if (takes_number(p, i) && is_number(x)) {
        to->route = A_NUMBER;
        to->view = (view){.data = (char *)&f->number[i], .dtype = F64};
        return read_number(f, s->name, x, &f->number[i]);
    }
    TRY(borrow(f, s->name, x, to));
    TRY(join_family(f, s->name, to));
    return check_dtype(f, i);
}

/* `brief`: the terms are left away. */
static status read_slots(frame *f, PyObject *const **at, bool brief)
{
    const prepared *p = f->call.p;
    for (int i = 0; i < p->n_slots; i++) {
        f->call.word[i] = p->slots[i].words ? 0 : -1;
        f->in[i].route = NOTHING;
        f->call.in[i].data = NULL;
        if (p->hidden_slot[i] || (brief && p->slots[i].term))
            continue;
        PyObject *x = *(*at)++;
        if (x != Py_None)
            TRY(read_slot(f, i, x));
        else if (!p->slots[i].optional)
            return refuse(f, BAD_TYPE, "%s is None, expected an array", p->slots[i].name);
    }
    return OK;
}

static bool given(const frame *f, int i) { return f->in[i].route > A_WORD; }

static status check_heads(frame *f)
{
    const int64_t *size = f->call.size, heads = size[SYM_H];
    if (size[SYM_HQ] < 0 || heads < 0 || (heads ? size[SYM_HQ] % heads == 0 : !size[SYM_HQ]))
        return OK;
    return refuse(f, BAD_VALUE, "q has %lld heads, expected a multiple of %lld, the heads of k and v", (long long)size[SYM_HQ], (long long)heads);
}

static status bind_slots(frame *f)
{
    const prepared *p = f->call.p;
    for (int i = 0; i < p->n_slots; i++)
        if (given(f, i)) {
            TRY(bind_slot(f, i));
            if (p->slots[i].role == VALUE)
                TRY(check_heads(f));
        }
    TRY(check_heads(f));
    for (int i = 0; i < p->n_slots; i++)
        if (given(f, i)) {
            canonical(f, f->used[i], &f->in[i].view, p->slots[i].broadcast, &f->call.in[i]);
            f->call.word[i] = -1;
        }
    return OK;
}

status read_arguments(frame *f, PyObject *const *args, Py_ssize_t n)
{
    call *c = &f->call;
    const prepared *p = c->p;
    const bool brief = n == p->n_short;
    if (n != p->n_arguments && !brief)
        return refuse(f, BAD_TYPE, "%zd positional arguments, expected %d", n, p->n_arguments);
    for (int i = 0; i < MAX_SYMBOLS; i++)
        c->size[i] = -1;
    TRY(read_layout(f, args[n - 2]));
    TRY(read_slots(f, &args, brief));
    for (int i = 0; i < p->n_params; i++) {
        if (p->hidden_param[i] || (brief && p->params[i].term))
            c->param[i] = p->params[i].initial;
        else
            TRY(read_param(f, i, *args++));
    }
    c->compute = f->in[0].view.dtype == F64 ? F64 : F32;
    TRY(read_offsets(f));
    TRY(bind_slots(f));
    c->sequences = c->size[SYM_B];
    TRY(check_offsets(f));
    if (p->row->bind)
        p->row->bind(c);
    if (p->options->check && !(f->shapes_only && f->packed))
        TRY(p->options->check(c));
    if (!p->row->check || f->shapes_only)
        return OK;
    status s;
    Py_BEGIN_ALLOW_THREADS                                     /* a row's own check may look through an array */
    s = p->row->check(c);
    Py_END_ALLOW_THREADS
    return s;
}

bool wanted(const frame *f, int i) { return f->call.p->flag[i] < 0 || f->call.param[f->call.p->flag[i]].i; }

dtype output_dtype(const frame *f, int i) { return f->call.p->row->outputs[i].wide ? f->call.compute : f->in[0].view.dtype; }

status shape_of_output(frame *f, int i, form *shape, view *v)
{
    const prepared *p = f->call.p;
    const axes *a = &p->results[i];
    *shape = form_of(f, a);
    *v = (view){.dtype = output_dtype(f, i), .rank = shape->rank};
    int64_t stride = dtype_size(v->dtype);
    bool overflow = false;
    for (int j = shape->rank - 1; j >= 0; j--) {
        v->shape[j] = size_of(f, a, shape->axis[j]);
        if (v->shape[j] < 0)
            return refuse(f, BAD_VALUE, "no argument says how long the axis %s of %s is", p->symbols[a->symbol[shape->axis[j]]], p->row->outputs[i].name);
        v->stride[j] = stride;
        overflow |= v->shape[j] > 1 && __builtin_mul_overflow(stride, v->shape[j], &stride);
    }
    if (!overflow)
        return OK;
    char text[128];
    shape_text(text, sizeof text, v->rank, v->shape);
    return refuse(f, BAD_VALUE, "%s would have shape %s, more than memory can hold", p->row->outputs[i].name, text);
}
