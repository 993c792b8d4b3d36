#include "program.h"
#include "../core/alloc.h"
#include "ops.h"
#include <string.h>

#define NAME_PLAIN(name, operands, value) #name,
#define NAME_VECTOR(name, value) #name,
#define NAME_MEMORY(name) #name,
static const char *const names[] = {FLEX_PLAIN(NAME_PLAIN) FLEX_VECTOR(NAME_VECTOR) FLEX_MEMORY(NAME_MEMORY)};
enum { OPS = sizeof names / sizeof *names };

const char *flex_op_name(int op) { return op >= 0 && op < OPS ? names[op] : NULL; }

static int64_t cells_of(int kind)
{
    switch (kind) {
    case KIND_CONSTANT: case KIND_SCALAR: case KIND_SUM_SCALAR: case KIND_FAULT: return FLEX_LANES;
    case KIND_ROW: return FLEX_ROWS + FLEX_LANES;
    case KIND_SUM_ROW: return (FLEX_ROWS + FLEX_LANES) * FLEX_LANES;
    case KIND_COLUMN: case KIND_SUM_COLUMN: return FLEX_KEYS + FLEX_STRIP_KEYS;
    case KIND_DIAGONAL: case KIND_SUM_DIAGONAL: return FLEX_ROWS + FLEX_KEYS + 2 * FLEX_STRIP_KEYS;
    default: return 0;
    }
}

static bool moves(int kind)
{
    return kind != KIND_CONSTANT && kind != KIND_SCALAR && kind != KIND_TILE && kind != KIND_CAPTURED && kind != KIND_GRADIENT && kind != KIND_SUM_SCALAR && kind != KIND_FAULT;
}

static const char *complaint(const flex_ins *code, int n, const flex_def *def, int slots)
{
    static const int32_t leaves[5] = {KIND_SCALAR, KIND_SCALAR, KIND_ROW, KIND_COLUMN, KIND_DIAGONAL};
    if (slots < 5 || slots > 4096 || n < 0 || n > 65536) return "the number of slots or instructions is out of range";
    for (int i = 0; i < slots; i++) {
        if (def[i].kind < 0 || def[i].kind >= KINDS || (i < 5 && def[i].kind != leaves[i])) return "a slot is of a wrong kind";
        const int most = def[i].kind == KIND_TILE ? 256 : def[i].kind == KIND_CAPTURED || def[i].kind == KIND_GRADIENT ? FLEX_CAPTURES : 1 << 16;
        if (def[i].index < 0 || def[i].index >= most) return "the index of a slot is out of range";
    }
    for (int i = 0; i < n; i++) {
        const flex_ins *x = &code[i];
        if (x->op < 0 || x->op >= OPS || x->form < 0 || x->form > 7 || x->phase < 0 || x->phase >= PHASES) return "an instruction is malformed";
        if (i && x->phase < code[i - 1].phase) return "phases are out of order";
        const int32_t at[4] = {x->d, x->a, x->b, x->c};
        for (int j = 0; j < 4; j++)
            if (at[j] < 0 || at[j] >= slots) return "an operand is out of range";
    }
    return NULL;
}

static void lay_out(flex_program *p)
{
    int64_t temporaries = 0;
    for (int i = 0; i < p->slots; i++) {
        p->at[i] = p->cells;
        p->cells += cells_of(p->def[i].kind);
        if (p->def[i].kind == KIND_TILE && p->def[i].index >= temporaries) temporaries = p->def[i].index + 1;
        if (moves(p->def[i].kind)) p->move[p->moving++] = i;
    }
    for (int i = 0; i < p->slots; i++)
        if (p->def[i].kind == KIND_TILE) p->at[i] = p->cells + p->def[i].index * FLEX_STRIP_ROWS * FLEX_STRIP_KEYS;
    p->cells += temporaries * FLEX_STRIP_ROWS * FLEX_STRIP_KEYS;
    for (int phase = 0, i = 0; phase <= PHASES; phase++) {
        while (i < p->n && p->code[i].phase < phase) i++;
        p->first[phase] = i;
    }
}

flex_program *flex_program_new(const flex_ins *code, int n, const flex_def *def, int slots, const char **why)
{
    *why = complaint(code, n, def, slots);
    if (*why) return NULL;
    flex_program *p = allocate(1, sizeof *p);
    if (!p) return NULL;
    *p = (flex_program){.n = n, .slots = slots};
    p->code = allocate(n + 1, sizeof *code);
    p->def = allocate(slots, sizeof *def);
    p->at = allocate(slots, sizeof *p->at);
    p->move = allocate(slots, sizeof *p->move);
    if (!p->code || !p->def || !p->at || !p->move) {
        flex_program_free(p);
        return NULL;
    }
    memcpy(p->code, code, (size_t)n * sizeof *code);
    memcpy(p->def, def, (size_t)slots * sizeof *def);
    lay_out(p);
    return p;
}

void flex_program_free(flex_program *p)
{
    if (!p) return;
    release(p->code), release(p->def), release(p->at), release(p->move), release(p);
}

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* 2 full, 0 empty, 1 mixed: from the states of blocks alone. */
static int summary(const flex_blocks *b, const unsigned char *state, int64_t q0, int64_t rows, int64_t k0, int64_t keys)
{
    const int64_t down = (q0 + rows - 1) / b->rows, across = (k0 + keys - 1) / b->keys;
    int some = 0, all = 2;
    for (int64_t i = q0 / b->rows; i <= down; i++)
        for (int64_t j = k0 / b->keys; j <= across; j++) {
            some |= state[i * b->across + j];
            if (state[i * b->across + j] != 2) all = 1;
        }
    return some ? all : 0;
}

int flex_blocks_cover(const flex_blocks *b, int64_t sequence, int64_t head, int64_t q0, int64_t rows, int64_t k0, int64_t keys, uint64_t *bits, int64_t words)
{
    const int64_t first = ((b->sequences == 1 ? 0 : sequence) * b->heads + (b->heads == 1 ? 0 : head)) * b->down * b->across;
    const unsigned char *state = b->state + first;
    const int whole = rows && keys ? summary(b, state, q0, rows, k0, keys) : 0;
    if (whole != 1) return whole;
    uint64_t some = 0;
    for (int64_t i = q0; i < q0 + rows; i++, bits += words) {
        const int64_t row = i / b->rows * b->across, inside = i % b->rows;
        for (int64_t w = 0; 64 * w < keys; w++) {
            const int64_t key = least(k0 + 64 * w, b->m - 1), block = key / b->keys;
            const int s = state[row + block];
            if (s == 0) bits[w] = 0;
            if (s == 1) bits[w] &= b->bits[((int64_t)b->place[first + row + block] * b->rows + inside) * (b->keys / 64) + key % b->keys / 64];
            some |= bits[w];
        }
    }
    return some ? 1 : 0;
}
