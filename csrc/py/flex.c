/* Programs of score functions, and what binds one to the tensors of a call. Arrays come from python/polyattn/_flex, which made them: what is checked here keeps
 * memory safe, not the caller polite. */
#include "py.h"
#include "../core/alloc.h"
#include "../core/parallel.h"
#include "../engines/dense.h"

#define REAL 32
#include "../simd/real.h"
#include "../isa/kernels.h"
#undef REAL
#define REAL 64
#include "../simd/real.h"
#include "../isa/kernels.h"

static const char PROGRAM[] = "polyattn.program", BOUND[] = "polyattn.flex";

static void drop_program(PyObject *capsule) { flex_program_free(PyCapsule_GetPointer(capsule, PROGRAM)); }

/* The context is a tuple of everything that the pointers lie in. */
static void drop_bound(PyObject *capsule)
{
    PyObject *kept = PyCapsule_GetContext(capsule);
    release(PyCapsule_GetPointer(capsule, BOUND));
    Py_XDECREF(kept);
}

flex *flex_of(PyObject *capsule) { return PyCapsule_GetPointer(capsule, BOUND); }

/* A row that names the options it takes names C's. */
bool takes_flex(const mechanism *row) { return row->engine == DENSE && !row->only; }

status flex_fits(frame *f)
{
    const call *c = &f->call;
    const flex *x = c->flex;
    if (!takes_flex(c->p->row))
        return refuse(f, BAD_VALUE, "%s takes neither score_mod nor block_mask", c->p->row->name);
    if (x->sequences != c->sequences || x->heads != c->size[SYM_HQ] || x->n != c->size[SYM_N] || x->m != c->size[SYM_M] || x->wide != (c->compute == F64))
        return refuse(f, BAD_VALUE, "score_mod was bound to sizes (%lld, %lld, %lld, %lld) that are not those of the call", (long long)x->sequences,
                      (long long)x->heads, (long long)x->n, (long long)x->m);
    if (x->masks && c->cu_k)
        return refuse(f, BAD_VALUE, "block_mask does not go with packed sequences");
    return OK;
}

PyObject *C_flex_ops(PyObject *m, PyObject *unused)
{
    int n = 0;
    (void)m, (void)unused;
    while (flex_op_name(n)) n++;
    PyObject *all = PyTuple_New(n);
    for (int i = 0; all && i < n; i++) {
        PyObject *name = PyUnicode_FromString(flex_op_name(i));
        if (!name) Py_CLEAR(all);
        else PyTuple_SET_ITEM(all, i, name);
    }
    return all;
}

/* A C-contiguous array of the type and rank, or NULL with an exception. */
static PyArrayObject *plain(PyObject *x, int type, int rank)
{
    if (PyArray_Check(x) && PyArray_TYPE((PyArrayObject *)x) == type && PyArray_IS_C_CONTIGUOUS((PyArrayObject *)x) && (rank < 0 || PyArray_NDIM((PyArrayObject *)x) == rank))
        return (PyArrayObject *)x;
    PyErr_SetString(PyExc_TypeError, "flex: expected a plain array of another type or rank");
    return NULL;
}

PyObject *C_flex_program(PyObject *m, PyObject *const *args, Py_ssize_t n)
{
    (void)m;
    PyArrayObject *code = n == 2 ? plain(args[0], NPY_INT32, 2) : NULL, *slots = code ? plain(args[1], NPY_FLOAT64, 2) : NULL;
    if (!slots) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "flex_program takes instructions and slots");
        return NULL;
    }
    const npy_intp count = PyArray_DIM(slots, 0), lines = PyArray_DIM(code, 0);
    if (PyArray_DIM(code, 1) != 7 || PyArray_DIM(slots, 1) != 4 || count > 4096 || lines > 65536) {
        PyErr_SetString(PyExc_ValueError, "flex_program: instructions have 7 numbers, slots 4");
        return NULL;
    }
    flex_def *def = allocate(count, sizeof *def);
    const double *from = PyArray_DATA(slots);
    for (npy_intp i = 0; def && i < count; i++, from += 4) def[i] = (flex_def){(int32_t)from[0], (int32_t)from[1], from[2] != 0, from[3]};
    const char *why = NULL;
    flex_program *p = def ? flex_program_new(PyArray_DATA(code), (int)lines, def, (int)count, &why) : NULL;
    release(def);
    if (!p) {
        if (why) PyErr_Format(PyExc_ValueError, "flex_program: %s", why);
        else PyErr_NoMemory();
        return NULL;
    }
    PyObject *capsule = PyCapsule_New(p, PROGRAM, drop_program);
    if (!capsule) flex_program_free(p);
    return capsule;
}

