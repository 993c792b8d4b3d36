"""Calls with any number of options at once, drawn by hypothesis from the rows of the table."""
import numpy as np
from helpers import TABLE, add, example, flags, groups_values, largest, slots, supported
from hypothesis import assume
from hypothesis import strategies as st

# Which axes of a tensor (B, Hq, N, M) to keep; the others have length 1.
BROADCASTS = [(1, 1, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0), (0, 0, 1, 1), (0, 0, 0, 1), (0, 0, 1, 0), (0, 0, 0, 0)]


def combination(mechanism, data, lengths=(1, 3, 17, 65, 70), others=(1, 9, 66, 133)):
    """Arguments that the library takes, with every output asked for that goes with them."""
    choose = lambda *values: data.draw(st.sampled_from(values))
    rng = np.random.default_rng(data.draw(st.integers(0, 99), label="seed of the arrays"))
    H, N = choose(1, 2), choose(*lengths)
    members = choose(1, 2, 3) if groups_values(TABLE[mechanism]) else 1
    arguments = example(mechanism, B=choose(1, 2), Hq=H * (choose(1, 2, 3) if members == 1 else 1), H=H, HV=H * members, N=N, M=choose(N, N, *others), D=choose(1, 4, 9), Dv=choose(1, 5))
    asked = flags(mechanism)
    tunable = [param for param in TABLE[mechanism]["params"] if param["name"] not in asked and not param["doc"].startswith("must be")]
    for param in data.draw(some(tunable, 5), label="parameters"):
        arguments[param["name"]] = data.draw(value(param), label=param["name"])
    for slot in data.draw(some([slot for slot in slots(mechanism) if slot["optional"] and slot["role"] not in ("index", "state")], 3), label="tensors"):
        if slot["words"] and data.draw(st.booleans()):
            arguments[slot["name"]] = data.draw(st.sampled_from(slot["words"]))
        else:
            arguments = add(mechanism, arguments, slot, rng, choose(*BROADCASTS))
    assume(supported(mechanism, arguments))
    arguments |= {name: True for name in asked if supported(mechanism, {**arguments, name: True})}
    for slot in slots(mechanism, "state"):
        if "return_state" in arguments and data.draw(st.booleans(), label=slot["name"]):
            arguments = add(mechanism, arguments, slot, rng)
    assume(supported(mechanism, arguments))
    return arguments


def some(things, most):
    return st.lists(st.sampled_from(things), unique_by=lambda thing: thing["name"], max_size=most) if things else st.just([])


def value(param):
    """Of a parameter, within its limits."""
    kind = param["kind"]
    if kind == "boolean":
        return st.sampled_from([True, False] + [None] * param["optional"])
    if kind == "word":
        return st.sampled_from(param["words"])
    if kind == "causal":
        return st.sampled_from([False, True, "top_left"])
    if kind == "window":
        return st.tuples(st.integers(-1, 70), st.integers(-1, 70))
    if kind == "integer":
        return st.integers(-100 if param["min"] is None else int(param["min"]), largest(param))
    if kind == "grid":
        return st.none()
    if kind == "range":
        return st.sampled_from([param["default"], (0.1, 1.0), (0.5, 0.5)])
    low, high = (nearest(limit, bound) for limit, bound in ((param["min"], -2), (param["max"], 2)))
    inside = st.integers(1, 9).map(lambda tenths: low + (high - low) * tenths / 10)
    return st.one_of(st.just(None if param["optional"] else param["default"]), inside)


def nearest(limit, bound):
    return bound if limit is None or abs(limit) > abs(bound) else limit
