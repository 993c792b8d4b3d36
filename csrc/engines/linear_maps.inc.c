/* Feature maps, forward and derivative side by side. Rows: x [rows, ld of d], y [rows, ld of f]; columns beyond d and f are 0 in x, and made 0
 * in y by map_forward. Derivatives take dy and write dx; where a map has learned tensors, their gradients are added to the side's sums. */
#include "linear_maps.h"

/* The queries of one head, or the keys of one, on their way through phi. */
typedef struct T(side) {
    const T(kernels) *k;
    int map;
    bool to_one;                         /* divided by the sum of its features + 1e-4 */
    int64_t d, f, ldd, ldf;
    real *w, *wt, *b;                    /* weighted: W in panels, W^T in panels, bias [ldf] (0 where there is none) */
    real *gamma, *beta;                  /* affine: [ldd] */
    real *dw, *db, *dgamma, *dbeta;      /* sums of gradients: [d][ldf], [ldf], [ldd], [ldd]; NULL: not wanted */
    real *y, *t;                         /* scratch: [rows][ldf], [rows][ldd] */
    real *panels;                        /* scratch of a packed operand of `rows` by f */
} T(side);

#define MAP(name) static void T(map_##name)(const T(side) *s, int64_t rows, const real *x, real *y)
#define DERIVATIVE(name) static void T(map_##name##_backward)(const T(side) *s, int64_t rows, const real *x, const real *y, const real *dy, real *dx)
#define EACH for (int64_t i = 0; i < rows * s->ldd; i++)      /* maps that keep the length: ldf = ldd */

MAP(identity) { EACH y[i] = x[i]; (void)s; }
DERIVATIVE(identity) { (void)x, (void)y; EACH dx[i] = dy[i]; }

MAP(relu) { EACH y[i] = x[i] < 0 ? 0 : x[i]; }
DERIVATIVE(relu) { (void)y; EACH dx[i] = (x[i] > 0 ? 1 : (real)0) * dy[i]; }

MAP(relu2) { EACH y[i] = x[i] < 0 ? 0 : x[i] * x[i]; }
DERIVATIVE(relu2) { (void)y; EACH dx[i] = (x[i] > 0 ? 2 * x[i] : 0) * dy[i]; }

MAP(exp) { s->k->gate.exponentials(rows * s->ldd, x, y); }
DERIVATIVE(exp) { (void)x; s->k->gate.multiply(rows * s->ldd, y, dy, dx); }

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

MAP(t2r)
{
    static const real one = 1;
    for (int64_t r = 0; r < rows; r++) memcpy(y + r * s->ldf, s->b, (size_t)s->ldf * sizeof(real));
    s->k->product(rows, s->f, s->d, x, s->ldd, 1, s->w, y, s->ldf, &one, 0);
    for (int64_t i = 0; i < rows * s->ldf; i++) y[i] = y[i] < 0 ? 0 : y[i];
}
DERIVATIVE(t2r)
{
    static const real one = 1;
    real *through = s->y;
    for (int64_t i = 0; i < rows * s->ldf; i++) through[i] = y[i] > 0 ? dy[i] : 0;
    s->k->product(rows, s->d, s->f, through, s->ldf, 1, s->wt, dx, s->ldd, 0, 0);
    if (s->db)
        for (int64_t i = 0; i < rows * s->ldf; i++) s->db[i % s->ldf] += through[i];
    if (s->dw) {
        slice whole = {(char *)through, REAL_DTYPE, rows, s->f, s->ldf * (int64_t)sizeof(real), sizeof(real)};
        s->k->pack_panels(&whole, s->panels);
        s->k->product(s->d, s->f, rows, x, 1, s->ldd, s->panels, s->dw, s->ldf, &one, 0);
    }
}

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

typedef struct T(map_bodies) {
    void (*forward)(const T(side) *, int64_t, const real *, real *);
    void (*backward)(const T(side) *, int64_t, const real *, const real *, const real *, real *);
} T(map_bodies);

#define LINE(index, name) [index] = {T(map_##name), T(map_##name##_backward)}
static const T(map_bodies) T(maps)[MAPS] = {
    LINE(MAP_IDENTITY, identity), LINE(MAP_RELU, relu), LINE(MAP_RELU2, relu2), LINE(MAP_ELU1, elu1), LINE(MAP_EXP, exp),
    LINE(MAP_SIGMOID, sigmoid), LINE(MAP_SOFTMAX, softmax), LINE(MAP_T2R, t2r), LINE(MAP_TAYLOR1, taylor1), LINE(MAP_TAYLOR2, taylor2),
    LINE(MAP_REBASED, rebased), LINE(MAP_DPFP, dpfp), LINE(MAP_UNIT, unit),
};
#undef LINE
#undef MAP
#undef DERIVATIVE
#undef EACH

static bool T(maps_nothing)(const T(side) *s) { return s->map == MAP_IDENTITY && !s->to_one; }

static void T(map_forward)(const T(side) *s, int64_t rows, const real *x, real *y)
{
    T(maps)[s->map].forward(s, rows, x, y);
    for (int64_t r = 0; r < rows; r++, y += s->ldf) {
        for (int64_t c = s->f; c < s->ldf; c++) y[c] = 0;
        if (!s->to_one)
            continue;
        real sum = (real)1e-4;
        for (int64_t c = 0; c < s->f; c++) sum += y[c];
        for (int64_t c = 0; c < s->f; c++) y[c] /= sum;
    }
}

/* dy is changed. */
static void T(map_backward)(const T(side) *s, int64_t rows, const real *x, real *dy, real *dx)
{
    real *y = s->y + rows * s->ldf;      /* behind what t2r needs for itself */
    T(maps)[s->map].forward(s, rows, x, y);
    for (int64_t r = 0; r < rows; r++) {
        real *g = dy + r * s->ldf, *feature = y + r * s->ldf, sum = (real)1e-4, dot = 0;
        for (int64_t c = s->f; c < s->ldf; c++) feature[c] = 0, g[c] = 0;
        if (!s->to_one)
            continue;
        for (int64_t c = 0; c < s->f; c++) sum += feature[c], dot += feature[c] * g[c];
        for (int64_t c = 0; c < s->f; c++) g[c] = (g[c] - dot / sum) / sum;
    }
    T(maps)[s->map].backward(s, rows, x, y, dy, dx);
}
