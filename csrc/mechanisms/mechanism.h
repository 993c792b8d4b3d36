/* The table. A mechanism is one row; argument checks, Python signatures, docstrings, stubs, autograd, example inputs, layers, generic
 * tests, benchmarks and the coverage of papers all follow from it. There is no second list.
 *
 * A row names what is special to the mechanism; what every mechanism of an engine takes (masks, windows, dropout, packed sequences ...)
 * is declared once by the engine (`engine_options`) and appended to each of its rows when the table is prepared. */
#ifndef POLYATTN_MECHANISM_H
#define POLYATTN_MECHANISM_H
#include "../core/status.h"
#include "../core/view.h"

#define MAX_SLOTS 56
#define MAX_OUTPUTS 6
#define MAX_PARAMS 64
#define MAX_SYMBOLS 24

/* What a tensor is to the mechanism. The role decides the layout rule (QUERY, KEY, VALUE, GATE and OUTPUT of rank 4 are per token: their axes
 * move with `layout=` and packing), which dtypes are taken, and where a layer gets it from. */
typedef enum role { QUERY, KEY, VALUE, GATE, PARAMETER, BIAS, MASK, INDEX, STATE, OUTPUT, STATISTIC } role;

/* How example_inputs draws a slot; an optional one only when it is asked for. */
typedef enum draw {
    DRAW_NORMAL,          /* N(0, 1); the default */
    DRAW_ABSENT,          /* the same, for optional slots that take any number */
    DRAW_LOG_DECAY,       /* logsigmoid(N(0, 1)) / 16: a log gate, at most 0 */
    DRAW_UNIT,            /* uniform in (0, 1): write strengths */
    DRAW_UNIT_NORM,       /* N(0, 1) rows of Euclidean norm 1: keys of delta rules */
    DRAW_SMALL,           /* N(0, 0.02): learned weights */
    DRAW_ABOVE_ONE        /* uniform in (1, 2): exponents */
} draw;

/* Shapes are symbols separated by blanks: B sequences, Hq query heads, H key/value heads, N queries, M keys, D, Dv, or any other name, bound by
 * the first slot that uses it; a name that begins with H counts heads. Alternatives are separated by '|', longest first: "B Hq | Hq |" also takes a single number. With `broadcast`, every
 * axis may also be 1, and leading axes may be missing (NumPy's rule); the mechanism then sees the full shape with strides of 0. */
typedef struct slot {
    const char *name, *shape;
    role role;
    const char *doc;
    draw draw;
    bool optional, broadcast;
    bool constant;        /* a float tensor that has no gradient (of an output: none flows back through it) */
    const char *words;    /* words taken in place of a tensor ("auto|rowcount"); the first is the default when the slot is optional */
    const char *when;     /* outputs: the flag that asks for it; NULL: always returned. The flag becomes a BOOLEAN parameter of its own, after the others */
    bool saved;           /* outputs: the backward needs it */
    bool wide;            /* outputs: held in the accumulation type (float32 for 16-bit inputs): statistics and states */
    const char *layer;    /* how pa.nn.Attention makes it from a token ("sigmoid", "logsigmoid/16 rank=16 bias"), or a parameter's initial value ("zeros");
                           * python/polyattn/nn/_words.py has the words */
    const char *option;   /* of a row's slot: the option of its engine whose place it takes, under a name, a default and a description of its own */
    bool term;            /* an option that most calls leave away: a call may leave all of them out of its arguments */
} slot;

typedef enum kind { NUMBER, INTEGER, BOOLEAN, WORD, WINDOW, CAUSAL, GRID, RANGE } kind;

/* Python's value arrives as: NUMBER f; INTEGER i (uint64 bits when max is UINT64_MAX); BOOLEAN i; WORD i = index in `words`;
 * WINDOW i, j = left, right, -1 unlimited; CAUSAL i = 0, 1 (bottom-right), 2 (top-left); GRID i, j, k = one to three lengths of axes, the last of
 * which runs fastest, 1 where there are fewer, f how many; RANGE f, to = its ends, infinite ones too. `none` is true when Python's None came. */
typedef struct value { double f, to; int64_t i, j, k; bool none; } value;

typedef struct param {
    const char *name;
    kind kind;
    const char *doc;
    value initial;        /* the default; .none for None */
    double min, max;      /* both 0: no limit. Both inclusive; `open_max` excludes the upper end */
    bool open_max, optional;   /* optional: None is taken */
    const char *words;    /* WORD: "add|clamp_min|none" */
    const char *option;   /* as of a slot */
    bool term;
} param;

typedef enum engine { DENSE, RECURRENT, LINEAR, ELEMENTWISE, ENGINES } engine;
enum { SELF = 1, CAUSAL_SELF = 2, CROSS = 4, CAUSAL_CROSS = 8, DECODE = 16, ALL_PATTERNS = 31 };

typedef struct paper { const char *title, *where; } paper;      /* title as in the list of papers; what the row gives it */

struct call;

