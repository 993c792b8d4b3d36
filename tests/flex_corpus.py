"""Test corpus: score and mask functions as people write them for torch's flex_attention, retold in our own words.
Each entry makes a function from a case c: sizes c.B, c.H, c.N, c.M; c.param(*shape) a float tensor that is trained;
c.data(*shape) a float tensor that is not; c.ints(array) an integer tensor; c.xp the namespace (torch or numpy).
SCORE: f(score, b, h, q, kv).  MASK: f(b, h, q, kv).  The comment names the kind of source."""
import functools, math
import numpy as np
SCORE, MASK, BOTH = {}, {}, set()          # BOTH: also written for NumPy (ufuncs and operators only)
def score(f): SCORE[f.__name__] = f; return f
def mask(f): MASK[f.__name__] = f; return f
def both(f): BOTH.add(f.__name__); return f

@both
@score
def alibi(c):                               # slopes computed from the head inside the function (blog, attention-gym, torch's tests)
    return lambda s, b, h, q, kv: s + (kv - q) * c.xp.exp2(-((h + 1) * 8.0 / c.H))
@both
@score
def alibi_learned(c):                       # captured slopes that are trained
    slopes = c.param(c.H)
    return lambda s, b, h, q, kv: s - slopes[h] * abs(q - kv)
@both
@score
def softcap(c):                             # Gemma 2 (blog, attention-gym)
    cap = 20
    return lambda s, b, h, q, kv: cap * c.xp.tanh(s / cap)
@score
def softcap_functional(c):                  # the same through in-between names and a method (a modded GPT repository)
    cap = c.data(1).abs() + 3
    def f(s, b, h, q, kv):
        s = s / cap
        s = s.tanh()
        return s * cap
    return f
@both
@score
def relative_table(c):                      # learned T5-like table over q - kv (torch's tests; issues ask for its gradient)
    table, off = c.param(c.H, c.N + c.M - 1), c.M - 1
    return lambda s, b, h, q, kv: s + table[h, q - kv + off]
@score
def relative_negative_index(c):             # an issue's one-liner: negative distances wrap, as tensor indices do
    table = c.param(c.N + c.M)
    return lambda s, b, h, q, kv: s + table[q - kv]
@score
def t5_bucket(c):                           # bucketed distance: log, minimum, where, casts (a T5 port)
    table, half, exact = c.param(32, c.H), 16, 8
    def f(s, b, h, q, kv):
        d = kv - q
        side = (d > 0).to(c.xp.int32) * half
        d = c.xp.abs(d)
        far = exact + (c.xp.log(d.float().clamp(min=1) / exact) / math.log(128 / exact) * (half - exact)).int()
        far = c.xp.minimum(far, c.xp.full_like(far, half - 1))
        return s + table[side + c.xp.where(d < exact, d, far), h]
    return f
@both
@score
def dense_bias(c):                          # AlphaFold-like pair bias with gradient (issues)
    bias = c.param(c.B, c.H, c.N, c.M)
    return lambda s, b, h, q, kv: s + bias[b, h, q, kv]
@score
def chained_index(c):                       # bias[0][b, h][which, q]: partial indexing, a 0-d integer tensor as index (torch's tests)
    bias, which = c.param(2, c.B, c.H, 4, c.N), c.ints(np.array(1))
    return lambda s, b, h, q, kv: s + bias[0][b, h][which, q]
@score
def all_dims(c):                            # one scale per axis (torch's tests)
    hs, bs, qs, ks = c.param(c.H), c.param(c.B), c.param(c.N), c.param(c.M)
    return lambda s, b, h, q, kv: (s * hs[h] + bs[b] + qs[q]) * ks[kv]
@score
def trigonometric(c):                       # torch's tests of joint graphs
    return lambda s, b, h, q, kv: c.xp.sin(c.xp.cos(s)) + c.xp.tan(b)
@score
def gated_head(c):                          # learned gate per head (differential / gated variants)
    gate = c.param(c.H)
    return lambda s, b, h, q, kv: s * c.xp.sigmoid(gate[h])
@score
def temperature(c):                         # learnable 0-d scalar (an issue: fails in torch 2.9 both ways)
    t = c.param()
    return lambda s, b, h, q, kv: s * t.exp() + t
@score
def activation(c):                          # softmax undone: log(1 + silu(s)) (attention-gym activation)
    act = __import__("torch").nn.functional.silu
    return lambda s, b, h, q, kv: c.xp.log(act(s) + 1.0)
@score
def graph_distance(c):                      # Graphormer spatial bias (attention-gym): index that is itself a table
    table, dist = c.param(c.H, 9), c.ints(np.random.default_rng(1).integers(0, 9, (c.B, c.N, c.M)))
    return lambda s, b, h, q, kv: s + table[h, dist[b, q, kv]]
