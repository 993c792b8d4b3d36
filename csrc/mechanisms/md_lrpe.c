/* Linearized relative positions on a grid (Qin et al. 2024, LightNet, arXiv:2405.21022)
 *
 *     y = [x cos Theta; x sin Theta],     Theta = (a_1 theta, a_2 theta, ..., a_k theta) of a token at (a_1, ..., a_k), the first D of them */
#include "../engines/lrpe.h"

enum { X, THETA };
enum { GRID_AXES, PREFIX };

static lrpe_form form_of(const call *c)
{
    const value *grid = &c->param[GRID_AXES];
    return (lrpe_form){.theta = THETA, .positions = -1, .grid = grid, .axes = grid->none ? 1 : (int)grid->f, .prefix = c->param[PREFIX].i};
}

static void bind(call *c) { bind_tokens(c), bind_width(c, 2 * c->size[SYM_D]); }

static status check(call *c)
{
    const lrpe_form w = form_of(c);
    TRY(check_lrpe(c, &w));
    return check_cells(c, w.grid, w.prefix);
}

static status forward(call *c) { const lrpe_form w = form_of(c); return lrpe_forward(c, &w); }
static status backward(call *c) { const lrpe_form w = form_of(c); return lrpe_backward(c, &w); }

const mechanism md_lrpe = {
    .name = "md_lrpe", .title = "Linearized relative positions on a grid", .engine = ELEMENTWISE, .patterns = SELF,
    .paper = "Qin et al. 2024, You Only Scan Once: Efficient Multi-dimension Sequential Modeling with LightNet (arXiv:2405.21022)",
    .equation = "out = [x cos Theta; x sin Theta],  Theta = (a_1 theta, ..., a_k theta) at cell (a_1, ..., a_k)",
    .cost = "O(N D) time, no memory of that size",
    .notes = "Of queries and of keys, one call each; ceil(D / k) channels for each of k axes. The official repository was not available: as in the first author's xopes library.",
    .slots = {
        {"x", "B H N D", QUERY, "queries or keys, tokens of the grid row by row"},
        {"theta", "H E | E", PARAMETER, "angles of the channels of an axis; fewer leave the last ones unturned, a single one is for all. Default: one ladder over all heads", DRAW_UNIT, .optional = true, .layer = "normal"},
    },
    .outputs = {{"out", "B H N D2", OUTPUT, "cosines, then sines: twice the channels"}},
    .params = {
        {"grid", GRID, "axes of the grid, the last fastest; None: a line", {.none = true}, .optional = true},
        {"prefix", INTEGER, "tokens before the grid's (a class token), which are not turned", {.i = 0}, .max = 1e9},
    },
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
