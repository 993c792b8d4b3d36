/* Feature maps, forward and derivative side by side. Rows: x [rows, ld of d], y [rows, ld of f]; columns beyond d and f are 0 in x, and made 0
 * in y by map_forward. Derivatives take dy and write dx; where a map has learned tensors, their gradients are added to the side's sums. */
#include "linear_maps.h"

/* The queries of one head, or the keys of one, on their way through phi. */
typedef struct T(side) {
    const T(kernels) *k;
    int map;
    const double *numbers;
    bool keys, to_one;                   /* to_one: divided by the sum of its features + 1e-4 */
    bool counted;                        /* one feature more: 1 of keys, 0 of queries */
    int64_t d, f, width, ldd, ldf, ldw;  /* width: columns of a W, rows of omega */
    int64_t ldy;                         /* of rows behind the map, with what is counted */
    const view *cosines, *sines;         /* rotary tables: rows become [turned features | features]; NULL: no turning */
    int64_t place;                       /* position of the first row, from 1 (`cos`, rotary tables) */
    double length;                       /* `cos`: where the angle is pi / 2 */
    real shift;                          /* `favor`: of the exponents of keys */
    const real *shifts;                  /* `exp`: those of each key feature; NULL: none */
    real *w[2], *wt[2], *b[2];           /* weighted: W in panels, W^T in panels, bias [ldw] (0 where there is none); random: omega^T as W */
    real *gamma, *beta;                  /* affine: [ldd] */
    real *dw[2], *db[2], *dgamma, *dbeta;      /* sums of gradients: [d][ldw], [ldw], [ldd], [ldd]; NULL: not wanted */
    real *y, *features, *stage, *t;      /* scratch: [rows][ldf] twice, [4 rows][ldw], [4][ldd or ldw] */
    real *panels;                        /* scratch of a packed operand of `rows` by width */
} T(side);

#define MAP(name) static void T(map_##name)(const T(side) *s, int64_t rows, const real *x, real *y)
#define DERIVATIVE(name) static void T(map_##name##_backward)(const T(side) *s, int64_t rows, const real *x, const real *y, const real *dy, real *dx)
#define EACH for (int64_t i = 0; i < rows * s->ldd; i++)      /* maps that keep the length: ldf = ldd */

MAP(identity) { EACH y[i] = x[i]; (void)s; }
DERIVATIVE(identity) { (void)x, (void)y; EACH dx[i] = dy[i]; }

MAP(relu)
{
    const real eps = (real)s->numbers[RELU_EPS];
    EACH y[i] = (x[i] < 0 ? 0 : x[i]) + eps;
}
DERIVATIVE(relu) { (void)y; EACH dx[i] = (x[i] > 0 ? 1 : (real)0) * dy[i]; }

MAP(relu2) { EACH y[i] = x[i] < 0 ? 0 : x[i] * x[i]; }
DERIVATIVE(relu2) { (void)y; EACH dx[i] = (x[i] > 0 ? 2 * x[i] : 0) * dy[i]; }

MAP(leaky)
{
    const real slope = (real)s->numbers[LEAKY_SLOPE];
    EACH y[i] = x[i] < 0 ? slope * x[i] : x[i];
}
DERIVATIVE(leaky)
{
    const real slope = (real)s->numbers[LEAKY_SLOPE];
    (void)y;
    EACH dx[i] = (x[i] > 0 ? 1 : slope) * dy[i];
}

MAP(exp)
{
    const real factor = (real)s->numbers[EXP_FACTOR];
    EACH y[i] = factor * x[i];
    for (int64_t i = 0; s->shifts && i < rows * s->ldd; i++) y[i] -= s->shifts[i % s->ldd];
    s->k->gate.exponentials(rows * s->ldd, y, y);
}
DERIVATIVE(exp)
{
    const real factor = (real)s->numbers[EXP_FACTOR];
    (void)x;
    EACH dx[i] = factor * y[i] * dy[i];
}

MAP(elu1)
{
    EACH y[i] = x[i] > 0 ? 0 : x[i];      /* the exponential of what is taken only: e^x of a large x is not asked for */
    s->k->gate.exponentials(rows * s->ldd, y, y);
    EACH y[i] = x[i] > 0 ? x[i] + 1 : y[i];
}
DERIVATIVE(elu1) { (void)x; EACH dx[i] = (y[i] < 1 ? y[i] : 1) * dy[i]; }

