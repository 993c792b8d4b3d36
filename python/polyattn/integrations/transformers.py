"""Mechanisms as attention implementations of Hugging Face transformers (5 or later)."""
from __future__ import annotations

import torch

import polyattn

from .._table import row_of, rows
from ..torch._seed import fresh_seed

MASKED = {"q", "k", "v"}      # a mechanism that needs nothing else, and takes a mask, can stand for softmax


def fits(row):
    return {s["name"] for s in row["slots"] if not s["optional"]} == MASKED and any(s["name"] == "mask" for s in row["slots"])


def register_transformers(name=None, mechanism=None, **options):
    """Makes mechanisms known to transformers as attention implementations, so that a model switches by name.

    Without a name: every mechanism that can stand for softmax, 'polyattn' (softmax itself) and 'polyattn_<mechanism>'. With one: that mechanism with options of
    its own, under that name. Each comes with its mask function. Grouped heads, sliding windows, softcap (Gemma-2), sinks (GPT-OSS), position biases, dropout
    and caches of every kind are those of the model. May be called again.

    Parameters
    ----------
    name : str, optional
        under which `mechanism` is registered
    mechanism : str or function, optional
        a name of ``pa.mechanisms()``; default 'sdpa'
    **options
        parameters of the mechanism, and learned tensors held fixed (``b=-6.0``)

    Returns
    -------
    tuple of str
        the names that were registered

    Raises
    ------
    ImportError
        without transformers 5 or later
    TypeError
        for a mechanism or options without a name
    ValueError
        for a mechanism that needs more than q, k and v, or takes no mask, and whatever it refuses

    Notes
    -----
    Sigmoid's ``b='auto'`` follows from the number of keys of a call, which grows while tokens are generated: register it with a number for that. Maps are not
    returned (``output_attentions``).

    Examples
    --------
    >>> pa.register_transformers()
    >>> model = AutoModelForCausalLM.from_config(config, attn_implementation="polyattn")
    >>> pa.register_transformers("sigmoid_2k", "sigmoid", b=-7.6)
    >>> model.set_attn_implementation("sigmoid_2k")
    """
    try:
        from transformers import AttentionInterface, AttentionMaskInterface
        from transformers.masking_utils import sdpa_mask
    except ImportError as error:
        raise ImportError("register_transformers needs the package transformers, 5 or later") from error
    if name is None and (mechanism is not None or options):
        raise TypeError("register_transformers: a mechanism or options are given without a name, expected register_transformers(name, mechanism, ...)")
    every = {f"polyattn_{row['name']}": row for row in rows().values() if fits(row)}
    named = {"polyattn": row_of("sdpa"), **every} if name is None else {name: row_of(mechanism or "sdpa")}
    for row in named.values():
        check(row, options)
    for key, row in named.items():
        AttentionInterface.register(key, implementation(row, options))
        AttentionMaskInterface.register(key, sdpa_mask)
    return tuple(named)


def check(row, options):
    """Raises for a mechanism that cannot stand for softmax, and for options that it would refuse."""
    if not fits(row):
        raise ValueError(f"register_transformers: {row['name']} cannot stand for softmax, expected a mechanism of q, k and v that takes a mask: "
                         + ", ".join(row["name"] for row in rows().values() if fits(row)))
    some = torch.zeros(1, 1, 2, 2, device="cpu")
    for sentence in polyattn.supports(row["name"], some, some, some, **options):
        raise ValueError(sentence)


def implementation(row, options):
    """The function that transformers' layers call."""
    function, name = getattr(polyattn, row["name"]), row["name"]
    taken = {x["name"] for x in (*row["slots"], *row["params"])}

    def attend(module, query, key, value, attention_mask=None, scaling=None, dropout=0.0, is_causal=None, softcap=None, s_aux=None, position_bias=None, **kwargs):
        queries, keys = query.shape[2], key.shape[2]
        asked = {"scale": scaling, "softcap": softcap, "sinks": s_aux, "bias": position_bias, "dropout_p": dropout or None}
        asked = {argument: x for argument, x in asked.items() if x is not None}
        if not taken.issuperset(asked):
            raise ValueError(f"{name}: the model asks for {', '.join(sorted(asked.keys() - taken))}, which {name} does not take")
        if "dropout_p" in asked:
            asked["seed"] = fresh_seed()
        if attention_mask is None:
            causal = getattr(module, "is_causal", True) if is_causal is None else is_causal
            if queries > 1 and causal:      # the first keys are those that are filled, where a static cache has room for more
                asked["causal"] = True if queries == keys else "top_left"
        elif hasattr(attention_mask, "kv_num_blocks"):      # of transformers' flex_attention_mask
            asked["block_mask"] = attention_mask
        elif attention_mask.dtype == torch.bool:
            asked["mask"] = attention_mask
        else:
            asked["bias"] = attention_mask + asked.get("bias", 0.0)
        q, k, v = (x.transpose(1, 2) for x in (query, key, value))
        return function(q, k, v, **{**options, **asked}, layout="bnhd"), None

    return attend
