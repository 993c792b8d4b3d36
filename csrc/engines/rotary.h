/* Rotary positions (Su et al. 2021, arXiv:2104.09864): angles phi = p theta_t, and pairs of channels turned by them, (a, b) -> (a cos - b sin, a sin + b cos).
 * Angles are made in double whatever the arrays are, so that far positions keep their digits. */
#ifndef POLYATTN_ROTARY_H
#define POLYATTN_ROTARY_H
#include "../mechanisms/mechanism.h"

/* Parameters of the rule, in this order, wherever it is offered. */
enum { ROTARY_DIM, ROTARY_BASE, ROTARY_SCALING, ROTARY_FACTOR, ROTARY_TRAINED, ROTARY_FAST, ROTARY_SLOW, ROTARY_TRUNCATE, ROTARY_AMPLITUDE, ROTARY_RULES };

#define ROTARY_RULE(dim, p, of, ...) \
    {dim, INTEGER, of "channels that are turned, an even number, the rest passes; None: all, or all but the last", {.none = true}, .min = 2, .max = 1e9, .optional = true, __VA_ARGS__}, \
    {p "base", NUMBER, of "theta_t = base^(-2 t / channels)", {.f = 10000}, .min = 1e-6, .max = 1e300, __VA_ARGS__}, \
    {p "scaling", WORD, of "how theta is changed for longer contexts: 'linear' interpolates positions, 'ntk' raises the base, 'dynamic' raises it with the length, 'yarn' does the first by parts", \
     {.i = 0}, .words = "none|linear|ntk|dynamic|yarn", __VA_ARGS__}, \
    {p "factor", NUMBER, of "f of the scaling", {.f = 1}, .min = 1, .max = 1e300, __VA_ARGS__}, \
    {p "train_len", NUMBER, of "length of training, which 'dynamic' and 'yarn' need", {.none = true}, .min = 1, .max = 1e300, .optional = true, __VA_ARGS__}, \
    {p "beta_fast", NUMBER, of "turns in the length of training from which 'yarn' leaves a channel", {.f = 32}, .min = 1e-6, .max = 1e300, __VA_ARGS__}, \
    {p "beta_slow", NUMBER, of "turns up to which 'yarn' interpolates a channel", {.f = 1}, .min = 1e-6, .max = 1e300, __VA_ARGS__}, \
    {p "truncate", BOOLEAN, of "the channels between which 'yarn' blends are rounded outwards (gpt-oss does not)", {.i = 1}, __VA_ARGS__}, \
    {p "amplitude", NUMBER, of "factor of cos and sin; None: 1, of 'yarn' 0.1 log f + 1", {.none = true}, .min = 1e-300, .max = 1e300, .optional = true, __VA_ARGS__}

/* The options of a dense mechanism, for rows that do not take them. */
#define ROPE_OPTIONS "rope rope_dim rope_base rope_scaling rope_factor rope_train_len rope_beta_fast rope_beta_slow rope_truncate rope_amplitude " \
    "rope_positions rope_positions_q rope_inv_freq"

/* A rotation that a call asks for. */
typedef struct rotary {
    bool interleaved;                    /* pairs (2 t, 2 t + 1) instead of (t, t + pairs) */
    int64_t pairs;
    const value *rule;                   /* [ROTARY_RULES] */
    const view *frequencies;             /* theta [pairs] or [B, pairs], given; absent: of the rule */
} rotary;

rotary rotary_of(int64_t dim, bool interleaved, const value *rule, const view *frequencies);
status check_rotary(call *c, const rotary *r, int64_t dim, const param *names, const char *frequencies);

/* Angles of one position after another. A whole position is 32 a + b: the angles of a and of b are kept, and their product has the same bits however the
 * position was come to. */
typedef struct turning {
    int64_t pairs, at;                   /* a of `coarse` */
    bool interleaved;
    double amplitude, *theta, *fine, *coarse;      /* cos and sin, [32][2][pairs] and [2][pairs] */
    double *cos, *sin;                   /* [2][pairs], of the position at hand, times the amplitude */
} turning;

int64_t turning_size(int64_t pairs);                       /* doubles of scratch */
turning lay_turning(int64_t pairs, double *scratch);       /* theta is for the caller to fill before */
void prime_turning(turning *t);                            /* turns */
turning begin_turning(const rotary *r, int64_t sequence, double length, double *scratch);      /* both */
void turn_to(turning *t, double position);

/* x of a token, in place; `back`: by the opposite angle, which is the gradient's way. */
#define TURN(suffix, real) \
static inline void turn_##suffix(const turning *t, bool back, real *x) \
{ \
    const int64_t step = t->interleaved ? 2 : 1, other = t->interleaved ? 1 : t->pairs; \
    const double side = back ? -1 : 1; \
    for (int64_t i = 0; i < t->pairs; i++) { \
        real *at = x + i * step; \
        const double a = (double)at[0], b = (double)at[other], cos = t->cos[i], sin = side * t->sin[i]; \
        at[0] = (real)(a * cos - b * sin), at[other] = (real)(a * sin + b * cos); \
    } \
}
TURN(f32, float)
TURN(f64, double)
#undef TURN

#endif
