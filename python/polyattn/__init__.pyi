# Made from the table of mechanisms by python -m polyattn._stubs
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, overload

from . import comparison as comparison
from . import integrations as integrations
from . import nn as nn
from . import reference as reference
from . import torch as torch
from .comparison import compare as compare
from .integrations import register_transformers as register_transformers
from ._ask import info as info
from ._ask import mechanisms as mechanisms
from ._ask import papers as papers
from ._ask import supports as supports
from ._config import config as config
from ._config import get_num_threads as get_num_threads
from ._config import set_isa as set_isa
from ._config import set_num_threads as set_num_threads
from ._examples import example_inputs as example_inputs
from ._functions import attention as attention
from ._vjp import vjp as vjp

__version__: str
__all__ = ["attention", "compare", "config", "delta", "entmax", "entropy_scale", "example_inputs", "flashbias",
           "gated_delta", "get_num_threads", "gla", "info", "kda", "kv_bias_sink", "laplace", "lightning", "linear",
           "lssa", "lssar", "mechanisms", "nap", "papers", "qk_norm", "register_transformers", "relu2", "relu_n",
           "retention", "sdpa", "set_isa", "set_num_threads", "sigmoid", "simple_gla", "sink_logit", "softmax",
           "softmax1", "sparsemax", "ssa_temperature", "supports", "vjp"]

_Array = TypeVar("_Array")
_Tensor: TypeAlias = Any  # an array of the same framework, or a number where the shape allows one

