/* Softplus attention with re-weighting (Gao and Spratling 2025, arXiv:2501.13428)
 *
 *     a_ij as P_ij of lssa,   R_ij = max(n_i a_ij - theta_i, 0)^p,   P_ij = R_ij / (sum_j R_ij + eps),   o_i = sum_j P_ij v_j
 *
 * theta_i = 1, but 0 in a causal call's rows at positions below offset_rows, counted from the first key that the mask leaves. Family D of the dense
 * engine. */
#include "lssa.h"
#include "../engines/dense_schedule.h"

enum { POWER = LSSA_LOG_D + 1, OFFSET_ROWS };

static void parameters(const call *c, const tile *t, int64_t row, double *p)
{
    const schedule s = schedule_of(c);
    const span seen = reach(&s, t->n, t->m, t->q0 + row);
    const int64_t sinks = reach_count(&s, t->n, t->m, t->q0 + row) - (seen.end - seen.begin), position = seen.begin - sinks + t->visible[row] - 1;
    p[0] = c->param[LSSA_EPS].f, p[1] = s.causal && position < c->param[OFFSET_ROWS].i ? 0 : 1, p[2] = c->param[POWER].f;
}

static const dense composition = {.weight = WEIGHT_softplus_power, .weights = 1, .counts = always, .rows = length_scale, .early = true, .parameters = parameters};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism lssar = {
    .name = "lssar", .title = "Softplus attention with re-weighting", WHOLE_ROWS, LSSA_PAPER,
    .equation = "R = relu(n a - theta)^p,  P = R / (sum R + eps),  out = P v,  a: the weights of lssa",
    .notes = "Rows whose weights are all alike give 0 where theta is 1. eps and the first rows are from secondary sources (the authors' code was not available). A row whose eps / max^p overflows gives 0. Padding that a mask takes from the front does not count as positions (a project decision).",
    .slots = {QKV},
    .outputs = {OUT, WEIGHTS_OUT},
    .params = {
        LSSA_PARAMS(1e-8),
        {"p", NUMBER, "the power; 3 is best at the training length, 15 beyond", {.f = 15}, .min = 1, .max = 1e4},
        {"offset_rows", INTEGER, "rows of a causal call before which theta is 0", {.i = 3}, .max = 9e15},
    },
    .papers = {{"Softplus Attention with Re-weighting Boosts Length Extrapolation in Large Language Models", "the mechanism; lssa is its first stage"}},
    .forward = forward, .backward = backward,
};
