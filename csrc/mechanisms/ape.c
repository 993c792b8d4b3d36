/* Adaptive parallel encoding (Yang et al. 2025, APE, arXiv:2502.05431)
 *
 *     (o_c, L_c): all contexts, scores times 1 / T;   (o_o, L_o): the prefix, and causally the query's own tokens
 *     out = e^(gamma L_c - L) o_c + e^(L_o - L) o_o,   L = log(e^(gamma L_c) + e^(L_o)),   gamma = S T
 *
 * Partial results of the dense engine over disjoint keys, merged in double. One backward serves each part: with P = exp(Y + (gamma - 1) L_c - L) the weights
 * of the whole, dY = P (<dO, v> - <dO, (1 - gamma) o_c + gamma o> + gamma dL). */
#include "softmax.h"
#include "../core/alloc.h"
#define REAL 64
#include "../simd/real.h"
#include "../isa/kernels.h"
#include <math.h>

enum { K_C = 3, V_C, K_PREFIX, V_PREFIX };
enum { TEMPERATURE, SCALE_FACTOR, GAMMA };                     /* words of GAMMA: S*T, S */
enum { LSE = 1, CONTEXT_OUT, CONTEXT_LSE };
enum { OWN, PREFIX, CONTEXT, PARTS };

static const dense composition = {.weight = WEIGHT_exp, .lse = LSE};

static double gamma_of(const call *c) { return c->param[SCALE_FACTOR].f * (c->param[GAMMA].i ? 1 : c->param[TEMPERATURE].f); }

static int key_slot(int part) { return part == OWN ? 1 : part == PREFIX ? K_PREFIX : K_C; }

/* The call of one part, without outputs. */
static call part_of(const call *c, int part)
{
    call x = *c;
    const int slot = key_slot(part);
    x.in[1] = c->in[slot], x.in[2] = c->in[slot + 1];
    x.grad_in[1] = c->grad_in[slot], x.grad_in[2] = c->grad_in[slot + 1];
    x.size[SYM_M] = x.in[1].shape[2];
    for (int i = DENSE_MASK; i <= DENSE_ALIBI && part != OWN; i++) x.in[c->p->first_option + i] = x.grad_in[c->p->first_option + i] = (view){0}, x.word[c->p->first_option + i] = 0;
    if (part != OWN) x.param[c->p->first_param + DENSE_CAUSAL].i = 0, x.param[c->p->first_param + DENSE_WINDOW] = (value){.i = -1, .j = -1};
    if (part == CONTEXT) x.param[c->p->first_param + DENSE_SCALE] = (value){.f = dense_scale(c) / c->param[TEMPERATURE].f};
    return x;
}

/* Arrays in double: rows [B Hq N][width]. */
typedef struct rows { view array; double *data; int64_t count, width; } rows;

static rows new_rows(const call *c, int rank, int64_t width)
{
    const int64_t shape[4] = {c->size[SYM_B], c->size[SYM_HQ], c->size[SYM_N], width};
    const view v = new_array(F64, rank, shape);
    return (rows){v, (double *)(void *)v.data, present(&v) ? shape[0] * shape[1] * shape[2] : 0, width};
}

/* Between rows and an array of the caller, a head at a time; absent arrays read as 0 and are not written. */
static void move(const rows *x, const view *v, bool store)
{
    const int64_t heads = x->array.shape[1], n = x->array.shape[2];
    if (!store && !present(v)) memset(x->data, 0, (size_t)(x->count * x->width) * sizeof *x->data);
    for (int64_t i = 0; present(v) && n && i < x->count / n; i++) {
        double *data = x->data + i * n * x->width;
        const slice s = {v->data + i / heads * v->stride[0] + i % heads * v->stride[1], v->dtype, n, x->width, v->stride[2], v->rank == 4 ? v->stride[3] : 0};
        if (store) kernels_now_f64()->store(data, x->width, &s);
        else kernels_now_f64()->pack_rows(&s, data, x->width);
    }
}

