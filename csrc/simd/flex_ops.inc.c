/* Operations of flex/ops.h as kernels: one operation over a strip of at most FLEX_STRIP_ROWS x FLEX_STRIP_KEYS scores (or one vector of rows, columns,
 * diagonals). Vectors are the compiler's own, which have integer lanes; what needs more than operators goes through `vec`. */

#if SIMD == SIMD_AVX512
#define FLEX_BYTES 64
#elif SIMD == SIMD_AVX2
#define FLEX_BYTES 32
#else
#define FLEX_BYTES 16
#endif
#if REAL == 32
typedef int32_t T(cell);
typedef uint32_t T(ucell);
#define TOP_BIT ((int32_t)0x80000000u)
#else
typedef int64_t T(cell);
typedef uint64_t T(ucell);
#define TOP_BIT ((int64_t)0x8000000000000000u)
#endif
#define FLEX_VECTOR_TYPE __attribute__((vector_size(FLEX_BYTES), aligned(sizeof(real)), may_alias))
typedef real T(fv) FLEX_VECTOR_TYPE;
typedef T(cell) T(iv) FLEX_VECTOR_TYPE;
typedef T(ucell) T(uv) FLEX_VECTOR_TYPE;
enum { T(FLEX_WIDTH) = FLEX_BYTES / sizeof(real) };

#define fv T(fv)
#define iv T(iv)
#define uv T(uv)
#define SHIFT_MOST (REAL - 1)
#define SIGNED(x) ((iv)(x))
#define UNSIGNED(x) ((uv)(x))
#define BITS(x) ((iv)(x))
#define FA ((fv)A)
#define FB ((fv)B)
#define PICK(m, a, b) (((iv)(m) & (a)) | (~(iv)(m) & (b)))
#define TO_FLOAT(x) __builtin_convertvector(x, fv)
#define TO_INT(x) __builtin_convertvector(x, iv)
#define EACH_LANE for (int l = 0; l < (int)T(FLEX_WIDTH); l++)

/* Element (r, j) at p[r * step + j], or p[r * step] where the form says that the operand is no vector. */
typedef struct T(place) { real *p; int64_t step; } T(place);
typedef void (*T(operation))(const T(place) *d, const T(place) *a, const T(place) *b, const T(place) *c, int64_t rows, int64_t width);

INLINE fv T(spread)(real x) { return x - (fv){0}; }
INLINE iv T(first)(const real *p)
{
    T(cell) x;
    memcpy(&x, p, sizeof x);
    return x - (iv){0};
}

INLINE vec T(flex_floor)(vec x)
{
    vec r = v_round(x);
    return v_select(v_lt(x, r), v_sub(r, v_set(1)), r);
}

#if REAL == 32
/* Cephes' logf, 2 ulp; -inf at 0, NaN below. */
INLINE fv T(flex_log)(fv x)
{
    iv tiny = x < 1.17549435e-38f, y = PICK(tiny, (iv)(x * 16777216.f), (iv)x);
    iv i = y - 0x3f3504f3, e = i >> 23;
    fv n = TO_FLOAT(e) - (fv)PICK(tiny, (iv)T(spread)(24), (iv)T(spread)(0));
    fv f = (fv)((i & 0x7fffff) + 0x3f3504f3) - 1, u = f * f;
    fv p = ((7.0376836292e-2f * f - 1.1514610310e-1f) * f + 1.1676998740e-1f) * f - 1.2420140846e-1f;
    p = (((p * f + 1.4249322787e-1f) * f - 1.6668057665e-1f) * f + 2.0000714765e-1f) * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    fv r = (u * f * p + n * -2.12194440e-4f) - 0.5f * u;
    r = (f + r) + n * 0.693359375f;
    iv bits = PICK(x == 0, (iv)T(spread)(-INFINITY), (iv)r);
    bits = PICK(x < 0, (iv)T(spread)(NAN), bits);
    return (fv)PICK((x != x) | (x == INFINITY), (iv)x, bits);
}

