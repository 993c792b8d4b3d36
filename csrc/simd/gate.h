/* Elementwise work and small triangles of the recurrent engines: what is neither packing nor a product. Matrices are row-major, rows padded
 * with zeros to whole vectors; `n` of flat arrays counts padding. Included once per element type. */
#ifndef POLYATTN_GATED_TOKENS
#define POLYATTN_GATED_TOKENS
/* Tokens of the triangles whose gates differ per channel (scores, left, right): always this many rows, absent ones are zeros. */
enum { GATED_TOKENS = 16 };
#endif

typedef struct T(gates) {
    void (*exponentials)(int64_t n, const real *x, real *out);                          /* e^x */
    void (*multiply)(int64_t n, const real *x, const real *y, real *out);
    void (*multiply_add)(int64_t n, real factor, const real *x, const real *y, real *out);      /* out += factor x y */
    void (*scale_rows)(int64_t rows, int64_t n, const real *x, int64_t ldx, const real *factor, int64_t step, real *out, int64_t ldo);
    void (*row_dots)(int64_t rows, int64_t n, const real *x, int64_t ldx, const real *y, int64_t ldy, real *out);
    void (*add_scaled)(int64_t rows, int64_t n, const real *factor, const real *x, real *out, int64_t ld);                  /* out_i += factor_i x_i */
    /* out_i = factor_i x_i + a_i b, and where there is c also + c_i d; ld n. */
    void (*outer)(int64_t rows, int64_t n, const real *x, const real *factor, int64_t step, const real *a, const real *b, const real *c, const real *d, real *out);
    int64_t (*finite_rows)(int64_t rows, int64_t n, const real *x, int64_t ld);         /* rows before the first that holds NaN or infinity */

    /* In place: m_ij *= decay_ij (NULL: 1) for j <= i - strict, 0 elsewhere. */
    void (*lower)(int64_t n, real *m, int64_t ldm, const real *decay, int64_t ldd, int strict);
    /* In place: (I + A) X = X's old value, A strictly lower triangular, element (i, j) at a[i * a_row + j * a_col]. Row i of x at x + i * ldx. */
    void (*solve)(int64_t n, int64_t cols, const real *a, int64_t a_row, int64_t a_col, real *x, int64_t ldx);

    /* Running products of the factors w of a block, per column: before_i = w_0 ... w_i and after_i = w_{i+1} ... w_{rows-1}. */
    void (*accumulate)(int64_t rows, int64_t n, const real *w, real *before, real *after);
    /* Gradients rho of the gated products become those of the logarithms of their factors: see gates_backward. `first` is that of the block's first, and is used up. */
    void (*gradients)(int64_t rows, int64_t n, const real *w, real *rho, real *first);
    /* Logits x into factors bound + open sigmoid(x) and keys open (1 - sigmoid(x)), each from x itself; then from the gradients of keys and of logarithms of
     * factors that of x, in dk, and that of the bound, added to d_bound (or NULL). All of ld; open is 0 in the padding. */
    void (*tied)(int64_t rows, const real *x, int64_t ldx, const real *bound, const real *open, real *w, real *k, int64_t ld);
    void (*tied_backward)(int64_t rows, const real *x, int64_t ldx, const real *bound, const real *open, const real *rho, real *dk, real *d_bound, int64_t ld);

    /* With W_ij = w_{j+1} ... w_i per channel (j <= i), running products that never exceed 1 and need no exponential of a sum:
     * m_ij = sum_c x_ic k_jc W_ijc for j <= i - strict, else 0 (kt: k transposed, [d][GATED_TOKENS]; m: ld GATED_TOKENS);
     * left: out_i += sum_j m_ij k_j W_ij;  right: out_j += sum_i m_ij x_i W_ij (n: channels; all of ld). */
    void (*scores)(int64_t d, const real *x, const real *kt, const real *w, int64_t ld, real *m, int strict);
    void (*left)(int64_t n, const real *m, const real *k, const real *w, int64_t ld, real *out);
    void (*right)(int64_t n, const real *m, const real *x, const real *w, int64_t ld, real *out);
} T(gates);
