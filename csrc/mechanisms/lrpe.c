/* Linearized relative positional encoding (Qin et al. 2023, arXiv:2307.14995), the first layer of TransNormerLLM
 *
 *     y_i = [x_i cos(p_i theta); x_i sin(p_i theta)],      <y^q_i, y^k_j> = sum_t q_it k_jt cos((p_i - p_j) theta_t) */
#include "../engines/lrpe.h"

enum { X, THETA, POSITIONS };
enum { OFFSET };

static lrpe_form form_of(const call *c) { return (lrpe_form){.theta = THETA, .positions = POSITIONS, .offset = (double)c->param[OFFSET].i, .axes = 1}; }

static void bind(call *c) { bind_tokens(c), bind_width(c, 2 * c->size[SYM_D]); }

static status check(call *c) { const lrpe_form w = form_of(c); return check_lrpe(c, &w); }
static status forward(call *c) { const lrpe_form w = form_of(c); return lrpe_forward(c, &w); }
static status backward(call *c) { const lrpe_form w = form_of(c); return lrpe_backward(c, &w); }

const mechanism lrpe = {
    .name = "lrpe", .title = "Linearized relative positional encoding", .engine = ELEMENTWISE, .patterns = SELF | CROSS | DECODE,
    .paper = "Qin et al. 2023, TransNormerLLM: A Faster and Better Large Language Model with Improved TransNormer (arXiv:2307.14995)",
    .equation = "out = [x cos(p theta); x sin(p theta)]",
    .cost = "O(N D) time, no memory of that size",
    .notes = "Of queries and of keys, one call each. Keep the scale 1/sqrt(D) of the D channels that came (ours; TransNormerLLM has none).",
    .slots = {
        {"x", "B H N D", QUERY, "queries or keys"},
        {"theta", "H E | E", PARAMETER, "angles of the channels; fewer leave the last ones unturned, a single one is for all. Default: one ladder over all heads, 10000^(-2 (h D + t) / (H D))", DRAW_UNIT, .optional = true, .layer = "normal"},
        {"positions", "B N", INDEX, "p of each token; default offset + 0 .. N - 1", DRAW_ABSENT, .optional = true, .broadcast = true},
    },
    .outputs = {{"out", "B H N D2", OUTPUT, "cosines, then sines: twice the channels"}},
    .params = {{"offset", INTEGER, "position of the first token", {.i = 0}}},
    .papers = {{"Scaling TransNormer to 175 Billion Parameters", "positions of its first layer"}},
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
