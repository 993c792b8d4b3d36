/* Probabilistic block participation (PrFlashAttention; a reconstruction from the abstract of arXiv:2410.18441)
 *
 *     softmax over the keys of the blocks that are kept: block c of the keys with probability pi(|r - c|) for block r of the queries,
 *     pi(d) = 1 for d <= w, else (1 + d - w)^-gamma
 *
 * The diagonal is always kept. What is not kept is not looked at. Draws: word 0 of philox(key = seed, counter = (c, r, b Hq + h, offset)). */
#include "softmax.h"
#include "../core/philox.h"
#include <math.h>

enum { BLOCK, W, GAMMA, FIXED, CORRECT };

static int64_t block(const call *c) { return c->param[BLOCK].i; }

static double keeps(const call *c, int64_t distance)
{
    const double beyond = fabs((double)distance) - (double)c->param[W].i;
    return beyond <= 0 ? 1 : pow(1 + beyond, -c->param[GAMMA].f);
}

static uint32_t drawn(const call *c, const tile *t, int64_t row, int64_t key)
{
    const uint64_t seed = (uint64_t)dense_param(c, DENSE_SEED)->i;
    uint32_t x[4] = {(uint32_t)key, (uint32_t)row, (uint32_t)(t->sequence * c->size[SYM_HQ] + t->head), (uint32_t)dense_param(c, DENSE_OFFSET)->i};
    philox(x, (uint32_t)seed, (uint32_t)(seed >> 32));
    return x[0];
}

/* Keeps the diagonal and, of the others, those of the largest log pi + Gumbel noise: round(sum pi) in all. score: room, then 0 or -inf. */
static void choose(const call *c, const tile *t, int64_t row, int64_t blocks, double *score)
{
    double expected = 0;
    for (int64_t i = 0; i < blocks; i++) {
        const double pi = keeps(c, row - i), u = ((double)drawn(c, t, row, i) + 0.5) / 4294967296.0;
        expected += pi;
        score[i] = i == row ? INFINITY : log(pi) - log(-log(u));
    }
    for (int64_t kept = 0; kept < blocks && (double)kept < fmax(nearbyint(expected), 1); kept++) {
        int64_t best = -1;
        for (int64_t i = 0; i < blocks; i++)
            if (!isnan(score[i]) && (best < 0 || score[i] > score[best])) best = i;
        score[best] = NAN;                                     /* chosen */
    }
    for (int64_t i = 0; i < blocks; i++) score[i] = isnan(score[i]) ? 0 : -INFINITY;
}

static void block_scores(const call *c, const tile *t, int64_t row, int64_t blocks, double *score)
{
    const int64_t seen = dense_param(c, DENSE_CAUSAL)->i == 1 ? (row < blocks ? row + 1 : blocks) : blocks;
    for (int64_t i = seen > 0 ? seen : 0; i < blocks; i++) score[i] = -INFINITY;
    if (seen <= 0) return;
    if (c->param[FIXED].i) choose(c, t, row, seen, score);
    for (int64_t i = 0; i < seen; i++) {
        const double pi = keeps(c, row - i);
        if (!c->param[FIXED].i) score[i] = i == row || (double)drawn(c, t, row, i) >= floor((1 - pi) * 4294967296.0) ? 0 : -INFINITY;
        if (c->param[CORRECT].i && score[i] == 0) score[i] = -log(pi);
    }
}

static const dense composition = {.weight = WEIGHT_exp, .lse = 1, .weights = 2, .block = block, .block_scores = block_scores};

static status forward(call *c) { return dense_forward(c, &composition); }
static status backward(call *c) { return dense_backward(c, &composition); }

const mechanism prflash = {
    .name = "prflash", .title = "Probabilistic block participation (PrFlashAttention)", SOFTMAX_PARTS, .patterns = ALL_PATTERNS, .experimental = true,
    .paper = "Wang 2024, The Nature of Mathematical Modeling and Probabilistic Optimization Engineering in Generative AI (arXiv:2410.18441)",
    .equation = "P = softmax(scale q k^T over kept blocks),  out = P v\nblock c is kept for block r with probability 1 if |r - c| <= w, else (1 + |r - c| - w)^-gamma",
    .notes = "A project decision throughout: the abstract gives the idea, not the equations. Query i stands at i + M - N; the plan depends on seed, offset, sequence and head alone. fixed_count draws by Gumbel top-k, the lowest index first where equal; correct makes the denominator of independent draws unbiased. gamma = 0 is sdpa.",
    .slots = {QKV},
    .params = {
        {"block_size", INTEGER, "queries and keys of a block", {.i = 64}, .min = 1, .max = 1e15},
        {"w", INTEGER, "distance of blocks up to which all are kept", {.i = 1}, .max = 1e15},
        {"gamma", NUMBER, "how fast the probability falls beyond it", {.f = 1}, .max = 1e3},
        {"fixed_count", BOOLEAN, "keep round(sum of the probabilities) blocks for each block of queries, drawn without replacement", {.i = 0}},
        {"correct", BOOLEAN, "add -log of the probability to the scores of kept blocks", {.i = 0}},
        {"seed", INTEGER, "of the choice of blocks, and of dropout (64 bits)", {.i = 0}, .max = 18446744073709551615.0, .option = "seed"},
        {"offset", INTEGER, "of the choice and of dropout (32 bits): another choice of the same seed", {.i = 0}, .max = 4294967295.0, .option = "offset"},
    },
    .forward = forward, .backward = backward,
};
