/* Focused linear attention: of tokens x = (max(x, 0) + eps) / t, features |x| x^p / |x^p|, whose norms may run over all heads of a token. They are laid out
 * (O((N + M) D) memory) and summed by kvsum. */
#ifndef POLYATTN_FOCUS_H
#define POLYATTN_FOCUS_H
#include "linear.h"

typedef struct focus {
    double power, eps;
    bool layer;                          /* norms over the channels of all heads, else of each */
    int scale, table;                    /* slots: [H D] of t before its softplus; [M, H D] added to keys. Query heads have t of their key/value head */
    recurrence walk;                     /* of features, map identity */
} focus;

status focus_forward(call *c, const focus *f);
status focus_backward(call *c, const focus *f);

#endif
