/* What the files of csrc/py share. Data flows: module.c (entry points) -> call.c (one call from beginning to end) -> exchange.c and dlpack.c
 * (objects to views) -> params.c, args.c, packed.c (checks) -> the row -> results.c (arrays of the caller's kind). */
#ifndef POLYATTN_PY_H
#define POLYATTN_PY_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define PY_ARRAY_UNIQUE_SYMBOL polyattn_numpy
#ifndef POLYATTN_IMPORTS_NUMPY
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <dlpack/dlpack.h>
#include "../mechanisms/mechanism.h"

/* Types that offer a C exchange table, with a reference to the type so that its address is not used again. */
typedef struct exchange_type { PyTypeObject *type; const DLPackExchangeAPI *api; } exchange_type;
#define EXCHANGE_TYPES 32

typedef struct module_state {
    const prepared *table;
    int rows;
    PyObject *result_factory, *export_type;
    PyObject *tensor, *parameter, *torch_slow, *torch_record, *torch_grad_enabled, *torch_quiet;      /* what set_torch was given */
    PyArray_Descr *bfloat16;                                                          /* ml_dtypes', once an array of it was seen */
    PyObject *max_version, *max_version_names;                                        /* (1, 3) and ("max_version",) */
    PyObject *dlpack, *requires_grad, *is_neg;                                        /* interned names */
    exchange_type types[EXCHANGE_TYPES];
    unsigned next_type;
#ifdef Py_GIL_DISABLED
    PyMutex lock;
#endif
} module_state;

#ifdef Py_GIL_DISABLED
#define LOCK(s) PyMutex_Lock(&(s)->lock)
#define UNLOCK(s) PyMutex_Unlock(&(s)->lock)
#else
#define LOCK(s) (void)(s)
#define UNLOCK(s) (void)(s)
#endif

/* How an argument came, and so how it is given back. */
typedef enum route { NOTHING, A_WORD, A_NUMBER, FROM_NDARRAY, FROM_TABLE, FROM_TABLE_OWNED, FROM_CAPSULE, FROM_OLD_CAPSULE, FROM_BUFFER, DESCRIBED } route;

/* An argument as its owner lent it. */
typedef struct lent {
    PyObject *object;                    /* borrowed from the caller, who keeps it alive during the call */
    route route;
    bool readonly;
    view view;                           /* axes in the caller's order; nothing in shape and stride when rank > MAX_RANK; dtype DTYPES: none of ours */
    const DLPackExchangeAPI *api;
    union { DLManagedTensorVersioned *versioned; DLManagedTensor *old; Py_buffer buffer; } owner;
} lent;

/* The caller's axis i of a tensor is axis `axis[i]` of its canonical shape. */
typedef struct form { const axes *axes; int rank; const int8_t *axis; } form;

typedef enum family { NO_FAMILY, NUMPY, TABLE, NAMESPACE } family;

/* One call of Python's, from beginning to end. */
typedef struct frame {
    module_state *state;
    bool shapes_only;                    /* arguments may have shape and dtype but no memory */
    bool owes;                           /* something borrowed is to be given back */
    bool bnhd, packed, flat;             /* flat: packed without a batch axis, (T, H, D) */
    int n_extra;
    family family;
    PyObject *witness;                   /* the first tensor, q: whose kind comes back */
    const DLPackExchangeAPI *api;
    PyObject *from_dlpack;               /* of the witness's namespace; NULL: results stay NumPy arrays */
    const axes *used[MAX_SLOTS];         /* the alternative that a present tensor matched */
    double number[MAX_SLOTS];            /* what a number's view points to */
    int64_t *offsets[2];                 /* of packed sequences, as call.cu_q and cu_k read them */
    lent in[MAX_SLOTS], out, extra[2 * MAX_OUTPUTS];      /* extra: saved outputs and gradients of a backward */
    call call;
} frame;

/* errors.c */
status refuse(frame *f, status s, const char *format, ...) __attribute__((format(printf, 3, 4)));      /* the sentence after "name: " */
PyObject *raise_status(status s, const message *m);            /* sets the exception (unless PYTHON_ERROR) and returns NULL */
void shape_text(char *to, size_t room, int rank, const int64_t *shape);
const char *type_name(PyObject *x);
const char *article(PyObject *x);                              /* of its type: "an" int */
void kept_error_begin(PyObject *saved[3]);                     /* around calls that could touch the exception being reported */
void kept_error_end(PyObject *saved[3]);
status exchange_failed(frame *f, const char *name, const char *what);      /* a BufferError caused by the exception that is set */
status fail_dtype(frame *f, const char *name, const lent *x, const char *expected);
status fail_shape(frame *f, const char *name, const lent *x, const axes *forms, int n_forms, bool broadcast);

