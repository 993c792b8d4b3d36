/* Arrays of the caller's own kind, and the caller's own array that `out=` names. */
#include "py.h"

/* NumPy has no bfloat16: ml_dtypes' is used when an array of it was seen, or can be had. */
static PyArray_Descr *numpy_descr(frame *f, dtype t)
{
    static const int number[DTYPES] = {NPY_DOUBLE, NPY_FLOAT, 0, NPY_HALF, NPY_BOOL, NPY_UBYTE, NPY_INT32, NPY_INT64};
    if (t != BF16)
        return PyArray_DescrFromType(number[t]);
    LOCK(f->state);
    PyArray_Descr *d = f->state->bfloat16;
    Py_XINCREF(d);
    UNLOCK(f->state);
    if (d)
        return d;
    PyObject *module = PyImport_ImportModule("ml_dtypes"), *type = module ? PyObject_GetAttrString(module, "bfloat16") : NULL;
    if (type)
        PyArray_DescrConverter(type, &d);
    Py_XDECREF(module);
    Py_XDECREF(type);
    return d;
}

static status make_ndarray(frame *f, dtype t, view *v, PyObject **made)
{
    npy_intp shape[MAX_RANK];
    for (int i = 0; i < v->rank; i++)
        shape[i] = (npy_intp)v->shape[i];
    PyArray_Descr *d = t == BF16 && f->from_dlpack ? PyArray_DescrFromType(NPY_UINT16) : numpy_descr(f, t);
    PyObject *a = d ? PyArray_NewFromDescr(&PyArray_Type, d, v->rank, shape, NULL, NULL, 0, NULL) : NULL;
    if (!a)
        return PYTHON_ERROR;
    v->data = PyArray_BYTES((PyArrayObject *)a);
    v->dtype = t;
    for (int i = 0; i < v->rank; i++)
        v->stride[i] = PyArray_STRIDE((PyArrayObject *)a, i);
    *made = a;
    return OK;
}

static void set_error(void *context, const char *kind, const char *text)
{
    frame *f = context;
    text = text ? text : "";
    refuse(f, NO_MEMORY, "the caller's framework made no result: %.60s: %.*s", kind ? kind : "", (int)strcspn(text, "\n"), text);
}

/* The framework's own exception, or its sentence, or ours. */
static status nothing_made(frame *f)
{
    if (PyErr_Occurred())
        return PYTHON_ERROR;
    return f->call.message.text[0] ? NO_MEMORY : refuse(f, NO_MEMORY, "the caller's framework made no result and did not say why");
}

static status make_by_table(frame *f, dtype t, view *v, PyObject **made)
{
    int64_t strides[MAX_RANK], stride = 1;
    for (int i = v->rank - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= v->shape[i] > 1 ? v->shape[i] : 1;
    }
    DLTensor like = {.device = {kDLCPU, 0}, .ndim = v->rank, .dtype = dlpack_dtype(t), .shape = v->shape, .strides = strides};
    DLManagedTensorVersioned *tensor = NULL;
    if (f->api->managed_tensor_allocator(&like, &tensor, f, set_error) || !tensor)
        return nothing_made(f);
    static char nothing[64];
    const DLTensor *got = &tensor->dl_tensor;
    v->dtype = t;
    v->data = got->data ? (char *)got->data + got->byte_offset : nothing;
    for (int i = 0; i < v->rank; i++)
        v->stride[i] = (got->strides ? got->strides[i] : strides[i]) * dtype_size(t);
    void *object = NULL;
    if (f->api->managed_tensor_to_py_object_no_sync(tensor, &object) || !object)
        return nothing_made(f);
    *made = object;
    return OK;
}

status make_array(frame *f, dtype t, view *v, PyObject **made)
{
    return f->family == TABLE ? make_by_table(f, t, v, made) : make_ndarray(f, t, v, made);
}

