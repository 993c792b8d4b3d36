/* DLPack: the C exchange table of a type, and capsules of __dlpack__, versioned and old. Deleters run exactly once, in give_back. */
#include "py.h"

DLDataType dlpack_dtype(dtype t)
{
    static const uint8_t code[DTYPES] = {kDLFloat, kDLFloat, kDLBfloat, kDLFloat, kDLBool, kDLUInt, kDLInt, kDLInt};
    return (DLDataType){code[t], (uint8_t)(8 * dtype_size(t)), 1};
}

static dtype own_dtype(DLDataType d)
{
    for (dtype t = F64; t < DTYPES; t++) {
        DLDataType ours = dlpack_dtype(t);
        if (d.code == ours.code && d.bits == ours.bits && d.lanes == 1)
            return t;
    }
    return DTYPES;
}

/* Everything a producer could have got wrong, before anything of it is believed. */
static status read_tensor(frame *f, const char *name, lent *x, const DLTensor *t)
{
    view *v = &x->view;
    DLDeviceType device = t->device.device_type;
    if (device != kDLCPU && device != kDLCUDAHost && device != kDLROCMHost)
        return refuse(f, BAD_BUFFER, "%s lies on a device of DLPack type %d, expected memory of the CPU", name, (int)device);
    if (t->ndim < 0 || t->ndim > 64)
        return refuse(f, BAD_BUFFER, "%s has %d dimensions, expected 0 to 64", name, (int)t->ndim);
    if (t->ndim && !t->shape)
        return refuse(f, BAD_BUFFER, "%s has dimensions but no shape", name);
    if (t->dtype.lanes != 1)
        return refuse(f, BAD_BUFFER, "%s has elements of %d lanes, expected 1", name, (int)t->dtype.lanes);
    v->dtype = own_dtype(t->dtype);
    v->rank = t->ndim;
    v->data = t->data ? (char *)((uintptr_t)t->data + t->byte_offset) : NULL;
    if (v->rank > MAX_RANK)
        return OK;
    int64_t size = v->dtype == DTYPES ? 1 : dtype_size(v->dtype), stride = size;
    for (int i = v->rank - 1; i >= 0; i--) {
        v->shape[i] = t->shape[i];
        v->stride[i] = stride;
        bool bad = t->strides && __builtin_mul_overflow(t->strides[i], size, &v->stride[i]);
        if (!t->strides && t->shape[i] > 0)
            bad = __builtin_mul_overflow(stride, t->shape[i], &stride);
        if (bad && t->shape[i] > 1)
            return refuse(f, BAD_BUFFER, "%s has a shape or strides that no memory has", name);
    }
    return check_extent(f, name, x);
}

/* *api stays NULL when the attribute is absent or unusable. The spelling of 2025 held an int or a capsule. */
static status api_from(PyObject *type, const char *attribute, const DLPackExchangeAPI **api)
{
    PyObject *x = PyObject_GetAttrString(type, attribute);
    if (!x) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError))
            return PYTHON_ERROR;
        PyErr_Clear();
        return OK;
    }
    const DLPackExchangeAPIHeader *header = NULL;
    if (PyCapsule_IsValid(x, "dlpack_exchange_api"))
        header = PyCapsule_GetPointer(x, "dlpack_exchange_api");
    else if (PyLong_CheckExact(x))
        header = PyLong_AsVoidPtr(x);
    Py_DECREF(x);
    if (PyErr_Occurred())
        PyErr_Clear();
    if ((uintptr_t)header % _Alignof(DLPackExchangeAPI))
        return OK;                                             /* an int that is no address of a table */
    while (header && header->version.major != DLPACK_MAJOR_VERSION)
        header = header->prev_api;
    const DLPackExchangeAPI *found = (const DLPackExchangeAPI *)header;
    if (found && found->managed_tensor_allocator && found->managed_tensor_from_py_object_no_sync && found->managed_tensor_to_py_object_no_sync)
        *api = found;
    return OK;
}

static const DLPackExchangeAPI *cached_api(module_state *s, PyTypeObject *type)
{
    const DLPackExchangeAPI *api = NULL;
    LOCK(s);
    for (int i = 0; i < EXCHANGE_TYPES && s->types[i].type; i++)
        if (s->types[i].type == type) {
            api = s->types[i].api;
            break;
        }
    UNLOCK(s);
    return api;
}