MAP(sigmoid)                              /* e^{-|x|} <= 1 on either side */
{
    EACH y[i] = x[i] > 0 ? -x[i] : x[i];
    s->k->gate.exponentials(rows * s->ldd, y, y);
    EACH y[i] = (x[i] > 0 ? 1 : y[i]) / (1 + y[i]);
}
DERIVATIVE(sigmoid) { (void)x; EACH dx[i] = y[i] * (1 - y[i]) * dy[i]; }

MAP(softmax)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldd) {
        real top = -(real)INFINITY, sum = 0;
        for (int64_t c = 0; c < s->d; c++) top = x[c] > top ? x[c] : top;
        for (int64_t c = 0; c < s->ldd; c++) y[c] = x[c] - top;
        s->k->gate.exponentials(s->ldd, y, y);
        for (int64_t c = 0; c < s->d; c++) sum += y[c];
        for (int64_t c = 0; c < s->d; c++) y[c] /= sum;
    }
}
DERIVATIVE(softmax)
{
    (void)x;
    for (int64_t r = 0; r < rows; r++, y += s->ldd, dy += s->ldd, dx += s->ldd) {
        real dot = 0;
        for (int64_t c = 0; c < s->d; c++) dot += y[c] * dy[c];
        for (int64_t c = 0; c < s->ldd; c++) dx[c] = y[c] * (dy[c] - dot);
    }
}

#include "linear_learned.inc.c"

MAP(taylor1)
{
    const real f = (real)pow((double)s->d, -0.25);
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldf) {
        y[0] = 1;
        for (int64_t c = 0; c < s->d; c++) y[1 + c] = f * x[c];
    }
}
DERIVATIVE(taylor1)
{
    (void)x, (void)y;
    const real f = (real)pow((double)s->d, -0.25);
    for (int64_t r = 0; r < rows; r++, dy += s->ldf, dx += s->ldd)
        for (int64_t c = 0; c < s->d; c++) dx[c] = f * dy[1 + c];
}

/* Every product x_a x_b with a <= b once, a < b times sqrt(2), so that <squares(x), squares(y)> = <x, y>^2; all times f. */
static void T(squares)(int64_t d, double f, const real *x, real *y)
{
    const real once = (real)f, twice = (real)(f * sqrt(2.0));
    for (int64_t a = 0; a < d; a++, y += d - a + 1) {
        y[0] = once * x[a] * x[a];
        for (int64_t b = a + 1; b < d; b++) y[b - a] = twice * x[a] * x[b];
    }
}

static void T(squares_backward)(int64_t d, double f, const real *x, const real *dy, real *dx)      /* adds */
{
    const real once = (real)(2 * f), twice = (real)(f * sqrt(2.0));
    for (int64_t a = 0; a < d; a++, dy += d - a + 1) {
        real sum = 0;
        for (int64_t b = a + 1; b < d; b++) {
            sum += dy[b - a] * x[b];
            dx[b] += twice * dy[b - a] * x[a];
        }
        dx[a] += once * dy[0] * x[a] + twice * sum;
    }
}

MAP(taylor2)
{
    T(map_taylor1)(s, rows, x, y);
    for (int64_t r = 0; r < rows; r++) T(squares)(s->d, sqrt(0.5 / (double)s->d), x + r * s->ldd, y + r * s->ldf + 1 + s->d);
}
DERIVATIVE(taylor2)
{
    T(map_taylor1_backward)(s, rows, x, y, dy, dx);
    for (int64_t r = 0; r < rows; r++)
        T(squares_backward)(s->d, sqrt(0.5 / (double)s->d), x + r * s->ldd, dy + r * s->ldf + 1 + s->d, dx + r * s->ldd);
}

/* (x - mean) / sqrt(variance + 1e-5); returns the factor. */
static real T(layer_norm)(int64_t d, const real *x, real *out)
{
    real mean = 0, square = 0;
    for (int64_t c = 0; c < d; c++) mean += x[c];
    mean /= (real)d;
    for (int64_t c = 0; c < d; c++) square += (x[c] - mean) * (x[c] - mean);
    const real factor = (real)(1 / sqrt((double)square / (double)d + 1e-5));
    for (int64_t c = 0; c < d; c++) out[c] = (x[c] - mean) * factor;
    return factor;
}

