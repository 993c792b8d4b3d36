/* Steps, skips and gates of state-space duality for one element type: included with REAL defined. */
#include "../simd/real.h"
#include "../isa/kernels.h"
#include "ssd_walk.h"
#include <math.h>
#include <string.h>

enum { STRIP = 256 };

/* log(1 + e) for 0 <= e <= 1: twice the inverse tangent of s = e / (2 + e) <= 1/3, by its series. */
static real T(log_1p)(real e)
{
    enum { TERMS = REAL == 32 ? 8 : 17 };
    const real s = e / (2 + e), t = s * s;
    real sum = 0;
    for (int k = TERMS; k >= 0; k--) sum = sum * t + (real)1 / (real)(2 * k + 1);
    return 2 * s * sum;
}

/* Of tokens t .. t + n of head h: raw dt with its bias; `inverse`: e^-|raw|. */
static void T(load_steps)(const ssd_stage *s, int64_t b, int64_t h, int64_t t, int64_t n, real *raw, real *inverse)
{
    const call *c = s->c;
    const view *dt = &c->in[s->x->dt], *bias = &c->in[s->x->dt_bias];
    const T(kernels) *k = T(kernels_now)();
    slice from = {dt->data + b * dt->stride[0] + h * dt->stride[1] + t * dt->stride[2], dt->dtype, 1, n, 0, dt->stride[2]};
    k->pack_rows(&from, raw, STRIP);
    const real shift = present(bias) ? (real)view_get(bias, h, 0, 0, 0) : 0;
    for (int64_t i = 0; i < STRIP; i++) raw[i] += shift;
    for (int64_t i = 0; i < STRIP; i++) inverse[i] = raw[i] > 0 ? -raw[i] : raw[i];
    k->gate.exponentials(STRIP, inverse, inverse);
}

static real T(step_of)(const ssd *x, real raw, real inverse)
{
    return x->softplus ? (raw > 0 ? raw : 0) + T(log_1p)(inverse) : raw;
}

static real *T(of_head)(const view *x, int64_t b, int64_t h) { return (real *)(x->data + b * x->stride[0] + h * x->stride[1]); }

/* The first token of a segment forgets all before it. Absent tokens belong to none. */
static void T(reset_segments)(const ssd_stage *s, int64_t b, real *gates)
{
    const view *id = &s->c->in[s->x->segments], *mask = &s->c->in[s->r->mask];
    int64_t before = -1;
    for (int64_t t = 0; t < id->shape[1]; t++) {
        if (present(mask) && view_get(mask, b, t, 0, 0) == 0)
            continue;
        if (before >= 0 && view_get(id, b, t, 0, 0) != view_get(id, b, before, 0, 0)) gates[t] = -(real)INFINITY;
        before = t;
    }
}

static void T(steps)(void *stage, int64_t task, int worker)
{
    const ssd_stage *s = stage;
    const int64_t heads = s->steps.shape[1], length = s->steps.shape[2], b = task / heads, h = task % heads;
    const real rate = (real)view_get(&s->c->in[s->x->rate], h, 0, 0, 0), low = (real)s->x->low, high = (real)s->x->high;
    real raw[STRIP], inverse[STRIP], *steps = T(of_head)(&s->steps, b, h), *gates = T(of_head)(&s->gates, b, h);
    (void)worker;
    for (int64_t t = 0, n; t < length; t += n) {
        n = length - t < STRIP ? length - t : STRIP;
        T(load_steps)(s, b, h, t, n, raw, inverse);
        for (int64_t i = 0; i < n; i++) {
            const real step = T(step_of)(s->x, raw[i], inverse[i]);
            steps[t + i] = step < low ? low : step > high ? high : step;
            gates[t + i] = steps[t + i] == 0 ? 0 : steps[t + i] * rate;
        }
    }
    if (present(&s->c->in[s->x->segments])) T(reset_segments)(s, b, gates);
}