/* `from_dlpack` of the array API namespace of the witness, or of the module that its type comes from (mlx.core). NULL: it has none. */
static PyObject *look_for_from_dlpack(PyObject *witness)
{
    PyObject *space = PyObject_CallMethod(witness, "__array_namespace__", NULL);
    PyObject *found = space ? PyObject_GetAttrString(space, "from_dlpack") : NULL;
    Py_XDECREF(space);
    if (found)
        return found;
    PyErr_Clear();
    PyObject *module = PyObject_GetAttrString((PyObject *)Py_TYPE(witness), "__module__");
    const char *path = module && PyUnicode_Check(module) ? PyUnicode_AsUTF8(module) : NULL;
    for (Py_ssize_t n = path ? (Py_ssize_t)strlen(path) : 0; n > 0 && !found; n--) {
        if (path[n] && path[n] != '.')
            continue;
        PyErr_Clear();
        PyObject *name = PyUnicode_FromStringAndSize(path, n), *parent = name ? PyImport_GetModule(name) : NULL;
        found = parent ? PyObject_GetAttrString(parent, "from_dlpack") : NULL;
        Py_XDECREF(name);
        Py_XDECREF(parent);
    }
    Py_XDECREF(module);
    PyErr_Clear();
    return found;
}

void find_namespace(frame *f)
{
    if (f->family == NAMESPACE)
        f->from_dlpack = look_for_from_dlpack(f->witness);
}

PyObject *in_namespace(frame *f, PyObject *array)
{
    PyObject *lender = PyArray_TYPE((PyArrayObject *)array) == NPY_UINT16 ? export_bfloat16(f->state, array) : Py_NewRef(array);
    PyObject *made = lender ? PyObject_CallOneArg(f->from_dlpack, lender) : NULL;
    Py_XDECREF(lender);
    Py_DECREF(array);
    return made;
}

/* First and one past the last byte. */
static void extent(const view *v, uintptr_t *low, uintptr_t *high)
{
    *low = *high = (uintptr_t)v->data;
    for (int i = 0; i < v->rank; i++) {
        if (!v->shape[i]) {
            *low = *high = 0;
            return;
        }
        *(v->stride[i] < 0 ? low : high) += (uintptr_t)((v->shape[i] - 1) * v->stride[i]);
    }
    *high += (uintptr_t)dtype_size(v->dtype);
}

/* Sufficient, not necessary: every axis steps over everything that the finer ones cover. */
static bool may_overlap_itself(const view *v)
{
    int64_t covered = dtype_size(v->dtype);
    bool done[MAX_RANK] = {false};
    for (int n = 0; n < v->rank; n++) {
        int finest = -1;
        for (int i = 0; i < v->rank; i++)
            if (!done[i] && (finest < 0 || llabs(v->stride[i]) < llabs(v->stride[finest])))
                finest = i;
        done[finest] = true;
        if (v->shape[finest] < 2)
            continue;
        if (llabs(v->stride[finest]) < covered)
            return true;
        covered += (v->shape[finest] - 1) * llabs(v->stride[finest]);
    }
    return false;
}

static status check_apart(frame *f)
{
    uintptr_t low, high, other_low, other_high;
    extent(&f->out.view, &low, &high);
    for (int i = 0; i < f->call.p->n_slots; i++) {
        if (f->in[i].route <= A_NUMBER)
            continue;
        extent(&f->in[i].view, &other_low, &other_high);
        if (low < other_high && other_low < high)
            return refuse(f, BAD_VALUE, "out overlaps %s in memory (their address ranges meet), expected memory of its own", f->call.p->slots[i].name);
    }
    return OK;
}

/* `wanted`: rank, shape and dtype of the first output, in the caller's axis order. */
status check_out(frame *f, const view *wanted)
{
    const view *v = &f->out.view;
    TRY(join_family(f, "out", &f->out));
    if (v->dtype != wanted->dtype) {
        char expected[64];
        snprintf(expected, sizeof expected, "%s", dtype_name(wanted->dtype));
        return fail_dtype(f, "out", &f->out, expected);
    }
    if (v->rank != wanted->rank || memcmp(v->shape, wanted->shape, sizeof *v->shape * (size_t)v->rank))
        return fail_shape(f, "out", &f->out, &f->call.p->results[0], 1, false);
    if (f->out.readonly)
        return refuse(f, BAD_VALUE, "out is read-only, expected memory to write to");
    if (may_overlap_itself(v))
        return refuse(f, BAD_VALUE, "out has elements that overlap each other, expected one place in memory for each");
    return check_apart(f);
}
