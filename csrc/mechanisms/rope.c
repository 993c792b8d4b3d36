/* Rotary position embedding (Su et al. 2021, arXiv:2104.09864) and its scalings: pairs of channels turned by phi = p theta_t
 *
 *     (a, b) -> A (a cos phi - b sin phi, a sin phi + b cos phi),     theta_t = base^(-2 t / channels)
 *
 * The gradient turns back. Every dense mechanism does the same to its queries and keys with rope='half' or 'interleaved'. */
#include "../engines/elementwise.h"
#include "../engines/rotary.h"

enum { X, POSITIONS, INV_FREQ, COS, SIN };
enum { RULE, PAIRING = ROTARY_RULES, OFFSET, LENGTH, INVERSE };

static rotary rotary_of_call(const call *c)
{
    rotary r = rotary_of(c->size[SYM_D], c->param[PAIRING].i, c->param + RULE, &c->in[INV_FREQ]);
    if (present(&c->in[COS])) r.pairs = c->in[COS].shape[c->in[COS].rank - 1];
    return r;
}

static status check(call *c)
{
    const rotary r = rotary_of_call(c);
    const value *turned = &c->param[ROTARY_DIM];
    if (present(&c->in[COS]) != present(&c->in[SIN]))
        return FAIL(c, BAD_VALUE, "rope: %s is given without %s", present(&c->in[COS]) ? "cos" : "sin", present(&c->in[COS]) ? "sin" : "cos");
    if (present(&c->in[COS]) && (present(&c->in[POSITIONS]) || present(&c->in[INV_FREQ]) || c->param[ROTARY_SCALING].i))
        return FAIL(c, BAD_VALUE, "rope: cos and sin are given with %s, which they replace", present(&c->in[POSITIONS]) ? "positions" : present(&c->in[INV_FREQ]) ? "inv_freq" : "scaling");
    if (present(&c->in[COS]) && (2 * r.pairs > c->size[SYM_D] || (!turned->none && turned->i != 2 * r.pairs)))
        return FAIL(c, BAD_VALUE, "rope: cos has %lld columns, expected half of the channels that are turned", (long long)r.pairs);
    return check_rotary(c, &r, c->size[SYM_D], c->p->params + RULE, "inv_freq");
}

/* cos and sin that the caller made: [B, N, pairs] or [N, pairs]. */
static void given_angles(const call *c, turning *t, int64_t batch, int64_t row)
{
    for (int i = 0; i < 2; i++) {
        const view *v = &c->in[COS + i];
        for (int64_t p = 0; p < t->pairs; p++) t->cos[i * t->pairs + p] = t->amplitude * (v->rank == 3 ? view_get(v, batch, row, p, 0) : view_get(v, row, p, 0, 0));
    }
}

typedef struct turn_rows { rotary r; const view *from, *to; bool back; } turn_rows;

static void turn_head(const tokens *x, int64_t s, int64_t head, double *scratch)
{
    const call *c = x->c;
    const turn_rows *w = x->own;
    const sequence q = sequence_of(c, s);
    const double offset = (double)c->param[OFFSET].i;
    const double length = c->param[LENGTH].none ? (double)q.n + offset : (double)c->param[LENGTH].i;
    double *rows = scratch + turning_size(w->r.pairs);
    turning t = begin_turning(&w->r, s, length, scratch);
    for (int64_t i = q.q0; i < q.q0 + q.n; i += ELEMENTWISE_ROWS) {
        const int64_t n = q.q0 + q.n - i < ELEMENTWISE_ROWS ? q.q0 + q.n - i : ELEMENTWISE_ROWS;
        read_rows(w->from, q.batch, head, i, n, c->size[SYM_D], rows);
        for (int64_t j = 0; j < n; j++) {
            if (present(&c->in[COS]))
                given_angles(c, &t, q.batch, i + j);
            else
                turn_to(&t, position_of(&c->in[POSITIONS], q.batch, i + j, q.q0, offset));
            turn_f64(&t, w->back, rows + j * c->size[SYM_D]);
        }
        write_rows(rows, w->to, q.batch, head, i, n);
    }
}

