#include "linear.h"
#include <math.h>
#include <string.h>

recurrence kvsum_of(const call *c)
{
    const value *v = c->param + c->p->first_param;
    return (recurrence){.scale = 1, .causal = (int)v[LINEAR_CAUSAL].i, .chunk = (int)v[LINEAR_CHUNK].i, .mask = c->p->first_option + LINEAR_KEY_MASK,
                        .gate_floor = -INFINITY, .beta_factor = 1, .head_gate_factor = 1};
}

recurrence kvsum_with_sums(const call *c, int initial_state)
{
    recurrence r = kvsum_of(c);
    r.state = initial_state, r.sums = initial_state + 1, r.final_state = 1, r.final_sums = 2;
    return r;
}

void use_softmax(recurrence *r)
{
    use_map(r, MAP_EXP);
    r->q_map = MAP_SOFTMAX, r->rule = RULE_FEATURES;
}

static int64_t *size_named(call *c, const char *symbol)
{
    int i = FIXED_SYMBOLS;
    while (strcmp(c->p->symbols[i], symbol)) i++;
    return &c->size[i];
}

void bind_features(call *c, const char *symbol, int64_t features)
{
    int64_t *size = size_named(c, symbol);
    if (*size < 0) *size = features;
}

status check_features(call *c, const char *symbol, int64_t features)
{
    const int64_t size = *size_named(c, symbol);
    if (size == features)
        return OK;
    return FAIL(c, BAD_VALUE, "%s: the state has %lld features, expected %lld for D = %lld", c->p->row->name, (long long)size, (long long)features,
                (long long)c->size[SYM_D]);
}

void use_scale(recurrence *r, const call *c, int slot)
{
    const view *scale = &c->in[slot];
    r->per_count = !present(scale) && c->word[slot] == 1;
    r->scale = present(scale) ? view_get(scale, 0, 0, 0, 0) : r->per_count ? 1 / sqrt((double)c->size[SYM_D]) : 1;
}

status check_tables(call *c, int cosines, int sines)
{
    const char *name = c->p->row->name;
    const long long n = c->size[SYM_N], m = c->size[SYM_M], d = c->size[SYM_D];
    const bool one = present(&c->in[cosines]), other = present(&c->in[sines]);
    if (one != other)
        return FAIL(c, BAD_VALUE, "%s: %s is given without %s, expected both", name, one ? "cos" : "sin", one ? "sin" : "cos");
    if (one && n != m)
        return FAIL(c, BAD_VALUE, "%s: cos and sin are given with %lld queries and %lld keys, expected the same number (one table serves both)", name, n, m);
    if (one && d % 2)
        return FAIL(c, BAD_VALUE, "%s: cos and sin are given with D = %lld, expected an even number of channels (they are turned in pairs)", name, d);
    if (one && c->cu_k)
        return FAIL(c, BAD_VALUE, "%s: cos and sin are given with cu_seqlens, expected a batch (rows of the table are positions of every sequence)", name);
    return OK;
}
