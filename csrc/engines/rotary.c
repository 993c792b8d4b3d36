#include "rotary.h"
#include <math.h>
#include <stddef.h>

enum { UNSCALED, LINEAR_SCALING, NTK, DYNAMIC, YARN };      /* words of the scaling */
enum { FINE = 32 };

rotary rotary_of(int64_t dim, bool interleaved, const value *rule, const view *frequencies)
{
    const value *turned = &rule[ROTARY_DIM];
    const int64_t all = !turned->none ? turned->i : frequencies && present(frequencies) ? 2 * frequencies->shape[frequencies->rank - 1] : dim;
    return (rotary){interleaved, all / 2, rule, frequencies && present(frequencies) ? frequencies : NULL};
}

status check_rotary(call *c, const rotary *r, int64_t dim, const param *names, const char *frequencies)
{
    const value *turned = &r->rule[ROTARY_DIM];
    const int64_t scaling = r->rule[ROTARY_SCALING].i;
    const char *name = c->p->row->name;
    if (!turned->none && (turned->i % 2 || turned->i > dim))
        return FAIL(c, BAD_VALUE, "%s: %s is %lld, expected an even number up to %lld, the channels", name, names[ROTARY_DIM].name, (long long)turned->i, (long long)dim);
    if (r->frequencies && (2 * r->pairs > dim || r->frequencies->shape[r->frequencies->rank - 1] != r->pairs))
        return FAIL(c, BAD_VALUE, "%s: %s has %lld frequencies, expected %lld, the pairs of channels that are turned%s", name, frequencies,
                    (long long)r->frequencies->shape[r->frequencies->rank - 1], (long long)(turned->none ? dim / 2 : turned->i / 2), turned->none ? ", or fewer" : "");
    if (r->frequencies && scaling)
        return FAIL(c, BAD_VALUE, "%s: %s is given with %s, expected one of them", name, frequencies, names[ROTARY_SCALING].name);
    if ((scaling == DYNAMIC || scaling == YARN) && r->rule[ROTARY_TRAINED].none)
        return FAIL(c, BAD_VALUE, "%s: %s='%s' needs %s", name, names[ROTARY_SCALING].name, scaling == YARN ? "yarn" : "dynamic", names[ROTARY_TRAINED].name);
    return OK;
}

/* theta of the rule for a context of `length` tokens. */
static void find_theta(const rotary *r, double length, double *theta)
{
    const value *rule = r->rule;
    const double channels = 2 * (double)r->pairs, f = rule[ROTARY_FACTOR].f, trained = rule[ROTARY_TRAINED].f;
    const int64_t scaling = rule[ROTARY_SCALING].i;
    double base = rule[ROTARY_BASE].f;
    const double raised = scaling == NTK ? f : scaling == DYNAMIC && length > trained ? f * length / trained - (f - 1) : 1;
    if (raised != 1 && r->pairs > 1) base *= pow(raised, channels / (channels - 2));
    for (int64_t t = 0; t < r->pairs; t++) theta[t] = pow(base, -2 * (double)t / channels) / (scaling == LINEAR_SCALING ? f : 1);
    if (scaling != YARN) return;
    double low = channels / 2 * log(trained / (2 * M_PI * rule[ROTARY_FAST].f)) / log(base), high = channels / 2 * log(trained / (2 * M_PI * rule[ROTARY_SLOW].f)) / log(base);
    if (rule[ROTARY_TRUNCATE].i) low = floor(low), high = ceil(high);
    low = fmax(low, 0), high = fmin(high, channels - 1);
    for (int64_t t = 0; t < r->pairs; t++) {
        const double ramp = fmin(fmax(((double)t - low) / fmax(high - low, 1e-3), 0), 1);
        theta[t] *= 1 - ramp + ramp / f;
    }
}

int64_t turning_size(int64_t pairs) { return (2 * FINE + 5) * pairs; }

/* out = x y, of complex numbers [2][n]. */
static void multiply(int64_t n, const double *x, const double *y, double *out)
{
    for (int64_t i = 0; i < n; i++) {
        const double re = x[i] * y[i] - x[n + i] * y[n + i], im = x[i] * y[n + i] + x[n + i] * y[i];
        out[i] = re, out[n + i] = im;
    }
}

static void angles(const turning *t, double position, double *out)
{
    for (int64_t i = 0; i < t->pairs; i++) out[i] = cos(position * t->theta[i]), out[t->pairs + i] = sin(position * t->theta[i]);
}

turning lay_turning(int64_t n, double *scratch)
{
    return (turning){.pairs = n, .amplitude = 1, .theta = scratch, .coarse = scratch + n, .cos = scratch + 3 * n, .sin = scratch + 4 * n, .fine = scratch + 5 * n};
}

void prime_turning(turning *t)
{
    const int64_t step = 2 * t->pairs;
    angles(t, 0, t->coarse), angles(t, 0, t->fine), angles(t, 1, t->fine + step);
    for (int64_t b = 2; b < FINE; b++) multiply(t->pairs, t->fine + b / 2 * step, t->fine + (b - b / 2) * step, t->fine + b * step);
}

turning begin_turning(const rotary *r, int64_t sequence, double length, double *scratch)
{
    const value *given = &r->rule[ROTARY_AMPLITUDE];
    turning t = lay_turning(r->pairs, scratch);
    t.interleaved = r->interleaved;
    t.amplitude = !given->none ? given->f : r->rule[ROTARY_SCALING].i == YARN ? 0.1 * log(r->rule[ROTARY_FACTOR].f) + 1 : 1;
    if (r->frequencies)
        for (int64_t i = 0; i < t.pairs; i++) t.theta[i] = r->frequencies->rank == 2 ? view_get(r->frequencies, sequence, i, 0, 0) : view_get(r->frequencies, i, 0, 0, 0);
    else
        find_theta(r, length, t.theta);
    prime_turning(&t);
    return t;
}

void turn_to(turning *t, double position)
{
    const double block = floor(position / FINE);
    if (position == floor(position) && fabs(block) < 0x1p52) {
        if ((int64_t)block != t->at) t->at = (int64_t)block, angles(t, block * FINE, t->coarse);
        multiply(t->pairs, t->coarse, t->fine + (int64_t)(position - block * FINE) * 2 * t->pairs, t->cos);
    } else
        angles(t, position, t->cos);
    if (t->amplitude != 1)
        for (int64_t i = 0; i < 2 * t->pairs; i++) t->cos[i] *= t->amplitude;
}