static bool bind_program(const flex_program **to, PyObject *x)
{
    *to = x == Py_None ? NULL : PyCapsule_GetPointer(x, PROGRAM);
    return x == Py_None || *to;
}

static bool bind_captures(flex *f, PyObject *captures, PyObject *gradients, PyObject *modes)
{
    const Py_ssize_t n = PyTuple_GET_SIZE(captures);
    if (n > FLEX_CAPTURES || PyTuple_GET_SIZE(gradients) != n || PyTuple_GET_SIZE(modes) != n) {
        PyErr_Format(PyExc_ValueError, "score_mod captures %zd tensors, expected at most %d", n, FLEX_CAPTURES);
        return false;
    }
    f->captures = (int)n;
    for (Py_ssize_t i = 0; i < n; i++) {
        flex_capture *x = &f->capture[i];
        PyObject *from = PyTuple_GET_ITEM(captures, i), *to = PyTuple_GET_ITEM(gradients, i);
        if (!PyArray_Check(from)) {
            PyErr_SetString(PyExc_TypeError, "flex_bind: a captured tensor is no array");
            return false;
        }
        const int type = PyArray_TYPE((PyArrayObject *)from);
        const bool fits = f->wide ? type == NPY_FLOAT64 || type == NPY_INT64 : type == NPY_FLOAT32 || type == NPY_INT32;
        if (!fits || !plain(from, type, -1)) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "flex_bind: a captured tensor has a wrong dtype");
            return false;
        }
        x->data = PyArray_BYTES((PyArrayObject *)from);
        x->count = PyArray_SIZE((PyArrayObject *)from);
        x->mode = (flex_gradient)PyLong_AsLong(PyTuple_GET_ITEM(modes, i));
        if (x->mode == GRADIENT_NONE) continue;
        if (!plain(to, f->wide ? NPY_FLOAT64 : NPY_FLOAT32, -1) || PyArray_SIZE((PyArrayObject *)to) != x->count) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "flex_bind: a gradient has the wrong size");
            return false;
        }
        x->gradient = PyArray_BYTES((PyArrayObject *)to);
        if (x->mode == GRADIENT_PRIVATE) x->cell = f->own, f->own += x->count;
    }
    return !PyErr_Occurred();
}

static bool bind_mask(flex_blocks *b, PyObject *x)
{
    PyObject *state, *place, *bits;
    long long n, m, rows, keys;
    if (!PyArg_ParseTuple(x, "OOOLLLL", &state, &place, &bits, &n, &m, &rows, &keys) || !plain(state, NPY_UINT8, 4) || !plain(place, NPY_INT32, 4) || !plain(bits, NPY_UINT64, 3))
        return false;
    const npy_intp *shape = PyArray_DIMS((PyArrayObject *)state), *words = PyArray_DIMS((PyArrayObject *)bits);
    *b = (flex_blocks){shape[0], shape[1], n, m, rows, keys, shape[2], shape[3], PyArray_DATA((PyArrayObject *)state), PyArray_DATA((PyArrayObject *)place), PyArray_DATA((PyArrayObject *)bits)};
    bool fits = rows > 0 && keys > 0 && keys % 64 == 0 && PyArray_CompareLists(shape, PyArray_DIMS((PyArrayObject *)place), 4);
    fits = fits && shape[2] == (n + rows - 1) / rows && shape[3] == (m + keys - 1) / keys && words[1] == rows && words[2] == keys / 64;
    for (npy_intp i = 0; fits && i < PyArray_SIZE((PyArrayObject *)state); i++) fits = b->state[i] != 1 || (b->place[i] >= 0 && b->place[i] < words[0]);
    if (!fits) PyErr_SetString(PyExc_ValueError, "flex_bind: a block mask is inconsistent");
    return fits;
}

/* (the caller's or None, what was taken out of the score function or None) */
static bool bind_masks(flex *f, PyObject *masks)
{
    if (PyTuple_GET_SIZE(masks) != FLEX_MASKS) {
        PyErr_SetString(PyExc_ValueError, "flex_bind: expected two block masks");
        return false;
    }
    for (int i = 0; i < FLEX_MASKS; i++) {
        if (PyTuple_GET_ITEM(masks, i) == Py_None) continue;
        flex_blocks *b = &f->mask[f->masks++];
        if (!bind_mask(b, PyTuple_GET_ITEM(masks, i))) return false;
        if (b->n == f->n && b->m == f->m && (b->sequences == 1 || b->sequences == f->sequences) && (b->heads == 1 || b->heads == f->heads)) continue;
        PyErr_SetString(PyExc_ValueError, "flex_bind: a block mask has other sizes than the call");
        return false;
    }
    return true;
}

