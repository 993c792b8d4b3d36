/* What every dense mechanism takes besides q, k, v and its own tensors. The order is that of the enums in dense.h. */
#include "dense.h"
#include <math.h>

static bool given(const call *c, int option) { return present(dense_slot(c, option)); }

int64_t dense_norm(const call *c) { return given(c, DENSE_LOGIT_SCALE) ? NORM_L2 : dense_param(c, DENSE_QK_NORM)->i; }

double dense_scale(const call *c)
{
    const value *scale = dense_param(c, DENSE_SCALE);
    const double trained = dense_param(c, DENSE_ENTROPY)->f, keys = fmax((double)c->size[SYM_M], 1);
    const double plain = !scale->none ? scale->f : dense_norm(c) == NORM_L2 ? 1 : 1 / sqrt((double)c->size[SYM_D]);
    return trained > 0 ? plain * sqrt(log(keys) / log(trained)) : plain;
}

int64_t dense_longest(const call *c)
{
    int64_t most = 1;
    for (int64_t s = 0; s < c->sequences; s++) {
        const sequence q = sequence_of(c, s);
        most = q.n > most ? q.n : most, most = q.m > most ? q.m : most;
    }
    return most;
}

static bool sees_ahead(const call *c) { return dense_param(c, DENSE_CAUSAL)->i != 1 || given(c, DENSE_IMAGE); }

int64_t dense_txl_zero(const call *c)
{
    const value *zero = dense_param(c, DENSE_TXL_ZERO);
    return !zero->none ? zero->i : sees_ahead(c) ? dense_slot(c, DENSE_TXL_R)->shape[1] / 2 : 0;
}

/* Powers of two are geometric; any other number of heads takes the slopes of the next smaller power, then every other one of its double. */
double dense_alibi_slope(int64_t heads, int64_t h)
{
    int64_t power = 1;
    while (power * 2 <= heads) power *= 2;
    return h < power ? exp2(-8.0 * (double)(h + 1) / (double)power) : exp2(-4.0 * (double)(2 * (h - power) + 1) / (double)power);
}

bool dense_turns(const call *c) { return dense_param(c, DENSE_ROPE)->i != 0; }

bool dense_prepares(const call *c)
{
    for (int i = DENSE_Q_TAU; i <= DENSE_PSI; i++)
        if (present(dense_slot(c, i))) return true;
    return dense_norm(c) != NORM_NONE || dense_turns(c) || given(c, DENSE_TXL_U);
}

rotary dense_rotary(const call *c)
{
    return rotary_of(c->size[SYM_D], dense_param(c, DENSE_ROPE)->i == 2, dense_param(c, DENSE_ROPE_RULE), dense_slot(c, DENSE_INV_FREQ));
}

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
    if (given(c, DENSE_LOGIT_SCALE) && norm != NORM_NONE && norm != NORM_L2)
        return FAIL(c, BAD_VALUE, "%s: %s is the factor of cosines and does not go with another qk_norm than 'l2'", c->p->row->name, option(c, DENSE_LOGIT_SCALE));
    if (given(c, DENSE_TAU) && given(c, DENSE_LOGIT_SCALE))
        return FAIL(c, BAD_VALUE, "%s: %s and %s are the same factor; give one of them", c->p->row->name, option(c, DENSE_TAU), option(c, DENSE_LOGIT_SCALE));
    return OK;
}

static status check_t5(call *c)
{
    const view *table = dense_slot(c, DENSE_T5);
    const value *both = dense_param(c, DENSE_T5_BOTH);
    const bool two = both->none ? !dense_param(c, DENSE_CAUSAL)->i : both->i != 0;
    if (!present(table))
        return OK;
    const int64_t half = table->shape[0] / (two ? 2 : 1);
    if (half < 1 || (two && table->shape[0] % 2))
        return FAIL(c, BAD_VALUE, "%s: %s has %lld buckets, expected %s", c->p->row->name, option(c, DENSE_T5), (long long)table->shape[0], two ? "an even number" : "at least one");
    return OK;
}

