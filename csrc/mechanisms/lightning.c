/* Lightning attention (Qin et al. 2024, arXiv:2401.04658; 2405.17381)
 *
 *     S_t = e^{-slope_h} S_{t-1} + k_t v_t^T,     o_t = scale S_t^T q_t
 *
 * The gated scan of the recurrent engine with one constant decay per head. The slopes are those of ALiBi times a factor that falls with the layer,
 * or another rule of the family's models. */
#include "../engines/recurrent.h"

#include <math.h>

enum { SLOPES = 3, INITIAL_STATE };
enum { LAYER_IDX, N_LAYERS, SLOPE_RULE };
enum { ALIBI, MINIMAX, TRANSNORMER, FLA };

/* Of a power of two heads 2^(-8 (h + 1) / heads); else those of the power of two below, then every second one of the power above. */
static double alibi_slope(int64_t heads, int64_t head)
{
    int64_t below = 1;
    while (2 * below <= heads) below *= 2;
    return head < below ? exp2(-8 * (double)(head + 1) / (double)below) : exp2(-4 * (double)(2 * (head - below) + 1) / (double)below);
}

static double log_decay(const call *c, int64_t head)
{
    const double heads = (double)c->size[SYM_H], share = 8 * (double)head / heads;
    const bool told = !c->param[N_LAYERS].none;
    const double layer = (double)c->param[LAYER_IDX].i, layers = told ? (double)c->param[N_LAYERS].i : 1;
    switch (c->param[SLOPE_RULE].i) {
    case ALIBI: return -alibi_slope(c->size[SYM_H], head) * (told ? 1 - (layers > 1 ? layer / (layers - 1) : 0) + 1e-5 : 1);
    case MINIMAX: return -exp2(-share - 8 / heads) * (told ? 1 - layer / (layers - 1 + 1e-5) + 1e-5 : 1);
    case TRANSNORMER: return -(share + 8 / heads) * (1 - layer / layers);
    default: return -share * (1 - layer / layers);
    }
}

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    r.gating = PER_HEAD, r.head_gate = SLOPES, r.head_gate_factor = -1, r.decay = log_decay;
    return r;
}

static status check(call *c)
{
    const view *slopes = &c->in[SLOPES];
    const value layer = c->param[LAYER_IDX], layers = c->param[N_LAYERS];
    for (int64_t h = 0; present(slopes) && h < slopes->shape[0]; h++)
        if (view_get(slopes, h, 0, 0, 0) < 0)
            return FAIL(c, BAD_VALUE, "lightning: slopes[%lld] is %g, expected at least 0 (the log decay is -slope)", (long long)h, view_get(slopes, h, 0, 0, 0));
    if (layers.none && layer.i)
        return FAIL(c, BAD_VALUE, "lightning: layer_idx is %lld without n_layers, expected both", (long long)layer.i);
    if (!layers.none && layer.i >= layers.i)
        return FAIL(c, BAD_VALUE, "lightning: layer_idx is %lld, expected less than n_layers = %lld", (long long)layer.i, (long long)layers.i);
    if (present(slopes) && (!layers.none || c->param[SLOPE_RULE].i != ALIBI))
        return FAIL(c, BAD_VALUE, "lightning: slopes is given with %s, expected without (it is what makes slopes)", layers.none ? "slope_rule" : "n_layers");
    return OK;
}

ONE_WALK(walk_of)

const mechanism lightning = {
    .name = "lightning", .title = "Lightning attention", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Qin et al. 2024, Lightning Attention-2: A Free Lunch for Handling Unlimited Sequence Lengths in Large Language Models (arXiv:2401.04658)",
    .equation = "S_t = exp(-slopes_h) S_{t-1} + k_t v_t^T,  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv) + M D Dv) time, O(D Dv) state",
    .notes = "Without slopes they follow from slope_rule. 'alibi': those of ALiBi times 1 - l/(L - 1) + 1e-5 (TNL; without a layer, times 1); 'minimax': 2^(-8 (h + 1)/H) (1 - l/(L - 1 + 1e-5) + 1e-5); 'transnormer': 8 (h + 1)/H (1 - l/L); 'fla': 8 h/H (1 - l/L), whose first head never decays. h counts key/value heads. The authors keep slopes constant; given as an array they have a gradient.",
    .module = "norm gate=sigmoid",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries", .layer = "silu"},
        {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)", .layer = "silu"},
        {"v", "B H M Dv", VALUE, "values", .layer = "silu"},
        {"slopes", "H", PARAMETER, "minus the log decay per head, at least 0; default: as slope_rule says", DRAW_UNIT, .optional = true},
        STATE_SLOT("H"),
    },
    .outputs = {
        OUTPUTS_WITH_STATE,
    },
    .params = {
        {"layer_idx", INTEGER, "of n_layers: l, the number of the layer, from 0; slopes shrink with it", {.i = 0}, .min = 0, .max = 999999},
        {"n_layers", INTEGER, "L, how many layers there are; None: slopes know of no layers", {.none = true}, .min = 1, .max = 1e6, .optional = true},
        {"slope_rule", WORD, "how default slopes are made", {.i = 0}, .words = "alibi|minimax|transnormer|fla"},
        SCALE_ONE,
    },
    .papers = {
        {"Lightning Attention-2: A Free Lunch for Handling Unlimited Sequence Lengths in Large Language Models", "the mechanism, chunked"},
        {"Various Lengths, Constant Speed: Efficient Language Modeling with Lightning Attention", "the mechanism (TNL)"},
        {"MiniMax-M1: Scaling Test-Time Compute Efficiently with Lightning Attention", "the mechanism, slope_rule='minimax'"},
        {"Scaling TransNormer to 175 Billion Parameters", "the linear attention with decay, slope_rule='transnormer'"},
    },
    .check = check, .forward = forward, .backward = backward,
};