/* sin of x + q pi / 2: three-part reduction to |x| <= pi / 4, Cephes' polynomials; large arguments one by one. */
INLINE fv T(flex_sin)(fv x, int q)
{
    bool large = false;
    EACH_LANE large |= !(x[l] < 8192 && x[l] > -8192);
    if (large) {
        EACH_LANE x[l] = (real)(q ? cos((double)x[l]) : sin((double)x[l]));
        return x;
    }
    fv n = x * 0.636619772f;
    iv k = TO_INT(n + (fv)(((iv)n & TOP_BIT) | (iv)T(spread)(0.5f)));
    n = TO_FLOAT(k);
    fv f = ((x - n * 1.5703125f) - n * 4.837512969970703125e-4f) - n * 7.54978995489188216e-8f, u = f * f;
    fv s = ((-1.9515295891e-4f * u + 8.3321608736e-3f) * u - 1.6666654611e-1f) * u * f + f;
    fv c = ((2.443315711809948e-5f * u - 1.388731625493765e-3f) * u + 4.166664568298827e-2f) * u * u - 0.5f * u + 1;
    k = k + q;
    return (fv)(PICK((k & 1) != 0, (iv)c, (iv)s) ^ ((k & 2) << 30));
}

INLINE fv T(flex_erf)(fv x)
{
    EACH_LANE x[l] = erff(x[l]);
    return x;
}
#else
INLINE fv T(flex_log)(fv x)
{
    EACH_LANE x[l] = log(x[l]);
    return x;
}

INLINE fv T(flex_sin)(fv x, int q)
{
    EACH_LANE x[l] = q ? cos(x[l]) : sin(x[l]);
    return x;
}

INLINE fv T(flex_erf)(fv x)
{
    EACH_LANE x[l] = erf(x[l]);
    return x;
}
#endif