/* The most keys that a sequence has. */
static int64_t longest(const call *c)
{
    int64_t most = c->cu_k ? 0 : c->size[SYM_M];
    for (int64_t s = 0; c->cu_k && s < c->sequences; s++) most = c->cu_k[s + 1] - c->cu_k[s] > most ? c->cu_k[s + 1] - c->cu_k[s] : most;
    return most;
}

/* Terms of tokens on a grid, or of images: query i is token i + M - N; before the first there is none. */
static status check_grid(call *c)
{
    const value *grid = dense_param(c, DENSE_GRID);
    const view *table = dense_slot(c, DENSE_SWIN);
    const int64_t prefix = given(c, DENSE_GMM_SIGMA) ? dense_param(c, DENSE_GMM_PREFIX)->i : 0, tokens = c->size[SYM_M] - prefix;
    const int at = given(c, DENSE_SWIN) ? DENSE_SWIN : given(c, DENSE_GMM_SIGMA) ? DENSE_GMM_SIGMA : given(c, DENSE_IMAGE) ? DENSE_IMAGE : -1;
    if (given(c, DENSE_GMM_SIGMA) != given(c, DENSE_GMM_ALPHA))
        return given(c, DENSE_GMM_SIGMA) ? alone(c, DENSE_GMM_SIGMA, option(c, DENSE_GMM_ALPHA)) : alone(c, DENSE_GMM_ALPHA, option(c, DENSE_GMM_SIGMA));
    if (at >= 0 && at != DENSE_IMAGE && !grid->none && c->p->cu_q >= 0 && present(&c->in[c->p->cu_q]))
        return FAIL(c, BAD_VALUE, "%s: %s on a grid does not go with packed sequences, whose lengths differ", c->p->row->name, option(c, at));
    if (!grid->none && at != DENSE_SWIN && at != DENSE_GMM_SIGMA)
        return FAIL(c, BAD_VALUE, "%s: %s needs %s or %s", c->p->row->name, c->p->params[c->p->first_param + DENSE_GRID].name, option(c, DENSE_SWIN), option(c, DENSE_GMM_SIGMA));
    const int64_t axis[3] = {grid->none ? longest(c) : grid->i, grid->none ? 1 : grid->j, grid->none ? 1 : grid->k};
    const int64_t entries = (2 * (axis[0] > 1 ? axis[0] : 1) - 1) * (2 * axis[1] - 1) * (2 * axis[2] - 1);
    if (!grid->none && axis[0] * axis[1] * axis[2] != tokens)
        return FAIL(c, BAD_VALUE, "%s: %s has %lld cells, expected %lld, the tokens on it", c->p->row->name, c->p->params[c->p->first_param + DENSE_GRID].name,
                    (long long)(axis[0] * axis[1] * axis[2]), (long long)tokens);
    if (present(table) && (grid->none ? table->shape[0] < entries || table->shape[0] % 2 == 0 : table->shape[0] != entries))
        return FAIL(c, BAD_VALUE, "%s: %s has %lld rows, expected %lld, the relative positions%s", c->p->row->name, option(c, DENSE_SWIN), (long long)table->shape[0], (long long)entries,
                    grid->none ? ", or those of a longer line" : "");
    if (at >= 0 && prefix && given(c, DENSE_SWIN))
        return FAIL(c, BAD_VALUE, "%s: %s has no tokens before the grid; gmm_prefix is %lld, expected 0", c->p->row->name, option(c, DENSE_SWIN), (long long)prefix);
    if (given(c, DENSE_IMAGE) && dense_param(c, DENSE_CAUSAL)->i == 2)
        return FAIL(c, BAD_VALUE, "%s: %s makes a causal mask of its own and does not go with causal='top_left'", c->p->row->name, option(c, DENSE_IMAGE));
    return OK;
}

