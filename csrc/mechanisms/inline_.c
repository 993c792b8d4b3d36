/* InLine, injective linear attention (Han et al. 2024, arXiv:2412.06590)
 *
 *     S_ij = c <phi(q_i), phi(k_j)>,   W_ij = S_ij - (sum_m S_im) / M + 1 / M,   out_i = sum_j W_ij v_j + the local residual
 *
 * kvsum with a feature that is 1 for every key: its sum is the mean of values times M, and of z the number of keys that a row sees. Rows are not divided; their
 * weights sum to 1 and may be negative. (`inline` is a word of C: hence the name of the file.) */
#include "../core/alloc.h"
#include "../engines/image.h"
#include "../engines/image_predict.h"
#include "../engines/linear.h"

enum { SCALE = 3, RESIDUAL, X, W1, B1, W2, B2, INITIAL_STATE };
enum { FEATURE_MAP, CLASS_TOKEN, LIES };
enum { PAPER, CODE };      /* words of `scale` */
static const int maps[] = {MAP_IDENTITY, MAP_RELU, MAP_LEAKY, MAP_EXP};

enum { TAPS = 9 };         /* of the residual's 3 x 3 kernels */
static const predictor makes_kernels = {X, W1, B1, W2, B2, TAPS};

static recurrence walk_of(const call *c)
{
    recurrence r = kvsum_with_sums(c, INITIAL_STATE);
    use_map(&r, maps[c->param[FEATURE_MAP].i]);
    if (r.k_map == MAP_EXP) r.map_numbers[EXP_FACTOR] = 0.2;
    r.counted = true, r.rule = RULE_INJECTIVE;
    use_scale(&r, c, SCALE);
    return r;
}

static int64_t features(const call *c) { return c->size[SYM_D] + 1; }
BIND_FEATURES(features)

/* Either r, or x with what predicts r from it. */
static status check_prediction(call *c)
{
    const int64_t heads = c->size[SYM_HQ], own = c->size[SYM_DV], channels = heads * own;
    const int64_t shapes[][3] = {{X, 2, channels}, {W1, 0, channels}, {W1, 1, own}, {B1, 0, channels}, {W2, 0, TAPS * channels}, {W2, 1, own}, {B2, 0, TAPS * channels}};
    const bool predicted = present(&c->in[X]);
    for (int i = X; i <= B2; i++) {
        if (present(&c->in[i]) && present(&c->in[RESIDUAL]))
            return FAIL(c, BAD_VALUE, "inline: %s is given with r, expected one of them (x, W1, b1, W2 and b2 predict r)", c->p->slots[i].name);
        if (present(&c->in[i]) && !predicted)
            return FAIL(c, BAD_VALUE, "inline: %s is given without x, expected x (r is predicted from its mean token)", c->p->slots[i].name);
    }
    for (int i = W1; i <= W2; i += W2 - W1)
        if (predicted && !present(&c->in[i]))
            return FAIL(c, BAD_VALUE, "inline: x is given without %s, expected x, W1 and W2 (they predict r)", c->p->slots[i].name);
    for (size_t i = 0; predicted && i < sizeof shapes / sizeof *shapes; i++) {
        const view *x = &c->in[shapes[i][0]];
        if (present(x) && x->shape[shapes[i][1]] != shapes[i][2])
            return FAIL(c, BAD_VALUE, "inline: axis %lld of %s has %lld, expected %lld (%lld channels, %lld of each head)", (long long)shapes[i][1],
                        c->p->slots[shapes[i][0]].name, (long long)x->shape[shapes[i][1]], (long long)shapes[i][2], (long long)channels, (long long)own);
    }
    return OK;
}

static bool has_residual(const call *c) { return present(&c->in[RESIDUAL]) || present(&c->in[X]); }

static status check(call *c)
{
    const view *r = &c->in[RESIDUAL];
    const long long channels = c->size[SYM_HQ] * c->size[SYM_DV];
    image im;
    TRY(check_states(c));
    TRY(check_prediction(c));
    if (!has_residual(c) && (c->param[CLASS_TOKEN].i || !c->param[LIES].none))
        return FAIL(c, BAD_VALUE, "inline: class_token or grid is given without r or x, expected one (they arrange the tokens of the local residual)");
    if (!has_residual(c))
        return OK;
    if (present(r) && (r->shape[1] != channels || r->shape[2] != 3 || r->shape[3] != 3))
        return FAIL(c, BAD_VALUE, "inline: r has shape (%lld, %lld, %lld, %lld), expected (B, %lld, 3, 3): a kernel for each channel of all heads",
                    (long long)r->shape[0], (long long)r->shape[1], (long long)r->shape[2], (long long)r->shape[3], channels);
    if (c->param[c->p->first_param + LINEAR_CAUSAL].i)
        return FAIL(c, BAD_VALUE, "inline: %s is given with causal, expected causal=False (a residual over an image sees the future)", present(r) ? "r" : "x");
    return image_of(c, LIES, c->param[CLASS_TOKEN].i, false, &im);
}

