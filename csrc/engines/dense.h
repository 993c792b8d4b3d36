/* The dense engine: tiles of Q K^T -> score terms -> weight function -> normaliser -> times V, and its exact recomputing backward. */
#ifndef POLYATTN_DENSE_H
#define POLYATTN_DENSE_H
#include "../mechanisms/mechanism.h"

/* Where the engine's options stand among the slots and parameters of a call: c->in[c->p->first_option + DENSE_MASK]. */
enum { DENSE_MASK, DENSE_BIAS, DENSE_ALIBI, DENSE_CU_Q, DENSE_CU_K };
enum { DENSE_SCALE, DENSE_CAUSAL, DENSE_WINDOW, DENSE_SOFTCAP, DENSE_DROPOUT, DENSE_SEED, DENSE_OFFSET, DENSE_PRECISION };

status dense_forward(call *c);
status dense_backward(call *c);

#endif