INLINE T(cell) T(floor_divide_one)(T(cell) a, T(cell) b)
{
    if (b == 0) return 0;
    if (b == -1) return (T(cell))(0 - (T(ucell))a);
    T(cell) q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

/* f32: by a float quotient and a correction, exact below 2^24; beyond, and in f64, lane by lane. */
INLINE iv T(flex_floor_divide)(iv a, iv b)
{
#if REAL == 32
    iv large = PICK(a < 0, -a, a) >> 24 | PICK(b < 0, -b, b) >> 24 | (b == 0);
    T(cell) any = 0;
    EACH_LANE any |= large[l];
    if (!any) {
        iv q = TO_INT(TO_FLOAT(a) / TO_FLOAT(b)), r = a - q * b;
        q += (r != 0) & ((r ^ b) < 0);                 /* true is -1 */
        r = a - q * b;
        return q - ((PICK(b < 0, -r, r) >= PICK(b < 0, -b, b)));
    }
#endif
    EACH_LANE a[l] = T(floor_divide_one)(a[l], b[l]);
    return a;
}

#define STRIP_LOOP(...) \
    for (int64_t r = 0; r < rows; r++) { \
        const real *pa = a->p + r * a->step, *pb = b->p + r * b->step, *pc = c->p + r * c->step; \
        real *pd = d->p + r * d->step; \
        (void)pb, (void)pc, (void)pd; \
        __VA_ARGS__ \
    }
#define PLAIN_BODY(name, operands, value) \
    INLINE void T(name##_any)(const T(place) *d, const T(place) *a, const T(place) *b, const T(place) *c, int64_t rows, int64_t width, const int form) \
    { \
        STRIP_LOOP({ \
            const iv a1 = T(first)(pa), b1 = T(first)(pb), c1 = T(first)(pc); \
            for (int64_t j = 0; j < width; j += T(FLEX_WIDTH)) { \
                const iv A = form & 1 ? *(const iv *)(pa + j) : a1, B = form & 2 ? *(const iv *)(pb + j) : b1, C = form & 4 ? *(const iv *)(pc + j) : c1; \
                (void)B, (void)C; \
                *(iv *)(pd + j) = (iv)(value); \
            } \
        }) \
    }
#define PLAIN_FORM(name, form) \
    static void T(name##_##form)(const T(place) *d, const T(place) *a, const T(place) *b, const T(place) *c, int64_t rows, int64_t width) \
    { \
        if (width == FLEX_STRIP_KEYS) T(name##_any)(d, a, b, c, rows, FLEX_STRIP_KEYS, form); \
        else T(name##_any)(d, a, b, c, rows, width, form); \
    }
#define PLAIN_FORMS_1(name) PLAIN_FORM(name, 0) PLAIN_FORM(name, 1)
#define PLAIN_FORMS_2(name) PLAIN_FORMS_1(name) PLAIN_FORM(name, 2) PLAIN_FORM(name, 3)
#define PLAIN_FORMS_3(name) PLAIN_FORMS_2(name) PLAIN_FORM(name, 4) PLAIN_FORM(name, 5) PLAIN_FORM(name, 6) PLAIN_FORM(name, 7)
#define PLAIN(name, operands, value) PLAIN_BODY(flex_##name, operands, value) PLAIN_FORMS_##operands(flex_##name)
FLEX_PLAIN(PLAIN)

#define VECTOR(name, value) \
    static void T(flex_##name##_1)(const T(place) *d, const T(place) *a, const T(place) *b, const T(place) *c, int64_t rows, int64_t width) \
    { \
        STRIP_LOOP(for (int64_t j = 0; j < width; j += LANES) { const vec x = v_load(pa + j); v_store(pd + j, value); }) \
    } \
    static void T(flex_##name##_0)(const T(place) *d, const T(place) *a, const T(place) *b, const T(place) *c, int64_t rows, int64_t width) \
    { \
        STRIP_LOOP({ const vec x = v_set(pa[0]), y = value; for (int64_t j = 0; j < width; j += LANES) v_store(pd + j, y); }) \
    }
FLEX_VECTOR(VECTOR)

#define FLEX_ARGUMENTS const T(place) *d, const T(place) *a, const T(place) *b, const T(place) *c, int64_t rows, int64_t width
static inline T(cell) T(cell_at)(const real *p)
{
    T(cell) x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* a: flat index, b: the captured tensor. */
static void T(flex_gather)(FLEX_ARGUMENTS)
{
    STRIP_LOOP({
#if SIMD == SIMD_AVX512 && REAL == 32
        for (int64_t j = 0; j < width; j += 16) _mm512_storeu_ps(pd + j, _mm512_i32gather_ps(_mm512_loadu_si512(pa + j), b->p, 4));
#elif SIMD == SIMD_AVX512
        for (int64_t j = 0; j < width; j += 8) _mm512_storeu_pd(pd + j, _mm512_i64gather_pd(_mm512_loadu_si512(pa + j), b->p, 8));
#else
        for (int64_t j = 0; j < width; j++) pd[j] = b->p[T(cell_at)(pa + j)];
#endif
    })
}

static bool T(in_a_row)(const real *kv, int64_t width) { return T(cell_at)(kv + width - 1) - T(cell_at)(kv) == width - 1; }

/* The index is a (one of a row) + or - kv, the slot c: plain loads and stores. */
INLINE void T(load_along)(FLEX_ARGUMENTS, const int sign)
{
    const T(cell) k0 = T(cell_at)(c->p);
    const bool plain = T(in_a_row)(c->p, width);
    for (int64_t r = 0; r < rows; r++) {
        const real *t = b->p + T(cell_at)(a->p + r * a->step) + sign * k0;
        real *y = d->p + r * d->step;
        if (plain && sign > 0)
            memcpy(y, t, (size_t)width * sizeof *y);
        else if (plain)
            for (int64_t j = 0; j < width; j++) y[j] = t[-j];
        else
            for (int64_t j = 0; j < width; j++) y[j] = t[sign * (T(cell_at)(c->p + j) - k0)];
    }
}
static void T(flex_load_forward)(FLEX_ARGUMENTS) { T(load_along)(d, a, b, c, rows, width, 1); }
static void T(flex_load_backward)(FLEX_ARGUMENTS) { T(load_along)(d, a, b, c, rows, width, -1); }

/* b: what is added, 0 where nothing is. */
INLINE void T(scatter_along)(FLEX_ARGUMENTS, const int sign)
{
    const T(cell) k0 = T(cell_at)(c->p);
    const bool plain = T(in_a_row)(c->p, width);
    for (int64_t r = 0; r < rows; r++) {
        real *t = d->p + T(cell_at)(a->p + r * a->step) + sign * k0;
        const real *v = b->p + r * b->step;
        if (plain)
            for (int64_t j = 0; j < width; j++) t[sign * j] += v[j];
        else
            for (int64_t j = 0; j < width; j++) t[sign * (T(cell_at)(c->p + j) - k0)] += v[j];
    }
}
static void T(flex_scatter_forward)(FLEX_ARGUMENTS) { T(scatter_along)(d, a, b, c, rows, width, 1); }
static void T(flex_scatter_backward)(FLEX_ARGUMENTS) { T(scatter_along)(d, a, b, c, rows, width, -1); }

static void T(flex_scatter)(FLEX_ARGUMENTS)
{
    (void)c;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = 0; j < width; j++) d->p[T(cell_at)(a->p + r * a->step + j)] += b->p[r * b->step + j];
}

static void T(flex_scatter_one)(FLEX_ARGUMENTS)
{
    (void)c, (void)rows, (void)width;
    d->p[T(cell_at)(a->p)] += b->p[0];
}

/* An index into an axis of b elements: negative ones count from its end; what is outside is clamped and leaves a mark in c. */
static void T(flex_index)(FLEX_ARGUMENTS)
{
    const iv n = T(first)(b->p), zero = n ^ n;
    iv bad = *(iv *)c->p;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = 0; j < width; j += T(FLEX_WIDTH)) {
            iv i = *(const iv *)(a->p + r * a->step + j);
            i = PICK(i < 0, i + n, i);
            bad |= (iv)(i < 0) | (iv)(i >= n);
            i = PICK(i < 0, zero, i);
            *(iv *)(d->p + r * d->step + j) = PICK(i >= n, n - 1, i);
        }
    *(iv *)c->p = bad;
}

static void T(flex_sum_row)(FLEX_ARGUMENTS)
{
    (void)b, (void)c;
    for (int64_t r = 0; r < rows; r++) {
        fv *to = (fv *)(d->p + r * d->step), s = *to;
        for (int64_t j = 0; j < width; j += T(FLEX_WIDTH)) s += *(const fv *)(a->p + r * a->step + j);
        *to = s;
    }
}

static void T(flex_sum_column)(FLEX_ARGUMENTS)
{
    (void)b, (void)c;
    for (int64_t j = 0; j < width; j += T(FLEX_WIDTH)) {
        fv *to = (fv *)(d->p + j), s = *to;
        for (int64_t r = 0; r < rows; r++) s += *(const fv *)(a->p + r * a->step + j);
        *to = s;
    }
}

static void T(flex_sum_all)(FLEX_ARGUMENTS)
{
    fv *to = (fv *)d->p, s = *to;
    (void)b, (void)c;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = 0; j < width; j += T(FLEX_WIDTH)) s += *(const fv *)(a->p + r * a->step + j);
    *to = s;
}

/* The step of d is -1: each row adds one place further left. */
static void T(flex_sum_diagonal)(FLEX_ARGUMENTS)
{
    (void)b, (void)c;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t j = 0; j < width; j += T(FLEX_WIDTH)) *(fv *)(d->p + r * d->step + j) += *(const fv *)(a->p + r * a->step + j);
}

/* The sum of a vector, to every lane. */
static void T(flex_fold)(FLEX_ARGUMENTS)
{
    real s = 0;
    (void)b, (void)c, (void)rows;
    for (int64_t j = 0; j < width; j++) s += a->p[j];
    for (int j = 0; j < FLEX_LANES; j++) d->p[j] = s;
}

#define ENTRY_1(name) {T(name##_0), T(name##_1)},
#define ENTRY_2(name) {T(name##_0), T(name##_1), T(name##_2), T(name##_3)},
#define ENTRY_3(name) {T(name##_0), T(name##_1), T(name##_2), T(name##_3), T(name##_4), T(name##_5), T(name##_6), T(name##_7)},
#define ENTRY_PLAIN(name, operands, value) ENTRY_##operands(flex_##name)
#define ENTRY_VECTOR(name, value) ENTRY_1(flex_##name)
#define ENTRY_MEMORY(name) {T(flex_##name), T(flex_##name), T(flex_##name), T(flex_##name), T(flex_##name), T(flex_##name), T(flex_##name), T(flex_##name)},
static const T(operation) T(operations)[][8] = {FLEX_PLAIN(ENTRY_PLAIN) FLEX_VECTOR(ENTRY_VECTOR) FLEX_MEMORY(ENTRY_MEMORY)};
#undef FLEX_BYTES
#undef TOP_BIT