/* Predicted kernels, or their gradients, as a view [B C 3 3]. */
static view kernels_of(const call *c, double *r)
{
    const int64_t size = sizeof *r, channels = c->size[SYM_HQ] * c->size[SYM_DV];
    return (view){.data = (char *)r, .dtype = F64, .rank = 4, .shape = {c->sequences, channels, 3, 3},
                  .stride = {channels * TAPS * size, TAPS * size, 3 * size, size}};
}

static status forward(call *c)
{
    const recurrence r = walk_of(c);
    prediction made = {0};
    image im;
    TRY(recurrent_forward(c, &r));
    if (!has_residual(c))
        return OK;
    TRY(image_of(c, LIES, c->param[CLASS_TOKEN].i, false, &im));
    if (present(&c->in[X])) TRY(predict(c, &makes_kernels, &made));
    const view predicted = kernels_of(c, made.r);
    const stencil s = stencil_of(c, present(&predicted) ? &predicted : &c->in[RESIDUAL], 0, true);
    const status done = convolve_forward(c, im, &s);
    release(made.mean);
    return done;
}

static status backward_of_predicted(call *c, image im)
{
    prediction made;
    TRY(predict(c, &makes_kernels, &made));
    double *dr = allocate(c->sequences * c->size[SYM_HQ] * c->size[SYM_DV], TAPS * (int64_t)sizeof *dr);
    const view r = kernels_of(c, made.r), gradient = kernels_of(c, dr);
    const stencil s = stencil_of(c, &r, 0, true), to = stencil_of(c, &gradient, 0, true);
    status done = dr ? convolve_backward(c, im, &s, &to) : FAIL(c, NO_MEMORY, "inline: no memory for the gradients of the kernels");
    if (done == OK) predict_backward(&made, dr);
    release(dr);
    release(made.mean);
    return done;
}

static status backward(call *c)
{
    const recurrence r = walk_of(c);
    image im;
    TRY(recurrent_backward(c, &r));
    if (!has_residual(c))
        return OK;
    TRY(image_of(c, LIES, c->param[CLASS_TOKEN].i, false, &im));
    if (present(&c->in[X]))
        return backward_of_predicted(c, im);
    const stencil s = stencil_of(c, &c->in[RESIDUAL], 0, true), to = stencil_of(c, &c->grad_in[RESIDUAL], 0, true);
    return convolve_backward(c, im, &s, &to);
}

const mechanism inline_ = {
    .name = "inline", .title = "Injective linear attention (InLine)", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Han et al. 2024, Bridging the Divide: Reconsidering Softmax and Linear Attention (arXiv:2412.06590)",
    .equation = "S_ij = c <phi(q_i), phi(k_j)>,  W_ij = S_ij - (sum_m S_im) / M + 1 / M\nout_i = sum_j W_ij v_j + conv_r(v)_i",
    .cost = "O((N + M) D Dv) time, O(D Dv) state; causal adds O(N chunk (D + Dv))",
    .notes = "scale: c = 1 is the paper, 'code' the authors' checkpoints: they differ. causal is an extension: M is then the number of keys that the row sees. The authors predict r from the layer's input: pass x, W1, b1, W2 and b2. States have F = D + 1 features, the last of which is 1: its row of the state is the sum of v, in z it counts keys.",
    .slots = {
        QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT, SCALE_SLOT,
        {"r", "B C T T", PARAMETER, "local residual: a 3 x 3 kernel for each sequence and channel (C = Hq Dv), added as a depthwise convolution of v as an image", DRAW_ABSENT, .optional = true},
        {"x", "B N C", PARAMETER, "with W1, W2: the layer's input, from whose mean token r is predicted, as W2 GELU(W1 mean + b1) + b2 by heads", DRAW_ABSENT, .optional = true},
        {"W1", "C Cr", PARAMETER, "with x, W2: first layer (Cr = Dv)", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"b1", "C", PARAMETER, "with x, W1, W2: its bias; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"W2", "C9 Cr", PARAMETER, "with x, W1: second layer (C9 = 9 C: the weights of a channel's kernel one after the other)", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"b2", "C9", PARAMETER, "with x, W1, W2: its bias; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        SUM_SLOTS,
    },
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"feature_map", WORD, "phi; leaky_relu has slope 0.01, exp is e^(0.2 x)", {.i = 0}, .words = "identity|relu|leaky_relu|exp"},
        {"class_token", BOOLEAN, "with r: the first token is not part of the image and gets no residual", {.i = 0}},
        GRID_PARAM("r"),
    },
    .papers = {{"Bridging the Divide: Reconsidering Softmax and Linear Attention", "the mechanism"}},
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
