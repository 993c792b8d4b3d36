/* The walk for one element type: included with REAL defined. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "recurrent_walk.h"
#include <math.h>
#include <string.h>
#include "linear_maps.inc.c"
#include "recurrent_walk.inc.c"
#include "recurrent_task.inc.c"
#include "recurrent_rules.inc.c"
#include "recurrent_forward.inc.c"
#include "recurrent_stabilise.inc.c"
#include "recurrent_backward.inc.c"
#include "recurrent_logits.inc.c"
#include "recurrent_bonus.inc.c"
#include "recurrent_low_rank.inc.c"

static int64_t T(gate_above)(const call *c, int slot, const view *mask, int64_t b, int64_t h)
{
    enum { STRIP = 64 };
    const view *g = &c->in[slot];
    const T(kernels) *k = T(kernels_now)();
    const int64_t cols = g->rank > 3 ? g->shape[3] : 1, step = g->rank > 3 ? g->stride[3] : 0;
    real row[STRIP];
    for (int64_t t = 0; t < g->shape[2]; t++)
        for (int64_t first = 0; first < cols; first += STRIP) {
            int64_t n = cols - first < STRIP ? cols - first : STRIP;
            slice x = {g->data + b * g->stride[0] + h * g->stride[1] + t * g->stride[2] + first * step, g->dtype, 1, n, 0, step};
            k->pack_rows(&x, row, n);
            int above = 0;
            for (int64_t i = 0; i < n; i++) above |= row[i] > 0;
            if (!above || (present(mask) && view_get(mask, b, t, 0, 0) == 0))
                continue;
            for (int64_t i = 0; i < n; i++)
                if (row[i] > 0) return t * cols + first + i;
        }
    return -1;
}

const entries T(entries) = {T(measure), T(forward_task), T(backward_task), T(reduce), T(fold), T(gate_above)};
