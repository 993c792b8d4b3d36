/* What lssa and lssar share. */
#ifndef POLYATTN_LSSA_H
#define POLYATTN_LSSA_H
#include "pointwise.h"

enum { LSSA_EPS, LSSA_LOG_D };

/* ln D ln n_i. D is that of the caller's q: factors of a low-rank bias may have made the inner one wider. */
static inline void length_scale(const call *c, const tile *t, double *factor, double *shift, double *gain)
{
    const view *phi = dense_slot(c, DENSE_PHI);
    const int64_t d = c->size[SYM_D] - (present(phi) ? phi->shape[phi->rank - 1] : 0);
    const double log_d = c->param[LSSA_LOG_D].none ? log(fmax((double)d, 1)) : c->param[LSSA_LOG_D].f;
    (void)shift, (void)gain;
    for (int64_t i = 0; i < t->rows; i++) factor[i] = log_d * log(fmax((double)t->visible[i], 1));
}

#define LSSA_PAPER .paper = "Gao and Spratling 2025, Softplus Attention with Re-weighting Boosts Length Extrapolation in Large Language Models (arXiv:2501.13428)"
#define LSSA_PARAMS(eps_) \
    {"eps", NUMBER, "added to the sums that weights are divided by", {.f = eps_}, .max = 1}, \
    {"log_d", NUMBER, "factor of the scores; None: ln D", {.none = true}, .optional = true}, \
    {"qk_norm", WORD, "what queries and keys are divided by, over D", {.i = 3}, .words = "none|rms|layer|l2", .option = "qk_norm"}
#endif
