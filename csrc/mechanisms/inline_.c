/* InLine, injective linear attention (Han et al. 2024, arXiv:2412.06590)
 *
 *     S_ij = c <phi(q_i), phi(k_j)>,   W_ij = S_ij - (sum_m S_im) / M + 1 / M,   out_i = sum_j W_ij v_j + the local residual
 *
 * kvsum with a feature that is 1 for every key: its sum is the mean of values times M, and of z the number of keys that a row sees. Rows are not divided; their
 * weights sum to 1 and may be negative. (`inline` is a word of C: hence the name of the file.) */
#include "../engines/image.h"
#include "../engines/linear.h"

enum { SCALE = 3, RESIDUAL, INITIAL_STATE };
enum { FEATURE_MAP, CLASS_TOKEN, LIES };
enum { PAPER, CODE };      /* words of `scale` */
static const int maps[] = {MAP_IDENTITY, MAP_RELU, MAP_LEAKY, MAP_EXP};

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

static status check(call *c)
{
    const view *r = &c->in[RESIDUAL];
    const long long channels = c->size[SYM_HQ] * c->size[SYM_DV];
    image im;
    TRY(check_states(c));
    if (!present(r) && (c->param[CLASS_TOKEN].i || !c->param[LIES].none))
        return FAIL(c, BAD_VALUE, "inline: class_token or grid is given without r, expected r (they arrange the tokens of the local residual)");
    if (!present(r))
        return OK;
    if (r->shape[1] != channels || r->shape[2] != 3 || r->shape[3] != 3)
        return FAIL(c, BAD_VALUE, "inline: r has shape (%lld, %lld, %lld, %lld), expected (B, %lld, 3, 3): a kernel for each channel of all heads",
                    (long long)r->shape[0], (long long)r->shape[1], (long long)r->shape[2], (long long)r->shape[3], channels);
    if (c->param[c->p->first_param + LINEAR_CAUSAL].i)
        return FAIL(c, BAD_VALUE, "inline: r is given with causal, expected causal=False (a residual over an image sees the future)");
    return image_of(c, LIES, c->param[CLASS_TOKEN].i, &im);
}

static status forward(call *c)
{
    const recurrence r = walk_of(c);
    const stencil s = stencil_of(c, &c->in[RESIDUAL], 0, true);
    image im;
    TRY(recurrent_forward(c, &r));
    if (!s.kernel)
        return OK;
    TRY(image_of(c, LIES, c->param[CLASS_TOKEN].i, &im));
    return convolve_forward(c, im, &s);
}

static status backward(call *c)
{
    const recurrence r = walk_of(c);
    const stencil s = stencil_of(c, &c->in[RESIDUAL], 0, true), to = stencil_of(c, &c->grad_in[RESIDUAL], 0, true);
    image im;
    TRY(recurrent_backward(c, &r));
    if (!s.kernel)
        return OK;
    TRY(image_of(c, LIES, c->param[CLASS_TOKEN].i, &im));
    return convolve_backward(c, im, &s, &to);
}

const mechanism inline_ = {
    .name = "inline", .title = "Injective linear attention (InLine)", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Han et al. 2024, Bridging the Divide: Reconsidering Softmax and Linear Attention (arXiv:2412.06590)",
    .equation = "S_ij = c <phi(q_i), phi(k_j)>,  W_ij = S_ij - (sum_m S_im) / M + 1 / M\nout_i = sum_j W_ij v_j + conv_r(v)_i",
    .cost = "O((N + M) D Dv) time, O(D Dv) state; causal adds O(N chunk (D + Dv))",
    .notes = "scale: c = 1 is the paper, 'code' the authors' checkpoints: they differ. causal is an extension: M is then the number of keys that the row sees. The authors predict r from the layer's input (two layers by head of its mean over tokens). States have F = D + 1 features, the last of which is 1: its row of the state is the sum of v, in z it counts keys.",
    .slots = {
        QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT, SCALE_SLOT,
        {"r", "B C T T", PARAMETER, "local residual: a 3 x 3 kernel for each sequence and channel (C = Hq Dv), added as a depthwise convolution of v as an image", DRAW_ABSENT, .optional = true},
        SUM_SLOTS,
    },
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"feature_map", WORD, "phi; leaky_relu has slope 0.01, exp is e^(0.2 x)", {.i = 0}, .words = "identity|relu|leaky_relu|exp"},
        {"class_token", BOOLEAN, "with r: the first token is not part of the image and gets no residual", {.i = 0}},
        GRID_PARAM,
    },
    .papers = {{"Bridging the Divide: Reconsidering Softmax and Linear Attention", "the mechanism"}},
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