/* (o, l) += (part, L of the part), where L counts gamma times. */
static void merge(const rows *o, const rows *l, const rows *part, const rows *part_l, double gamma)
{
    for (int64_t i = 0; i < o->count; i++) {
        const double mine = l->data[i], other = gamma * part_l->data[i], top = fmax(mine, other);
        if (other == -INFINITY) continue;
        const double a = exp(mine - top), b = exp(other - top), z = a + b;
        for (int64_t d = 0; d < o->width; d++) o->data[i * o->width + d] = (mine == -INFINITY ? 0 : a / z * o->data[i * o->width + d]) + b / z * part->data[i * o->width + d];
        l->data[i] = top + log(z);
    }
}

enum { O, L, PART_O, PART_L, DL, DQ, PART_DQ, ARRAYS };

static void forget(rows *x) { for (int i = 0; i < ARRAYS; i++) release(x[i].array.data); }

static status take(call *c, rows *x, int n)
{
    const int64_t width[ARRAYS] = {c->size[SYM_DV], 1, c->size[SYM_DV], 1, 1, c->size[SYM_D], c->size[SYM_D]};
    for (int i = 0; i < n; i++) {
        x[i] = new_rows(c, i == L || i == PART_L || i == DL ? 3 : 4, width[i]);
        if (!present(&x[i].array)) return FAIL(c, NO_MEMORY, "ape: no memory for partial results");
    }
    return OK;
}

/* What no contexts give. */
static void store_nothing(call *c, rows *x)
{
    memset(x[PART_O].data, 0, (size_t)(x[PART_O].count * x[PART_O].width) * sizeof(double));
    for (int64_t i = 0; i < x[PART_L].count; i++) x[PART_L].data[i] = -INFINITY;
    move(&x[PART_O], &c->out[CONTEXT_OUT], true), move(&x[PART_L], &c->out[CONTEXT_LSE], true);
}

static status forward(call *c)
{
    rows x[ARRAYS] = {0};
    status s = take(c, x, DL);
    for (int part = OWN; part < PARTS && s == OK; part++) {
        if (part == CONTEXT && !present(&c->in[K_C])) store_nothing(c, x);
        if (!present(&c->in[key_slot(part)])) continue;
        call inner = part_of(c, part);
        inner.out[0] = x[part == OWN ? O : PART_O].array, inner.out[LSE] = x[part == OWN ? L : PART_L].array;
        s = dense_forward(&inner, &composition);
        c->message = inner.message;
        if (s != OK || part == OWN) continue;
        if (part == CONTEXT) move(&x[PART_O], &c->out[CONTEXT_OUT], true), move(&x[PART_L], &c->out[CONTEXT_LSE], true);
        merge(&x[O], &x[L], &x[PART_O], &x[PART_L], part == CONTEXT ? gamma_of(c) : 1);
    }
    if (s == OK) move(&x[O], &c->out[0], true), move(&x[L], &c->out[LSE], true);
    forget(x);
    return s;
}

/* o, L and dL become those that stand for them in the backward of the contexts. */
static void bend(const call *c, rows *x)
{
    const double gamma = gamma_of(c);
    move(&x[PART_O], &c->out[CONTEXT_OUT], false), move(&x[PART_L], &c->out[CONTEXT_LSE], false);
    for (int64_t i = 0; i < x[O].count * x[O].width; i++) x[O].data[i] = (1 - gamma) * x[PART_O].data[i] + gamma * x[O].data[i];
    for (int64_t i = 0; i < x[L].count; i++) {
        x[L].data[i] = x[PART_L].data[i] == -INFINITY ? -INFINITY : x[L].data[i] - (gamma - 1) * x[PART_L].data[i];
        x[DL].data[i] *= gamma;
    }
}