/* Only types that offer a table are remembered: an add-on may give one to a type later. */
status exchange_api(module_state *s, PyTypeObject *type, const DLPackExchangeAPI **api)
{
    *api = cached_api(s, type);
    if (*api)
        return OK;
    TRY(api_from((PyObject *)type, "__dlpack_c_exchange_api__", api));
    if (!*api)
        TRY(api_from((PyObject *)type, "__c_dlpack_exchange_api__", api));
    if (!*api)
        return OK;
    LOCK(s);
    exchange_type *slot = &s->types[s->next_type++ % EXCHANGE_TYPES];
    PyTypeObject *old = slot->type;
    *slot = (exchange_type){(PyTypeObject *)Py_NewRef((PyObject *)type), *api};
    UNLOCK(s);
    Py_XDECREF(old);
    return OK;
}

status borrow_by_table(frame *f, const char *name, lent *x)
{
    if (x->api->dltensor_from_py_object_no_sync) {
        DLTensor t;
        if (x->api->dltensor_from_py_object_no_sync(x->object, &t))
            return exchange_failed(f, name, "its exchange table");
        x->route = FROM_TABLE;
        return read_tensor(f, name, x, &t);
    }
    DLManagedTensorVersioned *t = NULL;
    if (x->api->managed_tensor_from_py_object_no_sync(x->object, &t) || !t)
        return exchange_failed(f, name, "its exchange table");
    f->owes = true;
    x->route = FROM_TABLE_OWNED;
    x->owner.versioned = t;
    x->readonly = t->flags & DLPACK_FLAG_BITMASK_READ_ONLY;
    return read_tensor(f, name, x, &t->dl_tensor);
}

static PyObject *ask_for_capsule(const module_state *s, PyObject *method)
{
    PyObject *arguments[2] = {NULL, s->max_version};
    PyObject *capsule = PyObject_Vectorcall(method, arguments + 1, PY_VECTORCALL_ARGUMENTS_OFFSET, s->max_version_names);
    if (!capsule && PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Clear();
        capsule = PyObject_CallNoArgs(method);
    }
    return capsule;
}

/* From the renaming on the tensor is ours; a capsule that keeps its name deletes its tensor itself. */
static status take_capsule(frame *f, const char *name, lent *x, PyObject *capsule)
{
    if (PyCapsule_IsValid(capsule, "dltensor_versioned")) {
        DLManagedTensorVersioned *t = PyCapsule_GetPointer(capsule, "dltensor_versioned");
        if (t->version.major != DLPACK_MAJOR_VERSION)
            return refuse(f, BAD_BUFFER, "%s has DLPack version %u.%u, expected %d", name, t->version.major, t->version.minor, DLPACK_MAJOR_VERSION);
        if (PyCapsule_SetName(capsule, "used_dltensor_versioned"))
            return PYTHON_ERROR;
        f->owes = true;
        x->route = FROM_CAPSULE;
        x->owner.versioned = t;
        x->readonly = t->flags & DLPACK_FLAG_BITMASK_READ_ONLY;
        return read_tensor(f, name, x, &t->dl_tensor);
    }
    if (PyCapsule_IsValid(capsule, "dltensor")) {
        DLManagedTensor *t = PyCapsule_GetPointer(capsule, "dltensor");
        if (PyCapsule_SetName(capsule, "used_dltensor"))
            return PYTHON_ERROR;
        f->owes = true;
        x->route = FROM_OLD_CAPSULE;
        x->owner.old = t;
        return read_tensor(f, name, x, &t->dl_tensor);
    }
    const char *label = PyCapsule_CheckExact(capsule) ? PyCapsule_GetName(capsule) : NULL;
    if (PyErr_Occurred())
        PyErr_Clear();
    return refuse(f, BAD_BUFFER, "the __dlpack__ of %s returned %s%.60s, expected a capsule named dltensor_versioned or dltensor", name,
                PyCapsule_CheckExact(capsule) ? "a capsule named " : "a ", !PyCapsule_CheckExact(capsule) ? type_name(capsule) : label ? label : "nothing");
}

status borrow_by_dlpack(frame *f, const char *name, lent *x, PyObject *method)
{
    PyObject *capsule = ask_for_capsule(f->state, method);
    if (!capsule)
        return exchange_failed(f, name, "its __dlpack__");
    status s = take_capsule(f, name, x, capsule);
    Py_DECREF(capsule);
    return s;
}
