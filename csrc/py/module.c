/* polyattn._C: entry points. Each takes the number of a row first, then the row's inputs and parameters in the order of the table, layout and out. */
#define POLYATTN_IMPORTS_NUMPY
#include "py.h"
#include "../core/alloc.h"
#include "../core/isa.h"
#include "../core/parallel.h"

typedef PyObject *(*entry)(module_state *, int row, PyObject *const *args, Py_ssize_t n);

static PyObject *dispatch(PyObject *module, PyObject *const *args, Py_ssize_t n, entry run)
{
    module_state *s = PyModule_GetState(module);
    int overflow = 0;
    long row = n && PyLong_CheckExact(args[0]) ? PyLong_AsLongAndOverflow(args[0], &overflow) : -1;
    if (row < 0 || row >= s->rows || overflow) {
        PyErr_Format(PyExc_TypeError, "the first argument is the number of a row of the table, 0 to %d", s->rows - 1);
        return NULL;
    }
    return run(s, (int)row, args + 1, n - 1);
}

static PyObject *C_call(PyObject *m, PyObject *const *args, Py_ssize_t n) { return dispatch(m, args, n, run_call); }
static PyObject *C_check(PyObject *m, PyObject *const *args, Py_ssize_t n) { return dispatch(m, args, n, run_check); }
static PyObject *C_shapes(PyObject *m, PyObject *const *args, Py_ssize_t n) { return dispatch(m, args, n, run_shapes); }
static PyObject *C_forward(PyObject *m, PyObject *const *args, Py_ssize_t n) { return dispatch(m, args, n, run_forward); }
static PyObject *C_backward(PyObject *m, PyObject *const *args, Py_ssize_t n) { return dispatch(m, args, n, run_backward); }
static PyObject *C_table(PyObject *m, PyObject *unused) { (void)unused; return describe_table(PyModule_GetState(m)); }
static PyObject *C_config(PyObject *m, PyObject *unused) { (void)m, (void)unused; return describe_config(); }

static PyObject *C_set_result_factory(PyObject *m, PyObject *factory)
{
    module_state *s = PyModule_GetState(m);
    if (!PyCallable_Check(factory)) {
        PyErr_Format(PyExc_TypeError, "set_result_factory: factory is %s %.60s, expected a callable (index, mask, tuple)", article(factory), type_name(factory));
        return NULL;
    }
    LOCK(s);
    PyObject *old = s->result_factory;
    s->result_factory = Py_NewRef(factory);
    UNLOCK(s);
    Py_XDECREF(old);
    Py_RETURN_NONE;
}

static PyObject *C_set_num_threads(PyObject *m, PyObject *x)
{
    (void)m;
    long n = PyLong_Check(x) && !PyBool_Check(x) ? PyLong_AsLong(x) : -2;
    if (n == -2 || (n == -1 && PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_OverflowError))) {
        PyErr_Format(PyExc_TypeError, "set_num_threads: n is %s %.60s, expected an int", article(x), type_name(x));
        return NULL;
    }
    PyErr_Clear();
    if (n < 0 || n > 4096) {
        PyErr_SetString(PyExc_ValueError, "set_num_threads: expected 1 to 4096 threads, or 0 to follow the environment");
        return NULL;
    }
    set_threads((int)n);
    Py_RETURN_NONE;
}

static PyObject *C_get_num_threads(PyObject *m, PyObject *unused) { (void)m, (void)unused; return PyLong_FromLong(get_threads()); }

static PyObject *C_set_isa(PyObject *m, PyObject *x)
{
    (void)m;
    const char *name = PyUnicode_Check(x) ? PyUnicode_AsUTF8(x) : NULL;
    if (!name && !PyErr_Occurred())
        PyErr_Format(PyExc_TypeError, "set_isa: name is %s %.60s, expected a str", article(x), type_name(x));
    if (!name)
        return NULL;
    for (int i = 0; i < ISAS; i++)
        if (!strcmp(name, isa_name((isa)i)) && set_isa((isa)i))
            Py_RETURN_NONE;
    PyErr_Format(PyExc_ValueError, "set_isa: '%.60s' is not available here, see config()['available']", name);
    return NULL;
}

static PyObject *C_fail_allocation(PyObject *m, PyObject *x)
{
    (void)m;
    long long k = PyLong_AsLongLong(x);
    if (k == -1 && PyErr_Occurred())
        return NULL;
    fail_allocation(k);
    Py_RETURN_NONE;
}

static PyObject *C_allocations_alive(PyObject *m, PyObject *unused) { (void)m, (void)unused; return PyLong_FromLongLong(allocations_alive()); }
static PyObject *C_bytes_peak(PyObject *m, PyObject *reset) { (void)m; return PyLong_FromLongLong(bytes_peak(PyObject_IsTrue(reset) > 0)); }

/* What a call costs that does nothing: the yardstick of the overhead test. */
static PyObject *C_noop(PyObject *m, PyObject *const *args, Py_ssize_t n) { (void)m, (void)args, (void)n; Py_RETURN_NONE; }

