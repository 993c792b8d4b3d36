/* Objects to views without a copy: exact ndarrays through the NumPy C API, types with a C exchange table, __dlpack__, the buffer protocol. */
#include "py.h"

#define FARTHEST ((int64_t)1 << 56)      /* no address space is wider */
static char empty_array[64];             /* what an empty array points to when its owner has no memory for it */

status check_extent(frame *f, const char *name, lent *x)
{
    view *v = &x->view;
    int64_t count = dtype_size(v->dtype == DTYPES ? F64 : v->dtype), low = 0, high = 0;
    bool empty = false, bad = false;
    for (int i = 0; i < v->rank; i++) {
        int64_t reach;
        if (v->shape[i] < 0)
            return refuse(f, BAD_BUFFER, "axis %d of %s has %lld elements", i, name, (long long)v->shape[i]);
        empty |= v->shape[i] == 0;
        if (v->shape[i] < 2)
            continue;
        bad |= __builtin_mul_overflow(count, v->shape[i], &count) || __builtin_mul_overflow(v->shape[i] - 1, v->stride[i], &reach)
            || __builtin_add_overflow(v->stride[i] < 0 ? low : high, reach, v->stride[i] < 0 ? &low : &high);
    }
    if (bad) {
        char shape[128];
        shape_text(shape, sizeof shape, v->rank, v->shape);
        return refuse(f, BAD_VALUE, "%s has shape %s, more than memory can hold", name, shape);
    }
    if (!v->data && !empty && !f->shapes_only)
        return refuse(f, BAD_BUFFER, "%s has elements but no memory", name);
    if (!empty && (high > FARTHEST || low < -FARTHEST))
        return refuse(f, BAD_BUFFER, "%s has strides that leave the address space", name);
    if (!v->data)
        v->data = empty_array;
    return OK;
}

static bool is_bfloat16(module_state *s, PyArray_Descr *d)
{
    if (d->type_num < NPY_USERDEF)
        return false;
    LOCK(s);
    bool known = s->bfloat16 == d;
    UNLOCK(s);
    if (known)
        return true;
    PyObject *module = PyObject_GetAttrString((PyObject *)d->typeobj, "__module__");
    bool ours = module && PyUnicode_Check(module) && PyUnicode_CompareWithASCIIString(module, "ml_dtypes") == 0
        && !strcmp(strrchr(d->typeobj->tp_name, '.') ? strrchr(d->typeobj->tp_name, '.') + 1 : d->typeobj->tp_name, "bfloat16");
    if (!module)
        PyErr_Clear();
    Py_XDECREF(module);
    if (ours && !PyDataType_ISBYTESWAPPED(d)) {
        LOCK(s);
        if (!s->bfloat16)
            s->bfloat16 = (PyArray_Descr *)Py_NewRef((PyObject *)d);
        UNLOCK(s);
    }
    return ours;
}

static dtype numpy_dtype(module_state *s, PyArray_Descr *d, npy_intp size)
{
    switch (d->type_num) {
    case NPY_DOUBLE: return F64;
    case NPY_FLOAT: return F32;
    case NPY_HALF: return F16;
    case NPY_BOOL: return BOOL;
    case NPY_UBYTE: return U8;
    case NPY_INT: case NPY_LONG: case NPY_LONGLONG: return size == 4 ? I32 : I64;
    default: return is_bfloat16(s, d) ? BF16 : DTYPES;
    }
}

static status borrow_ndarray(frame *f, const char *name, lent *x)
{
    PyArrayObject *a = (PyArrayObject *)x->object;
    view *v = &x->view;
    x->route = FROM_NDARRAY;
    x->readonly = !PyArray_ISWRITEABLE(a);
    v->data = PyArray_BYTES(a);
    v->rank = PyArray_NDIM(a);
    v->dtype = numpy_dtype(f->state, PyArray_DESCR(a), PyArray_ITEMSIZE(a));
    if (v->dtype != DTYPES && !PyArray_ISNOTSWAPPED(a))
        return refuse(f, BAD_TYPE, "%s has dtype %s in the byte order of another machine, expected the native one", name, dtype_name(v->dtype));
    if (v->rank > MAX_RANK)
        return OK;
    for (int i = 0; i < v->rank; i++) {
        v->shape[i] = PyArray_DIM(a, i);
        v->stride[i] = PyArray_STRIDE(a, i);
    }
    return check_extent(f, name, x);
}

/* The values under a mask would silently count. */
static int is_masked_array(PyObject *x)
{
    PyObject *modules = PyImport_GetModuleDict(), *ma = PyDict_GetItemString(modules, "numpy.ma");      /* borrowed */
    PyObject *type = ma ? PyObject_GetAttrString(ma, "MaskedArray") : NULL;
    int masked = type ? PyObject_IsInstance(x, type) : 0;
    Py_XDECREF(type);
    PyErr_Clear();
    return masked == 1;
}

static dtype buffer_dtype(const Py_buffer *b)
{
    const char *c = b->format ? b->format : "B";
    c += *c == '@' || *c == '=' || (*c == '<' && NPY_BYTE_ORDER == NPY_LITTLE_ENDIAN);
    if (!c[0] || c[1])
        return DTYPES;
    switch (*c) {
    case 'd': return b->itemsize == 8 ? F64 : DTYPES;
    case 'f': return b->itemsize == 4 ? F32 : DTYPES;
    case 'e': return b->itemsize == 2 ? F16 : DTYPES;
    case '?': return b->itemsize == 1 ? BOOL : DTYPES;
    case 'B': return U8;
    case 'i': case 'l': case 'q': return b->itemsize == 4 ? I32 : b->itemsize == 8 ? I64 : DTYPES;
    default: return DTYPES;
    }
}

