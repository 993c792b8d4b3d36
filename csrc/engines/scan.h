/* The selective scan: a state per channel whose every number decays by itself (mamba). Tokens are walked one after the other, channels lie in the
 * lanes of a vector; tasks are a sequence and a block of channels. The forward keeps one state per channel; the backward one for every chunk of
 * tokens, between which it computes the states again. */
#ifndef POLYATTN_SCAN_H
#define POLYATTN_SCAN_H
#include "../mechanisms/mechanism.h"

/* Slots by number: u, delta and z [B H N] (z, skip, bias and state may be absent), a [H Ds], skip and bias [H], state [B H Ds]; b and c are [B N Ds],
 * [B G Ds N] where group h // (H / G) serves channel h, or [H Ds], the same at every token. Outputs: out [B H N], final state [B H Ds]. */
typedef struct scan {
    int u, delta, a, b, c, skip, z, bias, state, mask;
    bool softplus;                       /* of delta + bias */
} scan;

status check_groups(call *c, const scan *s);
status scan_forward(call *c, const scan *s);
status scan_backward(call *c, const scan *s);

#endif
