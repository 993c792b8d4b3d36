/* Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762; computed as in FlashAttention-2, arXiv:2307.08691)
 *
 *     Y_ij = softcap(scale <q_i, k_j>) + bias_ij,   P_ij = exp(Y_ij - LSE_i),   o_i = sum_j P_ij v_j,
 *     LSE_i = log(sum_j exp(Y_ij) + exp(sink_h))
 *
 * Family A of the dense engine. A row that sees nothing gives o = 0, LSE = -inf (the sink's logit when there is one). */
#include "../engines/dense.h"

static const dense softmax = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .sinks = 3};

static status forward(call *c) { return dense_forward(c, &softmax); }
static status backward(call *c) { return dense_backward(c, &softmax); }

const mechanism sdpa = {
    .name = "sdpa", .title = "Scaled dot-product attention", .aliases = "softmax scale varlen dropout_philox dare", .engine = DENSE, .patterns = ALL_PATTERNS,
    .paper = "Vaswani et al. 2017, Attention Is All You Need (arXiv:1706.03762); Dao 2023, FlashAttention-2 (arXiv:2307.08691)",
    .equation = "Y = softcap(scale q k^T) + bias,  P = exp(Y - lse),  out = P v",
    .cost = "O(N M (D + Dv)) time, O(N) memory beyond inputs and outputs",
    .notes = "lse is the natural logarithm of the row's sum, after softcap, bias, mask and sinks, before dropout.",
    .slots = {
        {"q", "B Hq N D", QUERY, "queries"},
        {"k", "B H M D", KEY, "keys; Hq is a multiple of H, query head h reads head h // (Hq / H)"},
        {"v", "B H M Dv", VALUE, "values"},
        {"sinks", "Hq", PARAMETER, "logit of a sink that takes weight and gives nothing (GPT-OSS; 0: off-by-one softmax)", DRAW_ABSENT, .optional = true, .layer = "zeros"},
    },
    .outputs = {
        {"out", "B Hq N Dv", OUTPUT, "attended values", .saved = true},
        {"lse", "B Hq N", STATISTIC, "log of the sum of exp(scores), differentiable", .when = "return_lse", .saved = true, .wide = true},
        {"weights", "B Hq N M", STATISTIC, "P before dropout: explicitly N x M; no gradient flows through it", .when = "return_weights", .constant = true},
    },
    .papers = {
        {"An Efficient Multimodal Learning Framework to Comprehend Consumer Preferences Using BERT and Cross-Attention", "plain cross-attention: q from one modality, k and v from the other"},
        {"Long-Sequence Recommendation Models Need Decoupled Embeddings", "q and k of one table, v of another and of another width; blocks of q scaled apart where their widths differ"},
        {"MosaicBERT: A Bidirectional Encoder Optimized for Fast Pretraining", "packed sequences: cu_seqlens_q and cu_seqlens_k"},
    },
    .forward = forward, .backward = backward,
};