@score
def graph_edges(c):                         # Graphormer edges (attention-gym): a Python loop over a list of tables, mean by a clamped count
    tables = [c.param(c.H, 5) for _ in range(3)]; r = np.random.default_rng(2)
    kinds, length = c.ints(r.integers(0, 5, (c.B, c.N, c.M, 3))), c.ints(r.integers(0, 4, (c.B, c.N, c.M)))
    def f(s, b, h, q, kv):
        total, n = 0.0, length[b, q, kv]
        for step, t in enumerate(tables):
            total = total + c.xp.where(n > step, t[h, kinds[b, q, kv, step]], 0.0)
        return s + total / c.xp.clamp(n, min=1)
    return f
@score
def sink_logit(c):                          # key 0 is a learned sink (a model repository)
    sink = c.param(c.H)
    return lambda s, b, h, q, kv: c.xp.where(kv == 0, sink[h].to(s.dtype), s)
@both
@score
def euclidean(c):                           # -|q - k|^2 / 2 through a per-key term (a circulant attention repository)
    k2 = c.param(c.B, c.H, c.M)
    return lambda s, b, h, q, kv: s - 0.5 * k2[b, h, kv]
@score
def position_ids(c):                        # ALiBi over position ids of a packed batch (a model repository)
    slopes, pos = c.param(c.H), c.ints(np.arange(c.B * max(c.N, c.M)).reshape(c.B, -1) % 37)
    return lambda s, b, h, q, kv: s - slopes[h] * c.xp.abs(pos[b, kv] - pos[b, q])
@score
def grid_bias(c):                           # 2-D relative bias by a look-up table, with special tokens and padding (a vision repository)
    m, nt = 3, 2; w = 2 * m + 1; r = np.random.default_rng(3)
    table, lut = c.param(w * w + 3, c.H), c.ints(np.arange(w * w))
    xy, ok = c.ints(r.integers(0, 9, (c.B, max(c.N, c.M), 2))), c.ints(r.integers(0, 5, (c.B, c.M)) > 0)
    def f(s, b, h, q, kv):
        qc, kc = c.xp.clamp(q - nt, min=0), c.xp.clamp(kv - nt, min=0)
        dx = c.xp.clamp(xy[b, kc, 0] - xy[b, qc, 0], -m, m) + m
        dy = c.xp.clamp(xy[b, kc, 1] - xy[b, qc, 1], -m, m) + m
        cell = lut[dx * w + dy]; qt, kt = q < nt, kv < nt
        row = c.xp.where(qt & kt, c.xp.full_like(cell, w * w), c.xp.where(qt & ~kt, w * w + 1, c.xp.where(~qt & kt, w * w + 2, cell)))
        return c.xp.where(ok[b, kv], s + table[row, h], -1e4)
    return f
