#include "dense_schedule.h"
#include <string.h>

schedule schedule_of(const call *c)
{
    const view *mask = dense_slot(c, DENSE_MASK);
    const value *window = dense_param(c, DENSE_WINDOW);
    return (schedule){present(mask) && !is_float(mask->dtype) ? mask : NULL, window->i, window->j, dense_param(c, DENSE_SINK_TOKENS)->i,
                      present(dense_slot(c, DENSE_IMAGE)) ? 0 : dense_param(c, DENSE_CAUSAL)->i,       /* between images the causal mask is soft: a term's */
                      c->flex && c->flex->masks ? c->flex : NULL};
}

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

span reach(const schedule *s, int64_t n, int64_t m, int64_t query)
{
    const int64_t aligned = query + m - n;
    span x = {0, m};
    if (s->left >= 0 && aligned > s->left) x.begin = aligned - s->left;
    if (s->right >= 0 && s->right < m - aligned) x.end = aligned + s->right + 1;
    if (s->causal) x.end = least(x.end, (s->causal == 1 ? aligned : query) + 1);
    x.end = most(least(x.end, m), 0);
    x.begin = least(x.begin, x.end);
    return x;
}

/* Sinks that the query may see: up to its end, which the window does not move where it leaves something. */
static int64_t sinks_of(const schedule *s, int64_t n, int64_t m, int64_t query)
{
    const schedule open = {NULL, -1, s->right, 0, s->causal};
    return s->sinks && s->left >= 0 ? least(s->sinks, reach(&open, n, m, query).end) : 0;
}

/* Both ends of reach() grow with the query (an empty reach stands where it would begin). */
span reach_rows(const schedule *s, const tile *t, int64_t first, int64_t last)
{
    const span a = reach(s, t->n, t->m, first), b = reach(s, t->n, t->m, last);
    const int64_t sinks = sinks_of(s, t->n, t->m, last);
    const span window = {a.begin, b.end};
    if (sinks <= t->k0) return window;
    return (span){0, window.begin < t->k0 + t->keys ? most(window.end, sinks) : sinks};
}

int64_t reach_count(const schedule *s, int64_t n, int64_t m, int64_t query)
{
    const span x = reach(s, n, m, query);
    const int64_t sinks = sinks_of(s, n, m, query);
    return x.end > x.begin ? x.end - x.begin + least(sinks, x.begin) : sinks;
}

span key_blocks(const schedule *s, const tile *block, int64_t keys)
{
    const span first = reach(s, block->n, block->m, block->q0), last = reach(s, block->n, block->m, block->q0 + block->rows - 1);
    const int64_t sinks = sinks_of(s, block->n, block->m, block->q0 + block->rows - 1);
    const int64_t begin = sinks ? 0 : first.begin / keys, end = (most(last.end, sinks) + keys - 1) / keys;
    return (span){begin, most(begin, end)};
}

/* Bit j: byte j is not zero. */
static uint64_t eight(const char *p)
{
    uint64_t x;
    memcpy(&x, p, 8);
    x = (((x & 0x7F7F7F7F7F7F7F7Full) + 0x7F7F7F7F7F7F7F7Full) | x) >> 7 & 0x0101010101010101ull;
    return x * 0x0102040810204080ull >> 56;
}

static uint64_t mask_word(const slice *mask, int64_t row, int64_t key)
{
    const char *p = mask->data + row * mask->row_stride + key * mask->col_stride;
    const int64_t n = least(mask->cols - key, 64);
    uint64_t word = 0;
    int64_t j = 0;
    if (!mask->col_stride)
        return *p ? ~(uint64_t)0 : 0;
    if (mask->col_stride == 1)
        for (; j + 8 <= n; j += 8) word |= eight(p + j) << j;
    for (; j < n; j++) word |= (uint64_t)(p[j * mask->col_stride] != 0) << j;
    return word;
}

/* Bits of the keys begin..end - 1, counted from the first of the word; both may lie outside. */
static uint64_t span_word(int64_t begin, int64_t end)
{
    const uint64_t all = ~(uint64_t)0;
    if (end <= 0 || begin >= 64 || end <= begin)
        return 0;
    return (end >= 64 ? all : ((uint64_t)1 << end) - 1) & (begin <= 0 ? all : all << begin);
}

static coverage cover_span(const schedule *s, const tile *t, int64_t lanes, uint64_t *bits, int64_t words)
{
    const span first = reach(s, t->n, t->m, t->q0), last = reach(s, t->n, t->m, t->q0 + t->rows - 1), any = reach_rows(s, t, t->q0, t->q0 + t->rows - 1);
    const int64_t end = t->k0 + t->keys;
    if (any.end <= t->k0 || any.begin >= end)
        return TILE_EMPTY;
    const bool inside = last.begin <= t->k0 && first.end >= end, whole = t->keys % lanes == 0;
    if (inside && whole && !s->mask)
        return TILE_FULL;
    const slice mask = s->mask ? under_tile(s->mask, t) : (slice){0};
    uint64_t some = 0, gaps = 0;
    for (int64_t i = 0; i < t->rows; i++) {
        const span x = reach(s, t->n, t->m, t->q0 + i);
        const int64_t sinks = sinks_of(s, t->n, t->m, t->q0 + i) - t->k0;
        for (int64_t w = 0; 64 * w < t->keys; w++) {
            const uint64_t there = span_word(0, t->keys - 64 * w);
            uint64_t word = (span_word(x.begin - t->k0 - 64 * w, x.end - t->k0 - 64 * w) | span_word(0, sinks - 64 * w)) & there;
            if (s->mask) word &= mask_word(&mask, i, 64 * w);
            bits[i * words + w] = word;
            some |= word, gaps |= word ^ there;
        }
    }
    return !some ? TILE_EMPTY : !gaps && whole ? TILE_FULL : TILE_PARTIAL;
}

static bool any_gap(const tile *t, const uint64_t *bits, int64_t words)
{
    uint64_t gaps = 0;
    for (int64_t i = 0; i < t->rows; i++)
        for (int64_t w = 0; 64 * w < t->keys; w++) gaps |= bits[i * words + w] ^ span_word(0, t->keys - 64 * w);
    return gaps != 0;
}

coverage cover(const schedule *s, const tile *t, int64_t lanes, uint64_t *bits, int64_t words)
{
    coverage seen = cover_span(s, t, lanes, bits, words);
    for (int i = 0; s->flex && i < s->flex->masks && seen != TILE_EMPTY; i++) {
        if (seen == TILE_FULL)
            for (int64_t r = 0; r < t->rows; r++)
                for (int64_t w = 0; w < words; w++) bits[r * words + w] = span_word(0, t->keys - 64 * w);
        const int blocks = flex_blocks_cover(&s->flex->mask[i], t->sequence, t->head, t->q0, t->rows, t->k0, t->keys, bits, words);
        if (blocks == 0) seen = TILE_EMPTY;
        if (blocks == 1 && (seen == TILE_PARTIAL || any_gap(t, bits, words))) seen = TILE_PARTIAL;
    }
    return seen;
}

cut cut_queries(int64_t n, int64_t group)
{
    if (n < DENSE_ROWS && group > 1) {
        const int64_t heads = n ? least(group, DENSE_ROWS / n) : group;
        return (cut){heads, n, (group + heads - 1) / heads, n > 0};
    }
    const int64_t along = (n + DENSE_ROWS - 1) / DENSE_ROWS, rows = along ? least(n, round_up((n + along - 1) / along, 6)) : 0;
    return (cut){1, rows, group, along};
}