PyObject *C_flex_bind(PyObject *m, PyObject *const *args, Py_ssize_t n)
{
    (void)m;
    bool fits = n == 10 && PyTuple_Check(args[2]);
    for (int i = 6; i < 10; i++) fits = fits && PyTuple_Check(args[i]);
    flex *f = fits ? allocate(1, sizeof *f) : NULL;
    if (!f) return fits ? PyErr_NoMemory() : PyErr_Format(PyExc_TypeError, "flex_bind takes ten arguments");
    memset(f, 0, sizeof *f);
    long long size[4];
    bool good = bind_program(&f->forward, args[0]) && bind_program(&f->backward, args[1]) && PyArg_ParseTuple(args[2], "LLLL", &size[0], &size[1], &size[2], &size[3]);
    if (good) {
        f->sequences = size[0], f->heads = size[1], f->n = size[2], f->m = size[3];
        f->wide = PyObject_IsTrue(args[3]) > 0, f->hides = PyObject_IsTrue(args[4]) > 0, f->conflicts = (int)PyLong_AsLong(args[5]);
        good = !PyErr_Occurred() && bind_captures(f, args[6], args[7], args[8]) && bind_masks(f, args[9]);
    }
    for (int k = 0; good && k < 2; k++) {
        const flex_program *p = k ? f->backward : f->forward;
        for (int i = 0; p && good && i < p->slots; i++) {
            const flex_def *d = &p->def[i];
            good = (d->kind != KIND_CAPTURED && d->kind != KIND_GRADIENT) || (d->index < f->captures && (d->kind != KIND_GRADIENT || f->capture[d->index].mode != GRADIENT_NONE));
        }
        if (!good) PyErr_SetString(PyExc_ValueError, "flex_bind: the program uses a tensor that is not bound");
    }
    PyObject *kept = good ? PyTuple_Pack(5, args[0], args[1], args[6], args[7], args[9]) : NULL;
    PyObject *capsule = kept ? PyCapsule_New(f, BOUND, drop_bound) : NULL;
    if (!capsule || PyCapsule_SetContext(capsule, kept)) {
        Py_XDECREF(kept);
        if (!capsule) release(f);
        Py_XDECREF(capsule);
        return NULL;
    }
    return capsule;
}

PyObject *C_flex_fault(PyObject *m, PyObject *bound)
{
    (void)m;
    flex *f = flex_of(bound);
    return f ? PyLong_FromLong(__atomic_load_n(&f->fault, __ATOMIC_RELAXED)) : NULL;
}

/* Tiles no larger than the engine's, inside the sizes of the call. */
static bool tile_fits(const flex *f, const tile *t)
{
    const bool inside = t->rows > 0 && t->rows <= FLEX_ROWS && t->keys > 0 && t->keys <= FLEX_KEYS && t->q0 >= 0 && t->k0 >= 0 && t->q0 + t->rows <= t->n
        && t->k0 + t->keys <= t->m && t->sequence >= 0 && t->sequence < f->sequences && t->head >= 0 && t->head < f->heads;
    if (!inside) PyErr_SetString(PyExc_ValueError, "flex_tile: the tile is outside the scores of the call, or larger than 96 x 256");
    return inside;
}

PyObject *C_flex_tile(PyObject *m, PyObject *const *args, Py_ssize_t n)
{
    (void)m;
    flex *f = n == 7 ? flex_of(args[0]) : NULL;
    if (!f) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "flex_tile takes seven arguments");
    const int type = f->wide ? NPY_FLOAT64 : NPY_FLOAT32;
    PyArrayObject *score = plain(args[1], type, 2), *seed = !score || args[2] == Py_None ? NULL : plain(args[2], type, 2);
    if (PyErr_Occurred()) return NULL;
    tile t = {.sequence = PyLong_AsLongLong(args[3]), .head = PyLong_AsLongLong(args[4]), .q0 = PyLong_AsLongLong(args[5]), .k0 = PyLong_AsLongLong(args[6]),
              .rows = PyArray_DIM(score, 0), .keys = PyArray_DIM(score, 1), .n = f->n, .m = f->m};
    if (PyErr_Occurred() || !tile_fits(f, &t)) return NULL;
    const flex_program *p = seed ? f->backward : f->forward;
    if (!p) return PyErr_Format(PyExc_ValueError, "flex_tile: there is no such program");
    for (int i = 0; i < f->captures; i++)
        if (f->capture[i].mode == GRADIENT_PRIVATE) return PyErr_Format(PyExc_ValueError, "flex_tile: gradients must be shared");
    const int64_t ld = round_up(t.keys, FLEX_LANES), size = f->wide ? 8 : 4, cells = f->wide ? kernels_now_f64()->flex_cells(p) : kernels_now_f32()->flex_cells(p);
    char *memory = allocate(cells + 3 * t.rows * ld, size);
    PyObject *out = memory ? PyArray_SimpleNew(2, PyArray_DIMS(score), type) : PyErr_NoMemory();
    if (out) {
        char *s = memory + cells * size, *g = s + t.rows * ld * size, *o = g + t.rows * ld * size;
        memset(s, 0, (size_t)(3 * t.rows * ld * size));
        for (int64_t i = 0; i < t.rows; i++) {
            memcpy(s + i * ld * size, PyArray_BYTES(score) + i * t.keys * size, (size_t)(t.keys * size));
            if (seed) memcpy(g + i * ld * size, PyArray_BYTES(seed) + i * t.keys * size, (size_t)(t.keys * size));
        }
        if (f->wide) kernels_now_f64()->flex_tile(f, (double *)(void *)memory, &t, (double *)(void *)s, seed ? (double *)(void *)g : NULL, (double *)(void *)o, ld);
        else kernels_now_f32()->flex_tile(f, (float *)(void *)memory, &t, (float *)(void *)s, seed ? (float *)(void *)g : NULL, (float *)(void *)o, ld);
        for (int64_t i = 0; i < t.rows; i++) memcpy(PyArray_BYTES((PyArrayObject *)out) + i * t.keys * size, o + i * ld * size, (size_t)(t.keys * size));
    }
    release(memory);
    return out;
}

