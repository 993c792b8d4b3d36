/* The table made ready: engine options and output flags joined to each row, shapes parsed, symbols numbered, the row checked for consistency. */
#include "../mechanisms/mechanism.h"
#include "alloc.h"
#include <string.h>

static const char *const fixed_symbols[FIXED_SYMBOLS] = {"B", "Hq", "H", "N", "M", "D", "Dv"};
static message complaint;

#define BAD(p, ...) fail(&complaint, BAD_VALUE, __VA_ARGS__)

/* Whether the blank-separated `list` holds `word`. */
static bool listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; at && (at = strstr(at, word)); at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            return true;
    return false;
}

/* Whether the row leaves this option of its engine away. */
static bool hidden(const mechanism *row, const char *option) { return listed(row->without, option) || (row->only && !listed(row->only, option)); }

static int symbol_number(prepared *p, const char *name, size_t n)
{
    for (int i = 0; i < p->n_symbols; i++)
        if (strlen(p->symbols[i]) == n && !memcmp(p->symbols[i], name, n))
            return i;
    if (p->n_symbols == MAX_SYMBOLS || n >= sizeof p->symbols[0])
        return -1;
    memcpy(p->symbols[p->n_symbols], name, n);
    return p->n_symbols++;
}

/* One alternative, up to '|' or the end; *at is moved behind it. */
static status parse_axes(prepared *p, const char **at, role role, axes *a)
{
    const char *s = *at;
    for (;;) {
        s += strspn(s, " ");
        size_t n = strcspn(s, " |");
        if (!n)
            break;
        int symbol = symbol_number(p, s, n);
        if (symbol < 0 || a->rank == MAX_RANK)
            return BAD(p, "%s: '%s' has too many axes or symbols, or too long a one", p->row->name, s);
        a->symbol[a->rank++] = (int8_t)symbol;
        a->tokens |= symbol == SYM_N || symbol == SYM_M;
        s += n;
    }
    bool kind = role == QUERY || role == KEY || role == VALUE || role == GATE || role == OUTPUT;
    a->per_token = kind && a->rank >= 3 && a->symbol[0] == SYM_B && p->symbols[a->symbol[1]][0] == 'H'
        && (a->symbol[2] == SYM_N || a->symbol[2] == SYM_M || role == KEY || role == VALUE);
    *at = s;
    return OK;
}

static status parse_slot(prepared *p, int i)
{
    const slot *s = &p->slots[i];
    const char *at = s->shape;
    for (;;) {
        if (p->n_forms[i] == MAX_FORMS)
            return BAD(p, "%s: %s has more than %d shapes", p->row->name, s->name, MAX_FORMS);
        axes *a = &p->forms[i][p->n_forms[i]++];
        TRY(parse_axes(p, &at, s->role, a));
        for (int j = 0; s->broadcast && j < a->rank; j++)
            if (a->symbol[j] >= FIXED_SYMBOLS)
                return BAD(p, "%s: %s is broadcast and cannot fix %s", p->row->name, s->name, p->symbols[a->symbol[j]]);
        if (*at++ != '|')
            break;
    }
    if (s->broadcast && p->n_forms[i] > 1)
        return BAD(p, "%s: %s is broadcast and has several shapes", p->row->name, s->name);
    if (s->words && !s->optional)
        return BAD(p, "%s: %s takes words and is not optional", p->row->name, s->name);
    return OK;
}

static status join_slots(prepared *p)
{
    for (int i = 0; i < MAX_SLOTS && p->row->slots[i].name; i++)
        if (!p->row->slots[i].option)
            p->slots[p->n_slots++] = p->row->slots[i];
    p->first_option = p->n_slots;
    for (int i = 0; i < MAX_SLOTS && p->options->slots[i].name; i++) {
        if (p->n_slots == MAX_SLOTS)
            return BAD(p, "%s: more than %d slots", p->row->name, MAX_SLOTS);
        p->hidden_slot[p->n_slots] = hidden(p->row, p->options->slots[i].name);
        p->slots[p->n_slots] = p->options->slots[i];
        for (const slot *own = p->row->slots; own->name; own++)
            if (own->option && !strcmp(own->option, p->options->slots[i].name))
                p->slots[p->n_slots] = *own;
        p->n_slots++;
    }
    p->cu_q = p->cu_k = -1;
    for (int i = 0; i < p->n_slots; i++) {
        TRY(parse_slot(p, i));
        if (p->hidden_slot[i])
            continue;
        bool both = !strcmp(p->slots[i].name, "cu_seqlens");
        if (both || !strcmp(p->slots[i].name, "cu_seqlens_q"))
            p->cu_q = i;
        if (both || !strcmp(p->slots[i].name, "cu_seqlens_k"))
            p->cu_k = i;
    }
    if (p->n_slots < 1 || p->slots[0].role != QUERY || p->slots[0].optional)
        return BAD(p, "%s: the first slot is not the query", p->row->name);
    return OK;
}

