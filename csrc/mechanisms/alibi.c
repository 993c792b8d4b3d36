/* ALiBi (Press et al. 2022, arXiv:2108.12409): Y_ij = scale <q_i, k_j> - m_h |i + M - N - j|, m_h a geometric ladder over the heads. */
#include "softmax.h"

const mechanism alibi = {
    .name = "alibi", .title = "Attention with linear biases", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Press et al. 2022, Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation (arXiv:2108.12409)",
    .equation = "P = softmax(scale q k^T - m_h |i + M - N - j|),  out = P v",
    .notes = "Distances are true ones, not shifted per row: the lse is that of the definition, and weight functions other than softmax take them too. Any dense mechanism takes alibi_slopes.",
    .slots = {QKV, {"slopes", "B Hq | Hq", PARAMETER, "m_h, or a published rule", DRAW_UNIT, .optional = true, .words = "standard|geometric|none", .option = "alibi_slopes"}},
    .papers = {
        {"MosaicBERT: A Bidirectional Encoder Optimized for Fast Pretraining", "bidirectional: distances to both sides"},
        {"BEACON: Benchmark for Comprehensive RNA Tasks and Language Models", "ALiBi for RNA"},
    },
};
