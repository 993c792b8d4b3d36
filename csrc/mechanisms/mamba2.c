/* Mamba-2, state-space duality (Dao and Gu 2024, arXiv:2405.21060)
 *
 *     dt_t = clamp(softplus(raw_t + bias)),     S_t = e^{dt_t A} S_{t-1} + dt_t Bm_t x_t^T,     y_t = scale S_t^T Cm_t + Dskip x_t,     out_t = y_t silu(z_t)
 *
 * Kernel A of the recurrent engine with one log gate per step, dt A, and values written with strength dt. */
#include "../engines/ssd.h"
#include <math.h>

enum { DT = 3, A_, DT_BIAS, DSKIP, Z, SEQ_IDX, INITIAL_STATE };
enum { DT_SOFTPLUS, DT_LIMIT };

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    r.gating = PER_STEP, r.gate = A_;
    r.weighted = true, r.beta = DT;
    return r;
}

static ssd steps_of(const call *c)
{
    const value *limit = &c->param[DT_LIMIT];
    return (ssd){.dt = DT, .rate = A_, .dt_bias = DT_BIAS, .skip = DSKIP, .z = Z, .segments = SEQ_IDX, .softplus = c->param[DT_SOFTPLUS].i,
                 .low = limit->none ? 0 : limit->f, .high = limit->none ? INFINITY : limit->to};
}

static status check(call *c)
{
    const ssd x = steps_of(c);
    if (x.low < 0)
        return FAIL(c, BAD_VALUE, "mamba2: dt_limit begins at %g, expected at least 0", x.low);
    return ssd_check(c, &x);
}

static status forward(call *c)
{
    const recurrence r = walk_of(c);
    const ssd x = steps_of(c);
    return ssd_forward(c, &r, &x);
}

static status backward(call *c)
{
    const recurrence r = walk_of(c);
    const ssd x = steps_of(c);
    return ssd_backward(c, &r, &x);
}

const mechanism mamba2 = {
    .name = "mamba2", .title = "Mamba-2, state-space duality", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Dao and Gu 2024, Transformers are SSMs: Generalized Models and Efficient Algorithms Through Structured State Space Duality (arXiv:2405.21060)",
    .equation = "dt_t = clamp(softplus(raw_t + dt_bias)),  S_t = exp(dt_t A) S_{t-1} + dt_t Bm_t x_t^T\nout_t = (scale S_t^T Cm_t + Dskip x_t) silu(z_t)",
    .cost = "O(M chunk (D + Dv + chunk) + M D Dv) time, O(D Dv) state",
    .notes = "simple_gla with k = Bm, q = Cm, v = dt x, g = dt A. Dskip adds the value of the query's own token, where it has one: token i + M - N when causal. z gates before any norm, as the authors' layer does. A new id in seq_idx forgets all before it.",
    .module = "conv=4 conv_bias norm learn=z,Dskip,dt_bias",
    .slots = {
        {"Cm", "B Hq N D", QUERY, "queries, C of the paper"},
        {"Bm", "B H M D", KEY, "keys, B of the paper; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)"},
        {"x", "B HV M Dv", VALUE, "values; HV is H, or with Hq = H a multiple of it: group h of Cm and Bm then serves HV / H heads of x (the backward holds their gradients for each of those)"},
        {"dt", "B HV M", GATE, "step sizes, before bias, softplus and clamp"},
        {"A", "HV", PARAMETER, "rate of decay per head, at most 0; the log gate of a step is dt A", DRAW_LOG_DECAY, .layer = "rate"},
        {"dt_bias", "HV", PARAMETER, "added to dt; default 0", DRAW_NORMAL, .optional = true, .layer = "step"},
        {"Dskip", "HV Dv | HV", PARAMETER, "weight of a query's own x, added to its read-out; default 0", DRAW_NORMAL, .optional = true, .layer = "ones"},
        {"z", "B HO N Dv", GATE, "logits of the gate: the output is multiplied by silu(z)", DRAW_ABSENT, .optional = true},
        {"seq_idx", "B M", INDEX, "segment of each token; the state is forgotten where it changes", DRAW_ABSENT, .optional = true},
        {"initial_state", "B HV D Dv", STATE, "S before the first token; default 0", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        GROUPED_OUTPUTS,
    },
    .params = {
        {"dt_softplus", BOOLEAN, "softplus of dt", {.i = 1}},
        {"dt_limit", RANGE, "dt is clamped to it, with gradient 0 outside; None: (0, inf)", {.none = true}, .optional = true},
        SCALE_ONE,
    },
    .bind = bind_grouped, .check = check, .forward = forward, .backward = backward,
};