static status borrow_buffer(frame *f, const char *name, lent *x)
{
    Py_buffer *b = &x->owner.buffer;
    view *v = &x->view;
    if (PyObject_GetBuffer(x->object, b, PyBUF_FORMAT | PyBUF_STRIDES))
        return exchange_failed(f, name, "its buffer");
    f->owes = true;
    x->route = FROM_BUFFER;
    x->readonly = b->readonly;
    v->data = b->buf;
    v->rank = b->ndim;
    v->dtype = buffer_dtype(b);
    if (v->rank > MAX_RANK)
        return OK;
    int64_t stride = b->itemsize;
    for (int i = v->rank - 1; i >= 0; i--) {
        v->shape[i] = b->shape ? b->shape[i] : b->len / b->itemsize;
        v->stride[i] = b->strides ? b->strides[i] : stride;   /* ctypes gives none */
        stride = v->stride[i] * v->shape[i];
    }
    return check_extent(f, name, x);
}

/* For `shapes`: what has a shape and a dtype need have no memory (fake and meta tensors). */
static status describe(frame *f, const char *name, lent *x)
{
    PyObject *shape = PyObject_GetAttrString(x->object, "shape"), *sizes = shape ? PySequence_Fast(shape, "shape is no sequence") : NULL;
    PyObject *dtype = sizes ? PyObject_GetAttrString(x->object, "dtype") : NULL, *text = dtype ? PyObject_Str(dtype) : NULL;
    const char *word = text ? PyUnicode_AsUTF8(text) : NULL;
    status s = PYTHON_ERROR;
    if (word) {
        word = strrchr(word, '.') ? strrchr(word, '.') + 1 : word;
        x->route = DESCRIBED;
        x->view.rank = (int)PySequence_Fast_GET_SIZE(sizes);
        for (x->view.dtype = F64; x->view.dtype < DTYPES && strcmp(dtype_name(x->view.dtype), word); x->view.dtype++)
            ;
        for (int i = 0; i < x->view.rank && x->view.rank <= MAX_RANK; i++) {
            x->view.shape[i] = PyLong_AsLongLong(PySequence_Fast_GET_ITEM(sizes, i));
            x->view.stride[i] = 0;
        }
        x->view.data = empty_array;
        s = PyErr_Occurred() ? PYTHON_ERROR : x->view.rank > MAX_RANK ? OK : check_extent(f, name, x);
    }
    if (!word && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        s = refuse(f, BAD_TYPE, "%s is %s %.60s, expected an array", name, article(x->object), type_name(x->object));
    }
    Py_XDECREF(shape);
    Py_XDECREF(sizes);
    Py_XDECREF(dtype);
    Py_XDECREF(text);
    return s;
}

status borrow(frame *f, const char *name, PyObject *object, lent *x)
{
    x->object = object;
    x->route = NOTHING;
    x->api = NULL;
    x->readonly = false;
    if (PyArray_CheckExact(object))
        return borrow_ndarray(f, name, x);
    if (f->shapes_only)
        return describe(f, name, x);
    if (PyArray_Check(object)) {
        if (is_masked_array(object))
            return refuse(f, BAD_TYPE, "%s is a masked array, whose mask would be ignored; pass its data and a mask", name);
        return borrow_ndarray(f, name, x);
    }
    TRY(exchange_api(f->state, Py_TYPE(object), &x->api));
    if (x->api)
        return borrow_by_table(f, name, x);
    PyObject *method = PyObject_GetAttr(object, f->state->dlpack);
    if (method) {
        status s = borrow_by_dlpack(f, name, x, method);
        Py_DECREF(method);
        return s;
    }
    if (!PyErr_ExceptionMatches(PyExc_AttributeError))
        return PYTHON_ERROR;
    PyErr_Clear();
    if (PyObject_CheckBuffer(object))
        return borrow_buffer(f, name, x);
    bool plain = is_number(object) || PyList_Check(object) || PyTuple_Check(object);
    return refuse(f, BAD_TYPE, "%s is %s %.60s, expected an array%s", name, article(object), type_name(object),
                  plain ? "" : ": it is no numpy.ndarray and offers no __dlpack_c_exchange_api__, no __dlpack__ and no buffer");
}

/* All tensors of a call come from one framework; the first one, q, decides which. */
status join_family(frame *f, const char *name, const lent *x)
{
    family mine = x->route == FROM_NDARRAY || x->route == FROM_BUFFER ? NUMPY : x->api ? TABLE : x->route == DESCRIBED ? NO_FAMILY : NAMESPACE;
    if (mine == NO_FAMILY)
        return OK;
    if (!f->witness) {
        f->family = mine;
        f->witness = x->object;
        f->api = x->api;
        return OK;
    }
    if (mine == f->family && x->api == f->api && (mine != NAMESPACE || Py_TYPE(x->object) == Py_TYPE(f->witness)))
        return OK;
    return refuse(f, BAD_TYPE, "%s is a %.60s and %s a %.60s, expected tensors of one framework",
                  f->call.p->slots[0].name, type_name(f->witness), name, type_name(x->object));
}

void give_back(lent *x)
{
    PyObject *saved[3];
    if (x->route < FROM_TABLE_OWNED)
        return;
    kept_error_begin(saved);
    if (x->route == FROM_BUFFER)
        PyBuffer_Release(&x->owner.buffer);
    else if (x->route == FROM_OLD_CAPSULE && x->owner.old->deleter)
        x->owner.old->deleter(x->owner.old);
    else if ((x->route == FROM_CAPSULE || x->route == FROM_TABLE_OWNED) && x->owner.versioned->deleter)
        x->owner.versioned->deleter(x->owner.versioned);
    x->route = NOTHING;
    kept_error_end(saved);
}
