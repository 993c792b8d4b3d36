/* Kernels of an image predicted from tokens: r = W2 GELU(W1 mean(x) + b1) + b2, by heads. Each head's channels make their own. */
#ifndef POLYATTN_IMAGE_PREDICT_H
#define POLYATTN_IMAGE_PREDICT_H
#include "../mechanisms/mechanism.h"

/* Slots: x [B N C], W1 [C, C / Hq], b1 [C], W2 [taps C, C / Hq], b2 [taps C]; biases may be absent. */
typedef struct predictor { int x, w1, b1, w2, b2; int64_t taps; } predictor;

/* What of one call is kept: of each sequence the mean token [C], z = W1 mean + b1 [C] and r [C][taps], all doubles. */
typedef struct prediction {
    call *c;
    const predictor *p;
    double *mean, *z, *r;                /* one block, at mean */
    const double *dr;
} prediction;

status predict(call *c, const predictor *p, prediction *out);      /* release(out->mean) */
void predict_backward(prediction *of, const double *dr);           /* writes what gradients are wanted of x, W1, b1, W2, b2; dr as r */

#endif
