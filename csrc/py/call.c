/* One call, from Python's arguments to the caller's own kind of arrays. */
#include "py.h"
#include "../core/alloc.h"

/* Only what read_arguments does not set itself: a frame is large and a call can be small. */
static void begin(frame *f, module_state *s, int row, struct flex *flex)
{
    memset(f, 0, offsetof(frame, used));
    f->state = s;
    f->offsets[0] = f->offsets[1] = NULL;
    f->out.route = NOTHING;
    call *c = &f->call;
    c->p = &s->table[row];
    c->flex = flex;
    c->message.text[0] = 0;
    c->cu_q = c->cu_k = NULL;
    for (int i = 0; i < c->p->n_slots; i++) {
        f->in[i].route = NOTHING;
        c->grad_in[i].data = NULL;
    }
    for (int i = 0; i < c->p->n_outputs; i++)
        c->out[i].data = c->grad_out[i].data = NULL;
}

static void end(frame *f)
{
    if (f->owes) {
        for (int i = 0; i < f->call.p->n_slots; i++)
            give_back(&f->in[i]);
        for (int i = 0; i < f->n_extra; i++)
            give_back(&f->extra[i]);
        give_back(&f->out);
    }
    Py_CLEAR(f->from_dlpack);
    release(f->offsets[0]);
    release(f->offsets[1]);
}

/* The results of a failed call are dropped, the exception set. */
static PyObject *fail_call(frame *f, status s, PyObject **made, int n)
{
    for (int i = 0; i < n; i++)
        Py_CLEAR(made[i]);
    end(f);
    return raise_status(s, &f->call.message);
}

/* The arrays of the outputs that the caller asked for (and, for a later backward, of those that it saves). */
static status make_outputs(frame *f, PyObject *out, bool for_backward, bool work, PyObject **made)
{
    const prepared *p = f->call.p;
    find_namespace(f);
    for (int i = 0; i < p->n_outputs; i++) {
        form shape;
        view v;
        if (!wanted(f, i) && !(for_backward && p->row->outputs[i].saved))
            continue;
        TRY(shape_of_output(f, i, &shape, &v));
        if (!i && out != Py_None) {
            TRY(borrow(f, "out", out, &f->out));
            TRY(check_out(f, &v));
            v = f->out.view;
            made[i] = Py_NewRef(out);
        } else if (work)
            TRY(make_array(f, v.dtype, &v, &made[i]));
        if (made[i])
            canonical(f, &p->results[i], &v, false, &f->call.out[i]);
    }
    return OK;
}

static status run_row(frame *f, status (*fn)(call *))
{
    status s;
    Py_BEGIN_ALLOW_THREADS
    s = fn(&f->call);
    Py_END_ALLOW_THREADS
    if (s == NO_MEMORY && !f->call.message.text[0])
        refuse(f, NO_MEMORY, "out of memory");
    return s;
}

/* Arrays to the caller's kind, in place; the caller's own `out` already is. */
static status convert(frame *f, PyObject **made, int n)
{
    for (int i = 0; i < n && f->from_dlpack; i++) {
        if (!made[i] || made[i] == f->out.object)
            continue;
        made[i] = in_namespace(f, made[i]);
        if (!made[i])
            return PYTHON_ERROR;
    }
    return OK;
}

static PyObject *tuple_of(PyObject **made, int n, bool skip_absent)
{
    Py_ssize_t count = 0;
    for (int i = 0; i < n; i++)
        count += made[i] || !skip_absent;
    PyObject *all = PyTuple_New(count);
    for (int i = 0, at = 0; i < n; i++) {
        if (all && (made[i] || !skip_absent))
            PyTuple_SET_ITEM(all, at++, made[i] ? made[i] : Py_NewRef(Py_None));
        else
            Py_XDECREF(made[i]);
    }
    return all;
}

/* One output by itself; several as the named tuple that the Python side builds. Steals what was made. */
static PyObject *pack(module_state *s, int row, const prepared *p, PyObject **made)
{
    int mask = 0;
    for (int i = 0; i < p->n_outputs; i++)
        mask |= (made[i] != NULL) << i;
    if (mask == 1)
        return made[0];
    PyObject *all = tuple_of(made, p->n_outputs, true);
    LOCK(s);
    PyObject *factory = s->result_factory;
    Py_XINCREF(factory);
    UNLOCK(s);
    if (!all || !factory) {
        Py_XDECREF(factory);
        return all;
    }
    PyObject *result = PyObject_CallFunction(factory, "iiO", row, mask, all);
    Py_DECREF(factory);
    Py_DECREF(all);
    return result;
}

