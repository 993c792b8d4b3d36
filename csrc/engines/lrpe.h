/* Linearized relative positions: y = [x cos Theta; x sin Theta], Theta of a token its coordinates on a grid times theta, axis after axis of channels, so that
 * <y^q_i, y^k_j> = sum_t q_it k_jt cos(Theta_it - Theta_jt). A line has one axis. */
#ifndef POLYATTN_LRPE_H
#define POLYATTN_LRPE_H
#include "elementwise.h"

typedef struct lrpe_form {
    int theta, positions;                /* slots: [H, E] or [E]; positions on a line [B, N], -1: there are none */
    double offset;                       /* of the line */
    const value *grid;                   /* NULL, or none: a line */
    int axes;
    int64_t prefix;                      /* tokens before the grid's, with Theta = 0 */
} lrpe_form;

status check_lrpe(call *c, const lrpe_form *w);
status lrpe_forward(call *c, const lrpe_form *w);
status lrpe_backward(call *c, const lrpe_form *w);

#endif
