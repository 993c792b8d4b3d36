/* When a call with torch tensors may stay in C. Everything else goes to the slow path of polyattn.torch. */
#include "py.h"

/* Types that no torch tensor has; spares the look into sys.modules. */
static bool surely_no_tensor(PyObject *x)
{
    return x == Py_None || PyArray_CheckExact(x) || PyFloat_CheckExact(x) || PyLong_Check(x) || PyUnicode_CheckExact(x);
}

/* The first torch tensor makes polyattn.torch be imported, which calls set_torch. */
static int is_first_tensor(module_state *s, PyObject *x)
{
    PyObject *torch = PyDict_GetItemString(PyImport_GetModuleDict(), "torch");      /* borrowed; NULL: no tensor can exist */
    PyObject *type = torch ? PyObject_GetAttrString(torch, "Tensor") : NULL;
    int is = type ? PyObject_IsInstance(x, type) : 0;
    Py_XDECREF(type);
    if (is <= 0) {
        PyErr_Clear();
        return 0;
    }
    PyObject *ours = PyImport_ImportModule("polyattn.torch");
    if (!ours)
        return -1;
    Py_DECREF(ours);
    if (s->torch_slow)
        return 1;
    PyErr_SetString(PyExc_ImportError, "polyattn.torch did not register itself");
    return -1;
}

static torch_kind kind_of(module_state *s, PyObject *x)
{
    if (surely_no_tensor(x))
        return NO_TORCH;
    if (!__atomic_load_n(&s->torch_slow, __ATOMIC_ACQUIRE)) {
        int first = is_first_tensor(s, x);
        if (first <= 0)
            return first ? TORCH_ERROR : NO_TORCH;
    }
    PyObject *type = (PyObject *)Py_TYPE(x);
    if (type == s->tensor || type == s->parameter)
        return PLAIN_TORCH;
    return PyType_IsSubtype(Py_TYPE(x), (PyTypeObject *)s->tensor) ? SLOW_TORCH : NO_TORCH;
}

/* 1, 0, or -1 with an exception; steals `answer`. */
static int truth_of(PyObject *answer)
{
    int t = answer == Py_False ? 0 : answer == Py_True ? 1 : answer ? PyObject_IsTrue(answer) : -1;
    Py_XDECREF(answer);
    return t;
}

/* Whether anything around the call (transform, mode, autocast) wants to see it. */
static int observed(const module_state *s)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(s->torch_quiet); i++) {
        int t = truth_of(PyObject_CallNoArgs(PyTuple_GET_ITEM(s->torch_quiet, i)));
        if (t)
            return t;
    }
    return 0;
}

/* A plain tensor as it is to be read: not as memory where its negative bit is set (the view of an imaginary part), which DLPack does not show. */
static torch_kind kind_of_plain(const module_state *s, PyObject *x, int grad)
{
    int negative = truth_of(PyObject_CallMethodNoArgs(x, s->is_neg)), records = negative || !grad ? 0 : truth_of(PyObject_GetAttr(x, s->requires_grad));
    return negative < 0 || records < 0 ? TORCH_ERROR : negative ? SLOW_TORCH : records ? RECORD_TORCH : PLAIN_TORCH;
}

torch_kind classify_torch(module_state *s, const prepared *p, PyObject *const *args, Py_ssize_t n)
{
    if (n != p->n_arguments && n != p->n_short)
        return NO_TORCH;
    torch_kind first = kind_of(s, args[0]);
    if (first != PLAIN_TORCH)
        return first;
    if (args[n - 1] != Py_None)
        return SLOW_TORCH;                                     /* autograd is to be told of what is written into `out` */
    int t = observed(s), grad = t ? 0 : truth_of(PyObject_CallNoArgs(s->torch_grad_enabled));
    if (t || grad < 0)
        return t > 0 ? SLOW_TORCH : TORCH_ERROR;
    torch_kind worst = PLAIN_TORCH;
    for (Py_ssize_t i = 0; i < n && worst < SLOW_TORCH; i++) {
        torch_kind kind = kind_of(s, args[i]);
        if (kind == PLAIN_TORCH)
            kind = kind_of_plain(s, args[i], grad);
        worst = kind > worst ? kind : worst;
    }
    return worst;
}

/* set_torch(tensor, parameter, slow, record, grad_enabled, quiet): called once, by polyattn.torch when it is imported.
 *
 *   tensor, parameter     torch.Tensor and torch.nn.Parameter; only these exact types can stay in C
 *   record(index, *args)  what `call` would have been given; its result is the call's. It is asked when an input requires a gradient in grad mode,
 *                         and nothing else is special.
 *   slow(index, *args)    the same, whenever `out` is given, a tensor is of another subclass or has its negative bit set, one of `quiet` is true, or memory cannot
 *                         be had (another device, meta, sparse). Both end in _C.forward / _C.backward, which take any plain CPU tensor and look at
 *                         no mode: neg and conj bits must be resolved before.
 *   grad_enabled()        torch.is_grad_enabled
 *   quiet                 tuple of callables without arguments, all false when nothing observes the call: functorch transforms, dispatch modes,
 *                         function modes, autocast. Each costs about 50 ns of every call. */
PyObject *set_torch(PyObject *module, PyObject *const *args, Py_ssize_t n)
{
    module_state *s = PyModule_GetState(module);
    if (n != 6 || !PyType_Check(args[0]) || !PyType_Check(args[1]) || !PyCallable_Check(args[2]) || !PyCallable_Check(args[3]) || !PyCallable_Check(args[4])
        || !PyTuple_Check(args[5])) {
        PyErr_SetString(PyExc_TypeError, "set_torch takes (tensor type, parameter type, slow, record, grad_enabled, tuple of callables)");
        return NULL;
    }
    /* What stood there before (a reload) is kept alive: a call in another thread may be using it. */
    s->tensor = Py_NewRef(args[0]);
    s->parameter = Py_NewRef(args[1]);
    s->torch_record = Py_NewRef(args[3]);
    s->torch_grad_enabled = Py_NewRef(args[4]);
    s->torch_quiet = Py_NewRef(args[5]);
    __atomic_store_n(&s->torch_slow, Py_NewRef(args[2]), __ATOMIC_RELEASE);      /* last: it says that the others are there */
    Py_RETURN_NONE;
}
