"""What becomes of a score function, in words."""
from __future__ import annotations

from collections import Counter
from typing import Any

from ._adjoint import adjoint
from ._plan import peel
from ._program import TILE, Program
from ._trace import trace

# ns per score, measured on one core of a Xeon with AVX-512: what is not named costs 0.04.
COST = dict(fdiv=0.18, frcp=0.18, fsqrt=0.2, exp=0.16, exp2=0.16, tanh=0.2, sigmoid=0.24, sin=0.24, cos=0.24, log=0.33, erf=2.0, ifdiv=0.26, imod=0.28, gather=0.1,
            load_forward=0.1, load_backward=0.1, scatter=0.53, scatter_forward=0.2, scatter_backward=0.2, sum_diagonal=0.12)


def flex_explain(score_mod: Any, B: int = 1, H: int = 1, N: int = 1024, M: int = 1024) -> str:
    """What becomes of a score function for scores of (B, H, N, M): the operations by how often they run, what is a mask, what is trained.

    Returns
    -------
    str
        print it
    """
    from ._program import OP

    names = {i: name for name, i in OP.items()}
    g = trace(score_mod, (B, H, N, M))
    condition, out = peel(g)
    lines = [f"{getattr(score_mod, '__name__', type(score_mod).__name__)} for scores (B={B}, H={H}, N={N}, M={M})"]
    if condition is not None:
        lines.append(f"  mask      taken out as blocks; depends on {dependence(g, condition)}")
    trained = {i for i, c in enumerate(g.captures) if c.trained}
    lines += [f"  captures  {'trained ' if c.trained else ''}tensor of shape {c.shape}" for c in g.captures]
    ds, effects = adjoint(g, out, trained or {i for i, c in enumerate(g.captures) if c.dt == "f"})
    for title, node, more in (("forward", out, []), ("backward", ds, effects)):
        if node == g.score or g.nodes[node].op == "seed" and not more:
            lines.append(f"  {title:9} the score passes unchanged")
            continue
        program = Program(g, node, more)
        code = [(phase, names[op]) for phase, op, *_ in program.code]
        scores = Counter(name for phase, name in code if phase == TILE)
        cost = sum(COST.get(name, 0.04) * count for name, count in scores.items())
        lines.append(f"  {title:9} {program.tile_ops} per score: {', '.join(name if n == 1 else f'{name} x{n}' for name, n in scores.items())}; about {cost:.2f} ns each")
        others = Counter({0: "once a tile", 8: "once a tile", 1: "per query", 5: "per query", 2: "per key", 6: "per key", 3: "per diagonal", 7: "per diagonal"}[phase]
                         for phase, _ in code if phase != TILE)
        if others:
            lines.append(f"  {'':9} {', '.join(f'{n} {where}' for where, n in others.items())}; {program.temporaries} tile registers")
    return "\n".join(lines)


def dependence(g: Any, node: int) -> str:
    need = g.reach(node)
    return ", ".join(name for name, i in (("b", g.b), ("h", g.h), ("q", g.q), ("kv", g.k), ("q - kv", g.d)) if i in need) or "nothing"
