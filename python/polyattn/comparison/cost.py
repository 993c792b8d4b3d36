"""Floating-point operations of a call: the multiplications and additions of the products that the engine's form of the mechanism needs,
two per multiply-add; exponentials, masks and normalisers are not counted. A figure of GFLOP/s therefore never flatters."""
import polyattn as pa


def dense(case, shape):
    """Forward S = q k^T and P v; backward recomputes S and adds dP = do v^T, dv, dq, dk. Only visible pairs count."""
    pairs = visible_pairs(case, shape["N"], shape["M"])
    D, Dv = shape["D"], shape["Dv"]
    return 2 * pairs * (D + Dv), 2 * pairs * (3 * D + 2 * Dv)


BLOCK, GATED_BLOCK = 48, 16      # tokens that csrc/engines/recurrent.c takes at once at most: what it walks is counted, not the `chunk` that was allowed


def recurrent(case, shape):
    """The chunked form, C tokens at once. Per token, kernel A: within the chunk q k^T and P v (triangular: C (D + Dv)); across chunks the read-out and the
    update of the state (2 D Dv each). Its backward: within, P again, dP = do v^T, dv, dq, dk; across, the states again, dq, dk, dv, dS.
    Kernel B (delta rule: write strengths) adds within k k^T and the solve, across k^T S; backward dA and what it gives to k twice, the solve again and
    turned round, across k^T S again, dk and dS. Kernel C (a and b) has four triangles in place of two (q, a against k, b), the solve, a^T S and b z^T.
    Gates per channel make each term of a triangle over channels a product of three: 3 operations and not 2."""
    D, Dv, gated, delta, low_rank = shape["D"], shape["Dv"], "diag" in case.row["equation"], has_slot(case, "beta"), has_slot(case, "a")
    C = min(option(case, "chunk", 64), GATED_BLOCK if gated else BLOCK, shape["M"]) if case.causal else 0
    channels, values, forward, (back_channels, back_values, backward) = (4, 4, 8, (12, 10, 22)) if low_rank else (2, 2, 6, (6, 5, 16)) if delta else (1, 1, 4, (3, 2, 10))
    width = D * (1.5 if gated else 1)
    return shape["M"] * (C * (channels * width + values * Dv) + forward * D * Dv), shape["M"] * (C * (back_channels * width + back_values * Dv) + backward * D * Dv)


def linear(case, shape):
    """Sums of phi(k) v^T and their read-out, phi of width F (seen in the state that the mechanism returns); causal is kernel A of the recurrent engine."""
    F, Dv = state_rows(case, shape["D"]), shape["Dv"]
    if case.causal:
        C = min(option(case, "chunk", 128), BLOCK, shape["M"])
        return shape["N"] * (C * (F + Dv) + 4 * F * Dv), shape["N"] * (C * (3 * F + 2 * Dv) + 10 * F * Dv)
    return 2 * (shape["N"] + shape["M"]) * F * Dv, 2 * (2 * shape["N"] + 3 * shape["M"]) * F * Dv


ENGINES = {"dense": dense, "recurrent": recurrent, "linear": linear}


def flops(case):
    """(forward, backward) of the whole call, or (None, None) for an engine whose cost is not written here."""
    count = ENGINES.get(case.row["engine"])
    if count is None or not {"q", "v"} <= case.arguments.keys():
        return None, None
    q, v = case.arguments["q"], case.arguments["v"]
    shape = {"N": q.shape[2], "M": v.shape[2], "D": q.shape[3], "Dv": v.shape[3]}
    forward, backward = count(case, shape)
    heads = q.shape[0] * q.shape[1]
    return heads * forward, heads * backward


def visible_pairs(case, N, M):
    if case.arguments.get("causal") == "top_left":
        return sum(min(i + 1, M) for i in range(N))
    if case.causal:
        return sum(min(max(i + M - N + 1, 0), M) for i in range(N))
    return N * M


def has_slot(case, name):
    return any(slot["name"] == name for slot in case.row["slots"])


def option(case, name, otherwise):
    default = next((p["default"] for p in case.row["params"] if p["name"] == name), otherwise)
    return case.arguments.get(name, default)


def state_rows(case, otherwise):
    if not any(output["name"] == "final_state" for output in case.row["outputs"]):
        return otherwise
    args, kwargs = case.split(return_state=True)
    return getattr(pa, case.name)(*args, **kwargs).final_state.shape[-2]