static status append_param(prepared *p, const param *x, bool hidden)
{
    if (p->n_params == MAX_PARAMS)
        return BAD(p, "%s: more than %d parameters", p->row->name, MAX_PARAMS);
    if ((x->kind == WORD) != (x->words != NULL))
        return BAD(p, "%s: %s has words or is a WORD, not both", p->row->name, x->name);
    if (x->initial.none && !x->optional)
        return BAD(p, "%s: %s defaults to None and does not take it", p->row->name, x->name);
    p->hidden_param[p->n_params] = hidden;
    p->params[p->n_params++] = *x;
    return OK;
}

static status join_params(prepared *p)
{
    for (const param *own = p->row->params; own->name; own++)
        if (!own->option)
            TRY(append_param(p, own, false));
    p->first_param = p->n_params;
    for (const param *x = p->options->params; x->name; x++) {
        const param *given = x;
        for (const param *own = p->row->params; own->name; own++)
            if (own->option && !strcmp(own->option, x->name))
                given = own;
        TRY(append_param(p, given, hidden(p->row, x->name)));
    }
    return OK;
}

/* Outputs and their flags: one BOOLEAN parameter per word of `.when`, shared by the outputs that name it. */
static status join_outputs(prepared *p)
{
    for (int i = 0; i < MAX_OUTPUTS && p->row->outputs[i].name; i++, p->n_outputs++) {
        const slot *s = &p->row->outputs[i];
        const char *at = s->shape;
        int symbols = p->n_symbols;
        TRY(parse_axes(p, &at, s->role, &p->results[i]));
        if (*at || (symbols != p->n_symbols && !p->row->bind))
            return BAD(p, "%s: the shape of output %s is not made of its inputs' symbols, and no bind sets them", p->row->name, s->name);
        p->flag[i] = -1;
        for (int j = p->first_param; s->when && j < p->n_params; j++)
            if (!strcmp(p->params[j].name, s->when))
                p->flag[i] = j;
        if (s->when && p->flag[i] < 0) {
            p->flag[i] = p->n_params;
            TRY(append_param(p, &(param){.name = s->when, .kind = BOOLEAN, .doc = s->doc}, false));
        }
    }
    if (!p->n_outputs || p->row->outputs[0].when)
        return BAD(p, "%s: the first output is not always returned", p->row->name);
    return OK;
}

static status check_names(const prepared *p)
{
    const char *names[MAX_SLOTS + MAX_PARAMS + 2] = {"layout", "out"};
    int n = 2;
    for (int i = 0; i < p->n_slots; i++)
        if (!p->hidden_slot[i])
            names[n++] = p->slots[i].name;
    for (int i = 0; i < p->n_params; i++)
        if (!p->hidden_param[i])
            names[n++] = p->params[i].name;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            if (!strcmp(names[i], names[j]))
                return BAD(p, "%s: two arguments are called %s", p->row->name, names[i]);
    if (!p->row->title || !p->row->paper || !p->row->equation || !p->row->cost || !p->row->forward || !p->row->patterns)
        return BAD(p, "%s: title, paper, equation, cost, patterns or forward is missing", p->row->name);
    return OK;
}

static status prepare(prepared *p, const mechanism *row)
{
    static const options *const engine_options[ENGINES] = {&dense_options, &recurrent_options, &linear_options, &elementwise_options};
    memset(p, 0, sizeof *p);
    p->row = row;
    p->options = engine_options[row->engine];
    for (int i = 0; i < FIXED_SYMBOLS; i++)
        symbol_number(p, fixed_symbols[i], strlen(fixed_symbols[i]));
    TRY(join_slots(p));
    TRY(join_params(p));
    TRY(join_outputs(p));
    p->n_short = p->n_arguments = 2;
    for (int i = 0; i < p->n_slots; i++) {
        p->n_offered += !p->hidden_slot[i];
        p->n_short += !p->hidden_slot[i] && !p->slots[i].term;
    }
    for (int i = 0; i < p->n_params; i++) {
        p->n_arguments += !p->hidden_param[i];
        p->n_short += !p->hidden_param[i] && !p->params[i].term;
    }
    p->n_arguments += p->n_offered;
    return check_names(p);
}

const prepared *prepare_mechanisms(int *count)
{
    static prepared *table;
    static int rows;
    if (!table) {
        while (mechanism_table[rows])
            rows++;
        prepared *made = allocate(rows, sizeof *made);
        if (!made)
            fail(&complaint, NO_MEMORY, "no memory for the table of mechanisms");
        for (int i = 0; made && i < rows; i++)
            if (prepare(&made[i], mechanism_table[i]) != OK) {
                release(made);
                made = NULL;
            }
        table = made;
        if (!made)
            rows = 0;
    }
    *count = rows;
    return table;
}

const char *mechanisms_complaint(void) { return complaint.text; }