static PyObject *run(module_state *s, int row, struct flex *flex, PyObject *const *args, Py_ssize_t n, bool for_backward, bool work)
{
    frame f;
    PyObject *made[MAX_OUTPUTS] = {NULL};
    begin(&f, s, row, flex);
    const prepared *p = f.call.p;
    status status = read_arguments(&f, args, n);
    if (status == OK && flex)
        status = flex_fits(&f);
    if (status == OK)
        status = make_outputs(&f, args[n - 1], for_backward, work, made);
    if (status == OK && work)
        status = run_row(&f, p->row->forward);
    if (status == OK && work)
        status = convert(&f, made, p->n_outputs);
    if (status != OK || !work) {
        PyObject *nothing = fail_call(&f, status == OK ? PYTHON_ERROR : status, made, p->n_outputs);
        return status == OK ? Py_NewRef(Py_None) : nothing;
    }
    end(&f);
    return for_backward ? tuple_of(made, p->n_outputs, false) : pack(s, row, p, made);
}

PyObject *run_check(module_state *s, int row, PyObject *const *args, Py_ssize_t n) { return run(s, row, NULL, args, n, false, false); }
PyObject *run_forward(module_state *s, int row, struct flex *flex, PyObject *const *args, Py_ssize_t n) { return run(s, row, flex, args, n, true, true); }

static PyObject *run_slowly(PyObject *slow, int row, PyObject *const *args, Py_ssize_t n)
{
    PyObject *all = PyTuple_New(n + 1), *index = PyLong_FromLong(row), *result = NULL;
    if (all && index) {
        PyTuple_SET_ITEM(all, 0, Py_NewRef(index));
        for (Py_ssize_t i = 0; i < n; i++)
            PyTuple_SET_ITEM(all, i + 1, Py_NewRef(args[i]));
        result = PyObject_Call(slow, all, NULL);
    }
    Py_XDECREF(index);
    Py_XDECREF(all);
    return result;
}

/* Plain torch tensors whose memory cannot be had (another device, meta, sparse) may still mean something to torch's dispatcher. */
PyObject *run_call(module_state *s, int row, PyObject *const *args, Py_ssize_t n)
{
    torch_kind kind = classify_torch(s, &s->table[row], args, n);
    if (kind == TORCH_ERROR)
        return NULL;
    if (kind == SLOW_TORCH || kind == RECORD_TORCH)
        return run_slowly(kind == SLOW_TORCH ? s->torch_slow : s->torch_record, row, args, n);
    PyObject *result = run(s, row, NULL, args, n, false, true);
    if (!result && kind == PLAIN_TORCH && PyErr_ExceptionMatches(PyExc_BufferError)) {
        PyErr_Clear();
        return run_slowly(s->torch_slow, row, args, n);
    }
    return result;
}

/* ((shape, dtype name) or None, ...) over all declared outputs: asked for or saved, as `forward` would return them. */
PyObject *run_shapes(module_state *s, int row, PyObject *const *args, Py_ssize_t n)
{
    frame f;
    PyObject *made[MAX_OUTPUTS] = {NULL};
    begin(&f, s, row, NULL);
    f.shapes_only = true;
    const prepared *p = f.call.p;
    status status = read_arguments(&f, args, n);
    for (int i = 0; status == OK && i < p->n_outputs; i++) {
        form shape;
        view v;
        if (!wanted(&f, i) && !p->row->outputs[i].saved)
            continue;
        status = shape_of_output(&f, i, &shape, &v);
        PyObject *sizes = status == OK ? PyTuple_New(v.rank) : NULL;
        for (int j = 0; sizes && j < v.rank; j++)
            PyTuple_SET_ITEM(sizes, j, PyLong_FromLongLong(v.shape[j]));
        made[i] = sizes ? Py_BuildValue("Ns", sizes, dtype_name(v.dtype)) : NULL;
        if (status == OK && !made[i])
            status = PYTHON_ERROR;
    }
    if (status != OK)
        return fail_call(&f, status, made, p->n_outputs);
    end(&f);
    return tuple_of(made, p->n_outputs, false);
}

/* What forward returned: only what was saved is read. */
static status read_saved(frame *f, PyObject *outputs)
{
    const prepared *p = f->call.p;
    for (int i = 0; i < p->n_outputs; i++) {
        PyObject *x = PyTuple_GET_ITEM(outputs, i);
        const char *name = p->row->outputs[i].name;
        lent *to = &f->extra[f->n_extra];
        form shape;
        view v;
        if (x == Py_None) {
            if (p->row->outputs[i].saved)
                return refuse(f, BAD_VALUE, "the backward needs the output %s, expected what forward returned", name);
            continue;
        }
        f->n_extra++;
        TRY(borrow(f, name, x, to));
        TRY(join_family(f, name, to));
        TRY(shape_of_output(f, i, &shape, &v));
        if (to->view.dtype != v.dtype)
            return fail_dtype(f, name, to, dtype_name(v.dtype));
        if (to->view.rank != v.rank || memcmp(to->view.shape, v.shape, sizeof *v.shape * (size_t)v.rank))
            return fail_shape(f, name, to, &p->results[i], 1, false);
        canonical(f, &p->results[i], &to->view, false, &f->call.out[i]);
    }
    return OK;
}