/* d dt, and sums[0 .. 2] of rate and bias. A gate that cuts, and a step that is absent, have gradient 0 whatever stands there. */
static void T(steps_backward)(void *stage, int64_t task, int worker)
{
    const ssd_stage *s = stage;
    const int64_t heads = s->steps.shape[1], length = s->steps.shape[2], b = task / heads, h = task % heads;
    const view *to = &s->c->grad_in[s->x->dt];
    const real rate = (real)view_get(&s->c->in[s->x->rate], h, 0, 0, 0), low = (real)s->x->low, high = (real)s->x->high;
    const real *steps = T(of_head)(&s->steps, b, h), *d_steps = T(of_head)(&s->d_steps, b, h), *d_gates = T(of_head)(&s->d_gates, b, h);
    real raw[STRIP], inverse[STRIP], d[STRIP];
    double *sums = s->sums + task * s->each;
    (void)worker;
    sums[0] = sums[1] = 0;
    for (int64_t t = 0, n; t < length; t += n) {
        n = length - t < STRIP ? length - t : STRIP;
        T(load_steps)(s, b, h, t, n, raw, inverse);
        for (int64_t i = 0; i < n; i++) {
            const real dg = d_gates[t + i], sum = d_steps[t + i] + (dg == 0 ? 0 : rate * dg), step = T(step_of)(s->x, raw[i], inverse[i]);
            const real slope = !s->x->softplus ? 1 : (raw[i] > 0 ? 1 : inverse[i]) / (1 + inverse[i]);
            if (dg != 0) sums[0] += (double)(steps[t + i] * dg);
            d[i] = sum == 0 || step < low || step > high ? 0 : sum * slope;
            sums[1] += (double)d[i];
        }
        if (!present(to)) continue;
        slice out = {to->data + b * to->stride[0] + h * to->stride[1] + t * to->stride[2], to->dtype, 1, n, 0, to->stride[2]};
        T(kernels_now)()->store(d, STRIP, &out);
    }
}

/* Columns at .. at + n of row i. */
static slice T(part_of)(const view *x, int64_t b, int64_t h, int64_t i, int64_t at, int64_t n)
{
    return (slice){x->data + b * x->stride[0] + h * x->stride[1] + i * x->stride[2] + at * x->stride[3], x->dtype, 1, n, 0, x->stride[3]};
}

static void T(load_part)(const view *x, int64_t b, int64_t h, int64_t i, int64_t at, int64_t n, real *out)
{
    const slice s = T(part_of)(x, b, h, i, at, n);
    const T(kernels) *k = T(kernels_now)();
    k->pack_rows(&s, out, round_up(n, k->lanes));
}

static void T(store_part)(const view *x, int64_t b, int64_t h, int64_t i, int64_t at, int64_t n, const real *row)
{
    const slice s = T(part_of)(x, b, h, i, at, n);
    T(kernels_now)()->store(row, STRIP, &s);
}

/* 0 where the skip is absent. */
static void T(load_skip)(const ssd_stage *s, int64_t h, int64_t at, int64_t n, real *out)
{
    const view *skip = &s->c->in[s->x->skip];
    for (int64_t e = 0; e < n; e++) out[e] = present(skip) ? (real)view_get(skip, h, skip->rank > 1 ? at + e : 0, 0, 0) : 0;
}

static bool T(is_absent)(const ssd_stage *s, sequence one, int64_t j)
{
    const view *mask = &s->c->in[s->r->mask];
    return present(mask) && view_get(mask, one.batch, one.k0 + j, 0, 0) == 0;
}

/* Whether query i's own key, whose skip it gets, is there. */
static bool T(has_own)(const ssd_stage *s, sequence one, int64_t i, int64_t *own)
{
    *own = i + ssd_own(s, one);
    return *own >= 0 && *own < one.m && !T(is_absent)(s, one, *own);
}

static bool T(is_zero)(const ssd_stage *s, sequence one, int64_t i) { return one.n == one.m && T(is_absent)(s, one, i); }

/* sigmoid(z) */
static void T(sigmoids)(int64_t n, const real *z, real *out)
{
    for (int64_t e = 0; e < n; e++) out[e] = -z[e];
    const T(kernels) *k = T(kernels_now)();
    k->gate.exponentials(round_up(n, k->lanes), out, out);
    for (int64_t e = 0; e < n; e++) out[e] = 1 / (1 + out[e]);
}

static void T(finish)(void *stage, int64_t task, int worker)
{
    const ssd_stage *s = stage;
    const call *c = s->c;
    const int64_t heads = s->y.shape[1], h = task % heads, hv = h / s->group, width = s->y.shape[3];
    const sequence one = sequence_of(c, task / heads);
    const view *z = &c->in[s->x->z], *to = s->ungated ? &s->y : &c->out[0];
    const bool gated = present(z) && !s->ungated;
    real y[STRIP], other[STRIP], sigmoid[STRIP] = {0}, skip[STRIP];
    int64_t own;
    (void)worker;
    for (int64_t at = 0, n; at < width; at += n) {
        n = width - at < STRIP ? width - at : STRIP;
        T(load_skip)(s, hv, at, n, skip);
        for (int64_t i = 0; i < one.n; i++) {
            T(load_part)(&s->y, one.batch, h, one.q0 + i, at, n, y);
            if (present(&c->in[s->x->skip]) && T(has_own)(s, one, i, &own)) {
                T(load_part)(&c->in[2], one.batch, hv, one.k0 + own, at, n, other);
                for (int64_t e = 0; e < n; e++) y[e] += skip[e] * other[e];
            }
            if (gated) {
                T(load_part)(z, one.batch, h, one.q0 + i, at, n, other);
                T(sigmoids)(n, other, sigmoid);
                for (int64_t e = 0; e < n; e++) y[e] *= other[e] * sigmoid[e];
            }
            if (T(is_zero)(s, one, i)) memset(y, 0, sizeof y);
            T(store_part)(to, one.batch, h, one.q0 + i, at, n, y);
        }
    }
}