/* Every distance i + M - N - j that causality and the window leave has a row. */
static status check_txl(call *c)
{
    const view *r = dense_slot(c, DENSE_TXL_R);
    const value *window = dense_param(c, DENSE_WINDOW);
    int64_t low = 0, high = 0;
    if (given(c, DENSE_PHI) && (given(c, DENSE_TXL_U) || present(r)))
        return FAIL(c, BAD_VALUE, "%s: %s is given with %s, expected one of them (both widen the product of queries and keys)", c->p->row->name, option(c, DENSE_PHI), option(c, present(r) ? DENSE_TXL_R : DENSE_TXL_U));
    if (!present(r)) return given(c, DENSE_TXL_W) ? alone(c, DENSE_TXL_W, option(c, DENSE_TXL_R)) : OK;
    for (int64_t s = 0; s < c->sequences; s++) {
        const sequence q = sequence_of(c, s);
        const int64_t first = dense_param(c, DENSE_CAUSAL)->i == 2 ? q.m - q.n : 1 - q.n;
        if (!q.n || !q.m) continue;
        if (sees_ahead(c) && first < low) low = first;
        if (q.m - 1 > high) high = q.m - 1;
    }
    if (window->i >= 0 && window->i < high) high = window->i;
    if (window->j >= 0 && -window->j > low) low = -window->j;
    const int64_t zero = dense_txl_zero(c);
    if (zero + low >= 0 && zero + high < r->shape[1]) return OK;
    return FAIL(c, BAD_VALUE, "%s: %s has rows for the distances %lld to %lld, expected %lld to %lld", c->p->row->name, option(c, DENSE_TXL_R), (long long)-zero,
                (long long)(r->shape[1] - 1 - zero), (long long)low, (long long)high);
}

static status check_rope(call *c)
{
    const rotary r = dense_rotary(c);
    const param *names = c->p->params + c->p->first_param + DENSE_ROPE_RULE;
    for (int i = DENSE_POSITIONS; i <= DENSE_INV_FREQ && !dense_turns(c); i++)
        if (given(c, i)) return alone(c, i, "rope='half' or 'interleaved'");
    if (given(c, DENSE_POSITIONS_Q) && !given(c, DENSE_POSITIONS)) return alone(c, DENSE_POSITIONS_Q, option(c, DENSE_POSITIONS));
    for (int64_t s = 0; given(c, DENSE_POSITIONS) && !given(c, DENSE_POSITIONS_Q) && s < c->sequences; s++)
        if (sequence_of(c, s).n > sequence_of(c, s).m) return FAIL(c, BAD_VALUE, "%s: %s are those of the keys; give %s too, as there are more queries than keys", c->p->row->name, option(c, DENSE_POSITIONS), option(c, DENSE_POSITIONS_Q));
    return dense_turns(c) ? check_rotary(c, &r, c->size[SYM_D], names, option(c, DENSE_INV_FREQ)) : OK;
}

static status check_existence(call *c)
{
    if (given(c, DENSE_EXISTENCE_Q) && !given(c, DENSE_EXISTENCE))
        return alone(c, DENSE_EXISTENCE_Q, option(c, DENSE_EXISTENCE));
    return OK;
}

static status check_identity(call *c)
{
    if (given(c, DENSE_SOFTPAG_HEADS) && dense_param(c, DENSE_SOFTPAG)->none)
        return alone(c, DENSE_SOFTPAG_HEADS, c->p->params[c->p->first_param + DENSE_SOFTPAG].name);
    return OK;
}

