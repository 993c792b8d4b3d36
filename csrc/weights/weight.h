/* A weight function: what turns a tile of scores into weights, and its backward. A file here is a weight function; the build finds it.
 *
 * Scores of absent keys are -inf and must get the weight 0. `width` is whole vectors, rows are `ld` apart. Included once per element type. */
#ifndef POLYATTN_WEIGHT
#define POLYATTN_WEIGHT
/* Families A and B of spec/dense-scores.md 0.3 walk the keys once; C and D (statistics of a row, a threshold) see the scores of a whole row. */
typedef enum family { RUNNING_MAXIMUM, POINTWISE, WHOLE_ROW } family;
#endif

typedef struct T(weight) {
    family family;

    /* s: score -> weight, in place. RUNNING_MAXIMUM keeps per row an integer `top` (log2 of a common factor 2^-top of everything it has added so
     * far) and `sum` [rows][lanes]; it returns whether some top moved, and then row i of what was summed before is to be multiplied by rescale[i],
     * a power of two: bits do not depend on when. The engine starts top with REAL_LOWEST. POINTWISE adds its weights to `sum`; `top` holds the
     * mechanism's parameter of each row. */
    bool (*forward)(int64_t rows, int64_t width, real *s, int64_t ld, real *top, real *sum, real *rescale);

    /* s: score -> weight; dw: dL/dweight -> dL/dscore. RUNNING_MAXIMUM: the weight is exp(s - lse), and delta = sum_j weight dL/dweight.
     * POINTWISE: `lse` holds the parameter; delta, what the division by the row's sum takes from every dL/dweight, is to be subtracted first.
     * `hidden`: some scores may be -inf, and whatever stands in dw there is no concern of theirs. */
    void (*backward)(int64_t rows, int64_t width, real *s, real *dw, int64_t ld, const real *lse, const real *delta, bool hidden);

    /* WHOLE_ROW: one row, p its parameters, `scratch` [width]. The second also takes dw: dL/dweight (anything where s is -inf) -> dL/dscore, and adds
     * the gradients of learned parameters to dp. */
    void (*row_forward)(int64_t width, real *s, const double *p, real *scratch);
    void (*row_backward)(int64_t width, real *s, real *dw, const double *p, double *dp, real *scratch);
    double (*row_lse)(int64_t width, const real *s);       /* log of the sum of exp(score), where the mechanism has such an output */
} T(weight);
