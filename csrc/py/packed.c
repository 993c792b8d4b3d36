/* Packed sequences: offsets of either integer type become arrays of int64 that begin with 0, never decrease and end with the number of tokens. */
#include "py.h"
#include "../core/alloc.h"

static status copy_offsets(frame *f, int slot, int64_t **to)
{
    const view *v = &f->in[slot].view;
    *to = allocate(v->shape[0], sizeof **to);
    if (!*to)
        return refuse(f, NO_MEMORY, "no memory for %lld offsets of sequences", (long long)v->shape[0]);
    for (int64_t i = 0; i < v->shape[0]; i++) {
        const char *at = v->data + i * v->stride[0];
        int32_t narrow;
        if (v->dtype == I32) {
            memcpy(&narrow, at, sizeof narrow);
            (*to)[i] = narrow;
        } else
            memcpy(&(*to)[i], at, sizeof **to);
    }
    return OK;
}

static status check_rank(frame *f, int slot)
{
    const view *v = &f->in[slot].view;
    if (v->rank == 1 && v->shape[0] >= 1)
        return OK;
    char text[128] = "too many dimensions";
    if (v->rank <= MAX_RANK)
        shape_text(text, sizeof text, v->rank, v->shape);
    return refuse(f, BAD_VALUE, "%s has shape %s, expected (sequences + 1,)", f->call.p->slots[slot].name, text);
}

/* Decides whether the call is packed, which forms it has and how many sequences, before any shape is checked. */
status read_offsets(frame *f)
{
    const prepared *p = f->call.p;
    int q = p->cu_q, k = p->cu_k;
    bool has_q = q >= 0 && f->in[q].route > A_WORD, has_k = k >= 0 && f->in[k].route > A_WORD;
    f->call.sequences = -1;
    f->packed = has_q || has_k;
    if (!f->packed)
        return OK;
    if (!has_q)
        return refuse(f, BAD_VALUE, "%s is given without %s", p->slots[k].name, p->slots[q].name);
    TRY(check_rank(f, q));
    if (has_k && k != q) {
        TRY(check_rank(f, k));
        if (f->in[k].view.shape[0] != f->in[q].view.shape[0])
            return refuse(f, BAD_VALUE, "%s has %lld offsets, expected %lld as %s", p->slots[k].name,
                        (long long)f->in[k].view.shape[0], (long long)f->in[q].view.shape[0], p->slots[q].name);
    }
    f->flat = f->in[0].view.rank == p->forms[0][0].rank - 1;
    f->call.size[SYM_B] = f->in[q].view.shape[0] - 1;
    return OK;
}

static status check_run(frame *f, int slot, const int64_t *cu, int64_t total, const char *tokens)
{
    const char *name = f->call.p->slots[slot].name;
    int64_t n = f->call.sequences;
    if (cu[0])
        return refuse(f, BAD_VALUE, "%s begins with %lld, expected 0", name, (long long)cu[0]);
    for (int64_t i = 0; i < n; i++)
        if (cu[i + 1] < cu[i])
            return refuse(f, BAD_VALUE, "%s[%lld] is %lld, expected at least %lld, the one before", name, (long long)i + 1, (long long)cu[i + 1], (long long)cu[i]);
    if (total >= 0 && cu[n] != total)
        return refuse(f, BAD_VALUE, "%s ends with %lld, expected %lld, all %s", name, (long long)cu[n], (long long)total, tokens);
    return OK;
}

status check_offsets(frame *f)
{
    call *c = &f->call;
    const prepared *p = c->p;
    if (!f->packed || f->shapes_only)
        return OK;
    bool separate = p->cu_k >= 0 && p->cu_k != p->cu_q && f->in[p->cu_k].route > A_WORD;
    TRY(copy_offsets(f, p->cu_q, &f->offsets[0]));
    if (separate)
        TRY(copy_offsets(f, p->cu_k, &f->offsets[1]));
    c->cu_q = f->offsets[0];
    c->cu_k = separate ? f->offsets[1] : f->offsets[0];
    TRY(check_run(f, p->cu_q, c->cu_q, c->size[SYM_N], "queries"));
    return check_run(f, separate ? p->cu_k : p->cu_q, c->cu_k, c->size[SYM_M], "keys");
}
