/* FLatten, focused linear attention (Han et al. 2023, arXiv:2308.00442)
 *
 *     f(x) = |x| x^p / |x^p|,   a_i = f((relu(q_i) + eps_in) / t),   b_j = f((relu(k_j + E_j) + eps_in) / t)
 *     out_i = sum_j <a_i, b_j> v_j / (sum_j <a_i, b_j> + M eps_z) + the convolution of v as an image
 *
 * The authors' norms run over all heads of a token, so features are made of whole tokens before kvsum sums them. */
#include "../engines/focus.h"
#include "../engines/image.h"

enum { T_RAW = 3, E, W_DW, B_DW, INITIAL_STATE };
enum { P, EPS_IN, EPS_Z, NORM_SCOPE, LIES };

static focus focus_of(const call *c)
{
    const value *v = c->param;
    focus f = {.power = v[P].f, .eps = v[EPS_IN].f, .layer = v[NORM_SCOPE].i == 0, .scale = T_RAW, .table = E, .walk = kvsum_with_sums(c, INITIAL_STATE)};
    f.walk.counted = true, f.walk.rule = RULE_COUNT, f.walk.eps = v[EPS_Z].f;
    return f;
}

static int64_t features(const call *c) { return c->size[SYM_D] + 1; }
BIND_FEATURES(features)

static status check(call *c)
{
    const view *t = &c->in[T_RAW], *table = &c->in[E], *kernel = &c->in[W_DW];
    const long long channels = c->size[SYM_H] * c->size[SYM_D];
    image im;
    TRY(check_states(c));
    if (present(t) && t->shape[0] != channels)
        return FAIL(c, BAD_VALUE, "flatten: t_raw has %lld channels, expected %lld = H D, those of all heads of k", (long long)t->shape[0], channels);
    if (present(table) && table->shape[1] != channels)
        return FAIL(c, BAD_VALUE, "flatten: E has %lld channels, expected %lld = H D, those of all heads of k", (long long)table->shape[1], channels);
    if (present(table) && c->cu_k)
        return FAIL(c, BAD_VALUE, "flatten: E is given with cu_seqlens, expected a batch (rows of the table are positions of every sequence)");
    if (!present(kernel) && (present(&c->in[B_DW]) || !c->param[LIES].none))
        return FAIL(c, BAD_VALUE, "flatten: %s is given without W_dw, expected W_dw (they belong to the convolution)", present(&c->in[B_DW]) ? "b_dw" : "grid");
    if (!present(kernel))
        return OK;
    if (kernel->shape[1] != 1 || kernel->shape[2] % 2 == 0 || kernel->shape[3] % 2 == 0)
        return FAIL(c, BAD_VALUE, "flatten: W_dw has shape (%lld, %lld, %lld, %lld), expected (Dv, 1, kh, kw) with odd kh and kw", (long long)kernel->shape[0],
                    (long long)kernel->shape[1], (long long)kernel->shape[2], (long long)kernel->shape[3]);
    if (c->param[c->p->first_param + LINEAR_CAUSAL].i)
        return FAIL(c, BAD_VALUE, "flatten: W_dw is given with causal, expected causal=False (a convolution of the image sees the future)");
    return image_of(c, LIES, 0, true, &im);
}

static status forward(call *c)
{
    const focus f = focus_of(c);
    const stencil s = stencil_of(c, &c->in[W_DW], &c->in[B_DW], false);
    image im;
    TRY(focus_forward(c, &f));
    if (!s.kernel)
        return OK;
    TRY(image_of(c, LIES, 0, true, &im));
    return convolve_forward(c, im, &s);
}

static status backward(call *c)
{
    const focus f = focus_of(c);
    const stencil s = stencil_of(c, &c->in[W_DW], &c->in[B_DW], false), to = stencil_of(c, &c->grad_in[W_DW], &c->grad_in[B_DW], false);
    image im;
    TRY(focus_backward(c, &f));
    if (!s.kernel)
        return OK;
    TRY(image_of(c, LIES, 0, true, &im));
    return convolve_backward(c, im, &s, &to);
}

const mechanism flatten = {
    .name = "flatten", .title = "Focused linear attention (FLatten)", .engine = LINEAR, .patterns = ALL_PATTERNS,
    .paper = "Han et al. 2023, FLatten Transformer: Vision Transformer using Focused Linear Attention (arXiv:2308.00442)",
    .equation = "f(x) = |x| x^p / |x^p|,  a = f((relu(q) + eps_in) / t), b = f((relu(k + E) + eps_in) / t)\nout_i = sum_j <a_i, b_j> v_j / (sum_j <a_i, b_j> + M eps_z) + conv_{W_dw}(v)_i",
    .cost = "O((N + M) D Dv + N kh kw Dv) time, O((N + M) D) memory; causal adds O(N chunk (D + Dv))",
    .notes = "t = softplus(t_raw). M in the divisor is the number of keys that the row sees. The convolution is of images and not causal; where N and M differ (reduced keys) v is first interpolated linearly, in the order of tokens, to N pixels. Without it every pattern and decoding work. The authors' layers have t_raw, E, W_dw (5 x 5) and b_dw. States have F = D + 1 features, the last of which counts keys.",
    .slots = {
        QUERY_SLOT, ATTEND_KEY_SLOT, VALUE_SLOT,
        {"t_raw", "Ck", PARAMETER, "scale of each channel of all heads of k (Ck = H D), before its softplus; query heads share those of their key/value head; default t = 1", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"E", "M Ck", PARAMETER, "table of positions, added to k before the map", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        {"W_dw", "Dv One Kh Kw", PARAMETER, "kernel of each channel, shared by the heads: its convolution of v as an image is added to the output", DRAW_ABSENT, .optional = true, .layer = "uniform"},
        {"b_dw", "Dv", PARAMETER, "with W_dw: its bias; default 0", DRAW_ABSENT, .optional = true, .layer = "zeros"},
        SUM_SLOTS,
    },
    .outputs = {SUM_OUTPUTS},
    .params = {
        {"p", NUMBER, "focusing factor", {.f = 3}, .min = 1e-3, .max = 1e3},
        {"eps_in", NUMBER, "added to relu(x)", {.f = 1e-6}, .max = 1e300},
        {"eps_z", NUMBER, "added to the mean weight", {.f = 1e-6}, .max = 1e300},
        {"norm_scope", WORD, "what |x| and |x^p| run over: 'layer': the channels of all heads of the token (the authors' code); 'head': those of one", {.i = 0}, .words = "layer|head"},
        GRID_PARAM("W_dw"),
    },
    .papers = {{"FLatten Transformer: Vision Transformer using Focused Linear Attention", "the mechanism"}},
    .bind = bind, .check = check, .forward = forward, .backward = backward,
};
