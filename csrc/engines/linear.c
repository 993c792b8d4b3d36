#include "linear.h"
#include <math.h>

recurrence kvsum_of(const call *c)
{
    const value *v = c->param + c->p->first_param;
    return (recurrence){.scale = 1, .causal = (int)v[LINEAR_CAUSAL].i, .chunk = (int)v[LINEAR_CHUNK].i, .mask = c->p->first_option + LINEAR_KEY_MASK,
                        .gate_floor = -INFINITY, .beta_factor = 1, .head_gate_factor = 1};
}