MAP(rebased)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldf) {
        T(layer_norm)(s->d, x, s->t);
        for (int64_t c = 0; c < s->d; c++) s->t[c] = s->t[c] * s->gamma[c] + s->beta[c];
        T(squares)(s->d, sqrt(1 / (double)s->d), s->t, y);
    }
}
DERIVATIVE(rebased)
{
    (void)y;
    real *normal = s->t, *u = s->t + s->ldd, *du = s->t + 2 * s->ldd;
    for (int64_t r = 0; r < rows; r++, x += s->ldd, dy += s->ldf, dx += s->ldd) {
        const real factor = T(layer_norm)(s->d, x, normal);
        for (int64_t c = 0; c < s->d; c++) u[c] = normal[c] * s->gamma[c] + s->beta[c], du[c] = 0;
        T(squares_backward)(s->d, sqrt(1 / (double)s->d), u, dy, du);
        real mean = 0, dot = 0;
        for (int64_t c = 0; c < s->d; c++) {
            if (s->dbeta) s->dbeta[c] += du[c];
            if (s->dgamma) s->dgamma[c] += du[c] * normal[c];
            du[c] *= s->gamma[c];
            mean += du[c], dot += du[c] * normal[c];
        }
        mean /= (real)s->d, dot /= (real)s->d;
        for (int64_t c = 0; c < s->d; c++) dx[c] = factor * (du[c] - mean - normal[c] * dot);
    }
}

/* With z = [max(x, 0), max(-x, 0)]: z times z shifted by 1, 2, 3, 4, one after the other. */
static void T(halves)(int64_t d, const real *x, real *z)
{
    for (int64_t c = 0; c < d; c++) z[c] = x[c] < 0 ? 0 : x[c], z[d + c] = x[c] > 0 ? 0 : -x[c];
}

MAP(dpfp)
{
    const int64_t n = 2 * s->d;
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldf) {
        T(halves)(s->d, x, s->t);
        for (int64_t shift = 1; shift <= s->f / n; shift++)
            for (int64_t c = 0; c < n; c++) y[(shift - 1) * n + c] = s->t[c] * s->t[(c - shift % n + n) % n];
    }
}
DERIVATIVE(dpfp)
{
    (void)y;
    const int64_t n = 2 * s->d;
    real *z = s->t, *dz = s->t + n;
    for (int64_t r = 0; r < rows; r++, x += s->ldd, dy += s->ldf, dx += s->ldd) {
        T(halves)(s->d, x, z);
        for (int64_t c = 0; c < n; c++) dz[c] = 0;
        for (int64_t shift = 1; shift <= s->f / n; shift++)
            for (int64_t c = 0; c < n; c++) {
                int64_t other = (c - shift % n + n) % n;
                real g = dy[(shift - 1) * n + c];
                dz[c] += g * z[other], dz[other] += g * z[c];
            }
        for (int64_t c = 0; c < s->d; c++) dx[c] = x[c] > 0 ? dz[c] : x[c] < 0 ? -dz[s->d + c] : 0;
    }
}

static real T(unit_factor)(int64_t d, const real *x)
{
    real sum = 0;
    for (int64_t c = 0; c < d; c++) sum += x[c] * x[c];
    return 1 / (real)sqrt((double)(sum + (real)1e-6));
}

MAP(unit)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldd) {
        const real f = T(unit_factor)(s->d, x);
        for (int64_t c = 0; c < s->ldd; c++) y[c] = f * x[c];
    }
}
DERIVATIVE(unit)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldd, dy += s->ldd, dx += s->ldd) {
        const real f = T(unit_factor)(s->d, x);
        real dot = 0;
        for (int64_t c = 0; c < s->d; c++) dot += y[c] * dy[c];
        for (int64_t c = 0; c < s->ldd; c++) dx[c] = f * (dy[c] - y[c] * dot);
    }
}

#include "linear_fixed.inc.c"

typedef struct T(map_bodies) {
    void (*forward)(const T(side) *, int64_t, const real *, real *);
    void (*backward)(const T(side) *, int64_t, const real *, const real *, const real *, real *);
} T(map_bodies);

