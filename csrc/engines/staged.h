/* Linear mechanisms whose features are remade before the walk, because weights of queries or keys depend on all of the others: features of every head are laid
 * out (O((N + M) D) memory), remade, and summed by kvsum. Keys are remade for each query head. */
#ifndef POLYATTN_STAGED_H
#define POLYATTN_STAGED_H
#include "linear.h"

typedef enum remaking { REMAKE_RALA, REMAKE_FLOW } remaking;

typedef struct stage {
    remaking kind;
    int map;                             /* of linear_maps.h, without learned tensors */
    double scale, eps, clip;             /* rala: of scores; flow: added to features; limit of its sources, INFINITY for none */
    int gate;                            /* slot [B N C] that multiplies the output; 0: none */
    int flows;                           /* flow, causal: slots of the sums so far [B Hq 4 D], the log of that of e^r and the tokens [B Hq]; 0: none */
    int final_flows;                     /* outputs, in the same order */
    recurrence walk;                     /* of remade features, map identity; the numbers are of `map` */
} stage;

stage stage_with(const call *c, remaking kind, int map);
status staged_forward(call *c, const stage *s);
status staged_backward(call *c, const stage *s);

#endif