typedef struct mechanism {
    const char *name, *title;
    const char *paper;            /* "Author et al. 2023, Title (arXiv:2307.08621)" */
    const char *equation;         /* one to a few lines of ASCII */
    const char *cost;             /* "O(N M (D + Dv)) time, O(N) memory" */
    const char *notes;            /* decisions, numerics, what is refused; may be NULL */
    const char *aliases;          /* "softmax", blank separated; may be NULL */
    const char *module;           /* defaults of pa.nn.Attention: its options and parameters of the row ("conv=4 norm qk_l2norm"), optional inputs that it
                                   * makes ("learn=z,Dskip"); may be NULL */
    engine engine;
    unsigned patterns;
    bool experimental;
    slot slots[MAX_SLOTS];        /* inputs, ended by a slot without a name */
    slot outputs[MAX_OUTPUTS];
    param params[MAX_PARAMS];
    paper papers[8];
    const char *without;          /* options of the engine that this row does not take, blank separated; may be NULL */
    const char *only;             /* or the only ones that it takes */
    void (*bind)(struct call *);         /* sets sizes that no tensor fixes (those still -1), before outputs are shaped; may be NULL */
    status (*check)(struct call *);      /* after the generic checks, before any work; may be NULL */
    status (*forward)(struct call *);
    status (*backward)(struct call *);   /* NULL: no gradient is offered */
} mechanism;

/* What every row of an engine also takes. */
typedef struct options {
    slot slots[MAX_SLOTS];
    param params[MAX_PARAMS];
    status (*check)(struct call *);      /* combinations of options; runs before the row's own check */
} options;

/* One alternative of a shape, its symbols numbered. */
typedef struct axes {
    int8_t rank, symbol[MAX_RANK];
    bool tokens;                  /* has N or M: its B counts sequences, or is 1 when they are packed */
    bool per_token;               /* axes 1 and 2, heads and tokens, are exchanged by `layout=` and packing */
} axes;
#define MAX_FORMS 3

/* A row made ready at import: the engine's options and the outputs' flags appended, symbols numbered. What `without` names, or `only` does not, keeps its place
 * (engines find their options by number) but is not offered: always absent, always the default. */
typedef struct prepared {
    const mechanism *row;
    const options *options;
    slot slots[MAX_SLOTS];        /* the row's, then the engine's */
    param params[MAX_PARAMS];
    int n_slots, n_outputs, n_params, n_symbols;
    int n_offered, n_arguments;          /* slots that are not hidden; they, the parameters, layout and out */
    int n_short;                         /* arguments without those that are marked as terms */
    int first_option, first_param;       /* where the engine's begin: c->in[c->p->first_option + OPTION] */
    char symbols[MAX_SYMBOLS][8];        /* the fixed ones first, in the order of `enum symbol` */
    axes forms[MAX_SLOTS][MAX_FORMS], results[MAX_OUTPUTS];
    int n_forms[MAX_SLOTS];
    bool hidden_slot[MAX_SLOTS], hidden_param[MAX_PARAMS];    /* not offered */
    int flag[MAX_OUTPUTS];               /* the parameter that asks for the output; -1: it is always returned */
    int cu_q, cu_k;                      /* slots of the offsets of packed sequences (one for both: the same); -1: none */
} prepared;

enum symbol { SYM_B, SYM_HQ, SYM_H, SYM_N, SYM_M, SYM_D, SYM_DV, FIXED_SYMBOLS };

/* One call, checked. Views have the canonical axis order of their shape (B H N D) whatever the layout; broadcast axes have their full length and
 * stride 0. Packed sequences: B is 1 in the views of per-token slots, N and M count all tokens, `sequences` >= 0 and the offsets say where each begins. */
typedef struct call {
    const prepared *p;
    struct flex *flex;                   /* a user's score function and block masks (csrc/flex/program.h), or NULL */
    message message;
    dtype compute;                       /* F32 or F64: accumulation and statistics */
    int64_t size[MAX_SYMBOLS];           /* by symbol; SYM_B is the number of sequences */
    int64_t sequences;                   /* B, or the number of packed sequences */
    const int64_t *cu_q, *cu_k;          /* [sequences + 1] when packed, else NULL */
    view in[MAX_SLOTS], out[MAX_OUTPUTS];              /* absent: data == NULL. forward writes every element of each present output */
    int word[MAX_SLOTS];                 /* the slot was given as a word: its index, else -1 (an absent slot with words: 0) */
    value param[MAX_PARAMS];
    view grad_out[MAX_OUTPUTS];          /* backward: absent means zero */
    view grad_in[MAX_SLOTS];             /* backward: wanted where present; every element is to be written. Shape of the caller's tensor: axes
                                          * that were broadcast have stride 0 here too, and what falls on one element is to be summed */
} call;

#define FAIL(c, s, ...) fail(&(c)->message, s, __VA_ARGS__)       /* begin the sentence with the mechanism's name: c->p->row->name */

extern const mechanism *const mechanism_table[];                  /* made by the build from csrc/mechanisms; ended by NULL */
extern const options dense_options, recurrent_options, linear_options, elementwise_options;    /* beside each engine; core/table.c joins them to the rows */
const prepared *prepare_mechanisms(int *count);                   /* idempotent; NULL when a row is inconsistent or memory is out */
const char *mechanisms_complaint(void);                           /* what is wrong with the table */

/* Sequence s of the call: its first query and key row, and how many. */
typedef struct sequence { int64_t batch, q0, n, k0, m; } sequence;
static inline sequence sequence_of(const call *c, int64_t s)
{
    if (!c->cu_k)
        return (sequence){s, 0, c->size[SYM_N], 0, c->size[SYM_M]};
    const int64_t *q = c->cu_q ? c->cu_q : c->cu_k;
    return (sequence){0, q[s], q[s + 1] - q[s], c->cu_k[s], c->cu_k[s + 1] - c->cu_k[s]};
}

#endif