#define LINE(index, name) [index] = {T(map_##name), T(map_##name##_backward)}
static const T(map_bodies) T(maps)[MAPS] = {
    LINE(MAP_IDENTITY, identity), LINE(MAP_RELU, relu), LINE(MAP_RELU2, relu2), LINE(MAP_ELU1, elu1), LINE(MAP_EXP, exp),
    LINE(MAP_SIGMOID, sigmoid), LINE(MAP_SOFTMAX, softmax), LINE(MAP_T2R, t2r), LINE(MAP_TAYLOR1, taylor1), LINE(MAP_TAYLOR2, taylor2),
    LINE(MAP_REBASED, rebased), LINE(MAP_DPFP, dpfp), LINE(MAP_HADAMARD, hadamard), LINE(MAP_HEDGEHOG_EXP, hedgehog),
    LINE(MAP_HEDGEHOG_SOFTMAX, hedgehog), LINE(MAP_FOCUSED, focused), LINE(MAP_NALA, nala), LINE(MAP_FAVOR, favor), LINE(MAP_RFF, rff),
    LINE(MAP_COS, cos), LINE(MAP_HEDGEHOG_STABLE, hedgehog), LINE(MAP_HEDGEHOG_JOINT, hedgehog), LINE(MAP_NALA_SPLIT, nala),
    LINE(MAP_FAVOR_RELU, favor), LINE(MAP_FAVOR_HYPERBOLIC, favor), LINE(MAP_LEAKY, leaky), LINE(MAP_UNIT, unit),
};
#undef LINE
#undef MAP
#undef DERIVATIVE
#undef EACH

static bool T(extended)(const T(side) *s) { return s->counted || s->cosines; }
static inline bool T(maps_nothing)(const T(side) *s) { return s->map == MAP_IDENTITY && !s->to_one && !T(extended)(s); }

/* out[c] (+)= the pairs (0, 1), (2, 3) ... of x turned by the angles of a row of the tables; `sign` -1: its transpose. */
static void T(turn_pairs)(const T(side) *s, int64_t row, int sign, const real *x, real *out, bool add)
{
    for (int64_t c = 0; c + 1 < s->f; c += 2) {
        real cosine[2], sine[2];
        for (int i = 0; i < 2; i++) {
            cosine[i] = (real)view_get(s->cosines, row, c + i, 0, 0);
            sine[i] = (real)view_get(s->sines, row, c + i, 0, 0);
        }
        const real one = sign > 0 ? x[c] * cosine[0] - x[c + 1] * sine[0] : x[c] * cosine[0] + x[c + 1] * sine[1];
        const real two = sign > 0 ? x[c + 1] * cosine[1] + x[c] * sine[1] : x[c + 1] * cosine[1] - x[c] * sine[0];
        out[c] = one + (add ? out[c] : 0), out[c + 1] = two + (add ? out[c + 1] : 0);
    }
}

/* A row of features as the walk takes it: turned beside plain, then what is counted. */
static void T(extend)(const T(side) *s, int64_t row, const real *x, real *to)
{
    int64_t at = 0;
    if (s->cosines) T(turn_pairs)(s, row, 1, x, to, false), at = s->f;
    for (int64_t c = 0; c < s->f; c++) to[at + c] = x[c];
    at += s->f;
    if (s->counted) to[at++] = s->keys;
    for (; at < s->ldy; at++) to[at] = 0;
}

static void T(map_forward)(const T(side) *s, int64_t rows, const real *x, real *y)
{
    real *out = T(extended)(s) ? s->features : y;
    T(maps)[s->map].forward(s, rows, x, out);
    for (int64_t r = 0; r < rows; r++) {
        real *row = out + r * s->ldf, sum = (real)1e-4;
        for (int64_t c = s->f; c < s->ldf; c++) row[c] = 0;
        for (int64_t c = 0; s->to_one && c < s->f; c++) sum += row[c];
        for (int64_t c = 0; s->to_one && c < s->f; c++) row[c] /= sum;
        if (out != y) T(extend)(s, s->place - 1 + r, row, y + r * s->ldy);
    }
}

/* dy is changed. */
static void T(map_backward)(const T(side) *s, int64_t rows, const real *x, real *dy, real *dx)
{
    real *y = s->y, *gradient = T(extended)(s) ? s->features : dy;
    T(maps)[s->map].forward(s, rows, x, y);
    for (int64_t r = 0; r < rows; r++) {
        real *g = gradient + r * s->ldf, *feature = y + r * s->ldf, sum = (real)1e-4, dot = 0;
        for (int64_t c = 0; gradient != dy && c < s->f; c++) g[c] = dy[r * s->ldy + (s->cosines ? s->f : 0) + c];
        if (s->cosines) T(turn_pairs)(s, s->place - 1 + r, -1, dy + r * s->ldy, g, true);
        for (int64_t c = s->f; c < s->ldf; c++) feature[c] = 0, g[c] = 0;
        if (!s->to_one)
            continue;
        for (int64_t c = 0; c < s->f; c++) sum += feature[c], dot += feature[c] * g[c];
        for (int64_t c = 0; c < s->f; c++) g[c] = (g[c] - dot / sum) / sum;
    }
    T(maps)[s->map].backward(s, rows, x, y, gradient, dx);
}