status fail_word(frame *f, const char *name, const char *words, PyObject *x, const char *or_else);      /* "expected an array or one of 'a', 'b'" */

/* exchange.c */
status borrow(frame *f, const char *name, PyObject *object, lent *x);
status join_family(frame *f, const char *name, const lent *x);
void give_back(lent *x);
status check_extent(frame *f, const char *name, lent *x);      /* no product or address of the view overflows */

/* dlpack.c */
status exchange_api(module_state *s, PyTypeObject *type, const DLPackExchangeAPI **api);      /* NULL: the type offers none */
status borrow_by_table(frame *f, const char *name, lent *x);
status borrow_by_dlpack(frame *f, const char *name, lent *x, PyObject *method);
DLDataType dlpack_dtype(dtype t);

/* params.c */
status read_param(frame *f, int i, PyObject *x);
int word_index(const char *words, PyObject *x);               /* -1: not among them */
bool is_number(PyObject *x);                                  /* a Python or NumPy number that is no bool */
status read_number(frame *f, const char *name, PyObject *x, double *to);
status read_layout(frame *f, PyObject *x);

/* args.c */
status read_arguments(frame *f, PyObject *const *args, Py_ssize_t n);      /* everything but layout= and out= already bound and checked after this */
form form_of(const frame *f, const axes *a);
int64_t size_of(const frame *f, const axes *a, int axis);     /* -1: not fixed yet */
void canonical(const frame *f, const axes *a, const view *lent, bool broadcast, view *to);
status shape_of_output(frame *f, int i, form *shape, view *v);         /* axes in the caller's order, with C strides, no data */
dtype output_dtype(const frame *f, int i);
bool wanted(const frame *f, int i);                           /* the output is always returned or its flag is set */

/* packed.c */
status read_offsets(frame *f);
status check_offsets(frame *f);

/* results.c */
status make_array(frame *f, dtype t, view *v, PyObject **made);          /* v: rank and shape; gets strides and data */
status check_out(frame *f, const view *wanted);
void find_namespace(frame *f);                                /* before any work: how results will become the caller's kind */
PyObject *in_namespace(frame *f, PyObject *array);            /* steals; the NumPy array as the witness's own kind */

/* export.c */
PyObject *make_export_type(PyObject *module);
PyObject *export_bfloat16(module_state *s, PyObject *array);  /* array: uint16 */

/* call.c */
PyObject *run_call(module_state *s, int row, PyObject *const *args, Py_ssize_t n);
PyObject *run_check(module_state *s, int row, PyObject *const *args, Py_ssize_t n);
PyObject *run_shapes(module_state *s, int row, PyObject *const *args, Py_ssize_t n);
PyObject *run_forward(module_state *s, int row, struct flex *flex, PyObject *const *args, Py_ssize_t n);
PyObject *run_backward(module_state *s, int row, struct flex *flex, PyObject *const *args, Py_ssize_t n);

/* torch.c */
typedef enum torch_kind { NO_TORCH, PLAIN_TORCH, RECORD_TORCH, SLOW_TORCH, TORCH_ERROR } torch_kind;
torch_kind classify_torch(module_state *s, const prepared *p, PyObject *const *args, Py_ssize_t n);
PyObject *set_torch(PyObject *module, PyObject *const *args, Py_ssize_t n);

/* flex.c */
bool takes_flex(const mechanism *row);                         /* score_mod= and block_mask= */
status flex_fits(frame *f);                                    /* the call has the sizes that its score function was bound for */
struct flex *flex_of(PyObject *capsule);                       /* NULL with an exception */
PyObject *C_flex_ops(PyObject *module, PyObject *unused);
PyObject *C_flex_program(PyObject *module, PyObject *const *args, Py_ssize_t n);
PyObject *C_flex_bind(PyObject *module, PyObject *const *args, Py_ssize_t n);
PyObject *C_flex_fault(PyObject *module, PyObject *bound);
PyObject *C_flex_tile(PyObject *module, PyObject *const *args, Py_ssize_t n);
PyObject *C_flex_blocks(PyObject *module, PyObject *const *args, Py_ssize_t n);

/* describe.c */
PyObject *describe_table(const module_state *s);
PyObject *describe_config(void);

/* peak.c */
PyObject *C_peak(PyObject *module, PyObject *unused);         /* _peak() */

#endif
