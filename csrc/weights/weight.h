/* A weight function: what turns a tile of scores into weights, and its backward. A file here is a weight function; the build finds it.
 *
 * Scores of absent keys are -inf and must get the weight 0. `width` is whole vectors, rows are `ld` apart. Included once per element type. */
#ifndef POLYATTN_WEIGHT
#define POLYATTN_WEIGHT
/* Families of spec/dense-scores.md 0.3. The engine walks the keys once for both; row statistics (C) and two passes (D) are further kinds of walk. */
typedef enum family { RUNNING_MAXIMUM, POINTWISE } family;
#endif

typedef struct T(weight) {
    family family;

    /* s: score -> weight, in place. RUNNING_MAXIMUM keeps per row an integer `top` (log2 of a common factor 2^-top of everything it has added so
     * far) and `sum` [rows][lanes]; it returns whether some top moved, and then row i of what was summed before is to be multiplied by rescale[i],
     * a power of two: bits do not depend on when. The engine starts top with REAL_LOWEST. */
    bool (*forward)(int64_t rows, int64_t width, real *s, int64_t ld, real *top, real *sum, real *rescale);

    /* s: score -> weight; dw: dL/dweight -> dL/dscore. RUNNING_MAXIMUM: the weight is exp(s - lse), and delta = sum_j weight dL/dweight.
     * `hidden`: some scores may be -inf, and whatever stands in dw there is no concern of theirs. */
    void (*backward)(int64_t rows, int64_t width, real *s, real *dw, int64_t ld, const real *lse, const real *delta, bool hidden);
} T(weight);