static status turn(call *c, const view *from, const view *to, bool back)
{
    const turn_rows w = {rotary_of_call(c), from, to, back != c->param[INVERSE].i};
    const int64_t dim = c->size[SYM_D];
    tokens x = {.c = c, .own = &w, .heads = c->size[SYM_H], .scratch_size = turning_size(w.r.pairs) + ELEMENTWISE_ROWS * dim, .work = c->size[SYM_N] * dim, .head = turn_head};
    return each_head(&x, "angles");
}

static status forward(call *c) { return turn(c, &c->in[X], &c->out[0], false); }
static status backward(call *c) { return present(&c->grad_in[X]) ? turn(c, &c->grad_out[0], &c->grad_in[X], true) : OK; }

const mechanism rope = {
    .name = "rope", .title = "Rotary position embedding", .engine = ELEMENTWISE, .patterns = SELF | CROSS | DECODE, .aliases = "rope_scaling attention_buckets",
    .paper = "Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding (arXiv:2104.09864); Chen et al. 2023, Extending Context Window of Large Language Models via Positional Interpolation (arXiv:2306.15595); "
             "Peng et al. 2023, YaRN: Efficient Context Window Extension of Large Language Models (arXiv:2309.00071)",
    .equation = "(a, b) -> A (a cos phi - b sin phi, a sin phi + b cos phi)\nphi = p theta_t,  theta_t = base^(-2 t / channels)",
    .cost = "O(N D) time, no memory of that size",
    .notes = "Of queries and of keys, one call each; give queries that stand at the end of longer keys offset = M - N. Every dense mechanism does it by itself with rope='half' or 'interleaved', to all keys of every call: for decoding cache keys that were turned here. Angles are made in float64 (project decision: far positions keep "
             "their digits where float32 angles lose them). linear: theta / f. ntk: base f^(D / (D - 2)). dynamic: base (f L / train_len - (f - 1))^(D / (D - 2)) for L > train_len. yarn: theta / f for slow channels, theta for fast ones, a ramp between, and "
             "A = 0.1 log f + 1, of queries and keys both. inverse divides by nothing: with A it is the transpose.",
    .slots = {
        {"x", "B H N D", QUERY, "queries or keys"},
        {"positions", "B N", INDEX, "p of each token; default offset + 0 .. N - 1", DRAW_ABSENT, .optional = true, .broadcast = true},
        {"inv_freq", "B Rt | Rt", PARAMETER, "theta of each pair of channels, in place of base; a row per sequence where they differ", DRAW_UNIT, .optional = true, .constant = true},
        {"cos", "B N Rt | N Rt", PARAMETER, "with sin: cosines of the angles, made before", DRAW_ABSENT, .optional = true, .constant = true},
        {"sin", "B N Rt | N Rt", PARAMETER, "with cos: sines of the angles", DRAW_ABSENT, .optional = true, .constant = true},
    },
    .outputs = {{"out", "B H N D", OUTPUT, "turned tokens"}},
    .params = {
        ROTARY_RULE("rotary_dim", "", "", .term = false),
        {"pairing", WORD, "which channels are a pair: 'half' (t, t + channels / 2) as in Llama and NeoX, 'interleaved' (2 t, 2 t + 1) as in RoFormer and GPT-J", {.i = 0}, .words = "half|interleaved"},
        {"offset", INTEGER, "position of the first token", {.i = 0}},
        {"length", INTEGER, "of scaling 'dynamic': the length of the context; None: offset + N", {.none = true}, .min = 1, .max = 1e15, .optional = true},
        {"inverse", BOOLEAN, "turns by -phi", {.i = 0}},
    },
    .papers = {
        {"Fortify the Shortest Stave in Attention: Enhancing Context Awareness of Large Language Models for Effective Tool Use", "attention buckets: a base for each row of the batch (inv_freq), pa.positions.bucket_merge"},
        {"Towards Inducing Document-Level Abilities in Standard Multilingual Neural Machine Translation Models", "the rotary positions that replace sinusoidal ones"},
    },
    .bind = bind_tokens, .check = check, .forward = forward, .backward = backward,
};
