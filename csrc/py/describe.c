/* The table and the configuration as Python objects. */
#include "py.h"
#include "../core/isa.h"
#include "../core/parallel.h"

/* Puts a new reference into the dict; false when either could not be made. */
static bool put(PyObject *d, const char *key, PyObject *x)
{
    int bad = !x || PyDict_SetItemString(d, key, x);
    Py_XDECREF(x);
    return !bad;
}

static PyObject *text(const char *s) { return s ? PyUnicode_FromString(s) : Py_NewRef(Py_None); }

/* "a|b" or "a b" as a tuple of str. */
static PyObject *split(const char *list, const char *separator)
{
    PyObject *whole = PyUnicode_FromString(list ? list : ""), *parts = NULL;
    if (whole)
        parts = list ? PyObject_CallMethod(whole, "split", "s", separator) : PyList_New(0);
    PyObject *all = parts ? PyList_AsTuple(parts) : NULL;
    Py_XDECREF(whole);
    Py_XDECREF(parts);
    return all;
}

static PyObject *word_at(const char *words, int64_t index)
{
    while (index-- > 0)
        words += strcspn(words, "|") + 1;
    return PyUnicode_FromStringAndSize(words, (Py_ssize_t)strcspn(words, "|"));
}

static PyObject *describe_slot(const slot *s, bool option)
{
    static const char *const roles[] = {"query", "key", "value", "gate", "parameter", "bias", "mask", "index", "state", "output", "statistic"};
    static const char *const draws[] = {"normal", "absent", "log_decay", "unit", "unit_norm", "small", "above_one"};
    PyObject *d = PyDict_New();
    if (d && put(d, "name", text(s->name)) && put(d, "shape", text(s->shape)) && put(d, "role", text(roles[s->role])) && put(d, "doc", text(s->doc))
        && put(d, "draw", text(draws[s->draw])) && put(d, "optional", PyBool_FromLong(s->optional)) && put(d, "broadcast", PyBool_FromLong(s->broadcast))
        && put(d, "constant", PyBool_FromLong(s->constant)) && put(d, "words", split(s->words, "|")) && put(d, "when", text(s->when))
        && put(d, "saved", PyBool_FromLong(s->saved)) && put(d, "wide", PyBool_FromLong(s->wide)) && put(d, "layer", text(s->layer))
        && put(d, "engine_option", PyBool_FromLong(option && !s->option)) && put(d, "term", PyBool_FromLong(s->term)))
        return d;
    Py_XDECREF(d);
    return NULL;
}

static PyObject *initial_value(const param *p)
{
    if (p->initial.none)
        return Py_NewRef(Py_None);
    switch (p->kind) {
    case NUMBER: return PyFloat_FromDouble(p->initial.f);
    case INTEGER: return PyLong_FromLongLong(p->initial.i);
    case BOOLEAN: return PyBool_FromLong(p->initial.i != 0);
    case WORD: return word_at(p->words, p->initial.i);
    case RANGE: return Py_BuildValue("dd", p->initial.f, p->initial.to);
    case WINDOW: return Py_BuildValue("LL", (long long)p->initial.i, (long long)p->initial.j);
    default: return p->initial.i == 2 ? PyUnicode_FromString("top_left") : PyBool_FromLong(p->initial.i != 0);
    }
}

/* None where there is no limit. */
static PyObject *limit(const param *p, double x)
{
    bool none = (!p->min && !p->max) || x <= -1e300 || x >= 1e300 || (p->kind != NUMBER && p->kind != INTEGER);
    return none ? Py_NewRef(Py_None) : p->kind == INTEGER ? PyLong_FromDouble(x) : PyFloat_FromDouble(x);
}

static PyObject *describe_param(const param *p, bool option)
{
    static const char *const kinds[] = {"number", "integer", "boolean", "word", "window", "causal", "grid", "range"};
    PyObject *d = PyDict_New();
    if (d && put(d, "name", text(p->name)) && put(d, "kind", text(kinds[p->kind])) && put(d, "doc", text(p->doc)) && put(d, "default", initial_value(p))
        && put(d, "min", limit(p, p->min)) && put(d, "max", limit(p, p->max)) && put(d, "open_max", PyBool_FromLong(p->open_max))
        && put(d, "optional", PyBool_FromLong(p->optional)) && put(d, "words", split(p->words, "|")) && put(d, "engine_option", PyBool_FromLong(option && !p->option))
        && put(d, "term", PyBool_FromLong(p->term)))
        return d;
    Py_XDECREF(d);
    return NULL;
}

static PyObject *describe_slots(const prepared *p, bool outputs)
{
    PyObject *all = PyList_New(0);
    const slot *slots = outputs ? p->row->outputs : p->slots;
    for (int i = 0; all && i < (outputs ? p->n_outputs : p->n_slots); i++) {
        if (!outputs && p->hidden_slot[i])
            continue;
        PyObject *d = describe_slot(&slots[i], !outputs && i >= p->first_option);
        if (!d || PyList_Append(all, d))
            Py_CLEAR(all);
        Py_XDECREF(d);
    }
    return all;
}

