/* Feature maps with powers and angles, element by element in double: focused, nala, cos. */

/* |x| x^p / |x^p| of a row of x >= 0; the largest element is divided out of the powers, so that none of them vanishes. */
static void T(focus)(int64_t d, double p, const real *x, real *y)
{
    double top = 0, square = 0, powers = 0;
    for (int64_t c = 0; c < d; c++) top = (double)x[c] > top ? (double)x[c] : top, square += (double)x[c] * (double)x[c];
    for (int64_t c = 0; c < d; c++) {
        const double u = pow((double)x[c] / top, p);
        powers += u * u;
        y[c] = (real)u;
    }
    const double factor = sqrt(square / powers);
    for (int64_t c = 0; c < d; c++) y[c] = (real)((double)y[c] * factor);
}

/* dx, with y = focus(x): dx = <dy, y> x / |x|^2 + p / x (y dy - y^2 <dy, y> / |y|^2). */
static void T(focus_backward)(int64_t d, double p, const real *x, const real *y, const real *dy, real *dx)
{
    double square = 0, dot = 0;
    for (int64_t c = 0; c < d; c++) square += (double)x[c] * (double)x[c], dot += (double)y[c] * (double)dy[c];
    const double share = dot / square;
    for (int64_t c = 0; c < d; c++)
        dx[c] = (real)(share * (double)x[c] + p / (double)x[c] * (double)y[c] * ((double)dy[c] - (double)y[c] * share));
}

static void T(lift)(const T(side) *s, const real *x, real *out)
{
    const real eps = (real)s->numbers[FOCUS_EPS];
    for (int64_t c = 0; c < s->d; c++) out[c] = (x[c] < 0 ? 0 : x[c]) + eps;
}

MAP(focused)
{
    for (int64_t r = 0; r < rows; r++) {
        T(lift)(s, x + r * s->ldd, s->t);
        T(focus)(s->d, s->numbers[FOCUS_POWER], s->t, y + r * s->ldf);
    }
}
DERIVATIVE(focused)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldf, dy += s->ldf, dx += s->ldd) {
        T(lift)(s, x, s->t);
        T(focus_backward)(s->d, s->numbers[FOCUS_POWER], s->t, y, dy, dx);
        for (int64_t c = 0; c < s->d; c++) dx[c] = x[c] > 0 ? dx[c] : 0;
    }
}

/* A row of nala: its norm, its direction, the exponent of its magnitudes (those of q's direction, or k itself). */
typedef struct T(nala_row) { double norm, power, slope; real factor; const real *base; } T(nala_row);

static T(nala_row) T(nala_of)(const T(side) *s, const real *x, real *unit)
{
    T(nala_row) n = {.norm = sqrt(T(square_of)(s->d, x)), .power = s->numbers[NALA_LAMBDA], .base = x};
    n.factor = T(direction)(s->d, x, unit);
    if (s->keys)
        return n;
    const double t = tanh(n.norm);
    n.power *= s->numbers[NALA_TAU] + t;
    n.slope = s->numbers[NALA_LAMBDA] * (1 - t * t);
    n.base = unit;
    return n;
}

/* Angles are pi / 4 more than in the paper, in both maps: no feature is negative then, and nothing cancels in their products. */
static const double T(quarter_turn) = 0.78539816339744831;      /* pi / 4 */

MAP(nala)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldf) {
        const T(nala_row) n = T(nala_of)(s, x, s->t);
        for (int64_t c = 0; c < s->d; c++) {
            const double m = pow(fabs((double)n.base[c]), n.power), angle = T(quarter_turn) * (1 + tanh(s->numbers[NALA_ALPHA] * (double)s->t[c]));
            const bool split = s->map == MAP_NALA_SPLIT, up = n.base[c] >= 0;
            y[c] = (real)(split ? (n.base[c] < 0 ? 0 : m) : m * cos(angle));
            y[s->d + c] = (real)(split ? (up ? 0 : m) : m * sin(angle));
        }
    }
}
DERIVATIVE(nala)
{
    const double alpha = s->numbers[NALA_ALPHA];
    real *unit = s->t, *d_unit = s->t + s->ldd;
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldf, dy += s->ldf, dx += s->ldd) {
        const T(nala_row) n = T(nala_of)(s, x, unit);
        double dn = 0;
        for (int64_t c = 0; c < s->d; c++) {
            const double base = fabs((double)n.base[c]), sign = n.base[c] < 0 ? -1 : 1, t = tanh(alpha * (double)unit[c]), angle = T(quarter_turn) * (1 + t);
            const bool split = s->map == MAP_NALA_SPLIT;
            const double one = (double)dy[c], two = (double)dy[s->d + c];
            const double dm = split ? (sign > 0 ? one : two) : one * cos(angle) + two * sin(angle);
            const double turn = split ? 0 : ((double)y[c] * two - (double)y[s->d + c] * one) * T(quarter_turn) * (1 - t * t) * alpha;
            const double grow = base == 0 ? 0 : dm * n.power * pow(base, n.power - 1) * sign;
            if (base != 0) dn += dm * pow(base, n.power) * log(base) * n.slope;
            d_unit[c] = (real)(turn + (s->keys ? 0 : grow));
            dx[c] = (real)(s->keys ? grow : 0);
        }
        T(direction_backward)(s->d, n.factor, unit, d_unit, dx);
        for (int64_t c = 0; c < s->d; c++) dx[c] += (real)dn * unit[c];
    }
}

/* pi p / (2 m) at the position p of row r. */
static double T(cos_angle)(const T(side) *s, int64_t r) { return 1.5707963267948966 * (double)(s->place + r) / s->length; }

MAP(cos)
{
    for (int64_t r = 0; r < rows; r++, x += s->ldd, y += s->ldf) {
        const real sine = (real)sin(T(cos_angle)(s, r)), cosine = (real)cos(T(cos_angle)(s, r));
        for (int64_t c = 0; c < s->d; c++) {
            const real a = x[c] < 0 ? 0 : x[c];
            y[c] = a * sine, y[s->d + c] = a * cosine;
        }
    }
}
DERIVATIVE(cos)
{
    (void)y;
    for (int64_t r = 0; r < rows; r++, x += s->ldd, dy += s->ldf, dx += s->ldd) {
        const real sine = (real)sin(T(cos_angle)(s, r)), cosine = (real)cos(T(cos_angle)(s, r));
        for (int64_t c = 0; c < s->d; c++) dx[c] = x[c] > 0 ? sine * dy[c] + cosine * dy[s->d + c] : 0;
    }
}