static status read_cotangents(frame *f, PyObject *gradients)
{
    const prepared *p = f->call.p;
    for (int i = 0; i < p->n_outputs; i++) {
        PyObject *x = PyTuple_GET_ITEM(gradients, i);
        lent *to = &f->extra[f->n_extra];
        char name[48];
        form shape;
        view v;
        if (x == Py_None)
            continue;
        snprintf(name, sizeof name, "the gradient of %s", p->row->outputs[i].name);
        if (p->row->outputs[i].constant)
            return refuse(f, NOT_OFFERED, "no gradient flows back through %s", p->row->outputs[i].name);
        f->n_extra++;
        TRY(borrow(f, name, x, to));
        TRY(join_family(f, name, to));
        if (!is_float(to->view.dtype))
            return fail_dtype(f, name, to, "float64, float32, bfloat16 or float16");
        TRY(shape_of_output(f, i, &shape, &v));
        if (to->view.rank != v.rank || memcmp(to->view.shape, v.shape, sizeof *v.shape * (size_t)v.rank))
            return fail_shape(f, name, to, &p->results[i], 1, false);
        canonical(f, &p->results[i], &to->view, false, &f->call.grad_out[i]);
    }
    return OK;
}

/* A gradient has the dtype and the shape of the caller's tensor; a word or a Python number has none. */
static status make_gradients(frame *f, PyObject *needs, PyObject **made)
{
    const prepared *p = f->call.p;
    find_namespace(f);
    for (int i = 0, at = -1; i < p->n_slots; i++) {
        const slot *s = &p->slots[i];
        if (p->hidden_slot[i])
            continue;
        int need = PyObject_IsTrue(PyTuple_GET_ITEM(needs, ++at));
        if (need < 0)
            return PYTHON_ERROR;
        if (!need || f->in[i].route <= A_NUMBER)
            continue;
        if (s->constant || s->role == MASK || s->role == INDEX)
            return refuse(f, NOT_OFFERED, "no gradient is offered for %s%s", s->name, s->role == MASK ? "; what adds to the scores and learns is a bias" : "");
        view v = {.rank = f->in[i].view.rank};
        memcpy(v.shape, f->in[i].view.shape, sizeof v.shape);
        TRY(make_array(f, f->in[i].view.dtype, &v, &made[at]));
        canonical(f, f->used[i], &v, s->broadcast, &f->call.grad_in[i]);
    }
    return OK;
}

static status read_backward(frame *f, PyObject *const *args, Py_ssize_t n, PyObject **made)
{
    const prepared *p = f->call.p;
    if (!p->row->backward)
        return refuse(f, NOT_OFFERED, "no gradient is offered");
    if (n != p->n_arguments + 3)
        return refuse(f, BAD_TYPE, "%zd positional arguments of backward, expected %d", n, p->n_arguments + 3);
    PyObject *const *last = args + n - 3;
    const Py_ssize_t sizes[3] = {p->n_outputs, p->n_outputs, p->n_offered};
    for (int i = 0; i < 3; i++)
        if (!PyTuple_Check(last[i]) || PyTuple_GET_SIZE(last[i]) != sizes[i])
            return refuse(f, BAD_TYPE, "backward takes tuples of outputs (%d), their gradients (%d) and needs (%d)",
                          p->n_outputs, p->n_outputs, p->n_offered);
    TRY(read_arguments(f, args, n - 3));
    if (f->call.flex) TRY(flex_fits(f));
    TRY(read_saved(f, last[0]));
    TRY(read_cotangents(f, last[1]));
    return make_gradients(f, last[2], made);
}

PyObject *run_backward(module_state *s, int row, struct flex *flex, PyObject *const *args, Py_ssize_t n)
{
    frame f;
    PyObject *made[MAX_SLOTS] = {NULL};
    begin(&f, s, row, flex);
    const prepared *p = f.call.p;
    status status = read_backward(&f, args, n, made);
    if (status == OK)
        status = run_row(&f, p->row->backward);
    if (status == OK)
        status = convert(&f, made, p->n_offered);
    if (status != OK)
        return fail_call(&f, status, made, p->n_slots);
    end(&f);
    return tuple_of(made, p->n_offered, false);
}