@score
def decomposed_position(c):                 # rel_h[.., q, kv // W] + rel_w[.., q, kv % W] (SAM; torch's tests)
    W = 8; rh, rw = c.param(c.B, c.H, c.N, c.M // W + 1), c.param(c.B, c.H, c.N, W)
    return lambda s, b, h, q, kv: s + rh[b, h, q, kv // W] + rw[b, h, q, kv % W]
@score
def causal_as_score(c):                     # composition; -inf from where (everywhere)
    inner = lambda s, b, h, q, kv: s + (q - kv) * 0.01
    return lambda s, b, h, q, kv: c.xp.where(q >= kv, inner(s, b, h, q, kv), -float("inf"))
@both
@score
def capped_alibi(c):                        # soft tanh cap over a learned bias
    slopes = c.param(c.H)
    return lambda s, b, h, q, kv: 15.0 * c.xp.tanh((s + slopes[h] * (kv - q)) / 15.0)
@score
def partial_arguments(c):                   # functools.partial and keyword arguments
    def f(s, b, h, q, kv, *, table, power): return s * (1 + table[kv]) ** power - c.xp.sqrt(c.xp.abs(q - kv) + 1.0)
    return functools.partial(f, table=c.data(c.M).abs(), power=2)
@score
def monster(c):                             # fifteen tile operations with a trained table inside
    slopes, tau, doc = c.param(c.H), c.param(c.N), c.ints(np.arange(max(c.N, c.M)) // 50)
    def f(s, b, h, q, kv):
        d = c.xp.abs(q - kv)
        x = (s + slopes[h] * d) * c.xp.sigmoid(tau[q])
        y = c.xp.where(doc[q] == doc[kv], c.xp.tanh(x / 8) * 8, x * 0.5)
        z = y + c.xp.where((d % 4 == 0) & (kv < q), 0.25, -0.25)
        return c.xp.maximum(z * z * 0.1 - c.xp.exp(-x), z) / (1.0 + 0.01 * d)
    return f

def both_of(*fs): return lambda b, h, q, kv: functools.reduce(lambda x, f: x & f(b, h, q, kv), fs, q.new_ones((), dtype=__import__("torch").bool))
def any_of(*fs): return lambda b, h, q, kv: functools.reduce(lambda x, f: x | f(b, h, q, kv), fs[1:], fs[0](b, h, q, kv))
past = lambda b, h, q, kv: q >= kv
@both
@mask
def causal(c): return past
@mask
def sliding_window(c):                      # composition as transformers does it (new_ones, &)
    return both_of(past, lambda b, h, q, kv: kv > q - 64)
@both
@mask
def documents(c):                           # packed documents, inner mask on positions inside the document (attention-gym)
    ends = np.unique(np.r_[0, np.random.default_rng(5).integers(1, max(c.N, c.M), 6), max(c.N, c.M)])
    start, doc = c.ints(ends), c.ints(np.repeat(np.arange(len(ends) - 1), np.diff(ends)))
    def f(b, h, q, kv): return (doc[q] == doc[kv]) & past(b, h, q - start[doc[q]], kv - start[doc[kv]])
    return f
@mask
def prefix(c):                              # per-batch prefix length
    n = c.ints(np.arange(1, c.B + 1) * 40)
    return any_of(past, lambda b, h, q, kv: kv < n[b])
@both
@mask
def neighbourhood(c):                       # 2-D neighbourhood with the window kept inside the canvas (NATTEN)
    W = 16
    def f(b, h, q, kv):
        x, y = c.xp.clip(q // W, 3, c.N // W - 4), c.xp.clip(q % W, 3, W - 4)
        return (abs(x - kv // W) <= 3) & (abs(y - kv % W) <= 3)
    return f
@mask
def float_neighbourhood(c):                 # true division instead of // (torch's tests)
    return lambda b, h, q, kv: ((q / 16 - kv / 16).abs() <= 3) | ((q % 16 - kv % 16).abs() <= 3)
@both
@mask
def dilated(c):                             # Longformer / OLMo: strided window
    def f(b, h, q, kv): d = q - kv; return (d >= 0) & (d % 3 == 0) & (d // 3 < 20)
    return f
@mask
def block_diffusion(c):                     # noised and clean halves (attention-gym)
    n, w = c.N // 2, 16
    def f(b, h, q, kv):
        nq, nk, bq, bk = q < n, kv < n, (q % n) // w, (kv % n) // w
        return (bq == bk) & (nq == nk) | (bq > bk) & nq & ~nk | (bq >= bk) & ~nq & ~nk
    return f
@mask
def draft_tree(c):                          # speculative tree: prefix or ancestor (attention-gym)
    anc = c.ints(np.random.default_rng(6).integers(0, 2, (c.N, 40)) > 0); p = c.M - 50
    def f(b, h, q, kv): t = (kv - p).clamp(min=0, max=39); return (kv < p) | (kv >= p) & (kv < p + 40) & anc[q, t]
    return f
@mask
def morton(c):                              # bit interleaving: shifts, &, | on integers (attention-gym)
    def even(x): x = x & 0x55555555; x = (x | (x >> 1)) & 0x33333333; x = (x | (x >> 2)) & 0x0F0F0F0F; return (x | (x >> 4)) & 0x00FF00FF
    return lambda b, h, q, kv: ((even(q) - even(kv)).abs() <= 2) & ((even(q >> 1) - even(kv >> 1)).abs() <= 2)
@mask
def padded(c):                              # padding of keys, .bool() on a 0/1 tensor
    pad = c.ints(np.arange(c.M)[None] < (np.arange(c.B)[:, None] + 1) * c.M // (c.B + 1))
    return lambda b, h, q, kv: pad[b, kv].bool() & (q >= 0)
@mask
def intervals(c):                           # Flamingo: a row of a table, then its two columns
    img, span = c.ints(np.arange(c.M) // 32), c.ints(np.stack([np.arange(c.M // 32 + 1) * 20, np.arange(c.M // 32 + 1) * 20 + 60], 1))
    def f(b, h, q, kv): s = span[img[kv]]; return (q >= s[0]) & (q < s[1])
    return f
@mask
def strided_centre(c):                      # window around a rounded position
    stride = c.data().abs() + 1.5
    return lambda b, h, q, kv: (kv - c.xp.round(q * stride)).abs() <= 8
@mask
def text_or_tile(c):                        # where on booleans (sliding tile attention)
    n = c.N - 30
    return lambda b, h, q, kv: c.xp.where(q < n, (q // 8 - kv // 8).abs() <= 4, kv < n) & c.xp.where(kv < n, q // 64 == kv // 64, q < n)
@both
@mask
def head_window(c):                         # another window per head, global tokens
    w, glob = c.ints(2 ** np.arange(3, 3 + c.H)), c.ints(np.arange(max(c.N, c.M)) % 97 == 0)
    return lambda b, h, q, kv: (abs(q - kv) <= w[h]) | glob[q] | glob[kv]
@mask
def batch_offset(c):                        # decoding at another position per sequence (an issue)
    pos = c.ints(np.arange(c.B)[:, None] * 7)
    return lambda b, h, q, kv: q + pos[b, 0] >= kv
