/* Selective scan of Mamba, S6 (Gu & Dao 2023, arXiv:2312.00752)
 *
 *     h_t[d, m] = e^{delta_t[d] A[d, m]} h_{t-1}[d, m] + delta_t[d] Bm_t[m] u_t[d],     out_t[d] = sum_m Cm_t[m] h_t[d, m] + Dskip[d] u_t[d]
 *
 * A walk of its own (engines/scan): each number of the state has its own decay, so that chunks are no products of matrices. Channels are heads of width 1. */
#include "../engines/scan.h"
#include "../engines/recurrent.h"

enum { U, DELTA, A, BM, CM, DSKIP, Z, DELTA_BIAS, INITIAL_STATE };
enum { DELTA_SOFTPLUS };

static scan scan_of(const call *c)
{
    return (scan){.u = U, .delta = DELTA, .a = A, .b = BM, .c = CM, .skip = DSKIP, .z = Z, .bias = DELTA_BIAS, .state = INITIAL_STATE,
                  .mask = c->p->first_option + RECURRENT_KEY_MASK, .softplus = c->param[DELTA_SOFTPLUS].i};
}

/* Tokens are queries and keys at once. */
static void bind(call *c) { c->size[SYM_M] = c->size[SYM_N]; }

static status check(call *c)
{
    const scan s = scan_of(c);
    return check_groups(c, &s);
}

static status forward(call *c)
{
    const scan s = scan_of(c);
    return scan_forward(c, &s);
}

static status backward(call *c)
{
    const scan s = scan_of(c);
    return scan_backward(c, &s);
}

#define OF_STATES(what) "B N Ds | B G Ds N | H Ds", GATE, what " of each token, for all channels; or of G groups, group h // (H / G) for channel h; or constant, of each channel", .layer = "identity of=u"

const mechanism mamba1 = {
    .name = "mamba1", .title = "Selective scan (Mamba, S6)", .engine = RECURRENT, .patterns = CAUSAL_SELF | DECODE,
    .paper = "Gu & Dao 2023, Mamba: Linear-Time Sequence Modeling with Selective State Spaces (arXiv:2312.00752)",
    .equation = "h_t[d, m] = exp(delta_t[d] A[d, m]) h_{t-1}[d, m] + delta_t[d] Bm_t[m] u_t[d]\nout_t[d] = sum_m Cm_t[m] h_t[d, m] + Dskip[d] u_t[d], times silu(z_t[d]) where z is given",
    .cost = "O(N H Ds) time, O(H Ds) state; the backward holds a state for each 64 tokens",
    .notes = "H counts channels, Ds numbers of the state of each. The input is weighted with delta Bm as the authors' code does, not with the exact hold. layout='bnhd' is (B, N, H) for u, delta, z and out; Bm and Cm stay as they are. "
             "Packed, (T, H), constant Bm and Cm of as many channels as there are tokens are read as one row for each token: pack into a batch of one then. A is real; tokens that key_mask hides leave the state as it is.",
    .module = "value_width=2 state=16 conv=4 conv_bias delta_softplus learn=Dskip,z,delta_bias",
    .slots = {
        {"u", "B H N", QUERY, "inputs, channel by channel"},
        {"delta", "B H N", GATE, "step sizes, usually positive, before delta_bias and softplus", DRAW_UNIT, .layer = "identity of=u rank=1/32"},
        {"A", "H Ds", PARAMETER, "rates, usually below 0: a state decays by exp(delta A)", DRAW_LOG_DECAY, .layer = "rates"},
        {"Bm", OF_STATES("input weights")},
        {"Cm", OF_STATES("output weights")},
        {"Dskip", "H", PARAMETER, "weight of the input in the output; default 0", DRAW_ABSENT, .optional = true, .layer = "ones"},
        {"z", "B H N", GATE, "gate: the output is multiplied by silu(z)", DRAW_ABSENT, .optional = true},
        {"delta_bias", "H", PARAMETER, "added to delta", DRAW_UNIT, .optional = true, .layer = "step"},
        {"initial_state", "B H Ds", STATE, "h before the first token; default 0", DRAW_ABSENT, .optional = true},
        {"key_mask", "B N", MASK, "True = present; an absent token writes nothing, leaves the state as it is, and its output is 0", DRAW_ABSENT, .optional = true, .option = "key_mask"},
    },
    .outputs = {
        {"out", "B H N", OUTPUT, "outputs"},
        {"final_state", "B H Ds", STATE, "h after the last token, differentiable", .when = "return_state", .wide = true},
    },
    .params = {
        {"delta_softplus", BOOLEAN, "delta + delta_bias goes through softplus", {.i = 0}},
    },
    .without = "scale causal bidirectional chunk",
    .papers = {
        {"RNN as Linear Transformer: A Closer Investigation into Representational Potentials of Visual Mamba Models", "the scan it analyses"},
        {"Understanding the differences in Foundation Models: Attention, State Space Models, and Recurrent Neural Networks", "the S6 of its comparison"},
    },
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