static status backward(call *c)
{
    rows x[ARRAYS] = {0};
    const bool wanted = present(&c->grad_in[0]);
    status s = take(c, x, wanted ? ARRAYS : DQ);
    if (s == OK) move(&x[O], &c->out[0], false), move(&x[L], &c->out[LSE], false), move(&x[DL], &c->grad_out[LSE], false);
    for (int part = OWN; part < PARTS && s == OK; part++) {
        if (!present(&c->in[key_slot(part)])) continue;
        if (part == CONTEXT) bend(c, x);
        call inner = part_of(c, part);
        inner.out[0] = x[O].array, inner.out[LSE] = x[L].array, inner.grad_out[LSE] = x[DL].array;
        inner.grad_in[0] = x[part == OWN ? DQ : PART_DQ].array;
        s = dense_backward(&inner, &composition);
        c->message = inner.message;
        for (int64_t i = 0; wanted && s == OK && part != OWN && i < x[DQ].count * x[DQ].width; i++) x[DQ].data[i] += x[PART_DQ].data[i];
    }
    if (s == OK && wanted) move(&x[DQ], &c->grad_in[0], true);
    forget(x);
    return s;
}

static status check(call *c)
{
    for (int i = K_C; i <= K_PREFIX; i += 2)
        if (present(&c->in[i]) != present(&c->in[i + 1]))
            return FAIL(c, BAD_VALUE, "ape: %s and %s go together; got %s alone", c->p->slots[i].name, c->p->slots[i + 1].name, c->p->slots[present(&c->in[i]) ? i : i + 1].name);
    return OK;
}

const mechanism ape = {
    .name = "ape", .title = "Adaptive parallel encoding (APE)", .engine = DENSE, .patterns = CAUSAL_SELF | CAUSAL_CROSS | DECODE, .only = "mask bias alibi_slopes scale causal window softcap precision",
    .paper = "Yang et al. 2025, APE: Faster and Longer Context-Augmented Generation via Adaptive Parallel Encoding (arXiv:2502.05431)",
    .equation = "(o_c, L_c) over contexts at scale / T,  (o_o, L_o) over prefix and own tokens,\nout = e^(gamma L_c - L) o_c + e^(L_o - L) o_o,  gamma = S T",
    .cost = "O(N (M + Mc + Mp) (D + Dv)) time, O(N (D + Dv)) memory beyond inputs and outputs",
    .notes = "gamma = S T is what the code does, S the listing. Contexts are encoded each by itself behind the prefix, start at the same position, and are concatenated here; the query starts after the longest. pa.merge_states is the merge alone.",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries: of the prompt and of what was generated"},
        {"k", "B H M D", KEY, "their keys, and those generated before them"}, {"v", "B H M Dv", VALUE, "values of k"},
        {"K_c", "B H Mc D", KEY, "with V_c: keys of all contexts, which every query sees", .optional = true},
        {"V_c", "B H Mc Dv", VALUE, "with K_c: their values", .optional = true},
        {"K_prefix", "B H Mp D", KEY, "with V_prefix: keys of the prefix that the contexts share", .optional = true},
        {"V_prefix", "B H Mp Dv", VALUE, "with K_prefix: its values", .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"lse", "B Hq N", STATISTIC, "L, differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"context_out", "B Hq N Dv", STATISTIC, "o_c", .when = "return_context", .constant = true, .saved = true},
        {"context_lse", "B Hq N", STATISTIC, "L_c, before gamma", .when = "return_context", .constant = true, .saved = true, .wide = true},
    },
    .params = {
        {"temperature", NUMBER, "T: scores of the contexts are divided by it", {.f = 0.9}, .min = 1e-3, .max = 1},
        {"scale_factor", NUMBER, "S", {.f = 0.9}, .min = 1e-3, .max = 1},
        {"gamma", WORD, "factor of the log-sum of the contexts", {.i = 0}, .words = "S*T|S"},
        {"causal", CAUSAL, "of the query's own tokens, to which mask, bias, alibi_slopes and window apply as well", {.i = 1}, .option = "causal"},
    },
    .check = check, .forward = forward, .backward = backward,
};
