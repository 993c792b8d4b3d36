/* The recurrent engine: a state S per key/value head walked in blocks of tokens. Kernels A (gated accumulation), B (delta rule) and C
 * (diagonal plus low rank) of spec/recurrent.md part 0; with feature maps and normalisers also `kvsum` of spec/linear.md part 0. */
#ifndef POLYATTN_RECURRENT_H
#define POLYATTN_RECURRENT_H
#include "../mechanisms/mechanism.h"
#include "linear_maps.h"

enum { RECURRENT_KEY_MASK, RECURRENT_CU };
enum { RECURRENT_SCALE, RECURRENT_CAUSAL, RECURRENT_BIDIRECTIONAL, RECURRENT_CHUNK };

typedef enum gating { UNGATED, PER_HEAD, PER_STEP, PER_CHANNEL } gating;

/* What becomes of a query's features a, given Z, the sum of the features of the keys that it sees, d = <a, Z> and n, their number. */
typedef enum rule {
    RULE_NONE,
    RULE_MEAN,                           /* a / n */
    RULE_FEATURES,                       /* a / Z, feature by feature: what a softmax over positions leaves to do */
    RULE_COUNT,                          /* a / (d + n eps) */
    RULE_SUM,                            /* a / <a, Z + eps> */
    RULE_INJECTIVE,                      /* a, and (1 - d) / n of all keys alike */
    RULE_MAGNITUDE                       /* (1 + 1 / (d + eps)) a, and -d / n of all keys alike */
} rule;

/* Logits x of gates: factor sigmoid(x), key 1 - factor. Of a running softmax over the keys, per channel: z_t = log(e^{z_{t-1}} + e^{x_t}), factor
 * e^{z_{t-1} - z_t}, key e^{x_t - z_t}. */
typedef enum logits { NO_LOGITS, TIED_GATES, RUNNING_SOFTMAX } logits;

/* What a mechanism is to the walk. Slots and outputs by number; 0 (q, out) where there is none. q, k, v are slots 0, 1, 2. */
typedef struct recurrence {
    gating gating;
    bool delta;                          /* kernel B: what is written is the error of what the state recalls */
    bool weighted;                       /* kernel A: values are written with strengths beta */
    bool low_rank;                       /* kernel C (PER_CHANNEL): before its gate, S also gets b_t times what it recalls for a_t */
    bool read_first;                     /* PER_CHANNEL: queries read before the gate and the write of their own key, which gets a weight of its own */
    int a, b, bonus;                     /* slots [B H M D] of kernel C; [H D] of that weight per channel, 1 where absent */
    int gate, beta;                      /* log gates: [B H M] or [B H M D]; write strengths [B H M] */
    int head_gate;                       /* [H], PER_HEAD and, added to every step's, PER_STEP */
    double head_gate_factor;             /* of what the slot holds; of the gradient too */
    double (*decay)(const call *, int64_t head);      /* PER_HEAD: the log gate where the slot is absent */
    int64_t micro;                       /* keys of one token, when several: gates come with the first, queries read after the last. Else 0 */
    double gate_floor, beta_factor;      /* log gates below the floor are raised to it */
    logits logits;                       /* PER_CHANNEL: what the slot of k holds instead of keys, and makes gates too */
    int lower_bound;                     /* [H D], of tied factors */
    double z_init;                       /* of a running softmax: its logarithm of a sum before the first key, where slot `sums` is absent */
    int state, final_state;              /* slot and output of S */
    int sums, final_sums;                /* of z: the sum of keys (UNGATED only), or that of a running softmax */
    double scale;                        /* of mapped queries */
    int q_map, k_map;                    /* of linear_maps.h */
    bool q_to_one, k_to_one;             /* features divided by their sum + 1e-4 */
    double map_numbers[MAP_NUMBERS];     /* use_map */
    int q_weights[2], q_bias[2], k_weights[2], k_bias[2], gamma, beta_map, omega;      /* slots of the maps */
    int cosines, sines;                  /* slots [N D] of rotary tables: features are turned, [turned | plain], and d and Z are those of the plain ones */
    bool counted;                        /* keys have a feature more, which is 1: what a rule adds of it weighs all keys alike, and z counts them */
    bool by_weights;                     /* rows divided by their sum of weights */
    int eps_mode;                        /* by_weights: EPS_ADD ... */
    double eps;
    rule rule;                           /* or another use of the sums of key features */
    bool per_count;                      /* weights divided by the number of keys that the row sees */
    bool stabilise;                      /* retention: rows times the divisors of the authors' parallel form (N = M, causal, no state) */
    int mask, causal, chunk;             /* slot of the key mask; as the parameters say */
    bool zero_rows;                      /* where N = M the output row of an absent key is 0 */
    bool bidirectional;
} recurrence;

enum { EPS_ADD, EPS_CLAMP_MIN, EPS_NONE };

/* A recurrence with the engine's options read from the call. */
recurrence recurrence_of(const call *c);
void use_map(recurrence *r, int map);      /* of queries and keys, with its usual numbers */
status recurrent_forward(call *c, const recurrence *r);
status recurrent_backward(call *c, const recurrence *r);

/* For PER_CHANNEL and PER_STEP rows: refuses a gate above 0 (slot `gate`), unless its key is absent; of tokens of several keys: any. */
status check_log_gates(call *c, int gate);
status check_token_gates(call *c, int gate);

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
#define GATE_PARAMS GATE_PARAMS_OF("g")
#define GATE_PARAMS_OF(g) \
    {"gate_floor", NUMBER, "log gates below it are raised to it (gradient 0 there); None: never", {.none = true}, .min = -1e300, .optional = true}, \
    {"check", BOOLEAN, "look through " g " and refuse gates above 0 (a decay passed instead of its logarithm)", {.i = 1}}

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
