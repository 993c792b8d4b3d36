"""pa.nn.Attention: a whole layer for any row of the table."""
from __future__ import annotations

import torch
from torch import nn

from .._examples import channels
from ._cache import Cache
from ._parts import ROTARY, Gate, HeadNorm, ShortConvolution, place, rotate
from ._plan import Learned, Settled, learned_by_default, plan_of, refuse_early, settled_for
from ._words import ACTIVATIONS, settings


class Attention(nn.Module):
    """A layer around any mechanism: projections, gates, learned parameters and caches, made from its row.

    Queries, keys and values are linear maps of the tokens; gates are maps with the activation that the row names (``pa.info(mechanism)``). What the
    authors of the mechanism put around it comes by default: a short convolution (DeltaNet), norms, an output gate (GLA, RetNet), rotary positions
    (RetNet); each is an option for every mechanism, and False or 0 leaves it away. ``print(layer)`` shows what there is.

    Parameters
    ----------
    embed_dim : int
        channels of a token, in and out
    num_heads : int
        query heads
    mechanism : str or function, default 'softmax'
        a name of ``pa.mechanisms()``
    kv_heads : int, optional
        heads of keys and values, a divisor of `num_heads`; default `num_heads`
    value_heads : int, optional
        heads of values, a multiple of ``kv_heads = num_heads``, for mechanisms that take more of them than of keys (Gated DeltaNet); default `kv_heads`
    head_dim, value_dim : int, optional
        channels of a key and of a value; default ``embed_dim / num_heads`` times what the mechanism's authors take (GLA: half for keys; RetNet: twice for values).
        Mamba: `head_dim` is the state of a channel (16) and there are ``num_heads * value_dim`` channels
    bias : bool, default False
        whether q, k, v and the output have one
    qk_norm : {'rms', 'layer', 'plain'} or bool, optional
        norm of the channels of each query and key (arXiv:2302.05442, arXiv:2409.04431); True is 'rms'
    norm : {'rms', 'layer', 'plain'} or bool, optional
        norm of each head's output, eps 1e-5; True is 'rms'
    gate : str or bool, optional
        the output times an activation of a map of the token; True is 'silu' (arXiv:2307.08621)
    conv : int, optional
        kernel of a causal convolution over tokens with SiLU on q, k and v (arXiv:2406.06484); 0 for none
    conv_bias : bool, optional
        whether it adds a bias before the SiLU
    rotary : {'half', 'retnet'}, optional
        rotary positions on q and k (arXiv:2104.09864), channels paired as in Llama or as in RetNet; False for none
    context_dim : int, optional
        channels of `context`, for cross-attention; default `embed_dim`
    parameters : sequence of str, or dict, optional
        optional parameters of the mechanism that are to be learned, with initial values where the row's are not wanted: ``("sinks",)``, ``{"b": -4.0}``;
        also optional gates that the layer is to make. Those that the mechanism cannot be without are learned anyway; an initial tensor gives its shape too,
        where that depends on the number of tokens. Default: those that the authors have
    device, dtype
        of the parameters
    **options
        parameters of the mechanism (``causal=True``, ``window=(128, 0)``, ``chunk=32``, ``dropout_p=0.1`` which counts in training only), and learned tensors that
        are to be held fixed (``b=-4.0``)

    Raises
    ------
    TypeError
        for an option that the mechanism does not have
    ValueError
        for sizes that do not go together, and whatever the mechanism refuses

    Notes
    -----
    Every parameter has a gradient, as has everything the mechanism differentiates. Under autocast the projections and the mechanism run in its dtype, gates and norms
    in float32. Two calls in training draw different dropout.

    Examples
    --------
    >>> layer = pa.nn.Attention(256, 4, "gla")
    >>> y = layer(x)                                  # (B, N, 256)
    >>> y, cache = layer.step(x[:, :1])               # and so on, token by token
    >>> pa.nn.Attention(256, 8, "sdpa", kv_heads=2, causal=True, parameters=("sinks",), rotary="half")
    """

    def __init__(self, embed_dim, num_heads, mechanism="softmax", kv_heads=None, head_dim=None, value_dim=None, bias=False, *, qk_norm=None, norm=None,
                 gate=None, conv=None, conv_bias=None, rotary=None, context_dim=None, parameters=None, value_heads=None, device=None, dtype=None, **options):
        super().__init__()
        made = {"device": device, "dtype": dtype}
        parameters = learned_by_default(mechanism) if parameters is None else parameters
        plan = self.plan = plan_of(mechanism, parameters)
        default = settings(plan.module)
        choose = lambda name, given: default.get(name) if given is None else given
        self.embed_dim, self.num_heads, self.kv_heads = embed_dim, num_heads, kv_heads or num_heads
        self.context_dim = context_dim or embed_dim
        self.head_dim, self.value_dim = self._widths(head_dim, value_dim, default)
        self.conv, self.conv_bias, self.rotary = choose("conv", conv) or 0, bool(choose("conv_bias", conv_bias)), self._style(choose("rotary", rotary))
        if value_heads and not any(t.heads == "HV" for t in plan.tokens):
            raise TypeError(f"Attention: value_heads is {value_heads}, but {plan.mechanism} has as many heads of values as of keys")
        self.value_heads = value_heads or self.kv_heads
        sizes = self.sizes = {"Hq": num_heads, "H": self.kv_heads, "HV": self.value_heads, "HO": max(num_heads, self.value_heads), "D": self.head_dim,
                              "Dv": self.value_dim, **channels(num_heads, self.kv_heads, self.head_dim, self.value_dim)}
        if not plan.tokens[0].width:        # every channel is a head
            self._refuse_heads(kv_heads=kv_heads, qk_norm=qk_norm, rotary=rotary)
            sizes["H"] = num_heads * self.value_dim
        for t in plan.tokens:
            self._add_projection(t, sizes, bias, made)
        qk_norm, norm = (self._kind(name, choose(name, given)) for name, given in (("qk_norm", qk_norm), ("norm", norm)))
        self.q_norm, self.k_norm = (HeadNorm(self.head_dim, qk_norm, 1e-6, **made) if qk_norm else None for _ in "qk")
        self.norm = HeadNorm(self.value_dim, norm, 1e-5, **made) if norm else None
        gate, width = choose("gate", gate), max(num_heads, self.value_heads) * self.value_dim
        self.out_gate = nn.Linear(embed_dim, width, bias=False, **made) if gate else None
        self.gate_activation = "silu" if gate is True else gate
        self.out_proj = nn.Linear(width, embed_dim, bias=bias, **made)
        if "causal" not in plan.params and "causal" in options:
            self._refuse_causal(options.pop("causal"))
        options = {**{k: v for k, v in default.items() if k in plan.params}, **options}
        self.learned = Learned(plan, parameters, sizes, options, **made)
        self.settled = Settled(plan, self.learned, options)
        refuse_early(plan, sizes, self.learned, self.settled)

    def _widths(self, head_dim, value_dim, default):
        if self.num_heads < 1 or self.num_heads % self.kv_heads:
            raise ValueError(f"Attention: num_heads is {self.num_heads} and kv_heads {self.kv_heads}, expected a multiple of the other")
        if head_dim is None and self.embed_dim % self.num_heads:
            raise ValueError(f"Attention: embed_dim is {self.embed_dim}, expected a multiple of num_heads = {self.num_heads}, or head_dim")
        key_width, state = default.get("key_width", 1), default.get("state")
        base = self.embed_dim // self.num_heads if head_dim is None or state else head_dim / key_width
        return head_dim or state or max(1, int(base * key_width)), value_dim or max(1, int(base * default.get("value_width", 1)))

    def _refuse_heads(self, **given):
        for name, x in given.items():
            if x:
                raise TypeError(f"Attention: {name} is {x!r}, but {self.plan.mechanism} has no heads of queries and keys")

    def _style(self, rotary):
        if rotary and (rotary not in ROTARY or self.head_dim % 2):
            raise ValueError(f"Attention: rotary is {rotary!r} with head_dim = {self.head_dim}, expected {' or '.join(map(repr, ROTARY))} with an even head_dim")
        return rotary or None

    @staticmethod
    def _kind(name, kind):
        if kind and kind is not True and kind not in HeadNorm.KINDS:
            raise ValueError(f"Attention: {name} is {kind!r}, expected {', '.join(map(repr, HeadNorm.KINDS))} or a bool")
        return "rms" if kind is True else kind

    def _add_projection(self, t, sizes, bias, made):
        channels, width = self.context_dim if t.keys else self.embed_dim, sizes.get(t.width, self.head_dim) if t.width else 0
        channels = getattr(self, f"{t.of}_proj").out_features if t.of else channels
        if t.role == "gate":
            self.add_module(f"{t.name}_proj", Gate(channels, sizes[t.heads] if t.heads else 0, width, t.layer, **made))
            return
        features = sizes[t.heads] * max(width, 1)
        self.add_module(f"{t.name}_proj", nn.Linear(channels, features, bias=bias, **made))
        if self.conv:
            self.add_module(f"{t.name}_conv", ShortConvolution(features, self.conv, self.conv_bias, **made))

    def reset_parameters(self):
        """Draws every parameter anew."""
        for module in self.modules():
            if module is not self and hasattr(module, "reset_parameters"):
                module.reset_parameters()

    @property
    def mechanism(self):
        """The name of the mechanism."""
        return self.plan.mechanism

    @property
    def causal(self):
        """Whether a token sees only those before it, when `forward` is not told."""
        return self.plan.always_causal or self.settled.values.get("causal", self.plan.params.get("causal", False))

    def extra_repr(self):
        return (f"{self.embed_dim}, {self.num_heads}, {self.mechanism!r}, kv_heads={self.kv_heads}, "
                + (f"value_heads={self.value_heads}, " if self.value_heads != self.kv_heads else "")
                + f"head_dim={self.head_dim}, value_dim={self.value_dim}, causal={self.causal}" + (f", rotary={self.rotary!r}" if self.rotary else ""))

    def forward(self, x, context=None, *, mask=None, key_mask=None, causal=None, cu_seqlens=None, cu_seqlens_k=None, **inputs):
        """Attends.

        Parameters
        ----------
        x : Tensor (B, N, embed_dim), or (T, embed_dim) with `cu_seqlens`
            tokens that ask
        context : Tensor (B, M, context_dim), optional
            tokens that are seen; default `x`
        mask : Tensor, optional
            broadcastable to (B, num_heads, N, M); True attends, floats are added. For mechanisms that take one
        key_mask : Tensor (B, M) of bool, optional
            True: the key is seen. For every mechanism
        causal : bool, optional
            in place of the layer's own
        cu_seqlens, cu_seqlens_k : Tensor of int, optional
            where each of several sequences that stand one after another begins, and the total: of x, and of `context`
        **inputs
            other tensors that the mechanism takes, such as ``bias``

        Returns
        -------
        Tensor
            of the shape of x
        """
        packed = cu_seqlens is not None
        self._check_tokens("x", x, self.embed_dim, packed)
        if context is not None:
            self._check_tokens("context", context, self.context_dim, packed)
        source, offsets = (x, cu_seqlens) if context is None else (context, cu_seqlens_k if cu_seqlens_k is not None else cu_seqlens)
        tokens = self._tokens(x, source, cu_seqlens, offsets, key_mask, context is None)
        given = {"mask": mask, "key_mask": key_mask, **dict(zip(self.plan.packed, (cu_seqlens, cu_seqlens_k))), **inputs}
        arguments = {**self.learned.tensors(), **settled_for(self), **self._inputs(given)}
        if causal is not None and "causal" in self.plan.params:
            arguments["causal"] = causal
        elif causal is not None:
            self._refuse_causal(causal)
        return self._finish(self.plan.function(**tokens, **arguments, layout="bnhd"), x)

    def _refuse_causal(self, causal):
        """Of a mechanism that is one or the other by definition."""
        if bool(causal) != self.plan.always_causal:
            raise ValueError(f"Attention: causal is {causal}, but {self.mechanism} {'is always' if self.plan.always_causal else 'cannot be'} causal")

    @staticmethod
    def _check_tokens(name, x, width, packed=False):
        if x.dim() != 3 - packed or x.shape[-1] != width:
            raise ValueError(f"Attention: {name} has shape {tuple(x.shape)}, expected ({'T' if packed else 'B, N'}, {width})"
                             + ("" if packed or x.dim() != 2 else "; packed sequences come with cu_seqlens"))

    def _inputs(self, given):
        """Masks and the like as the mechanism takes them: where it knows no `key_mask`, that becomes a mask."""
        given = {name: x for name, x in given.items() if x is not None}
        if "key_mask" in given and "key_mask" not in self.plan.slots and "mask" in self.plan.slots:
            keys, mask = given.pop("key_mask")[:, None, None, :], given.get("mask")
            given["mask"] = keys if mask is None else mask & keys if mask.dtype == torch.bool else mask.masked_fill(~keys, float("-inf"))
        for name in given:
            if name not in self.plan.slots:
                raise TypeError(f"Attention: {name} is given, but {self.mechanism} takes none; it takes {', '.join(self.plan.slots)}")
        return given

    def _tokens(self, x, source, starts, source_starts, key_mask=None, same=True, cache=None):
        """Every per-token input, (B, N, heads, width) or (T, heads, width)."""
        where = lambda t, offsets: place(t, offsets, cache.seen if cache else 0) if self.rotary or offsets is not None else None
        query_place = where(x, starts)
        key_place, tokens = query_place if same else where(source, source_starts), {}
        for t in self.plan.tokens:
            position = key_place if t.keys else query_place
            y = getattr(self, f"{t.name}_proj")(tokens[t.of] if t.of else source if t.keys else x)
            if t.role != "gate":
                if self.conv:
                    y = y if key_mask is None or not (t.keys or same) else y.masked_fill(~key_mask[..., None], 0)
                    y = self._convolved(t.name, y, position if starts is not None else None, cache)
                y = y.unflatten(-1, (self.sizes[t.heads], -1)) if t.width else y
                y = ACTIVATIONS[t.layer](y) if t.layer else y
            norm = {"query": self.q_norm, "key": self.k_norm}.get(t.role)
            y = y if norm is None else norm(y)
            tokens[t.name] = rotate(y, position, self.rotary) if self.rotary and t.role in ("query", "key") else y
        return tokens

    def _convolved(self, name, y, position, cache):
        convolution = getattr(self, f"{name}_conv")
        before = cache.convolutions.get(name) if cache else None
        if cache is not None:
            cache.convolutions[name] = convolution.after(y, before)
        return convolution(y, before, position)

    def _finish(self, out, x):
        out = out if self.plan.tokens[0].width else out.unflatten(-1, (self.num_heads, self.value_dim))
        out = out if self.norm is None else self.norm(out)
        out = out.flatten(-2)
        out = out if self.out_gate is None else out * ACTIVATIONS[self.gate_activation](self.out_gate(x))
        return self.out_proj(out)

    def step(self, x, cache=None, key_mask=None):
        """The tokens that come next, one or a few, after those in `cache`: what `forward` gives for them within the whole causal sequence.

        Parameters
        ----------
        x : Tensor (B, n, embed_dim), or (B, embed_dim) for one token
        cache : Cache, optional
            what the step before returned; None begins. It is changed in place
        key_mask : Tensor (B, n) of bool, optional
            False: a token that is never seen, such as padding before a prompt

        Returns
        -------
        out : Tensor of the shape of x
        cache : Cache

        Raises
        ------
        ValueError
            for a layer that is not causal, and where an argument follows from the length of the whole sequence (``b='auto'`` of sigmoid)
        NotImplementedError
            for a mechanism that cannot go token by token

        Notes
        -----
        Mechanisms with a state keep that, of a size that does not grow; the others keep the keys, values and gates of every token.
        """
        self._refuse_step()
        cache = Cache() if cache is None else cache
        if x.dim() == 2:
            out, cache = self.step(x[:, None], cache, key_mask)
            return out[:, 0], cache
        self._check_tokens("x", x, self.embed_dim)
        arguments = {**self.learned.tensors(), **settled_for(self), **cache.states}
        convolutions, tokens = dict(cache.convolutions), self._tokens(x, x, None, None, key_mask, cache=cache)
        try:
            seen = key_mask if self.plan.states else cache.mask(key_mask, x)
            out = self._advanced(cache, tokens, {**arguments, **self._inputs({"key_mask": seen})})
        except Exception:
            cache.convolutions = convolutions
            raise
        cache.seen += x.shape[1]
        return self._finish(out, x), cache

    def _advanced(self, cache, tokens, arguments):
        if not self.plan.states:
            tokens = {t.name: cache.append(t.name, tokens[t.name]) if t.keys else tokens[t.name] for t in self.plan.tokens}
            causal = {"causal": True} if "causal" in self.plan.params else {}
            return self.plan.function(**tokens, **{**arguments, **causal}, layout="bnhd")
        result = self.plan.function(**tokens, **arguments, **dict.fromkeys(self.plan.state_flags, True), layout="bnhd")
        cache.states = {name: getattr(result, output) for name, output in self.plan.states}
        return result[0]

    def _refuse_step(self):
        if not self.plan.decode:
            raise NotImplementedError(f"Attention.step: {self.mechanism} cannot go token by token")
        if self.context_dim != self.embed_dim:
            raise ValueError(f"Attention.step: context_dim is {self.context_dim}, expected embed_dim = {self.embed_dim} (tokens see tokens before them)")
        if not self.causal:
            raise ValueError(f"Attention.step: causal is {self.causal}, expected a causal layer: Attention(..., {self.mechanism!r}, causal=True)")
        for name, word in self.plan.words.items():
            if name not in self.learned.initial and self.settled.values.get(name, word) == "auto":
                raise ValueError(f"Attention.step: {name}='auto' follows from the length of the whole sequence, expected a layer with a number: {name}=...")
