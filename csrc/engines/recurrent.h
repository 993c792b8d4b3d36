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
    int gate, beta;                      /* log gates: [H], [B H M] or [B H M D]; write strengths [B H M] */
    double (*decay)(int64_t head);       /* PER_HEAD: the log gate where the slot is absent */
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

#endif
