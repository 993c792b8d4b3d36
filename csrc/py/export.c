/* What NumPy cannot export: a result in bfloat16, held as uint16, for the from_dlpack of a framework that knows the type. */
#include "py.h"

typedef struct export { PyObject_HEAD PyObject *array; } export;

/* The tensor and the shape that it points to, in one block; the array is alive as long as the block. */
typedef struct block { DLManagedTensorVersioned versioned; DLManagedTensor old; PyObject *array; int64_t sizes[2 * MAX_RANK]; } block;

static void delete_block(block *b)
{
    PyGILState_STATE gil = PyGILState_Ensure();                /* consumers may delete from any thread */
    Py_DECREF(b->array);
    PyMem_Free(b);
    PyGILState_Release(gil);
}

static void delete_versioned(DLManagedTensorVersioned *t) { delete_block(t->manager_ctx); }
static void delete_old(DLManagedTensor *t) { delete_block(t->manager_ctx); }

/* A capsule that nobody consumed still has its first name. */
static void delete_capsule(PyObject *capsule)
{
    if (PyCapsule_IsValid(capsule, "dltensor_versioned"))
        delete_versioned(PyCapsule_GetPointer(capsule, "dltensor_versioned"));
    else if (PyCapsule_IsValid(capsule, "dltensor"))
        delete_old(PyCapsule_GetPointer(capsule, "dltensor"));
}

static block *make_block(PyArrayObject *a)
{
    block *b = PyMem_Calloc(1, sizeof *b);
    if (!b)
        return NULL;
    DLTensor t = {.data = PyArray_DATA(a), .device = {kDLCPU, 0}, .ndim = PyArray_NDIM(a), .dtype = dlpack_dtype(BF16),
                  .shape = b->sizes, .strides = b->sizes + MAX_RANK};
    for (int i = 0; i < t.ndim; i++) {
        t.shape[i] = PyArray_DIM(a, i);
        t.strides[i] = PyArray_STRIDE(a, i) / PyArray_ITEMSIZE(a);
    }
    b->array = Py_NewRef((PyObject *)a);
    b->versioned = (DLManagedTensorVersioned){{DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION}, b, delete_versioned, 0, t};
    b->old = (DLManagedTensor){t, b, delete_old};
    return b;
}

/* __dlpack__(*, stream=None, max_version=None, dl_device=None, copy=None): the version is what matters to memory of the CPU that nobody else has. */
static PyObject *to_dlpack(PyObject *self, PyObject *args, PyObject *keywords)
{
    (void)args;
    PyObject *version = keywords ? PyDict_GetItemString(keywords, "max_version") : NULL;
    long major = version && PyTuple_Check(version) && PyTuple_GET_SIZE(version) ? PyLong_AsLong(PyTuple_GET_ITEM(version, 0)) : 0;
    if (major == -1 && PyErr_Occurred())
        return NULL;
    block *b = make_block((PyArrayObject *)((export *)self)->array);
    if (!b)
        return PyErr_NoMemory();
    PyObject *capsule = major >= 1 ? PyCapsule_New(&b->versioned, "dltensor_versioned", delete_capsule) : PyCapsule_New(&b->old, "dltensor", delete_capsule);
    if (!capsule)
        delete_block(b);
    return capsule;
}

static PyObject *device(PyObject *self, PyObject *unused) { (void)self, (void)unused; return Py_BuildValue("ii", (int)kDLCPU, 0); }

static void dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(((export *)self)->array);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef methods[] = {
    {"__dlpack__", (PyCFunction)(void (*)(void))to_dlpack, METH_VARARGS | METH_KEYWORDS, NULL},
    {"__dlpack_device__", device, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {{Py_tp_dealloc, dealloc}, {Py_tp_methods, methods}, {0, NULL}};
static PyType_Spec spec = {.name = "polyattn._C.Export", .basicsize = sizeof(export),
                           .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = slots};

PyObject *make_export_type(PyObject *module) { return PyType_FromModuleAndSpec(module, &spec, NULL); }

PyObject *export_bfloat16(module_state *s, PyObject *array)
{
    export *x = PyObject_New(export, (PyTypeObject *)s->export_type);
    if (x)
        x->array = Py_NewRef(array);
    return (PyObject *)x;
}
