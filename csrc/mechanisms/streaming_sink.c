/* Attention sinks and a window (Xiao et al. 2023, StreamingLLM, arXiv:2309.17453)
 *
 *     visible: j <= p and (j < start or j > p - recent),   p = i + M - N
 *
 * what a cache that keeps the first `start` and the last `recent` tokens gives row by row. Tiles between the two are not looked at. */
#include "softmax.h"

enum { RECENT, EVICT, POSITIONS };

static status run(call *c, status (*pass)(call *))
{
    call inner = *c;
    inner.param[c->p->first_param + DENSE_CAUSAL].i = 1;
    inner.param[c->p->first_param + DENSE_WINDOW] = (value){.i = c->param[RECENT].i - (c->param[EVICT].i ? 0 : 1), .j = -1};
    const status s = pass(&inner);
    c->message = inner.message;
    return s;
}

static status forward(call *c) { return run(c, softmax_forward); }
static status backward(call *c) { return run(c, softmax_backward); }

const mechanism streaming_sink = {
    .name = "streaming_sink", .title = "Attention sinks and a sliding window (StreamingLLM)", SOFTMAX_PARTS, .patterns = CAUSAL_SELF | DECODE, .without = "causal window",
    .paper = "Xiao et al. 2023, Efficient Streaming Language Models with Attention Sinks (arXiv:2309.17453)",
    .equation = "P = softmax(scale q k^T over j <= p and (j < start or j > p - recent)),\nout = P v,  p = i + M - N",
    .notes = "The mask form, which equals a cache that is trimmed before each token where positions are those of the text. Any dense mechanism takes sink_tokens with window=(recent - 1, 0).",
    .slots = {QKV},
    .params = {
        {"start", INTEGER, "first tokens, which every later one sees", {.i = 4}, .max = 1e15, .option = "sink_tokens"},
        {"recent", INTEGER, "tokens up to the query's own that it sees", {.i = 512}, .min = 1, .max = 1e15},
        {"evict", WORD, "when the cache is trimmed: 'before' a token attends, or 'after' it, which then sees one more", {.i = 0}, .words = "before|after"},
        {"pos", WORD, "positions are the caller's: q and k come rotated by them, if at all", {.i = 0}, .words = "none|original"},
    },
    .forward = forward, .backward = backward,
};