typedef struct blocks_run {
    flex *f;
    const kernels_f32 *k;
    float *memory;
    int64_t size, sequence, head, each, count;
    const int32_t *row, *column;
    uint64_t *bits;
    int64_t *ones;
} blocks_run;

static void run_blocks(void *context, int64_t task, int worker)
{
    const blocks_run *r = context;
    for (int64_t i = task * r->each; i < (task + 1) * r->each && i < r->count; i++) {
        const int64_t q0 = (int64_t)r->row[i] * FLEX_BLOCK, k0 = (int64_t)r->column[i] * FLEX_BLOCK, n = r->f->n, m = r->f->m;
        const tile t = {.sequence = r->sequence, .head = r->head, .q0 = q0, .rows = n - q0 < FLEX_BLOCK ? n - q0 : FLEX_BLOCK, .k0 = k0,
                        .keys = m - k0 < FLEX_BLOCK ? m - k0 : FLEX_BLOCK, .n = n, .m = m};
        r->ones[i] = r->k->flex_block(r->f, r->memory + worker * r->size, &t, r->bits + i * FLEX_BLOCK * (FLEX_BLOCK / 64));
    }
}

PyObject *C_flex_blocks(PyObject *m, PyObject *const *args, Py_ssize_t n)
{
    (void)m;
    flex *f = n == 5 ? flex_of(args[0]) : NULL;
    PyArrayObject *row = f ? plain(args[3], NPY_INT32, 1) : NULL, *column = row ? plain(args[4], NPY_INT32, 1) : NULL;
    if (!column) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "flex_blocks takes five arguments");
    blocks_run r = {.f = f, .k = kernels_now_f32(), .sequence = PyLong_AsLongLong(args[1]), .head = PyLong_AsLongLong(args[2]), .each = 16, .count = PyArray_SIZE(row),
                    .row = PyArray_DATA(row), .column = PyArray_DATA(column)};
    bool good = !PyErr_Occurred() && f->forward && !f->wide && PyArray_SIZE(column) == r.count && r.sequence >= 0 && r.sequence < f->sequences && r.head >= 0 && r.head < f->heads;
    for (int64_t i = 0; good && i < r.count; i++)
        good = r.row[i] >= 0 && (int64_t)r.row[i] * FLEX_BLOCK < f->n && r.column[i] >= 0 && (int64_t)r.column[i] * FLEX_BLOCK < f->m;
    if (!good) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "flex_blocks: blocks outside the scores");
    const npy_intp shape[3] = {r.count, FLEX_BLOCK, FLEX_BLOCK / 64};
    PyObject *bits = PyArray_SimpleNew(3, shape, NPY_UINT64), *ones = PyArray_SimpleNew(1, shape, NPY_INT64);
    r.size = r.k->flex_cells(f->forward) + FLEX_BLOCK * FLEX_BLOCK;
    r.memory = allocate(r.size * parallel_width(), sizeof(float));
    if (!bits || !ones || !r.memory) {
        Py_XDECREF(bits), Py_XDECREF(ones);
        release(r.memory);
        return PyErr_NoMemory();
    }
    r.bits = PyArray_DATA((PyArrayObject *)bits), r.ones = PyArray_DATA((PyArrayObject *)ones);
    Py_BEGIN_ALLOW_THREADS
    parallel_for((r.count + r.each - 1) / r.each, run_blocks, &r);
    Py_END_ALLOW_THREADS
    release(r.memory);
    return Py_BuildValue("NN", bits, ones);
}