#define FAST(f) (PyCFunction)(void (*)(void))f, METH_FASTCALL

static PyMethodDef methods[] = {
    {"call", FAST(C_call), "call(index, *inputs, *params, layout, out)\n--\n\nThe outputs asked for: one array, or what the result factory makes of several."},
    {"check", FAST(C_check), "All checks of call and no work."},
    {"shapes", FAST(C_shapes), "((shape, dtype) or None, ...) of what forward would return; arguments need a shape and a dtype only."},
    {"forward", FAST(C_forward), "A tuple over all declared outputs, None where neither asked for nor saved for backward."},
    {"backward", FAST(C_backward), "backward(index, *same, outputs, grad_outputs, needs)\n--\n\nA tuple over the input slots."},
    {"table", C_table, METH_NOARGS, "The mechanism table: a list of dicts."},
    {"config", C_config, METH_NOARGS, "What runs: ISA, threads, versions."},
    {"set_result_factory", C_set_result_factory, METH_O, "f(index, mask, tuple) makes the result of a call with several outputs."},
    {"set_torch", FAST(set_torch), "set_torch(tensor, parameter, slow, record, grad_enabled, quiet): see csrc/py/torch.c."},
    {"set_num_threads", C_set_num_threads, METH_O, "0: follow POLYATTN_NUM_THREADS, else the borrowed runtime, else the affinity mask."},
    {"get_num_threads", C_get_num_threads, METH_NOARGS, NULL},
    {"set_isa", C_set_isa, METH_O, "One of config()['available']."},
    {"_fail_allocation", C_fail_allocation, METH_O, "Make the k-th allocation from now on fail; 0: none."},
    {"_allocations_alive", C_allocations_alive, METH_NOARGS, NULL},
    {"_bytes_peak", C_bytes_peak, METH_O, "_bytes_peak(reset)"},
    {"_peak", C_peak, METH_NOARGS, "This core's best now: dict(fp32_gflops, l1fed_gflops, read_gbs)."},
    {"_noop", FAST(C_noop), NULL},
    {NULL, NULL, 0, NULL},
};

static int execute(PyObject *module)
{
    module_state *s = PyModule_GetState(module);
    if (PyArray_ImportNumPyAPI() < 0)
        return -1;
    s->table = prepare_mechanisms(&s->rows);
    const char *complaint = s->table ? isa_complaint() : mechanisms_complaint();
    if (!complaint)
        complaint = threads_complaint();
    if (complaint) {
        PyErr_SetString(PyExc_ImportError, complaint);
        return -1;
    }
    s->max_version = Py_BuildValue("ii", DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION);
    s->max_version_names = Py_BuildValue("(s)", "max_version");
    s->dlpack = PyUnicode_InternFromString("__dlpack__");
    s->requires_grad = PyUnicode_InternFromString("requires_grad");
    s->is_neg = PyUnicode_InternFromString("is_neg");
    s->export_type = make_export_type(module);
    return s->export_type && s->max_version && s->max_version_names && s->dlpack && s->requires_grad && s->is_neg ? 0 : -1;
}

/* What can be part of a cycle. The rest lives until the module is freed: a call may still come while Python ends. */
#define EACH_HOOK(DO) \
    DO(s->result_factory) DO(s->tensor) DO(s->parameter) DO(s->torch_slow) DO(s->torch_record) DO(s->torch_grad_enabled) DO(s->torch_quiet)
#define EACH_CONSTANT(DO) \
    DO(s->export_type) DO(s->bfloat16) DO(s->max_version) DO(s->max_version_names) DO(s->dlpack) DO(s->requires_grad) DO(s->is_neg)

static int traverse(PyObject *module, visitproc visit, void *arg)
{
    module_state *s = PyModule_GetState(module);
#define VISIT(x) Py_VISIT(x);
    EACH_HOOK(VISIT)
    EACH_CONSTANT(VISIT)
    for (int i = 0; i < EXCHANGE_TYPES; i++)
        Py_VISIT(s->types[i].type);
    return 0;
}

static int clear(PyObject *module)
{
    module_state *s = PyModule_GetState(module);
#define CLEAR(x) Py_CLEAR(x);
    EACH_HOOK(CLEAR)
    for (int i = 0; i < EXCHANGE_TYPES; i++)
        Py_CLEAR(s->types[i].type);
    return 0;
}

static void free_module(void *module)
{
    module_state *s = PyModule_GetState(module);
    clear(module);
    EACH_CONSTANT(CLEAR)
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, execute},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
#endif
#ifdef Py_GIL_DISABLED
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "polyattn._C", .m_doc = "The mechanisms of polyattn.", .m_size = sizeof(module_state),
    .m_methods = methods, .m_slots = slots, .m_traverse = traverse, .m_clear = clear, .m_free = free_module,
};

PyMODINIT_FUNC PyInit__C(void) { return PyModuleDef_Init(&definition); }
