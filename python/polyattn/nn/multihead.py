"""pa.nn.MultiheadAttention: torch.nn.MultiheadAttention with any mechanism inside."""
from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from .._examples import channels
from ._parts import Gate
from ._plan import Learned, Settled, plan_of, refuse_early, settled_for


class MultiheadAttention(nn.MultiheadAttention):
    """``torch.nn.MultiheadAttention`` with any mechanism: its constructor, ``forward``, masks and ``state_dict``, and `mechanism`.

    With 'sdpa' its outputs are torch's to rounding. A mechanism with gates or learned `parameters` has those beside torch's own
    (``load_state_dict(..., strict=False)`` leaves them as they are).

    Parameters
    ----------
    embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first, device, dtype
        as in ``torch.nn.MultiheadAttention``. Dropout draws a seed from torch's default generator, and thus other elements than torch does
    mechanism : str or function, default 'sdpa'
        a name of ``pa.mechanisms()``
    parameters : sequence of str, or dict
        optional parameters of the mechanism that are to be learned, with initial values where the row's are not wanted
    **options
        parameters of the mechanism (``softcap=30``), and learned tensors that are to be held fixed (``b=-4.0``)

    Raises
    ------
    TypeError
        for an option that the mechanism does not have
    ValueError
        for dropout with a mechanism that has none, and whatever the mechanism refuses

    Notes
    -----
    What differs from torch: a query that sees no key gives 0 before the output projection (torch: NaN); weights that are returned are those before dropout and carry
    no gradient; nested tensors are not taken. Mechanisms that take no mask of pairs see all keys, or with ``is_causal=True`` those before.

    Examples
    --------
    >>> attention = pa.nn.MultiheadAttention(256, 8, batch_first=True, mechanism="sigmoid")
    >>> attention.load_state_dict(theirs.state_dict())
    """

    def __init__(self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False,
                 device=None, dtype=None, *, mechanism="sdpa", parameters=(), **options):
        super().__init__(embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first, device, dtype)
        self._qkv_same_embed_dim = False      # torch's encoder layers compute softmax from the weights alone where it is true
        made, plan = {"device": device, "dtype": dtype}, plan_of(mechanism, parameters)
        if not plan.function.streams:
            raise NotImplementedError(f"MultiheadAttention: {plan.mechanism} takes no queries, keys and values; pa.nn.Attention makes what it takes")
        self.plan, self.weights = plan, plan.weights
        if dropout and "dropout_p" not in plan.params:
            raise ValueError(f"MultiheadAttention: dropout is {dropout}, expected 0.0 ({plan.mechanism} has none)")
        sizes = {"Hq": num_heads, "H": num_heads, "HV": num_heads, "D": self.head_dim, "Dv": self.head_dim, **channels(num_heads, num_heads, self.head_dim, self.head_dim)}
        self.gates = nn.ModuleDict()
        for t in plan.tokens:
            if t.role == "gate":
                width = sizes.get(t.width, self.head_dim) if t.width else 0
                self.gates[t.name] = Gate(self.kdim if t.keys else embed_dim, num_heads if t.heads else 0, width, t.layer, **made)
        if (add_bias_kv or add_zero_attn) and any(t.keys for t in plan.tokens if t.role == "gate"):
            raise ValueError(f"MultiheadAttention: add_bias_kv or add_zero_attn is True, expected False ({plan.mechanism} has a gate for each key)")
        self.learned = Learned(plan, parameters, sizes, options, **made)
        self.settled = Settled(plan, self.learned, options)
        refuse_early(plan, sizes, self.learned, self.settled)

    def _reset_parameters(self):
        """What torch's constructor calls, and what draws every parameter anew."""
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                nn.init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            nn.init.zeros_(self.in_proj_bias)
            nn.init.zeros_(self.out_proj.bias)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                nn.init.xavier_normal_(bias)

    def reset_parameters(self):
        """Draws every parameter anew."""
        self._reset_parameters()
        for module in (*self.gates.values(), self.learned):
            module.reset_parameters()

    @property
    def mechanism(self):
        """The name of the mechanism."""
        return self.plan.mechanism

    def extra_repr(self):
        return f"{self.embed_dim}, {self.num_heads}, mechanism={self.mechanism!r}" + (", batch_first=True" if self.batch_first else "")

    def forward(self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, is_causal=False):
        """Attends; arguments and results are those of torch.

        Parameters
        ----------
        query, key, value : Tensor
            (L, B, E), (S, B, kdim) and (S, B, vdim); with `batch_first` (B, L, E) and so on; without a batch (L, E) and so on
        key_padding_mask : Tensor (B, S), optional
            True: the key is ignored. Floats are added
        need_weights : bool, default True
            return the attention map too: explicitly L x S
        attn_mask : Tensor (L, S) or (B * num_heads, L, S), optional
            True: not allowed. Floats are added, and have a gradient
        average_attn_weights : bool, default True
            the mean of the heads' maps
        is_causal : bool, default False
            position i sees j <= i; that is what `attn_mask` says then, and it may be left away

        Returns
        -------
        out : Tensor of the shape of query
        weights : Tensor (B, L, S), or (B, num_heads, L, S) when not averaged; None without `need_weights`

        Raises
        ------
        ValueError
            for weights of a mechanism that has no map, or a mask that it does not take
        """
        if need_weights and self.weights is None:
            raise ValueError(f"MultiheadAttention: need_weights is True, expected False ({self.mechanism} forms no map)")
        batched, alone = query.dim() == 3, query is key and key is value
        move = (lambda x: x) if self.batch_first and batched else (lambda x: x.transpose(0, 1)) if batched else (lambda x: x[None])
        query = move(query)
        key, value = (query, query) if alone else (move(key), move(value))
        if key_padding_mask is not None and not batched:
            key_padding_mask = key_padding_mask[None]
        tokens, added = self._tokens(query, key, value, alone)
        arguments = {**self.learned.tensors(), **settled_for(self, self.dropout), **self._masks(tokens, added, key_padding_mask, attn_mask, is_causal)}
        if need_weights:
            arguments[self.weights] = True
        result = self.plan.function(**tokens, **arguments, layout="bnhd")
        out, weights = (result.out, result.weights) if need_weights else (result, None)
        out = F.linear(out.flatten(-2), self.out_proj.weight, self.out_proj.bias)
        if weights is not None:
            weights = weights.mean(1) if average_attn_weights else weights
            weights = weights if batched else weights[0]
        return (out if self.batch_first and batched else out.transpose(0, 1) if batched else out[0]), weights

    def _tokens(self, query, key, value, alone):
        """Per-token inputs (B, N, heads, width), and how many keys were added behind the caller's."""
        gates = {t.name: self.gates[t.name](key if t.keys else query) for t in self.plan.tokens if t.role == "gate"}
        q, k, v = self._projected(query, key, value, alone)
        if self.bias_k is not None:
            k, v = (torch.cat((x, more.expand(x.shape[0], 1, -1).to(x.dtype)), 1) for x, more in ((k, self.bias_k), (v, self.bias_v)))
        if self.add_zero_attn:
            k, v = (F.pad(x, (0, 0, 0, 1)) for x in (k, v))
        q, k, v = (x.unflatten(-1, (self.num_heads, self.head_dim)) for x in (q, k, v))
        return {**dict(zip(self.plan.function.streams, (q, k, v))), **gates}, (self.bias_k is not None) + self.add_zero_attn

    def _projected(self, query, key, value, alone):
        if alone and self.in_proj_weight is not None:
            return F.linear(query, self.in_proj_weight, self.in_proj_bias).chunk(3, -1)
        split = self.in_proj_weight is not None
        weights = self.in_proj_weight.chunk(3) if split else (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        biases = (None,) * 3 if self.in_proj_bias is None else self.in_proj_bias.chunk(3)
        return tuple(F.linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases))

    def _masks(self, tokens, added, padding, pairs, is_causal):
        """torch's masks as the mechanism takes them: True attends, floats are added."""
        q, k, _ = (tokens[name] for name in self.plan.function.streams)
        (batch, length), keys = q.shape[:2], k.shape[1]
        self._check_masks(batch, length, keys - added, padding, pairs)
        causal = {}
        if is_causal and not self.plan.always_causal and "causal" not in self.plan.params:
            raise ValueError(f"MultiheadAttention: is_causal is True, expected False ({self.mechanism} cannot be causal)")
        if is_causal and not (added and pairs is not None):
            pairs = torch.ones(length, keys - added, dtype=torch.bool, device=q.device).triu(1) if added else None
            causal = {} if added or self.plan.always_causal else {"causal": True if length == keys else "top_left"}
        elif "causal" in self.plan.params and "causal" not in self.settled.values:
            causal = {"causal": False}
        if "mask" not in self.plan.slots:
            if pairs is not None:
                raise ValueError(f"MultiheadAttention: attn_mask is given, expected None ({self.mechanism} takes no mask of pairs; is_causal=True makes it causal)")
            return {**causal, **({} if padding is None else {"key_mask": F.pad(visible(padding), (0, added), value=True)})}
        masks = [] if padding is None else [padding[:, None, None, :]]
        masks += [] if pairs is None else [pairs if pairs.dim() == 2 else pairs.unflatten(0, (batch, self.num_heads))]
        masks = [F.pad(x, (0, added)) for x in masks]
        kept = [~x for x in masks if x.dtype == torch.bool]
        terms = [x for x in masks if x.dtype != torch.bool]
        return {**causal, **({"mask": kept[0] if len(kept) == 1 else kept[0] & kept[1]} if kept else {}), **({"bias": sum(terms[1:], terms[0])} if terms else {})}

    def _check_masks(self, batch, length, keys, padding, pairs):
        for name, x, shapes in (("key_padding_mask", padding, [(batch, keys)]), ("attn_mask", pairs, [(length, keys), (batch * self.num_heads, length, keys)])):
            if x is not None and tuple(x.shape) not in shapes:
                raise ValueError(f"MultiheadAttention: {name} has shape {tuple(x.shape)}, expected {' or '.join(map(str, shapes))}")
            if x is not None and not (x.dtype == torch.bool or x.is_floating_point()):
                raise TypeError(f"MultiheadAttention: {name} is {x.dtype}, expected bool or float")


def visible(padding):
    """A padding mask as one of keys that are seen; a float one, as torch's encoders pass them on, where it is of 0 and -inf."""
    if padding.dtype == torch.bool:
        return ~padding
    if not torch.compiler.is_compiling() and not ((padding == 0) | (padding == float("-inf"))).all():
        raise ValueError("MultiheadAttention: key_padding_mask has other floats than 0 and -inf, expected a mechanism that takes a bias, or bool")
    return padding == 0
