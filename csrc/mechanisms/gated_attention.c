/* Gated attention (Qiu et al. 2025, arXiv:2505.06708)
 *
 *     y = softmax attention,   out = y * act(z)  ('mul'),  y + act(z)  ('add')
 *
 * z one number of each head and token or one of each channel; v, k and q may have gates of their own before the scores. Epilogue of the dense engine. */
#include "softmax.h"
#include "../engines/dense_input.h"
#include "../engines/dense_output.h"
#include <math.h>

enum { Z = 3, Z_Q, Z_K, Z_V, ATTENDED = 3 };
enum { POSITION, GRANULARITY, ACT, COMBINE, SHARING, SIGMOID = 0, SILU, NS_SIGMOID, ADD = 1, SHARED = 1, HEADWISE = 1 };

static const dense composition = {.weight = WEIGHT_exp, .precise = true, .lse = 1, .weights = 2};

static double act(const call *c, double z, double *slope)
{
    const double s = 1 / (1 + exp(-z));
    const int64_t kind = c->param[ACT].i;
    *slope = kind == SILU ? s * (1 + z * (1 - s)) : (kind == NS_SIGMOID ? 0.5 : 1) * s * (1 - s);
    return kind == SILU ? (z == -INFINITY ? 0 : z * s) : kind == NS_SIGMOID ? 0.5 + 0.5 * s : s;
}

/* act(z) of head h at channel d, or the mean over heads, and its slope by each z that it is made of. */
static double gate(const call *c, const output_token *t, int64_t h, int64_t d, double *slope)
{
    const view *z = &c->in[Z];
    const bool shared = c->param[SHARING].i == SHARED;
    const int64_t heads = shared ? c->size[SYM_HQ] : 1;
    double sum = 0;
    for (int64_t i = 0; i < heads; i++) sum += act(c, view_get(z, t->b, shared ? i : h, t->n, d), slope);
    return sum / (double)heads;
}

static void row_forward(const output_token *t, const double *a, double *out)
{
    const call *c = t->c;
    const int64_t dim = c->size[SYM_DV], wide = c->in[Z].shape[3];
    double g = 0, slope;
    for (int64_t h = 0; h < c->size[SYM_HQ]; h++)
        for (int64_t d = 0; d < dim; d++, a++, out++) {
            if (d < wide) g = gate(c, t, h, d, &slope);
            *out = c->param[COMBINE].i == ADD ? *a + g : *a * g;
        }
}

/* da = g dout, dz = act'(z) <dout, y>, summed over what one gate covers; a shared gate's over the heads, each of which has its part of the mean. */
static void row_backward(const output_token *t, const double *a, const double *dout, double *da, double *dstatistic, double *dshared)
{
    const call *c = t->c;
    const int64_t heads = c->size[SYM_HQ], dim = c->size[SYM_DV], wide = c->in[Z].shape[3];
    const bool add = c->param[COMBINE].i == ADD, shared = c->param[SHARING].i == SHARED;
    (void)dstatistic, (void)dshared;
    for (int64_t h = 0; h < heads; h++)
        for (int64_t z = 0; z < wide; z++) {
            double slope, own = 0;
            const double g = gate(c, t, h, z, &slope);
            for (int64_t d = z; d < (wide == 1 ? dim : z + 1); d++) {
                const int64_t at = h * dim + d;
                da[at] = add ? dout[at] : g * dout[at];
                for (int64_t i = shared ? 0 : h; i < (shared ? heads : h + 1); i++) own += dout[i * dim + d] * (add ? 1 : a[i * dim + d]);
            }
            if (!present(&c->grad_in[Z])) continue;
            act(c, view_get(&c->in[Z], t->b, h, t->n, z), &slope);
            view_set(&c->grad_in[Z], t->b, h, t->n, z, slope * own / (shared ? (double)heads : 1));
        }
}

static const output_rows gated = {ATTENDED, .forward = row_forward, .backward = row_backward};

/* Gates of q, k and v: y = x act(z). */
static void input_gate(const input_row *r, const double *x, double *y)
{
    const view *z = &r->c->in[Z_Q + r->slot];
    double slope;
    for (int64_t d = 0; d < r->dim; d++) y[d] = x[d] * act(r->c, view_get(z, r->b, r->h, r->n, z->shape[3] == 1 ? 0 : d), &slope);
}

