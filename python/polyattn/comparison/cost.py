"""Floating-point operations of a call: the multiplications and additions of the products that the engine's form of the mechanism needs,
two per multiply-add; exponentials, masks and normalisers are not counted. A figure of GFLOP/s therefore never flatters."""
import polyattn as pa


def dense(case, shape, walked=True):
    """Forward S = q k^T and P v; backward recomputes S and adds dP = do v^T, dv, dq, dk. Only visible pairs count. phi stands behind q."""
    pairs = visible_pairs(case, shape["N"], shape["M"])
    D, Dv = shape["D"] + (case.arguments["phi"].shape[-1] if "phi" in case.arguments else 0), shape["Dv"]
    return 2 * pairs * (D + Dv), 2 * pairs * (3 * D + 2 * Dv)


BLOCK, GATED_BLOCK = 48, 16      # tokens that csrc/engines/recurrent.c takes at once at most, without and with gates per channel


def recurrent(case, shape, walked=True):
    """The chunked form, C tokens at once. Per token, kernel A: within the chunk q k^T and P v (triangular: C (D + Dv)); across chunks the read-out and the
    update of the state (2 D Dv each). Its backward: within, P again, dP = do v^T, dv, dq, dk; across, the states again, dq, dk, dv, dS.
    Kernel B (delta rule: write strengths) adds within k k^T and the solve, across k^T S; backward dA and what it gives to k twice, the solve again and
    turned round, across k^T S again, dk and dS. Kernel C (a and b) has four triangles in place of two (q, a against k, b), the solve, a^T S and b z^T.
    Gates per channel make a term of the triangles over channels a product of three, 3 operations and not 2, between keys and queries that no
    factor of its own can part: those of the same 16 tokens.
    C is what the engine walks; or, not `walked`, the `chunk` of the call, as the form is published and as others count theirs: more operations."""
    D, Dv, M = shape["D"], shape["Dv"], shape["M"]
    gated, delta, low_rank = "diag" in case.row["equation"], has_slot(case, "beta"), has_slot(case, "a")
    chunk = option(case, "chunk", 64) if case.causal else 0
    C = min(chunk, GATED_BLOCK if gated else BLOCK, M) if walked else min(chunk, M)
    channels, values, forward, (back_channels, back_values, backward) = (4, 4, 8, (12, 10, 22)) if low_rank else (2, 2, 6, (6, 5, 16)) if delta else (1, 1, 4, (3, 2, 10))
    width = D * (C + 0.5 * min(C, GATED_BLOCK) * gated)
    return M * (channels * width + values * C * Dv + forward * D * Dv), M * (back_channels * width + back_values * C * Dv + backward * D * Dv)


def linear(case, shape, walked=True):
    """Sums of phi(k) v^T and their read-out, phi of width F (seen in the state that the mechanism returns); causal is kernel A of the recurrent engine."""
    F, Dv = state_rows(case, shape["D"]), shape["Dv"]
    if case.causal:
        C = min(option(case, "chunk", 128), shape["M"], BLOCK if walked else shape["M"])
        return shape["N"] * (C * (F + Dv) + 4 * F * Dv), shape["N"] * (C * (3 * F + 2 * Dv) + 10 * F * Dv)
    return 2 * (shape["N"] + shape["M"]) * F * Dv, 2 * (2 * shape["N"] + 3 * shape["M"]) * F * Dv


ENGINES = {"dense": dense, "recurrent": recurrent, "linear": linear}


def flops(case, walked=True):
    """(forward, backward) of the whole call, or (None, None) for an engine whose cost is not written here. `walked`: see recurrent."""
    count = ENGINES.get(case.row["engine"])
    if count is None or not {"q", "v"} <= case.arguments.keys():
        return None, None
    q, v = case.arguments["q"], case.arguments["v"]
    shape = {"N": q.shape[2], "M": v.shape[2], "D": q.shape[3], "Dv": v.shape[3]}
    forward, backward = count(case, shape, walked)
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
    if pa.supports(case.name, *args, **kwargs):      # a state of causal calls alone (flow): its features are those of a key
        return otherwise
    return getattr(pa, case.name)(*args, **kwargs).final_state.shape[-2]
