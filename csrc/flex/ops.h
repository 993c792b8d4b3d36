/* The operations of programs for score tiles, one line each; both lists end in the table that Python reads. Operands are vectors of `real` lanes:
 * FA, FB, FC as floats, A, B, C as integers of the same width; a truth value is 0 or -1 (all bits). Ties of fmin and fmax go to the first. */
#ifndef POLYATTN_FLEX_OPS
#define POLYATTN_FLEX_OPS

/* name, operands, result as integer lanes */
#define FLEX_PLAIN(X) \
    X(fadd, 2, BITS(FA + FB)) X(fsub, 2, BITS(FA - FB)) X(fmul, 2, BITS(FA * FB)) X(fdiv, 2, BITS(FA / FB)) X(fneg, 1, A ^ TOP_BIT) X(fabs, 1, A & ~TOP_BIT) \
    X(fmin, 2, PICK((FA <= FB) | (FA != FA), A, B)) X(fmax, 2, PICK((FA >= FB) | (FA != FA), A, B)) X(frcp, 1, BITS(1 / FA)) \
    X(flt, 2, FA < FB) X(fle, 2, FA <= FB) X(feq, 2, FA == FB) X(fne, 2, FA != FB) X(ilt, 2, A < B) X(ile, 2, A <= B) X(ieq, 2, A == B) X(ine, 2, A != B) \
    X(iadd, 2, SIGNED(UNSIGNED(A) + UNSIGNED(B))) X(isub, 2, SIGNED(UNSIGNED(A) - UNSIGNED(B))) X(imul, 2, SIGNED(UNSIGNED(A) * UNSIGNED(B))) \
    X(imin, 2, PICK(A < B, A, B)) X(imax, 2, PICK(A > B, A, B)) X(ineg, 1, SIGNED(-UNSIGNED(A))) X(iabs, 1, PICK(A < 0, SIGNED(-UNSIGNED(A)), A)) \
    X(ishl, 2, SIGNED(UNSIGNED(A) << UNSIGNED(B & SHIFT_MOST))) X(ishr, 2, A >> (B & SHIFT_MOST)) \
    X(and, 2, A & B) X(or, 2, A | B) X(xor, 2, A ^ B) X(not, 1, ~A) X(where, 3, PICK(A, B, C)) X(guard, 2, PICK(FB == 0, A ^ A, A)) \
    X(i2f, 1, BITS(TO_FLOAT(A))) X(f2i, 1, TO_INT(FA)) X(b2i, 1, -A) X(i2b, 1, A != 0) X(mov, 1, A) \
    X(log, 1, BITS(T(flex_log)(FA))) X(sin, 1, BITS(T(flex_sin)(FA, 0))) X(cos, 1, BITS(T(flex_sin)(FA, 1))) X(erf, 1, BITS(T(flex_erf)(FA))) \
    X(ifdiv, 2, T(flex_floor_divide)(A, B)) X(imod, 2, SIGNED(UNSIGNED(A) - UNSIGNED(T(flex_floor_divide)(A, B)) * UNSIGNED(B)))

/* name, operand x as `vec` of simd/vec.h, result */
#define FLEX_VECTOR(X) \
    X(fround, v_round(x)) X(ffloor, T(flex_floor)(x)) X(fsqrt, v_sqrt(x)) X(exp, v_exp(v_min(v_set(REAL == 32 ? 128 : 1000), x))) \
    X(exp2, v_exp2(v_min(v_set(REAL == 32 ? 200 : 1500), x))) X(tanh, T(tanh)(x)) \
    X(sigmoid, v_div(v_set(1), v_add(v_set(1), v_exp(v_min(v_set(REAL == 32 ? 128 : 1000), v_sub(v_set(0), x))))))

/* What reads or writes captured tensors, and sums. */
#define FLEX_MEMORY(X) \
    X(gather) X(load_forward) X(load_backward) X(index) X(scatter) X(scatter_one) X(scatter_forward) X(scatter_backward) \
    X(sum_row) X(sum_column) X(sum_all) X(sum_diagonal) X(fold)

#endif
