/* T5's relative position bias (Raffel et al. 2020, arXiv:1910.10683)
 *
 *     Y_ij = scale <q_i, k_j> + bias_scale table[bucket(j - i - M + N), h]
 *
 * Near distances have a bucket each, far ones share buckets that grow geometrically up to max_distance. */
#include "softmax.h"

static status check(call *c)
{
    const int64_t buckets = dense_slot(c, DENSE_T5)->shape[0];
    if (c->param[0].none || c->param[0].i == buckets)
        return OK;
    return FAIL(c, BAD_VALUE, "t5_bias: num_buckets is %lld, expected %lld, the rows of table", (long long)c->param[0].i, (long long)buckets);
}

const mechanism t5_bias = {
    .name = "t5_bias", .title = "Attention with T5's bucketed relative bias", .patterns = ALL_PATTERNS, SOFTMAX,
    .paper = "Raffel et al. 2020, Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer (arXiv:1910.10683)",
    .equation = "P = softmax(scale q k^T + table[bucket(j - i - M + N), h]),  out = P v",
    .notes = "T5 itself has scale = 1. The number of buckets is the table's, 32 in T5. Any dense mechanism takes t5_table.",
    .slots = {QKV, {"table", "Nb Hq", PARAMETER, "bias of each bucket and head", .option = "t5_table", .layer = "zeros"}},
    .check = check,
    .params = {
        {"num_buckets", INTEGER, "must be the rows of the table, where it is given", {.none = true}, .min = 1, .max = 1e9, .optional = true},
        {"max_distance", NUMBER, "distance from which there is one bucket", {.f = 128}, .min = 1, .max = 1e300, .option = "t5_max_distance"},
        {"bidirectional", BOOLEAN, "half of the buckets for keys after the query; None: unless causal", {.none = true}, .optional = true, .option = "t5_bidirectional"},
        {"bias_scale", NUMBER, "factor of the table", {.f = 1}, .min = -1e300, .max = 1e300, .option = "t5_scale"},
    },
};