class _DeltaOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def delta(q: _Array, k: _Array, v: _Array, *, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """DeltaNet: u_t = beta_t (v_t - S_{t-1}^T k_t), S_t = S_{t-1} + k_t u_t^T, out_t = scale S_t^T q_t"""

@overload
def delta(q: _Array, k: _Array, v: _Array, *, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _DeltaOutFinalState[_Array]: ...

@overload
def delta(q: _Array, k: _Array, v: _Array, *, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _EntmaxOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def entmax(q: _Array, k: _Array, v: _Array, *, alpha: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Alpha-entmax attention: P = [(alpha - 1) Y - tau]_+^(1 / (alpha - 1)), tau such that rows sum to 1, out = P v"""

@overload
def entmax(q: _Array, k: _Array, v: _Array, *, alpha: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _EntmaxOutWeights[_Array]: ...

@overload
def entmax(q: _Array, k: _Array, v: _Array, *, alpha: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

sparsemax = entmax

class _EntropyScaleOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _EntropyScaleOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _EntropyScaleOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    train_len: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Log-ratio scale for another number of tokens: P = softmax(sqrt(log(M) / log(T)) scale q k^T), out = P v"""

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    train_len: float | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _EntropyScaleOutLse[_Array]: ...

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    train_len: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _EntropyScaleOutWeights[_Array]: ...

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    train_len: float | None = None, return_lse: Literal[True], return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _EntropyScaleOutLseWeights[_Array]: ...

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    train_len: float | None = None, return_lse: bool = False, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _FlashbiasOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _FlashbiasOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _FlashbiasOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[False] = False,
    return_weights: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with a low-rank bias: P = softmax(scale q k^T + phi psi^T), out = P v"""

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[True],
    return_weights: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlashbiasOutLse[_Array]: ...

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[False] = False,
    return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlashbiasOutWeights[_Array]: ...

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[True],
    return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlashbiasOutLseWeights[_Array]: ...

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: bool = False,
    return_weights: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _GatedDeltaOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def gated_delta(q: _Array, k: _Array, v: _Array, *, g: _Tensor, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Gated DeltaNet: S' = exp(g_t) S_{t-1}, u_t = beta_t (v_t - S'^T k_t) S_t = S' + k_t u_t^T, out_t = scale S_t^T q_t"""

@overload
def gated_delta(q: _Array, k: _Array, v: _Array, *, g: _Tensor, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _GatedDeltaOutFinalState[_Array]: ...

@overload
def gated_delta(q: _Array, k: _Array, v: _Array, *, g: _Tensor, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _GlaOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def gla(q: _Array, k: _Array, v: _Array, *, g: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, gate_floor: float | None = None,
    check: bool = True, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Gated linear attention: S_t = diag(exp(g_t)) S_{t-1} + k_t v_t^T, out_t = scale S_t^T q_t"""

@overload
def gla(q: _Array, k: _Array, v: _Array, *, g: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, gate_floor: float | None = None,
    check: bool = True, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _GlaOutFinalState[_Array]: ...

@overload
def gla(q: _Array, k: _Array, v: _Array, *, g: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, gate_floor: float | None = None,
    check: bool = True, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _KdaOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def kda(q: _Array, k: _Array, v: _Array, *, g: _Tensor, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Kimi Delta Attention: S' = diag(exp(g_t)) S_{t-1}, u_t = beta_t (v_t - S'^T k_t) S_t = S' + k_t u_t^T, out_t = scale S_t^T q_t"""

@overload
def kda(q: _Array, k: _Array, v: _Array, *, g: _Tensor, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _KdaOutFinalState[_Array]: ...

@overload
def kda(q: _Array, k: _Array, v: _Array, *, g: _Tensor, beta: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, qk_l2norm: bool = False,
    allow_neg_eigval: bool = False, gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _KvBiasSinkOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _KvBiasSinkOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _KvBiasSinkOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Learned key and value that every query sees: P = softmax([Y, scale q k*^T]), out = P [v; v*], or softmax(Y) v + v* without k*"""

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _KvBiasSinkOutLse[_Array]: ...

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _KvBiasSinkOutWeights[_Array]: ...

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _KvBiasSinkOutLseWeights[_Array]: ...

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, return_lse: bool = False, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LaplaceOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def laplace(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, count_scale: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Laplace attention function: P = (1 + erf((Y - mu) / (sigma sqrt 2))) / 2, out = P v, Y = q k^T / n + bias"""

@overload
def laplace(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, count_scale: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LaplaceOutWeights[_Array]: ...

@overload
def laplace(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, count_scale: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _LightningOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def lightning(q: _Array, k: _Array, v: _Array, *, slopes: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, layer_idx: int | None = None,
    n_layers: int | None = None, slope_rule: Literal['alibi', 'minimax', 'transnormer', 'fla'] = 'alibi',
    scale: float | None = 1.0, causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Lightning attention: S_t = exp(-slopes_h) S_{t-1} + k_t v_t^T, out_t = scale S_t^T q_t"""

@overload
def lightning(q: _Array, k: _Array, v: _Array, *, slopes: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, layer_idx: int | None = None,
    n_layers: int | None = None, slope_rule: Literal['alibi', 'minimax', 'transnormer', 'fla'] = 'alibi',
    scale: float | None = 1.0, causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LightningOutFinalState[_Array]: ...

@overload
def lightning(q: _Array, k: _Array, v: _Array, *, slopes: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, layer_idx: int | None = None,
    n_layers: int | None = None, slope_rule: Literal['alibi', 'minimax', 'transnormer', 'fla'] = 'alibi',
    scale: float | None = 1.0, causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LinearOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def linear(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor | None = None, b_q: _Tensor | None = None,
    W_k: _Tensor | None = None, b_k: _Tensor | None = None, gamma: _Tensor | None = None, beta: _Tensor | None = None,
    initial_state: _Tensor | None = None, initial_z: _Tensor | None = None, key_mask: _Tensor | None = None,
    cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'relu2', 'elu1', 'exp', 'sigmoid', 'softmax', 't2r', 'taylor1', 'taylor2', 'rebased', 'dpfp'] = 'elu1',
    normalize: bool | None = None, eps: float = 1e-06, eps_mode: Literal['add', 'clamp_min', 'none'] = 'add',
    scale: float = 1.0, norm_q: bool = False, norm_k: bool = False, causal: bool | Literal['top_left'] = False,
    chunk: int = 128, return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Kernelised linear attention: a = scale phi(q), b = phi(k), out_i = sum_j <a_i, b_j> v_j / (sum_j <a_i, b_j> + eps)"""

@overload
def linear(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor | None = None, b_q: _Tensor | None = None,
    W_k: _Tensor | None = None, b_k: _Tensor | None = None, gamma: _Tensor | None = None, beta: _Tensor | None = None,
    initial_state: _Tensor | None = None, initial_z: _Tensor | None = None, key_mask: _Tensor | None = None,
    cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'relu2', 'elu1', 'exp', 'sigmoid', 'softmax', 't2r', 'taylor1', 'taylor2', 'rebased', 'dpfp'] = 'elu1',
    normalize: bool | None = None, eps: float = 1e-06, eps_mode: Literal['add', 'clamp_min', 'none'] = 'add',
    scale: float = 1.0, norm_q: bool = False, norm_k: bool = False, causal: bool | Literal['top_left'] = False,
    chunk: int = 128, return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LinearOutFinalStateFinalZ[_Array]: ...

@overload
def linear(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor | None = None, b_q: _Tensor | None = None,
    W_k: _Tensor | None = None, b_k: _Tensor | None = None, gamma: _Tensor | None = None, beta: _Tensor | None = None,
    initial_state: _Tensor | None = None, initial_z: _Tensor | None = None, key_mask: _Tensor | None = None,
    cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'relu2', 'elu1', 'exp', 'sigmoid', 'softmax', 't2r', 'taylor1', 'taylor2', 'rebased', 'dpfp'] = 'elu1',
    normalize: bool | None = None, eps: float = 1e-06, eps_mode: Literal['add', 'clamp_min', 'none'] = 'add',
    scale: float = 1.0, norm_q: bool = False, norm_k: bool = False, causal: bool | Literal['top_left'] = False,
    chunk: int = 128, return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _LssaOutSums(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array

class _LssaOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _LssaOutSumsWeights(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array
    weights: _Array

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_sums: Literal[False] = False,
    return_weights: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Length-scaled softplus attention: A = softplus(log D log n q_hat k_hat^T), P = A / (sum A + eps), out = P v"""

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_sums: Literal[True],
    return_weights: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LssaOutSums[_Array]: ...

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_sums: Literal[False] = False,
    return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LssaOutWeights[_Array]: ...

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_sums: Literal[True],
    return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LssaOutSumsWeights[_Array]: ...

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_sums: bool = False,
    return_weights: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LssarOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def lssar(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    p: float = 15.0, offset_rows: int = 3, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Softplus attention with re-weighting: R = relu(n a - theta)^p, P = R / (sum R + eps), out = P v, a: the weights of lssa"""

@overload
def lssar(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    p: float = 15.0, offset_rows: int = 3, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _LssarOutWeights[_Array]: ...

@overload
def lssar(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None,
    p: float = 15.0, offset_rows: int = 3, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _NapOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def nap(q: _Array, k: _Array, v: _Array, *, g: _Tensor | None = None, b: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 0.001, scale: float = 1.0,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Normalized attention pooling: P = g (Y - mean Y) / (std Y + eps) + b, out = P v, over the visible keys of each row"""

@overload
def nap(q: _Array, k: _Array, v: _Array, *, g: _Tensor | None = None, b: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 0.001, scale: float = 1.0,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _NapOutWeights[_Array]: ...

@overload
def nap(q: _Array, k: _Array, v: _Array, *, g: _Tensor | None = None, b: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, eps: float = 0.001, scale: float = 1.0,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _QkNormOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _QkNormOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _QkNormOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Attention of normalised queries and keys: P = softmax(scale n(q) n(k)^T), out = P v, n: over D, per head, before rotary"""

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _QkNormOutLse[_Array]: ...

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _QkNormOutWeights[_Array]: ...

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _QkNormOutLseWeights[_Array]: ...

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: bool = False, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _Relu2OutSums(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array

class _Relu2OutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _Relu2OutSumsWeights(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array
    weights: _Array

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_sums: Literal[False] = False, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Squared ReLU attention: W = relu(Y)^2, P = W / n | W | W / (sum W + 1e-8), out = P v, Y = softcap(scale q k^T) + bias"""

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_sums: Literal[True], return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Relu2OutSums[_Array]: ...

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_sums: Literal[False] = False, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Relu2OutWeights[_Array]: ...

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_sums: Literal[True], return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Relu2OutSumsWeights[_Array]: ...

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_sums: bool = False, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _ReluNOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def relu_n(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """ReLU attention over the number of keys: P = relu(Y) / n, out = P v, Y = softcap(scale q k^T) + bias, n: visible keys of the row"""

@overload
def relu_n(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ReluNOutWeights[_Array]: ...

@overload
def relu_n(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_weights: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _RetentionOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def retention(q: _Array, k: _Array, v: _Array, *, decay: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, stabilise: bool = False,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Retention (RetNet): S_t = exp(decay_h) S_{t-1} + k_t v_t^T, out_t = scale S_t^T q_t"""

@overload
def retention(q: _Array, k: _Array, v: _Array, *, decay: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, stabilise: bool = False,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _RetentionOutFinalState[_Array]: ...

@overload
def retention(q: _Array, k: _Array, v: _Array, *, decay: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, stabilise: bool = False,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SdpaOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SdpaOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SdpaOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Scaled dot-product attention: Y = softcap(scale q k^T) + bias, P = exp(Y - lse), out = P v"""

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SdpaOutLse[_Array]: ...

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SdpaOutWeights[_Array]: ...

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SdpaOutLseWeights[_Array]: ...

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: bool = False, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

softmax = sdpa

class _SigmoidOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def sigmoid(q: _Array, k: _Array, v: _Array, *, b: _Tensor | Literal['auto', 'rowcount'] | None = 'auto',
    temp: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, row_scale: Literal['none', 'count', 'sqrt_count'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Sigmoid attention: P = sigmoid(exp(temp) Y + b), out = row_scale P v, Y = softcap(scale q k^T) + bias"""

@overload
def sigmoid(q: _Array, k: _Array, v: _Array, *, b: _Tensor | Literal['auto', 'rowcount'] | None = 'auto',
    temp: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, row_scale: Literal['none', 'count', 'sqrt_count'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SigmoidOutWeights[_Array]: ...

@overload
def sigmoid(q: _Array, k: _Array, v: _Array, *, b: _Tensor | Literal['auto', 'rowcount'] | None = 'auto',
    temp: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, row_scale: Literal['none', 'count', 'sqrt_count'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SimpleGlaOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def simple_gla(q: _Array, k: _Array, v: _Array, *, g: _Tensor, g_gamma: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Gated linear attention, scalar gates: S_t = exp(g_t + g_gamma_h) S_{t-1} + k_t v_t^T, out_t = scale S_t^T q_t"""

@overload
def simple_gla(q: _Array, k: _Array, v: _Array, *, g: _Tensor, g_gamma: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SimpleGlaOutFinalState[_Array]: ...

@overload
def simple_gla(q: _Array, k: _Array, v: _Array, *, g: _Tensor, g_gamma: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SinkLogitOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SinkLogitOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SinkLogitOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Softmax with a sink in its denominator: P = exp(Y) / (sum exp(Y) + exp(a)), out = P v, Y = softcap(scale q k^T) + bias"""

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SinkLogitOutLse[_Array]: ...

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SinkLogitOutWeights[_Array]: ...

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: Literal[True], return_weights: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SinkLogitOutLseWeights[_Array]: ...

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, return_lse: bool = False, return_weights: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

softmax1 = sink_logit

class _SsaTemperatureOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SsaTemperatureOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SsaTemperatureOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[False] = False,
    return_weights: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Selective self-attention: P = softmax(scale (tau_q q) (tau_k k)^T), out = P (tau_v v)"""

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[True],
    return_weights: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsaTemperatureOutLse[_Array]: ...

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[False] = False,
    return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsaTemperatureOutWeights[_Array]: ...

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: Literal[True],
    return_weights: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsaTemperatureOutLseWeights[_Array]: ...

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, return_lse: bool = False,
    return_weights: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...