static void T(gate_backward)(void *stage, int64_t task, int worker)
{
    const ssd_stage *s = stage;
    const call *c = s->c;
    const int64_t heads = s->dy.shape[1], h = task % heads, width = s->dy.shape[3];
    const sequence one = sequence_of(c, task / heads);
    const view *dz = &c->grad_in[s->x->z];
    real y[STRIP], z[STRIP], sigmoid[STRIP] = {0}, d[STRIP];
    (void)worker;
    for (int64_t at = 0, n; at < width; at += n) {
        n = width - at < STRIP ? width - at : STRIP;
        for (int64_t i = 0; i < one.n; i++) {
            const bool zero = T(is_zero)(s, one, i);
            T(load_part)(&c->grad_out[0], one.batch, h, one.q0 + i, at, n, d);
            T(load_part)(&c->in[s->x->z], one.batch, h, one.q0 + i, at, n, z);
            T(sigmoids)(n, z, sigmoid);
            if (present(dz)) {
                T(load_part)(&s->y, one.batch, h, one.q0 + i, at, n, y);
                for (int64_t e = 0; e < n; e++) y[e] *= d[e] * sigmoid[e] * (1 + z[e] * (1 - sigmoid[e]));
                if (zero) memset(y, 0, sizeof y);
                T(store_part)(dz, one.batch, h, one.q0 + i, at, n, y);
            }
            for (int64_t e = 0; e < n; e++) d[e] *= z[e] * sigmoid[e];
            if (zero) memset(d, 0, sizeof d);
            T(store_part)(&s->dy, one.batch, h, one.q0 + i, at, n, d);
        }
    }
}

/* dx += skip dy, and the sums of x dy per channel. */
static void T(skip_backward)(void *stage, int64_t task, int worker)
{
    const ssd_stage *s = stage;
    const call *c = s->c;
    const int64_t heads = c->in[2].shape[1], h = task % heads, width = c->in[2].shape[3];
    const sequence one = sequence_of(c, task / heads);
    double *sums = s->sums + task * s->each;
    real x[STRIP], dx[STRIP], d[STRIP], skip[STRIP];
    int64_t own;
    (void)worker;
    memset(sums, 0, (size_t)s->each * sizeof *sums);
    for (int64_t at = 0, n; at < width; at += n) {
        n = width - at < STRIP ? width - at : STRIP;
        T(load_skip)(s, h, at, n, skip);
        for (int64_t i = 0; i < one.n; i++) {
            if (!T(has_own)(s, one, i, &own)) continue;
            T(load_part)(&c->in[2], one.batch, h, one.k0 + own, at, n, x);
            if (present(&s->dx)) T(load_part)(&s->dx, one.batch, h, one.k0 + own, at, n, dx);
            for (int g = 0; g < s->group; g++) {
                T(load_part)(&s->dy, one.batch, h * s->group + g, one.q0 + i, at, n, d);
                for (int64_t e = 0; e < n; e++) sums[at + e] += (double)(x[e] * d[e]);
                for (int64_t e = 0; present(&s->dx) && e < n; e++) dx[e] += skip[e] * d[e];
            }
            if (present(&s->dx)) T(store_part)(&s->dx, one.batch, h, one.k0 + own, at, n, dx);
        }
    }
}

/* Converted; zeros where `from` is absent. */
static void T(copy)(const view *from, const view *to)
{
    real row[STRIP] = {0};
    for (int64_t task = 0; task < to->shape[0] * to->shape[1] * to->shape[2]; task++)
        for (int64_t at = 0, n; at < to->shape[3]; at += n) {
            const int64_t i = task % to->shape[2], h = task / to->shape[2] % to->shape[1], b = task / to->shape[2] / to->shape[1];
            n = to->shape[3] - at < STRIP ? to->shape[3] - at : STRIP;
            if (present(from)) T(load_part)(from, b, h, i, at, n, row);
            T(store_part)(to, b, h, i, at, n, row);
        }
}

const ssd_entries T(ssd) = {T(steps), T(steps_backward), T(finish), T(gate_backward), T(skip_backward), T(copy)};
