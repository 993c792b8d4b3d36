/* The linear engine: feature maps and key-value sums (`kvsum` of spec/linear.md part 0). */
#ifndef POLYATTN_LINEAR_H
#define POLYATTN_LINEAR_H
#include "recurrent.h"
#include "linear_maps.h"

enum { LINEAR_KEY_MASK, LINEAR_CU };
enum { LINEAR_CAUSAL, LINEAR_CHUNK };

/* `kvsum` is the walk of the recurrent engine without gates: keys and queries through their maps, z beside S where rows are divided. Options and
 * initial values of a row of this engine; the row adds its map, slots and divisor. */
recurrence kvsum_of(const call *c);

/* The map 'softmax': over the features of a query; keys enter as e^k, and each query feature is divided by the sum of e^k over the keys it sees. */
void use_softmax(recurrence *r);


/* The size `symbol` of states is `features` unless a state says so, in which case it must be. */
void bind_features(call *c, const char *symbol, int64_t features);
status check_features(call *c, const char *symbol, int64_t features);

/* What rows of this engine spell alike. Features F are those of the row's map; the states are slots one after the other, outputs 1 and 2. */
#define ATTEND_KEY_SLOT {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads head h // (Hq / H)"}
#define SUM_SLOTS \
    {"initial_state", "B H F Dv", STATE, "sum of b v^T before the first key; default 0", DRAW_ABSENT, .optional = true}, \
    {"initial_z", "B H F", STATE, "sum of b before the first key; default 0", DRAW_UNIT, .optional = true}
#define SUM_OUTPUTS \
    {"out", "B Hq N Dv", OUTPUT, "attended values"}, \
    {"final_state", "B H F Dv", STATE, "sum of b v^T after the last key, differentiable", .when = "return_state", .wide = true}, \
    {"final_z", "B H F", STATE, "sum of b after the last key, differentiable", .when = "return_state", .wide = true}

/* c of the rows that have no divisor: a number, or what the paper or the authors' code says. use_scale(r, c, its slot). */
#define SCALE_SLOT \
    {"scale", "", PARAMETER, "c: a number, 'paper': 1, or 'code': 1 / (sqrt(D) M), M the keys that the row sees", .optional = true, .constant = true, .words = "paper|code"}
void use_scale(recurrence *r, const call *c, int slot);

/* Rotary tables of position i, for queries and for keys alike. */
#define TABLE_SLOTS \
    {"cos", "N D", PARAMETER, "with sin: rotary table, a row per position; pairs of channels (0, 1), (2, 3) ... are turned: x cos + (-x_1, x_0, -x_3, x_2, ...) sin", DRAW_ABSENT, .optional = true, .constant = true}, \
    {"sin", "N D", PARAMETER, "with cos: the sines", DRAW_ABSENT, .optional = true, .constant = true}
status check_tables(call *c, int cosines, int sines);

/* kvsum with those states, the first of which is slot `initial_state`. */
recurrence kvsum_with_sums(const call *c, int initial_state);

/* bind and check of a row whose states have F features. */
#define BIND_FEATURES(features) \
    static void bind(call *c) { bind_features(c, "F", features(c)); } \
    static status check_states(call *c) { return check_features(c, "F", features(c)); }

#endif