static status check(call *c)
{
    TRY(check_norm(c));
    const double trained = dense_param(c, DENSE_ENTROPY)->f;
    if (given(c, DENSE_PHI) != given(c, DENSE_PSI))
        return given(c, DENSE_PHI) ? alone(c, DENSE_PHI, option(c, DENSE_PSI)) : alone(c, DENSE_PSI, option(c, DENSE_PHI));
    if (trained == 1 || dense_param(c, DENSE_LOGN)->f == 1)
        return FAIL(c, BAD_VALUE, "%s: %s is 1, expected a length of more than 1", c->p->row->name, c->p->params[c->p->first_param + (trained == 1 ? DENSE_ENTROPY : DENSE_LOGN)].name);
    if (given(c, DENSE_SSMAX_BIAS) && !given(c, DENSE_SSMAX))
        return alone(c, DENSE_SSMAX_BIAS, option(c, DENSE_SSMAX));
    TRY(check_t5(c));
    TRY(check_grid(c));
    TRY(check_existence(c));
    TRY(check_identity(c));
    TRY(check_rope(c));
    TRY(check_txl(c));
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
        {"ssmax", "Hq |", PARAMETER, "s_h: scores times s_h log n_i, n_i the keys that query i sees", DRAW_ABSENT, TERM, .layer = "0.43"},
        {"ssmax_bias", "Hq |", PARAMETER, "with ssmax: added to s_h log n_i", DRAW_ABSENT, TERM, .layer = "zeros"},
        {"head_mask", "B Hq | Hq", PARAMETER, "factor of the output of each head: 1 = keep", DRAW_ABSENT, TERM, .layer = "ones"},
        {"t5_table", "Nb Hq", PARAMETER, "biases of buckets of distances j - i - M + N, added to the scores", DRAW_ABSENT, TERM, .layer = "zeros"},
        {"swin_table", "Rel Hq", PARAMETER, "biases of relative positions (query - key) on the grid, 2 W - 1 of each axis, the last fastest; a line may be longer than the tokens", DRAW_ABSENT, TERM, .layer = "normal*0.02"},
        {"gmm_sigma", "K Hq", PARAMETER, "with gmm_alpha: widths of Gaussians of the distance on the grid, whose sum multiplies the scores", DRAW_ABSENT, TERM, .layer = "normal*10"},
        {"gmm_alpha", "K Hq", PARAMETER, "with gmm_sigma: weights of the Gaussians", DRAW_ABSENT, TERM, .layer = "normal*2"},
        {"elm", "B Hq N M", PARAMETER, "multiplies the scores, before bias and mask", DRAW_ABSENT, TERM, .broadcast = true},
        {"logit_scale", "Hq", PARAMETER, "l_h: scores become cosines of q and k times exp(l_h), at most 100", DRAW_ABSENT, TERM, .layer = "2.302585"},
        {"existence", "B M", PARAMETER, "probability that each key exists: scores of keys later than their query change by log p_j - log p_i, keys of 0 are absent", DRAW_UNIT, TERM},
        {"existence_q", "B N", PARAMETER, "with existence: that of the queries, where they are other tokens than the keys", DRAW_UNIT, TERM},
        {"image_id", "B M", INDEX, "image of each token, -1 for text: causal, but tokens of different images also see later ones of each other, softly", DRAW_ABSENT, TERM},
        {"softpag_heads", "Hq", MASK, "of softpag: True for heads that it changes; None: all", DRAW_ABSENT, TERM},
        {"rope_positions", "B M", INDEX, "of rope: position of each key; query i stands at that of key i + M - N. Default 0 .. M - 1", DRAW_ABSENT, TERM, .broadcast = true},
        {"rope_positions_q", "B N", INDEX, "with rope_positions: that of each query, where they are other tokens than the keys", DRAW_ABSENT, TERM, .broadcast = true},
        {"rope_inv_freq", "B Rt | Rt", PARAMETER, "of rope: theta of each pair of channels, in place of rope_base; a row per sequence where they differ", DRAW_UNIT, TERM, .constant = true},
        {"txl_u", "Hq D", PARAMETER, "added to the queries that keys meet", DRAW_ABSENT, TERM, .layer = "zeros"},
        {"txl_w", "Hq D", PARAMETER, "with txl_r: added to the queries that distances meet", DRAW_ABSENT, TERM, .layer = "zeros"},
        {"txl_r", "Hq Lr D", PARAMETER, "vectors of distances i + M - N - j, row txl_zero that of 0: scale <q_i + w, R> is added to the scores, before softcap", DRAW_ABSENT, TERM, .layer = "normal*0.02"},
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
        {"logn", NUMBER, "T > 1: scores of the query at position p times max(1, log(p + 1) / log T)", {.none = true}, .min = 1, .max = 1e300, .optional = true, .term = true},
        {"pos_temp", NUMBER, "c: scores of the query at position p times 1 + c log(floor((p + o) / F) + 1); 0: off", {.f = 0}, .max = 1e300, .term = true},
        {"pos_temp_floor", NUMBER, "F of pos_temp", {.f = 8192}, .min = 1e-3, .max = 1e300, .term = true},
        {"pos_temp_offset", NUMBER, "o of pos_temp", {.f = 1}, .max = 1e300, .term = true},
        {"illama_alpha", NUMBER, "factor of the weights of keys after the query's own, without renormalising; None: off", {.none = true}, .max = 1, .optional = true, .term = true},
        {"t5_max_distance", NUMBER, "distance from which t5_table has one bucket", {.f = 128}, .min = 1, .max = 1e300, .term = true},
        {"t5_bidirectional", BOOLEAN, "half of the buckets for keys after the query; None: unless causal", {.none = true}, .optional = true, .term = true},
        {"t5_scale", NUMBER, "factor of t5_table", {.f = 1}, .min = -1e300, .max = 1e300, .term = true},
        {"alibi_factor", NUMBER, "f: alibi_slopes are divided by it; None: 1, or by alibi_train_len", {.none = true}, .min = 1e-6, .max = 1e300, .optional = true, .term = true},
        {"alibi_train_len", NUMBER, "L: alibi_slopes are divided by max(1, M / L)", {.none = true}, .min = 1, .max = 1e300, .optional = true, .term = true},
        {"grid", GRID, "axes of the grid on which the tokens stand, the last fastest; None: a line", {.none = true}, .optional = true, .term = true},
        {"gmm_prefix", INTEGER, "tokens before the grid's, whose scores gmm leaves", {.i = 0}, .max = 1e9, .term = true},
        {"gmm_cutoff", NUMBER, "squared distance beyond which gmm is 0; None: none (103 reproduces the underflow of the official code)", {.none = true}, .max = 1e300, .optional = true, .term = true},
        {"existence_floor", NUMBER, "least probability that existence takes a logarithm of", {.f = 1e-20}, .min = 1e-300, .max = 1, .term = true},
        {"existence_cross", BOOLEAN, "existence compares j > i without M - N", {.i = 0}, .term = true},
        {"sofa_sigma", NUMBER, "weight of later keys between images: 0 is causal", {.f = 0.5}, .max = 1, .term = true},
        {"sofa_mode", WORD, "'weight': before the normalisation; 'post': after it, without renormalising", {.i = 0}, .words = "weight|post", .term = true},
        {"softpag", NUMBER, "u: weights become (1 - u) P + u I, I the query's own key where it sees it; None: off", {.none = true}, .max = 1, .optional = true, .term = true},
        {"sink_tokens", INTEGER, "of a window: first keys that its left edge does not hide", {.i = 0}, .max = 1e15, .term = true},
        {"rope", WORD, "turns queries and keys by their positions, which of channels are a pair: 'half' (t, t + D / 2) or 'interleaved' (2 t, 2 t + 1); see pa.rope", {.i = 0}, .words = "none|half|interleaved", .term = true},
        ROTARY_RULE("rope_dim", "rope_", "of rope: ", .term = true),
        {"txl_zero", INTEGER, "must be a row of txl_r: that of distance 0, before it those of later keys; None: 0 when causal, else the middle", {.none = true}, .max = 1e9, .optional = true, .term = true},
    },
    .check = check,
};