static PyObject *describe_params(const prepared *p)
{
    PyObject *all = PyList_New(0);
    int flags = p->n_params;
    for (int i = 0; i < p->n_outputs; i++)
        if (p->flag[i] >= 0 && p->flag[i] < flags)
            flags = p->flag[i];
    for (int i = 0; all && i < p->n_params; i++) {
        if (p->hidden_param[i])
            continue;
        PyObject *d = describe_param(&p->params[i], i >= p->first_param && i < flags);
        if (!d || PyList_Append(all, d))
            Py_CLEAR(all);
        Py_XDECREF(d);
    }
    return all;
}

static PyObject *describe_patterns(unsigned patterns)
{
    static const char *const names[] = {"self", "causal self", "cross", "causal cross", "decode"};
    PyObject *all = PyList_New(0);
    for (int i = 0; all && i < 5; i++) {
        PyObject *name = patterns >> i & 1 ? PyUnicode_FromString(names[i]) : NULL;
        if (patterns >> i & 1 && (!name || PyList_Append(all, name)))
            Py_CLEAR(all);
        Py_XDECREF(name);
    }
    PyObject *tuple = all ? PyList_AsTuple(all) : NULL;
    Py_XDECREF(all);
    return tuple;
}

static PyObject *describe_papers(const mechanism *row)
{
    PyObject *all = PyList_New(0);
    for (int i = 0; all && i < (int)(sizeof row->papers / sizeof *row->papers) && row->papers[i].title; i++) {
        PyObject *pair = Py_BuildValue("ss", row->papers[i].title, row->papers[i].where);
        if (!pair || PyList_Append(all, pair))
            Py_CLEAR(all);
        Py_XDECREF(pair);
    }
    PyObject *tuple = all ? PyList_AsTuple(all) : NULL;
    Py_XDECREF(all);
    return tuple;
}

static PyObject *describe_row(const prepared *p)
{
    static const char *const engines[ENGINES] = {"dense", "recurrent", "linear", "elementwise"};
    const mechanism *row = p->row;
    PyObject *d = PyDict_New();
    if (d && put(d, "name", text(row->name)) && put(d, "title", text(row->title)) && put(d, "paper", text(row->paper)) && put(d, "equation", text(row->equation))
        && put(d, "cost", text(row->cost)) && put(d, "notes", text(row->notes)) && put(d, "aliases", split(row->aliases, " "))
        && put(d, "module", text(row->module))
        && put(d, "engine", text(engines[row->engine])) && put(d, "patterns", describe_patterns(row->patterns))
        && put(d, "always_causal", PyBool_FromLong(!(row->patterns & (SELF | CROSS)))) && put(d, "experimental", PyBool_FromLong(row->experimental))
        && put(d, "score_functions", PyBool_FromLong(takes_flex(row)))
        && put(d, "gradients", PyBool_FromLong(row->backward != NULL)) && put(d, "papers", describe_papers(row))
        && put(d, "slots", describe_slots(p, false)) && put(d, "outputs", describe_slots(p, true)) && put(d, "params", describe_params(p)))
        return d;
    Py_XDECREF(d);
    return NULL;
}

PyObject *describe_table(const module_state *s)
{
    PyObject *all = PyList_New(s->rows);
    for (int i = 0; all && i < s->rows; i++) {
        PyObject *d = describe_row(&s->table[i]);
        if (d)
            PyList_SET_ITEM(all, i, d);
        else
            Py_CLEAR(all);
    }
    return all;
}

static PyObject *describe_isas(bool only_available)
{
    PyObject *all = PyList_New(0);
    for (int i = 0; all && i < ISAS; i++) {
        if (only_available && !isa_available((isa)i))
            continue;
        PyObject *name = PyUnicode_FromString(isa_name((isa)i));
        if (!name || PyList_Append(all, name))
            Py_CLEAR(all);
        Py_XDECREF(name);
    }
    PyObject *tuple = all ? PyList_AsTuple(all) : NULL;
    Py_XDECREF(all);
    return tuple;
}

PyObject *describe_config(void)
{
    PyObject *d = PyDict_New();
    if (d && put(d, "isa", text(isa_name(current_isa()))) && put(d, "isas", describe_isas(false)) && put(d, "available", describe_isas(true))
        && put(d, "threads", PyLong_FromLong(get_threads())) && put(d, "backend", text(parallel_backend())) && put(d, "compiler", text(__VERSION__))
        && put(d, "numpy_abi", PyUnicode_FromFormat("0x%x", PyArray_GetNDArrayCVersion()))
        && put(d, "dlpack", PyUnicode_FromFormat("%d.%d", DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION)))
        return d;
    Py_XDECREF(d);
    return NULL;
}