static void input_gate_backward(const input_row *r, const double *x, const double *dy, double *dx, double *dshared)
{
    const view *z = &r->c->in[Z_Q + r->slot], *dz = &r->c->grad_in[Z_Q + r->slot];
    const bool one = z->shape[3] == 1;
    double slope, own = 0;
    (void)dshared;
    for (int64_t d = 0; d < r->dim; d++) {
        dx[d] = dy[d] * act(r->c, view_get(z, r->b, r->h, r->n, one ? 0 : d), &slope);
        own = (one ? own : 0) + (dy[d] == 0 ? 0 : dy[d] * x[d] * slope);
        if (present(dz)) view_set(dz, r->b, r->h, r->n, one ? 0 : d, own);
    }
}

static const input_map gates = {.forward = input_gate, .backward = input_gate_backward};

static status check(call *c)
{
    static const int64_t dims[] = {SYM_DV, SYM_D, SYM_D, SYM_DV};
    for (int i = Z; i <= Z_V; i++) {
        const int64_t wide = present(&c->in[i]) ? c->in[i].shape[3] : 1;
        if (wide != 1 && wide != c->size[dims[i - Z]])
            return FAIL(c, BAD_VALUE, "gated_attention: %s has %lld numbers of each head and token, expected 1 or %lld", c->p->slots[i].name, (long long)wide, (long long)c->size[dims[i - Z]]);
    }
    if (c->param[GRANULARITY].i == HEADWISE && c->in[Z].shape[3] != 1)
        return FAIL(c, BAD_VALUE, "gated_attention: z has %lld numbers of each head and token, expected 1 with granularity='headwise'", (long long)c->in[Z].shape[3]);
    return OK;
}

static status attend(call *c) { return output_forward(c, &composition, &gated, NULL); }
static status pull(call *c) { return output_backward(c, &composition, &gated, NULL); }

static status forward(call *c)
{
    const bool mapped[3] = {present(&c->in[Z_Q]), present(&c->in[Z_K]), present(&c->in[Z_V])};
    return input_forward(c, &gates, mapped, attend);
}

static status backward(call *c)
{
    const bool mapped[3] = {present(&c->in[Z_Q]), present(&c->in[Z_K]), present(&c->in[Z_V])};
    return input_backward(c, &gates, mapped, pull);
}

const mechanism gated_attention = {
    .name = "gated_attention", .title = "Gated attention", .engine = DENSE, .patterns = ALL_PATTERNS,
    .paper = "Qiu et al. 2025, Gated Attention for Large Language Models: Non-linearity, Sparsity, and Attention-Sink-Free (arXiv:2505.06708)",
    .equation = "out = act(z) softmax(scale q k^T) v,  or with '+'",
    .cost = "O(N M (D + Dv)) time, O(N Dv) memory beyond inputs and outputs",
    .notes = "z is the gate of the output before its projection (position G1); z_v, z_k and z_q are those at G2, G3 and G4, which multiply projected values, keys and queries before any norm (for keys a project decision). A shared gate is the mean of act(z) over heads (a project decision).",
    .slots = {
        QKV,
        {"z", "B Hq N Gz", GATE, "gate before its activation, of each head or (Gz = Dv) of each channel", .layer = "identity"},
        {"z_q", "B Hq N Gq", GATE, "the same of the queries, Gq = 1 or D", DRAW_ABSENT, .optional = true},
        {"z_k", "B H M Gk", GATE, "of the keys, Gk = 1 or D", DRAW_ABSENT, .optional = true},
        {"z_v", "B H M Gv", GATE, "of the values, Gv = 1 or Dv", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "gated"},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores), differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
        {"attended", "B Hq N Dv", STATISTIC, "y, before the gate", .when = "return_attended", .constant = true, .saved = true, .wide = true},
    },
    .params = {
        {"position", WORD, "of z: the output, before it is projected", {.i = 0}, .words = "G1"},
        {"granularity", WORD, "'headwise': z has one number of each head and token; 'elementwise': one of each channel, or one that all take", {.i = 0}, .words = "auto|headwise|elementwise"},
        {"act", WORD, "'ns_sigmoid' is 0.5 + 0.5 sigmoid(z)", {.i = 0}, .words = "sigmoid|silu|ns_sigmoid"},
        {"combine", WORD, "out is y act(z) or y + act(z)", {.i = 0}, .words = "mul|add"},
        {"sharing", WORD, "'head-shared': every head has the mean of all gates", {.i = 0}, .words = "head-specific|head-shared"},
    },
    .without = "head_mask",
    .papers = {{"Gated Attention for Large Language Models: Non-linearity, Sparsity, and Attention-Sink-Free", "the gate of the output; z_v, z_k and z_q for the others"}},
    .check = check, .forward = forward, .backward = backward,
};
