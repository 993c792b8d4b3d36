/* The recurrent engine: a state S per key/value head walked in blocks of tokens. Kernel A (gated accumulation) and kernel B (delta rule) of
 * spec/recurrent.md part 0; with feature maps and normalisers also `kvsum` of spec/linear.md part 0. */
#ifndef POLYATTN_RECURRENT_H
#define POLYATTN_RECURRENT_H
#include "../mechanisms/mechanism.h"

enum { RECURRENT_KEY_MASK, RECURRENT_CU };
enum { RECURRENT_SCALE, RECURRENT_CAUSAL, RECURRENT_BIDIRECTIONAL, RECURRENT_CHUNK };

typedef enum gating { UNGATED, PER_HEAD, PER_STEP, PER_CHANNEL } gating;

/* What a mechanism is to the walk. Slots and outputs by number; 0 (q, out) where there is none. q, k, v are slots 0, 1, 2. */
typedef struct recurrence {
    gating gating;
    bool delta;                          /* kernel B: what is written is the error of what the state recalls */
    int gate, beta;                      /* log gates: [B H M] or [B H M D]; write strengths [B H M] */
    int head_gate;                       /* [H], PER_HEAD and, added to every step's, PER_STEP */
    double head_gate_factor;             /* of what the slot holds; of the gradient too */
    double (*decay)(const call *, int64_t head);      /* PER_HEAD: the log gate where the slot is absent */
    double gate_floor, beta_factor;      /* log gates below the floor are raised to it */
    int state, final_state;              /* slot and output of S */
    int sums, final_sums;                /* of z, the sum of keys (UNGATED only) */
    double scale;                        /* of mapped queries */
    int q_map, k_map;                    /* of linear_maps.h */
    bool q_to_one, k_to_one;             /* features divided by their sum + 1e-4 */
    int q_weights, q_bias, k_weights, k_bias, gamma, beta_map;      /* slots of the maps */
    bool by_weights, by_features;        /* rows divided by their sum of weights; query features divided by the sum of that feature of keys */
    int eps_mode;                        /* by_weights: EPS_ADD ... */
    double eps;
    bool stabilise;                      /* retention: rows times the divisors of the authors' parallel form (N = M, causal, no state) */
    int mask, causal, chunk;             /* slot of the key mask; as the parameters say */
    bool zero_rows;                      /* where N = M the output row of an absent key is 0 */
    bool bidirectional;
} recurrence;

enum { EPS_ADD, EPS_CLAMP_MIN, EPS_NONE };

/* A recurrence with the engine's options read from the call. */
recurrence recurrence_of(const call *c);
status recurrent_forward(call *c, const recurrence *r);
status recurrent_backward(call *c, const recurrence *r);

/* For PER_CHANNEL and PER_STEP rows: refuses a gate above 0 (slot `gate`), unless its key is absent. */
status check_log_gates(call *c, int gate);

/* Grouped values: as many heads of outputs (HO) as the larger of those of queries and of values; how many there may be. */
void bind_grouped(call *c);
status check_grouped(call *c);

/* For slots [H] of constant log decays: refuses one above 0. */
status check_decays(call *c, int slot);

/* What rows spell alike. Slots begin with q, k, v; the state is the second output; gates come with a floor and a check, in this order. */
#define QUERY_SLOT {"q", "B Hq N D", QUERY, "queries"}
#define KEY_SLOT {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)"}
#define UNIT_KEY_SLOT {"k", "B H M D", KEY, "keys, usually of norm 1; Hq is a multiple of H, query head h reads the state of head h // (Hq / H)", DRAW_UNIT_NORM}
#define VALUE_SLOT {"v", "B H M Dv", VALUE, "values"}
/* Grouped values: HV heads, for a row whose `.bind` is bind_grouped and whose check calls check_grouped. */
#define GROUPED_VALUE_SLOT {"v", "B HV M Dv", VALUE, "values; HV is H, or with Hq = H a multiple of it: head h of q and k then serves HV / H heads of v (the backward holds their gradients for each of those)"}
/* What comes with the values has their heads: "H" or "HV". */
#define BETA_SLOT(heads) {"beta", "B " heads " M", GATE, "write strength, in [0, 1] ([0, 2] for negative eigenvalues)", DRAW_UNIT, .layer = "sigmoid"}
#define STEP_GATE_SLOT(heads, made) {"g", "B " heads " M", GATE, "log gate per step, at most 0", DRAW_LOG_DECAY, .layer = made}
#define CHANNEL_GATE_SLOT(heads, made) {"g", "B " heads " M D", GATE, "log gate per key channel, at most 0", DRAW_LOG_DECAY, .layer = made}
#define STATE_SLOT(heads) {"initial_state", "B " heads " D Dv", STATE, "S before the first key; default 0", DRAW_ABSENT, .optional = true}
#define READ_OUTS(heads) {"out", "B " heads " N Dv", OUTPUT, "read-outs"}
#define FINAL_STATE(heads) {"final_state", "B " heads " D Dv", STATE, "S after the last key, differentiable", .when = "return_state", .wide = true}
#define OUTPUTS_WITH_STATE READ_OUTS("Hq"), FINAL_STATE("H")
#define GROUPED_OUTPUTS READ_OUTS("HO"), FINAL_STATE("HV")
#define DELTA_PARAMS \
    {"qk_l2norm", BOOLEAN, "q and k are divided by sqrt(sum x^2 + 1e-6) first", {.i = 0}}, \
    {"allow_neg_eigval", BOOLEAN, "beta is doubled", {.i = 0}}
#define GATE_PARAMS \
    {"gate_floor", NUMBER, "log gates below it are raised to it (gradient 0 there); None: never", {.none = true}, .min = -1e300, .optional = true}, \
    {"check", BOOLEAN, "look through g and refuse gates above 0 (a decay passed instead of its logarithm)", {.i = 1}}

/* In place of the engine's `scale`, for the mechanisms whose authors write none. */
#define SCALE_ONE {"scale", NUMBER, "factor of the read-out; None: 1/sqrt(D)", {.f = 1}, .optional = true, .option = "scale"}

/* Numbers of slots and of the first of the parameters above; 0 where there is none. */
recurrence walk_with_state(const call *c, int initial_state);
void use_gates(recurrence *r, const call *c, gating kind, int gate, int gate_floor);
void use_delta(recurrence *r, const call *c, int beta, int qk_l2norm);

/* forward and backward of a row that is one walk. */
#define ONE_WALK(walk_of) \
    static status forward(call *c) \
    { \
        const recurrence r = walk_of(c); \
        return recurrent_forward(c, &r); \
    } \
    static status backward(call *c) \
    { \
        const recurrence r = walk_of(c); \
        return recurrent_backward(c, &r); \
    }

#endif
