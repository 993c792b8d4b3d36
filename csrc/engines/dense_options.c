/* What every dense mechanism takes besides q, k, v and its own tensors. The order is that of the enums in dense.h. */
#include "dense.h"
#include <math.h>

double dense_scale(const call *c)
{
    const value *scale = dense_param(c, DENSE_SCALE);
    const double trained = dense_param(c, DENSE_ENTROPY)->f, keys = fmax((double)c->size[SYM_M], 1);
    const double plain = !scale->none ? scale->f : dense_param(c, DENSE_QK_NORM)->i == NORM_L2 ? 1 : 1 / sqrt((double)c->size[SYM_D]);
    return trained > 0 ? plain * sqrt(log(keys) / log(trained)) : plain;
}

bool dense_prepares(const call *c)
{
    for (int i = DENSE_Q_TAU; i <= DENSE_PSI; i++)
        if (present(dense_slot(c, i))) return true;
    return dense_param(c, DENSE_QK_NORM)->i != NORM_NONE;
}

static bool given(const call *c, int option) { return present(dense_slot(c, option)); }
static const char *option(const call *c, int i) { return c->p->slots[c->p->first_option + i].name; }

/* An option without what it belongs to. */
static status alone(call *c, int i, const char *wanted) { return FAIL(c, BAD_VALUE, "%s: %s needs %s", c->p->row->name, option(c, i), wanted); }

static status check_norm(call *c)
{
    const int64_t norm = dense_param(c, DENSE_QK_NORM)->i;
    for (int i = DENSE_Q_WEIGHT; i <= DENSE_K_BIAS; i++)
        if (given(c, i) && norm != NORM_LAYER && (i >= DENSE_Q_BIAS || norm != NORM_RMS))
            return alone(c, i, i >= DENSE_Q_BIAS ? "qk_norm='layer'" : "qk_norm='rms' or 'layer'");
    if (given(c, DENSE_TAU) && norm != NORM_L2)
        return alone(c, DENSE_TAU, "qk_norm='l2'");
    return OK;
}

static status check(call *c)
{
    TRY(check_norm(c));
    const double trained = dense_param(c, DENSE_ENTROPY)->f;
    if (given(c, DENSE_PHI) != given(c, DENSE_PSI))
        return given(c, DENSE_PHI) ? alone(c, DENSE_PHI, option(c, DENSE_PSI)) : alone(c, DENSE_PSI, option(c, DENSE_PHI));
    if (trained == 1)
        return FAIL(c, BAD_VALUE, "%s: entropy_scale is 1, expected a length of more than 1", c->p->row->name);
    if (trained > 0 && c->cu_k)
        return FAIL(c, BAD_VALUE, "%s: entropy_scale is one scale for the whole call and does not go with packed sequences; pass tau_q", c->p->row->name);
    return OK;
}

#define TERM .optional = true, .term = true

const options dense_options = {
    .slots = {
        {"mask", "B Hq N M", MASK, "boolean: True = attend; float: added to the scores (for a gradient pass it as bias)", DRAW_ABSENT, .optional = true, .broadcast = true},
        {"bias", "B Hq N M", BIAS, "added to the scores after scale and softcap; may hold -inf; its gradient is summed over broadcast axes", DRAW_ABSENT, .optional = true, .broadcast = true},
        {"alibi_slopes", "B Hq | Hq", PARAMETER, "m_h of -m_h |i + M - N - j|, added to the scores; a word names a published rule", DRAW_UNIT, .optional = true, .words = "none|standard|geometric"},
        {"cu_seqlens_q", "Sq", INDEX, "packed queries: where each sequence begins, and the total at the end (int32 or int64)", DRAW_ABSENT, .optional = true},
        {"cu_seqlens_k", "Sk", INDEX, "packed keys; default cu_seqlens_q", DRAW_ABSENT, .optional = true},
        {"q_norm_weight", "D", PARAMETER, "gain of the queries that qk_norm = 'rms' or 'layer' made", DRAW_ABSENT, TERM},
        {"k_norm_weight", "D", PARAMETER, "gain of the keys that qk_norm = 'rms' or 'layer' made", DRAW_ABSENT, TERM},
        {"q_norm_bias", "D", PARAMETER, "added to the queries that qk_norm = 'layer' made", DRAW_ABSENT, TERM},
        {"k_norm_bias", "D", PARAMETER, "added to the keys that qk_norm = 'layer' made", DRAW_ABSENT, TERM},
        {"tau", "Hq |", PARAMETER, "factor of the scores that qk_norm = 'l2' leaves, of each head or one", DRAW_ABSENT, TERM},
        {"tau_q", "B Hq N", GATE, "factor of each query: the inverse temperature of its row", DRAW_ABSENT, TERM},
        {"tau_k", "B H M", GATE, "factor of each key", DRAW_ABSENT, TERM},
        {"tau_v", "B H M", GATE, "factor of each value", DRAW_ABSENT, TERM},
        {"phi", "B Hq N R | Hq N R | N R", GATE, "with psi: factors of a bias <phi_i, psi_j>, added to the scores unscaled, before softcap", DRAW_ABSENT, TERM},
        {"psi", "B H M R | H M R | M R", GATE, "with phi: factors of the keys", DRAW_ABSENT, TERM},
    },
    .params = {
        {"scale", NUMBER, "factor of q . k; None: 1/sqrt(D)", {.none = true}, .optional = true},
        {"causal", CAUSAL, "True: query i sees keys j <= i + M - N (bottom-right); 'top_left': j <= i", {.i = 0}},
        {"window", WINDOW, "(left, right) keys visible beside the aligned one, i + M - N; -1 unlimited; an int means (n, n)", {.i = -1, .j = -1}},
        {"softcap", NUMBER, "c > 0: scores become c tanh(score / c); 0: off", {.f = 0}, .max = 1e300},
        {"dropout_p", NUMBER, "probability that a weight is dropped; kept ones are divided by 1 - p", {.f = 0}, .max = 1, .open_max = true},
        {"seed", INTEGER, "of dropout (64 bits): counter-based, the same mask for any threads, tiles and layout", {.i = 0}, .max = 18446744073709551615.0},
        {"offset", INTEGER, "of dropout (32 bits): another mask of the same seed", {.i = 0}, .max = 4294967295.0},
        {"precision", WORD, "arithmetic of float32 products: 'highest' is FMA", {.i = 0}, .words = "highest"},
        {"qk_norm", WORD, "what queries and keys are divided by, over D: 'rms', 'layer' (after subtracting the mean) or 'l2' (scale is then 1)", {.i = 0}, .words = "none|rms|layer|l2", .term = true},
        {"qk_norm_eps", NUMBER, "added to the mean square; None: 1e-6 for 'rms', 1e-5 for 'layer'", {.none = true}, .max = 1e300, .optional = true, .term = true},
        {"entropy_scale", NUMBER, "T > 1: the scale times sqrt(log M / log T), for M keys where training had T", {.none = true}, .min = 1, .max = 1e300, .optional = true, .term = true},
    },
    .check = check,
};
