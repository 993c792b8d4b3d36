/* Feature maps with a matrix per head: learned (t2r, hadamard, hedgehog), or random and constant (favor, rff). */

/* out [rows][ldw] = x W + b. */
static void T(project)(const T(side) *s, int part, int64_t rows, const real *x, real *out)
{
    static const real one = 1;
    for (int64_t r = 0; r < rows; r++) memcpy(out + r * s->ldw, s->b[part], (size_t)s->ldw * sizeof(real));
    s->k->product(rows, s->width, s->d, x, s->ldd, 1, s->w[part], out, s->ldw, &one, 0);
}

/* dx (+)= dy W^T; the gradients of W and b. */
static void T(project_backward)(const T(side) *s, int part, int64_t rows, const real *x, const real *dy, real *dx, bool add)
{
    static const real one = 1;
    s->k->product(rows, s->d, s->width, dy, s->ldw, 1, s->wt[part], dx, s->ldd, add ? &one : 0, 0);
    if (s->db[part])
        for (int64_t i = 0; i < rows * s->ldw; i++) s->db[part][i % s->ldw] += dy[i];
    if (s->dw[part]) {
        slice whole = {(char *)dy, REAL_DTYPE, rows, s->width, s->ldw * (int64_t)sizeof(real), sizeof(real)};
        s->k->pack_panels(&whole, s->panels);
        s->k->product(s->d, s->width, rows, x, 1, s->ldd, s->panels, s->dw[part], s->ldw, &one, 0);
    }
}

MAP(t2r)
{
    T(project)(s, 0, rows, x, y);
    for (int64_t i = 0; i < rows * s->ldf; i++) y[i] = y[i] < 0 ? 0 : y[i];
}
DERIVATIVE(t2r)
{
    for (int64_t i = 0; i < rows * s->ldf; i++) s->stage[i] = y[i] > 0 ? dy[i] : 0;
    T(project_backward)(s, 0, rows, x, s->stage, dx, false);
}

MAP(hadamard)                             /* (W1 x + b1) (W2 x + b2), feature by feature */
{
    T(project)(s, 0, rows, x, y);
    T(project)(s, 1, rows, x, s->stage);
    s->k->gate.multiply(rows * s->ldf, y, s->stage, y);
}
DERIVATIVE(hadamard)
{
    const int64_t n = rows * s->ldf;
    real *one = s->stage, *two = s->stage + n;
    (void)y;
    T(project)(s, 0, rows, x, one);
    T(project)(s, 1, rows, x, two);
    for (int64_t i = 0; i < n; i++) {
        real first = one[i];
        one[i] = two[i] * dy[i], two[i] = first * dy[i];
    }
    T(project_backward)(s, 0, rows, x, one, dx, false);
    T(project_backward)(s, 1, rows, x, two, dx, true);
}

/* Features of p and of -p before they are raised to the floor: e^p, e^(p - max p), softmax(p), or softmax of [2 p, -2 p] together. */
static void T(hedgehog_halves)(const T(side) *s, const real *p, real *half)      /* half: [2][ldw] */
{
    const bool joint = s->map == MAP_HEDGEHOG_JOINT, soft = joint || s->map == MAP_HEDGEHOG_SOFTMAX;
    const int64_t halves = s->f / s->width;
    real top[2] = {-(real)INFINITY, -(real)INFINITY}, sum[2] = {0, 0};
    for (int64_t h = 0; h < halves; h++)
        for (int64_t c = 0; c < s->width; c++) {
            real t = (h ? -1 : 1) * (joint ? 2 : 1) * p[c];
            half[h * s->ldw + c] = t;
            top[h] = t > top[h] ? t : top[h];
        }
    if (joint) top[0] = top[1] = top[0] > top[1] ? top[0] : top[1];
    for (int64_t h = 0; h < halves; h++) {
        real *t = half + h * s->ldw;
        for (int64_t c = 0; c < s->width; c++) t[c] -= s->map == MAP_HEDGEHOG_EXP ? 0 : top[h];
        for (int64_t c = s->width; c < s->ldw; c++) t[c] = 0;
        s->k->gate.exponentials(s->ldw, t, t);
        for (int64_t c = 0; c < s->width; c++) sum[h] += t[c];
    }
    if (joint) sum[0] = sum[1] = sum[0] + sum[1];
    for (int64_t h = 0; soft && h < halves; h++)
        for (int64_t c = 0; c < s->width; c++) half[h * s->ldw + c] /= sum[h];
}

MAP(hedgehog)
{
    const real floor = (real)s->numbers[HEDGEHOG_FLOOR];
    T(project)(s, 0, rows, x, s->stage);
    for (int64_t r = 0; r < rows; r++, y += s->ldf) {
        T(hedgehog_halves)(s, s->stage + r * s->ldw, s->t);
        for (int64_t i = 0; i < s->f; i++) {
            real feature = s->t[i / s->width * s->ldw + i % s->width];
            y[i] = feature < floor ? floor : feature;
        }
    }
}

