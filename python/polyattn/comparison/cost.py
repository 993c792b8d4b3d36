"""Floating-point operations of a call: the multiplications and additions of the products that the engine's form of the mechanism needs,
two per multiply-add; exponentials, masks and normalisers are not counted. A figure of GFLOP/s therefore never flatters."""
import polyattn as pa


def dense(case, shape):
    """Forward S = q k^T and P v; backward recomputes S and adds dP = do v^T, dv, dq, dk. Only visible pairs count."""
    pairs = visible_pairs(case, shape["N"], shape["M"])
    D, Dv = shape["D"], shape["Dv"]
    return 2 * pairs * (D + Dv), 2 * pairs * (3 * D + 2 * Dv)


def recurrent(case, shape):
    """The chunked form, C tokens at once. Per token: within the chunk q k^T and P v (triangular: C (D + Dv)); across chunks the read-out and the
    update of the state (4 D Dv). A row with write strengths (delta rule) adds k k^T and the solve within, and k^T S across.
    Backward: five triangular products (recomputed P included) and five with states; eleven and eight for the delta rule."""
    C, D, Dv = min(option(case, "chunk", 64), shape["M"]), shape["D"], shape["Dv"]
    if not case.causal:
        C = 0
    delta = any(slot["name"] == "beta" for slot in case.row["slots"])
    within, across = C * (D + Dv), 4 * D * Dv
    if delta:
        return shape["M"] * (2 * within + 6 * D * Dv), shape["M"] * (C * (6 * D + 5 * Dv) + 16 * D * Dv)
    return shape["M"] * (within + across), shape["M"] * (C * (3 * D + 2 * Dv) + 10 * D * Dv)


def linear(case, shape):
    """Sums of phi(k) v^T and their read-out, phi of width F (seen in the state that the mechanism returns); causal adds the products within a chunk."""
    F, Dv = state_rows(case, shape["D"]), shape["Dv"]
    if case.causal:
        C = min(option(case, "chunk", 128), shape["M"])
        return shape["N"] * (C * (F + Dv) + 4 * F * Dv), shape["N"] * (C * (3 * F + 2 * Dv) + 10 * F * Dv)
    return 2 * (shape["N"] + shape["M"]) * F * Dv, 2 * (2 * shape["N"] + 3 * shape["M"]) * F * Dv


ENGINES = {"dense": dense, "recurrent": recurrent, "linear": linear}


def flops(case):
    """(forward, backward) of the whole call, or (None, None) for an engine whose cost is not written here."""
    count = ENGINES.get(case.row["engine"])
    if count is None:
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


def option(case, name, otherwise):
    default = next((p["default"] for p in case.row["params"] if p["name"] == name), otherwise)
    return case.arguments.get(name, default)


def state_rows(case, otherwise):
    if not any(output["name"] == "final_state" for output in case.row["outputs"]):
        return otherwise
    args, kwargs = case.split(return_state=True)
    return getattr(pa, case.name)(*args, **kwargs).final_state.shape[-2]
