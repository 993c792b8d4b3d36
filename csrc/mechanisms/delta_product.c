/* DeltaProduct (Siems et al. 2025, arXiv:2502.10297)
 *
 *     S' = e^{g_t} S_{t-1};  for each of the n_h keys of token t:  S' += k beta (v - S'^T k)^T;     S_t = S',     o_t = scale S_t^T q_t
 *
 * Kernel B of the recurrent engine with several keys per token: the transition is a product of n_h generalised Householder matrices. */
#include "../engines/recurrent.h"

enum { BETA = 3, GATE_SLOT, INITIAL_STATE };
enum { N_H, QK_L2NORM, GATE_FLOOR = 3, CHECK };

enum { MOST = 16 };

/* As told, or as many keys as there are for each query. */
static int64_t keys_per_token(const call *c)
{
    const int64_t n = c->size[SYM_N], m = c->size[SYM_M];
    if (!c->param[N_H].none)
        return c->param[N_H].i;
    return !c->cu_k && n && m && m % n == 0 && m / n <= MOST ? m / n : 1;
}

static recurrence walk_of(const call *c)
{
    recurrence r = walk_with_state(c, INITIAL_STATE);
    if (present(&c->in[GATE_SLOT])) use_gates(&r, c, PER_STEP, GATE_SLOT, GATE_FLOOR);
    use_delta(&r, c, BETA, QK_L2NORM);
    r.micro = keys_per_token(c);
    return r;
}

static status check(call *c)
{
    const int64_t n_h = keys_per_token(c);
    TRY(check_grouped(c));
    for (int64_t s = 0; s < c->sequences; s++) {
        const sequence one = sequence_of(c, s);
        if (present(&c->in[GATE_SLOT]) && (one.m + n_h - 1) / n_h != one.n)
            return FAIL(c, BAD_VALUE, "delta_product: g has %lld tokens and k %lld rows, expected a gate for every n_h = %lld of them", (long long)one.n,
                        (long long)one.m, (long long)n_h);
    }
    return c->param[CHECK].i && present(&c->in[GATE_SLOT]) ? check_token_gates(c, GATE_SLOT) : OK;
}

ONE_WALK(walk_of)

const mechanism delta_product = {
    .name = "delta_product", .title = "DeltaProduct", .engine = RECURRENT, .patterns = ALL_PATTERNS,
    .paper = "Siems et al. 2025, DeltaProduct: Improving State-Tracking in Linear RNNs via Householder Products (arXiv:2502.10297)",
    .equation = "S' = exp(g_t) S_{t-1};  n_h times:  S' += k beta (v - S'^T k)^T\nS_t = S',  out_t = scale S_t^T q_t",
    .cost = "O(M chunk (D + Dv + chunk) + M D Dv) time, O(D Dv) state; M counts the keys, n_h of each token",
    .notes = "k, v and beta hold the n_h steps of token 0, then those of token 1 ...; the last token may have fewer. n_h = 1 is gated_delta, without g delta. The authors' beta is up to 2: allow_neg_eigval=True doubles a sigmoid. An absent step writes nothing; the gate of a token goes with its first step. Packed sequences have offsets of tokens and of steps. pa.nn.Attention makes one step per token.",
    .module = "n_h=1 conv=4 norm gate qk_l2norm allow_neg_eigval",
    .without = "bidirectional cu_seqlens",
    .slots = {
        QUERY_SLOT,
        UNIT_KEY_SLOT,
        GROUPED_VALUE_SLOT,
        BETA_SLOT("HV"),
        {"g", "B HV N", GATE, "log gate per token, at most 0; default 0", DRAW_LOG_DECAY, .optional = true, .layer = "decay"},
        STATE_SLOT("HV"),
        {"cu_seqlens_q", "S", INDEX, "packed sequences: where the tokens of each begin, and their total at the end (int32 or int64); states restart", DRAW_ABSENT, .optional = true},
        {"cu_seqlens_k", "S", INDEX, "the same of k, v and beta; default cu_seqlens_q", DRAW_ABSENT, .optional = true},
    },
    .outputs = {
        GROUPED_OUTPUTS,
    },
    .params = {
        {"n_h", INTEGER, "keys of a token; None: M / N where that is whole and at most 16, else 1, as with packed sequences", {.none = true}, .min = 1, .max = MOST, .optional = true},
        DELTA_PARAMS,
        GATE_PARAMS,
    },
    .bind = bind_grouped, .check = check, .forward = forward, .backward = backward,
};
