/* RALA, rank-augmented linear attention (Fan et al. 2024, arXiv:2411.07635)
 *
 *     a = phi(q), b = phi(k),   alpha_j = M softmax_j(<mean_i a_i, b_j> / sqrt(D)),   b'_j = alpha_j b_j
 *     out_i = (sum_j <a_i, b'_j> v_j / (sum_j <a_i, b'_j> + M eps_z)) u_i
 *
 * Every key is weighed by all queries of a head before the sums of kvsum, so nothing here is causal. With rotary tables the numerator is of turned features. */
#include "../engines/staged.h"
#include <math.h>

enum { GATE_U = 3, COS, SIN };
enum { FEATURE_MAP, EPS_Z };
static const int maps[] = {MAP_RELU, MAP_ELU1, MAP_EXP};

static stage stage_of(const call *c)
{
    stage s = stage_with(c, REMAKE_RALA, maps[c->param[FEATURE_MAP].i]);
    s.scale = 1 / sqrt((double)c->size[SYM_D]), s.gate = GATE_U;
    s.walk.counted = true, s.walk.rule = RULE_COUNT, s.walk.eps = c->param[EPS_Z].f;
    s.walk.cosines = COS, s.walk.sines = SIN;
    return s;
}

static status forward(call *c)
{
    const stage s = stage_of(c);
    return staged_forward(c, &s);
}

static status backward(call *c)
{
    const stage s = stage_of(c);
    return staged_backward(c, &s);
}

static status check(call *c)
{
    const view *u = &c->in[GATE_U];
    const long long channels = c->size[SYM_HQ] * c->size[SYM_DV];
    if (present(u) && u->shape[2] != channels)
        return FAIL(c, BAD_VALUE, "rala: u has %lld channels, expected %lld = Hq Dv, those of all heads", (long long)u->shape[2], channels);
    return check_tables(c, COS, SIN);
}

const mechanism rala = {
    .name = "rala", .title = "Rank-augmented linear attention (RALA)", .engine = LINEAR, .patterns = SELF | CROSS, .without = "causal",
    .paper = "Fan et al. 2024, Breaking the Low-Rank Dilemma of Linear Attention (arXiv:2411.07635)",
    .equation = "alpha_j = M softmax_j(<mean_i a_i, b_j> / sqrt(D)),  a = phi(q), b = phi(k)\nout_i = (sum_j alpha_j <a_i, b_j> v_j / (sum_j alpha_j <a_i, b_j> + M eps_z)) u_i",
    .cost = "O((N + M) D Dv) time, O((N + M) (D + Dv)) memory",
    .notes = "The mean query makes an earlier row depend on later queries: not causal, no state, no decoding. M is the number of present keys. The authors' layer adds a depthwise convolution of v before the gate u, a projection of its input without an activation.",
    .slots = {
        QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT,
        {"u", "B N C", PARAMETER, "gate of the output, for each token and channel of all heads (C = Hq Dv)", DRAW_ABSENT, .optional = true},
        TABLE_SLOTS,
    },
    .outputs = {{"out", "B Hq N Dv", OUTPUT, "attended values"}},
    .params = {
        {"feature_map", WORD, "phi", {.i = 1}, .words = "relu|elu1|exp"},
        {"eps_z", NUMBER, "added to the mean weight", {.f = 1e-6}, .max = 1e300},
    },
    .papers = {{"Breaking the Low-Rank Dilemma of Linear Attention", "the mechanism"}},
    .check = check, .forward = forward, .backward = backward,
};