/* dp += the gradient of one half, h times the sign. */
static void T(hedgehog_half_backward)(const T(side) *s, const real *h, const real *dh, real dot, real sign, real *dp)
{
    const bool soft = s->map == MAP_HEDGEHOG_JOINT || s->map == MAP_HEDGEHOG_SOFTMAX;
    real tops = 0;
    for (int64_t c = 0; c < s->width; c++) {
        dp[c] += sign * h[c] * (dh[c] - (soft ? dot : 0));
        tops += h[c] == 1;
    }
    if (s->map == MAP_HEDGEHOG_STABLE)                        /* equal maxima share */
        for (int64_t c = 0; c < s->width; c++) dp[c] -= h[c] == 1 ? sign * dot / tops : 0;
}
DERIVATIVE(hedgehog)
{
    const real floor = (real)s->numbers[HEDGEHOG_FLOOR], factor = s->map == MAP_HEDGEHOG_JOINT ? 2 : 1;
    const int64_t halves = s->f / s->width;
    real *p = s->stage, *h = s->t, *dh = s->t + 2 * s->ldw;
    (void)y;
    T(project)(s, 0, rows, x, p);
    for (int64_t r = 0; r < rows; r++, dy += s->ldf, p += s->ldw) {
        real dot[2] = {0, 0};
        T(hedgehog_halves)(s, p, h);
        for (int64_t i = 0; i < s->f; i++) {
            int64_t half = i / s->width, at = half * s->ldw + i % s->width;
            dh[at] = h[at] < floor ? 0 : dy[i];
            dot[half] += h[at] * dh[at];
        }
        if (s->map == MAP_HEDGEHOG_JOINT) dot[0] = dot[1] = dot[0] + dot[1];
        for (int64_t c = 0; c < s->ldw; c++) p[c] = 0;
        for (int64_t half = 0; half < halves; half++)
            T(hedgehog_half_backward)(s, h + half * s->ldw, dh + half * s->ldw, dot[half], half ? -factor : factor, p);
    }
    T(project_backward)(s, 0, rows, x, s->stage, dx, false);
}

/* out = omega x, added up in parts: an exponential is about to see the error. */
static void T(project_exactly)(const T(side) *s, int64_t rows, const real *x, real *out, real *part)
{
    enum { PART = 16 };
    for (int64_t at = 0, depth; at < s->d; at += depth) {
        depth = s->d - at < PART ? s->d - at : PART;
        s->k->product_at(rows, s->width, depth, x + at, s->ldd, 1, s->w[0], s->d, at, at ? part : out, s->ldw, 0, 0);
        if (at) s->k->add(rows * s->ldw, part, out);
    }
}

static double T(square_of)(int64_t d, const real *x)
{
    double sum = 0;
    for (int64_t c = 0; c < d; c++) sum += (double)x[c] * (double)x[c];
    return sum;
}

/* u = omega x / D^(1/4) of every row; then e^(u - |x|^2 / (2 sqrt D) - mu), or the same with -u beside it, or max(u, 0). */
static void T(favor_features)(const T(side) *s, int64_t rows, const real *x, real *u)      /* u: [rows][ldw], in place of omega x */
{
    const real root = (real)pow((double)s->d, -0.25);
    for (int64_t r = 0; r < rows; r++, x += s->ldd, u += s->ldw) {
        double norm = s->map == MAP_FAVOR_RELU ? 0 : T(square_of)(s->d, x) / (2 * sqrt((double)s->d));
        real top = -(real)INFINITY;
        for (int64_t c = 0; c < s->width; c++) {
            u[c] *= root;
            top = u[c] > top ? u[c] : top;
        }
        if (s->map == MAP_FAVOR && s->numbers[FAVOR_MAXIMA] != 0) norm += (double)(s->keys ? s->shift : top);      /* of keys: 0 unless theirs is subtracted too */
        for (int64_t c = 0; c < s->width; c++) u[c] = s->map == MAP_FAVOR_RELU ? (u[c] < 0 ? 0 : u[c]) : (real)((double)u[c] - norm);
    }
}

static real T(favor_factor)(const T(side) *s) { return s->map == MAP_FAVOR_RELU ? 1 : (real)(1 / sqrt((double)s->f)); }

/* e^(-u - n) from u - n: n is known from x. */
static void T(negate)(const T(side) *s, int64_t rows, const real *x, const real *u, real *out)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, u += s->ldw, out += s->ldw) {
        const double norm = T(square_of)(s->d, x) / sqrt((double)s->d);
        for (int64_t c = 0; c < s->width; c++) out[c] = (real)(-(double)u[c] - norm);
        for (int64_t c = s->width; c < s->ldw; c++) out[c] = 0;
    }
}

