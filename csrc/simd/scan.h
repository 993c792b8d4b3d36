/* The selective scan, LANES channels side by side: every state of a channel has its own decay, so there is no product to be had from it, and no sum
 * across lanes in the forward. Included once per element type. */
typedef struct T(scan_tile) {
    int64_t tokens, states;
    const real *u, *delta;               /* [tokens][LANES] */
    const real *a;                       /* [states][LANES], times log2(e) */
    const real *b, *c;                   /* [tokens][b_row] of all channels; where b_row is 0, [states][LANES]: each channel has its own, the same at every token */
    int64_t b_row, c_row;
    const real *skip;                    /* [LANES] */
    const unsigned char *seen;           /* [tokens]: where it is 0 the state passes unchanged and nothing is read; NULL: nowhere */
    real *h;                             /* [states][LANES]: before the first token, then after the last */
} T(scan_tile);

/* Of one tile, latest token first. Sums over tokens are added to what stands there. */
typedef struct T(scan_gradient) {
    const real *decay, *kept;            /* [tokens][states][LANES], as `record` left them */
    const real *dy;                      /* [tokens][LANES] */
    real *dh;                            /* [states][LANES]: of the state after the last token, then before the first */
    real *du, *ddelta;                   /* [tokens][LANES] */
    real *da, *dskip;                    /* [states][LANES], [LANES] */
    real *db, *dc;                       /* [tokens][ld], summed over the lanes, ld: states in whole vectors; where b_row is 0, [states][LANES] summed over tokens */
} T(scan_gradient);

typedef struct T(scans) {
    void (*forward)(const T(scan_tile) *x, real *y);                             /* y [tokens][LANES] */
    void (*record)(const T(scan_tile) *x, real *y, real *decay, real *kept);     /* and e^(delta a), and that times the state before */
    void (*backward)(const T(scan_tile) *x, const T(scan_gradient) *g);
    /* In place: delta + bias, through softplus where `slope` is given, which becomes its derivative. */
    void (*steps)(int64_t tokens, const real *bias, real *delta, real *slope);
    void (*gate)(int64_t n, const real *z, real *y);                             /* y *= silu(z) */
    void (*gate_backward)(int64_t n, const real *y, real *z, real *dy);          /* y before the gate; z becomes its gradient */
} T(scans);