MAP(favor)
{
    const real factor = T(favor_factor)(s), eps = (real)s->numbers[FAVOR_EPS];
    const int64_t n = rows * s->ldw;
    real *u = s->stage, *other = s->stage + n;
    T(project_exactly)(s, rows, x, u, s->stage + 2 * n);
    T(favor_features)(s, rows, x, u);
    if (s->map == MAP_FAVOR_HYPERBOLIC) {
        T(negate)(s, rows, x, u, other);
        s->k->gate.exponentials(n, other, other);
    }
    if (s->map != MAP_FAVOR_RELU) s->k->gate.exponentials(n, u, u);
    for (int64_t r = 0; r < rows; r++)
        for (int64_t i = 0; i < s->f; i++)
            y[r * s->ldf + i] = factor * ((i < s->width ? u : other - s->width)[r * s->ldw + i] + eps);
}
DERIVATIVE(favor)                         /* mu is a constant */
{
    const real root = (real)pow((double)s->d, -0.25), factor = T(favor_factor)(s), eps = (real)s->numbers[FAVOR_EPS];
    real *du = s->stage + 2 * rows * s->ldw;
    for (int64_t r = 0; r < rows; r++) {
        const real *feature = y + r * s->ldf, *g = dy + r * s->ldf;
        real *to = du + r * s->ldw, sum = 0;
        for (int64_t c = 0; c < s->ldw; c++) to[c] = 0;
        for (int64_t i = 0; i < s->f; i++) {
            real dt = s->map == MAP_FAVOR_RELU ? (feature[i] > factor * eps ? g[i] : 0) : (feature[i] - factor * eps) * g[i];
            to[i % s->width] += (i < s->width ? root : -root) * dt;
            sum += s->map == MAP_FAVOR_RELU ? 0 : dt;
        }
        s->stage[r] = sum;
    }
    T(project_backward)(s, 0, rows, x, du, dx, false);
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < s->d; c++) dx[r * s->ldd + c] -= s->stage[r] * root * root * x[r * s->ldd + c];
}

/* x / |x|; returns 1 / |x|, 0 of a zero row. */
static real T(direction)(int64_t d, const real *x, real *out)
{
    const double norm = sqrt(T(square_of)(d, x));
    const real factor = norm > 1e-12 ? (real)(1 / norm) : 0;
    for (int64_t c = 0; c < d; c++) out[c] = factor * x[c];
    return norm == norm ? factor : (real)norm;
}

/* dx (+)= the gradient through the direction `unit`. */
static void T(direction_backward)(int64_t d, real factor, const real *unit, const real *g, real *dx)
{
    real dot = 0;
    for (int64_t c = 0; c < d; c++) dot += unit[c] * g[c];
    for (int64_t c = 0; c < d; c++) dx[c] += factor * (g[c] - unit[c] * dot);
}

/* The directions of all rows in `units`, omega times them in `angles`. */
static void T(rff_angles)(const T(side) *s, int64_t rows, const real *x, real *units, real *angles)
{
    for (int64_t r = 0; r < rows; r++) {
        T(direction)(s->d, x + r * s->ldd, units + r * s->ldd);
        for (int64_t c = s->d; c < s->ldd; c++) units[r * s->ldd + c] = 0;
    }
    T(project)(s, 0, rows, units, angles);
}

MAP(rff)
{
    const double factor = 1 / sqrt((double)s->width);
    real *units = s->stage, *angles = s->stage + rows * s->ldd;
    T(rff_angles)(s, rows, x, units, angles);
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < s->width; c++) {
            const double angle = (double)angles[r * s->ldw + c];
            y[r * s->ldf + c] = (real)(factor * sin(angle)), y[r * s->ldf + s->width + c] = (real)(factor * cos(angle));
        }
}
DERIVATIVE(rff)
{
    real *units = s->stage, *d_angles = s->stage + rows * s->ldd, *d_units = d_angles + rows * s->ldw;
    for (int64_t r = 0; r < rows; r++) {
        const real *sine = y + r * s->ldf, *cosine = sine + s->width, *g = dy + r * s->ldf;
        for (int64_t c = 0; c < s->ldw; c++) d_angles[r * s->ldw + c] = c < s->width ? cosine[c] * g[c] - sine[c] * g[s->width + c] : 0;
    }
    T(project_backward)(s, 0, rows, x, d_angles, d_units, false);
    for (int64_t r = 0; r < rows; r++) {
        real *to = dx + r * s->ldd, factor = T(direction)(s->d, x + r * s->ldd, units);
        for (int64_t c = 0; c < s->ldd; c++) to[c] = 0;
        T(direction_backward)(s->d, factor, units, d_units + r * s->ldd, to);
    }
}
