# Made from the table of mechanisms by python -m polyattn._stubs
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, overload

from . import comparison as comparison
from . import flex as flex
from . import integrations as integrations
from . import learning as learning
from . import nn as nn
from . import positions as positions
from . import reference as reference
from . import torch as torch
from .comparison import compare as compare
from .learning import learn as learn
from .integrations import register_transformers as register_transformers
from .flex import BlockMask as BlockMask
from .flex import FlexError as FlexError
from .flex import and_masks as and_masks
from .flex import create_block_mask as create_block_mask
from .flex import create_mask as create_mask
from .flex import flex_attention as flex_attention
from .flex import flex_explain as flex_explain
from .flex import noop_mask as noop_mask
from .flex import or_masks as or_masks
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
from ._merge import merge_states as merge_states
from ._vjp import vjp as vjp

__version__: str
__all__ = ["BlockMask", "FlexError", "afa", "affine_scaled", "alibi", "alibi_pi", "and_masks", "ape", "attention",
           "attention_buckets", "based", "compare", "config", "context_bias", "context_scale", "cosformer", "cosine",
           "create_block_mask", "create_mask", "dare", "deconstruct", "delta", "delta_product", "dropout_philox",
           "efficient", "einsum_passes", "elm", "entmax", "entropy_scale", "example_inputs", "flashbias", "flatten",
           "flex_attention", "flex_explain", "flow", "gated_attention", "gated_delta", "get_num_threads", "gla", "gmm",
           "head_mask", "head_uniform", "headmask_train", "hedgehog", "hgrn2", "illama_soft_mask", "info", "inline",
           "kda", "kv_bias_sink", "laplace", "learn", "lightnet", "lightning", "linear", "logn", "lrpe", "lssa", "lssar",
           "mala", "mamba1", "mamba2", "md_lrpe", "md_tpe", "mechanisms", "merge_states", "nala", "nap", "noop_mask",
           "or_masks", "papers", "performer", "pos_temp", "prflash", "probabilistic", "qk_norm", "rala", "rcmha",
           "register_transformers", "rela", "relu2", "relu_n", "retention", "rope", "rope_alibi_harmonic",
           "rope_scaling", "rwkv6", "rwkv7", "scale", "sdpa", "set_isa", "set_num_threads", "sigmoid", "simple_gla",
           "sink_kernels", "sink_logit", "sinusoidal_pe", "sofa", "softcap", "softmax", "softmax1", "softmax_rnn",
           "softpag", "sparsemax", "ssa_temperature", "ssmax", "streaming_sink", "supports", "swin_bias", "swinv2_cpb",
           "t5_bias", "txl_rel", "varlen", "vjp"]

_Array = TypeVar("_Array")
_Tensor: TypeAlias = Any  # an array of the same framework, or a number where the shape allows one

class _AfaOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _AfaOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _AfaOutAttended(NamedTuple, Generic[_Array]):
    out: _Array
    attended: _Array

class _AfaOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

class _AfaOutLseAttended(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    attended: _Array

class _AfaOutWeightsAttended(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array
    attended: _Array

class _AfaOutLseWeightsAttended(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array
    attended: _Array

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[False] = False,
    return_weights: Literal[False] = False, return_attended: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Attention as an adaptive filter (isotropic): P = softmax(tau^2 (-log V - log(1 + R / (nu d V)))), out_i = sum_j P_ij E_ij e^(i omega (t_i - t_j)) v_j R = |q_i - E e^(i omega (t_i - t_j)) k_j|^2, E = e^(mu |t_i - t_j|) V = sigma2 (1 - E^2) / (-2 mu) + eta2 E^2 + gamma2"""

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[True],
    return_weights: Literal[False] = False, return_attended: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _AfaOutLse[_Array]: ...

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[False] = False,
    return_weights: Literal[True], return_attended: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AfaOutWeights[_Array]: ...

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[False] = False,
    return_weights: Literal[False] = False, return_attended: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AfaOutAttended[_Array]: ...

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[True],
    return_weights: Literal[True], return_attended: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AfaOutLseWeights[_Array]: ...

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[True],
    return_weights: Literal[False] = False, return_attended: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AfaOutLseAttended[_Array]: ...

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[False] = False,
    return_weights: Literal[True], return_attended: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AfaOutWeightsAttended[_Array]: ...

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: Literal[True],
    return_weights: Literal[True], return_attended: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AfaOutLseWeightsAttended[_Array]: ...

@overload
def afa(q: _Array, k: _Array, v: _Array, *, mu: _Tensor, sigma2: _Tensor, eta2: _Tensor, gamma2: _Tensor, nu: _Tensor,
    tau: _Tensor, omega: _Tensor, mask: _Tensor | None = None, bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, robust: bool = True, add_bias: Literal['cov', 'zero', 'linear'] = 'cov',
    mul_bias: Literal['cov', 'const', 'linear'] = 'cov', full_residual: bool = True, rotate_values: bool = True,
    pairing: Literal['half', 'interleaved'] = 'half', clamp: tuple[float, float] = (-10.0, 10.0),
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest', return_lse: bool = False,
    return_weights: bool = False, return_attended: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _AffineScaledOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _AffineScaledOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _AffineScaledOutAttended(NamedTuple, Generic[_Array]):
    out: _Array
    attended: _Array

class _AffineScaledOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

class _AffineScaledOutLseAttended(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    attended: _Array

class _AffineScaledOutWeightsAttended(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array
    attended: _Array

class _AffineScaledOutLseWeightsAttended(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array
    attended: _Array

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, return_attended: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Affine-scaled attention: P' = a P + (ma - a) / n, a = phi(alpha_pre), out = P' v, P = softmax(scale q k^T)"""

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, return_attended: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AffineScaledOutLse[_Array]: ...

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], return_attended: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AffineScaledOutWeights[_Array]: ...

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, return_attended: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AffineScaledOutAttended[_Array]: ...

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], return_attended: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AffineScaledOutLseWeights[_Array]: ...

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, return_attended: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AffineScaledOutLseAttended[_Array]: ...

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], return_attended: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AffineScaledOutWeightsAttended[_Array]: ...

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], return_attended: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _AffineScaledOutLseWeightsAttended[_Array]: ...

@overload
def affine_scaled(q: _Array, k: _Array, v: _Array, *, alpha_pre: _Tensor, alpha_ma: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, phi: Literal['linear_clip', 'sigmoid'] = 'linear_clip',
    count: Literal['visible', 'M'] = 'visible', scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, return_attended: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _AlibiOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _AlibiOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _AlibiOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def alibi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Attention with linear biases: P = softmax(scale q k^T - m_h |i + M - N - j|), out = P v"""

@overload
def alibi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _AlibiOutLse[_Array]: ...

@overload
def alibi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _AlibiOutWeights[_Array]: ...

@overload
def alibi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _AlibiOutLseWeights[_Array]: ...

@overload
def alibi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _AlibiPiOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _AlibiPiOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _AlibiPiOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def alibi_pi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, factor: float | None = None, train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """ALiBi with interpolated positions: P = softmax(scale q k^T - (m_h / f) |i + M - N - j|), out = P v"""

@overload
def alibi_pi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, factor: float | None = None, train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _AlibiPiOutLse[_Array]: ...

@overload
def alibi_pi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, factor: float | None = None, train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _AlibiPiOutWeights[_Array]: ...

@overload
def alibi_pi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, factor: float | None = None, train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _AlibiPiOutLseWeights[_Array]: ...

@overload
def alibi_pi(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    slopes: _Tensor | Literal['standard', 'geometric', 'none'] | None = 'standard', cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, factor: float | None = None, train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _ApeOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _ApeOutContextOutContextLse(NamedTuple, Generic[_Array]):
    out: _Array
    context_out: _Array
    context_lse: _Array

class _ApeOutLseContextOutContextLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    context_out: _Array
    context_lse: _Array

@overload
def ape(q: _Array, k: _Array, v: _Array, *, K_c: _Tensor | None = None, V_c: _Tensor | None = None,
    K_prefix: _Tensor | None = None, V_prefix: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    temperature: float = 0.9, scale_factor: float = 0.9, gamma: Literal['S*T', 'S'] = 'S*T', scale: float | None = None,
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    precision: Literal['highest'] = 'highest', return_lse: Literal[False] = False,
    return_context: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Adaptive parallel encoding (APE): (o_c, L_c) over contexts at scale / T, (o_o, L_o) over prefix and own tokens, out = e^(gamma L_c - L) o_c + e^(L_o - L) o_o, gamma = S T"""

@overload
def ape(q: _Array, k: _Array, v: _Array, *, K_c: _Tensor | None = None, V_c: _Tensor | None = None,
    K_prefix: _Tensor | None = None, V_prefix: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    temperature: float = 0.9, scale_factor: float = 0.9, gamma: Literal['S*T', 'S'] = 'S*T', scale: float | None = None,
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    precision: Literal['highest'] = 'highest', return_lse: Literal[True], return_context: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _ApeOutLse[_Array]: ...

@overload
def ape(q: _Array, k: _Array, v: _Array, *, K_c: _Tensor | None = None, V_c: _Tensor | None = None,
    K_prefix: _Tensor | None = None, V_prefix: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    temperature: float = 0.9, scale_factor: float = 0.9, gamma: Literal['S*T', 'S'] = 'S*T', scale: float | None = None,
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    precision: Literal['highest'] = 'highest', return_lse: Literal[False] = False, return_context: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _ApeOutContextOutContextLse[_Array]: ...

@overload
def ape(q: _Array, k: _Array, v: _Array, *, K_c: _Tensor | None = None, V_c: _Tensor | None = None,
    K_prefix: _Tensor | None = None, V_prefix: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    temperature: float = 0.9, scale_factor: float = 0.9, gamma: Literal['S*T', 'S'] = 'S*T', scale: float | None = None,
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    precision: Literal['highest'] = 'highest', return_lse: Literal[True], return_context: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _ApeOutLseContextOutContextLse[_Array]: ...

@overload
def ape(q: _Array, k: _Array, v: _Array, *, K_c: _Tensor | None = None, V_c: _Tensor | None = None,
    K_prefix: _Tensor | None = None, V_prefix: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    temperature: float = 0.9, scale_factor: float = 0.9, gamma: Literal['S*T', 'S'] = 'S*T', scale: float | None = None,
    causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    precision: Literal['highest'] = 'highest', return_lse: bool = False, return_context: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _BasedOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def based(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, normalize: bool = True, eps: float = 1e-12,
    causal: bool | Literal['top_left'] = True, chunk: int = 128, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """BASED linear attention: out_i = sum_j f(t_ij) v_j / (sum_j f(t_ij) + eps) f(t) = 1 + t + t^2 / 2, t = <q, k> / sqrt(D)"""

@overload
def based(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, normalize: bool = True, eps: float = 1e-12,
    causal: bool | Literal['top_left'] = True, chunk: int = 128, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _BasedOutFinalStateFinalZ[_Array]: ...

@overload
def based(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, normalize: bool = True, eps: float = 1e-12,
    causal: bool | Literal['top_left'] = True, chunk: int = 128, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _ContextBiasOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _ContextBiasOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _ContextBiasOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def context_bias(q: _Array, k: _Array, v: _Array, *, k_bias: _Tensor | None = None, v_bias: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Context-aware bias: out = softmax(Y) v + sigmoid(scale q k'^T - lse) v'"""

@overload
def context_bias(q: _Array, k: _Array, v: _Array, *, k_bias: _Tensor | None = None, v_bias: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _ContextBiasOutLse[_Array]: ...

@overload
def context_bias(q: _Array, k: _Array, v: _Array, *, k_bias: _Tensor | None = None, v_bias: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _ContextBiasOutWeights[_Array]: ...

@overload
def context_bias(q: _Array, k: _Array, v: _Array, *, k_bias: _Tensor | None = None, v_bias: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _ContextBiasOutLseWeights[_Array]: ...

@overload
def context_bias(q: _Array, k: _Array, v: _Array, *, k_bias: _Tensor | None = None, v_bias: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _ContextScaleOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _ContextScaleOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _ContextScaleOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def context_scale(q: _Array, k: _Array, v: _Array, *, s_pre: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Context-aware scale: out = 2 sigmoid(s_pre) softmax(scale q k^T) v"""

@overload
def context_scale(q: _Array, k: _Array, v: _Array, *, s_pre: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ContextScaleOutLse[_Array]: ...

@overload
def context_scale(q: _Array, k: _Array, v: _Array, *, s_pre: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ContextScaleOutWeights[_Array]: ...

@overload
def context_scale(q: _Array, k: _Array, v: _Array, *, s_pre: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ContextScaleOutLseWeights[_Array]: ...

@overload
def context_scale(q: _Array, k: _Array, v: _Array, *, s_pre: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _CosformerOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def cosformer(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    max_len: int | None = None, eps: float = 1e-06, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """cosFormer: S_ij = <relu(q_i), relu(k_j)> cos(pi (i - j) / (2 m)) out_i = sum_j S_ij v_j / max(sum_j S_ij, eps)"""

@overload
def cosformer(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    max_len: int | None = None, eps: float = 1e-06, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _CosformerOutFinalStateFinalZ[_Array]: ...

@overload
def cosformer(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    max_len: int | None = None, eps: float = 1e-06, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _CosineOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _CosineOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _CosineOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def cosine(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Scaled cosine attention: P = softmax(exp(min(l_h, log 100)) <q / |q|, k / |k|>), out = P v"""

@overload
def cosine(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _CosineOutLse[_Array]: ...

@overload
def cosine(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _CosineOutWeights[_Array]: ...

@overload
def cosine(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _CosineOutLseWeights[_Array]: ...

@overload
def cosine(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', entropy_scale: float | None = None,
    logn: float | None = None, pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _DeconstructOutSums(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array

@overload
def deconstruct(q: _Array, k: _Array, v: _Array, *, u: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, variant: Literal['taylor2', 'key_only'] = 'taylor2', per_order: bool = False,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_sums: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Attention deconstructed: Taylor weights, key-only weights: P = (1 + Y + Y^2 / 2) / row sum, or P_ij = exp(g_j) / row sum, g = scale <silu(u), k>"""

@overload
def deconstruct(q: _Array, k: _Array, v: _Array, *, u: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, variant: Literal['taylor2', 'key_only'] = 'taylor2', per_order: bool = False,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_sums: Literal[True], score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _DeconstructOutSums[_Array]: ...

@overload
def deconstruct(q: _Array, k: _Array, v: _Array, *, u: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, variant: Literal['taylor2', 'key_only'] = 'taylor2', per_order: bool = False,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_sums: bool = False, score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

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

class _DeltaProductOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def delta_product(q: _Array, k: _Array, v: _Array, *, beta: _Tensor, g: _Tensor | None = None,
    initial_state: _Tensor | None = None, cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None,
    key_mask: _Tensor | None = None, n_h: int | None = None, qk_l2norm: bool = False, allow_neg_eigval: bool = False,
    gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, chunk: int = 64, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """DeltaProduct: S' = exp(g_t) S_{t-1}; n_h times: S' += k beta (v - S'^T k)^T S_t = S', out_t = scale S_t^T q_t"""

@overload
def delta_product(q: _Array, k: _Array, v: _Array, *, beta: _Tensor, g: _Tensor | None = None,
    initial_state: _Tensor | None = None, cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None,
    key_mask: _Tensor | None = None, n_h: int | None = None, qk_l2norm: bool = False, allow_neg_eigval: bool = False,
    gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, chunk: int = 64, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _DeltaProductOutFinalState[_Array]: ...

@overload
def delta_product(q: _Array, k: _Array, v: _Array, *, beta: _Tensor, g: _Tensor | None = None,
    initial_state: _Tensor | None = None, cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None,
    key_mask: _Tensor | None = None, n_h: int | None = None, qk_l2norm: bool = False, allow_neg_eigval: bool = False,
    gate_floor: float | None = None, check: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _EfficientOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def efficient(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    norm: Literal['softmax', 'joint', 'scaling'] = 'softmax', eps: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Efficient attention: out = softmax_D(q) (softmax_M(k)^T v)"""

@overload
def efficient(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    norm: Literal['softmax', 'joint', 'scaling'] = 'softmax', eps: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _EfficientOutFinalStateFinalZ[_Array]: ...

@overload
def efficient(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    norm: Literal['softmax', 'joint', 'scaling'] = 'softmax', eps: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _EinsumPassesOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _EinsumPassesOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _EinsumPassesOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def einsum_passes(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, schedule: Literal['1pass', '2pass', '3pass'] = '1pass', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Softmax attention in one, two or three passes: out = softmax(scale q k^T) v, scheduled"""

@overload
def einsum_passes(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, schedule: Literal['1pass', '2pass', '3pass'] = '1pass', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _EinsumPassesOutLse[_Array]: ...

@overload
def einsum_passes(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, schedule: Literal['1pass', '2pass', '3pass'] = '1pass', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _EinsumPassesOutWeights[_Array]: ...

@overload
def einsum_passes(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, schedule: Literal['1pass', '2pass', '3pass'] = '1pass', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _EinsumPassesOutLseWeights[_Array]: ...

@overload
def einsum_passes(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, schedule: Literal['1pass', '2pass', '3pass'] = '1pass', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _ElmOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _ElmOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _ElmOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def elm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, G: _Tensor,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with an element-wise mask of the scores: P = softmax((scale q k^T) * G), out = P v"""

@overload
def elm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, G: _Tensor,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ElmOutLse[_Array]: ...

@overload
def elm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, G: _Tensor,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ElmOutWeights[_Array]: ...

@overload
def elm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, G: _Tensor,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ElmOutLseWeights[_Array]: ...

@overload
def elm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, G: _Tensor,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _EntmaxOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def entmax(q: _Array, k: _Array, v: _Array, *, alpha: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Alpha-entmax attention: P = [(alpha - 1) Y - tau]_+^(1 / (alpha - 1)), tau such that rows sum to 1, out = P v"""

@overload
def entmax(q: _Array, k: _Array, v: _Array, *, alpha: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _EntmaxOutWeights[_Array]: ...

@overload
def entmax(q: _Array, k: _Array, v: _Array, *, alpha: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

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
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, train_len: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Log-ratio scale for another number of tokens: P = softmax(sqrt(log(M) / log(T)) scale q k^T), out = P v"""

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, train_len: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _EntropyScaleOutLse[_Array]: ...

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, train_len: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _EntropyScaleOutWeights[_Array]: ...

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, train_len: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _EntropyScaleOutLseWeights[_Array]: ...

@overload
def entropy_scale(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, train_len: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

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
    psi: _Tensor, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with a low-rank bias: P = softmax(scale q k^T + phi psi^T), out = P v"""

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlashbiasOutLse[_Array]: ...

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlashbiasOutWeights[_Array]: ...

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlashbiasOutLseWeights[_Array]: ...

@overload
def flashbias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor,
    psi: _Tensor, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _FlattenOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def flatten(q: _Array, k: _Array, v: _Array, *, t_raw: _Tensor | None = None, E: _Tensor | None = None,
    W_dw: _Tensor | None = None, b_dw: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    p: float = 3.0, eps_in: float = 1e-06, eps_z: float = 1e-06, norm_scope: Literal['layer', 'head'] = 'layer',
    grid: int | tuple[int, ...] | None = None, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Focused linear attention (FLatten): f(x) = |x| x^p / |x^p|, a = f((relu(q) + eps_in) / t), b = f((relu(k + E) + eps_in) / t) out_i = sum_j <a_i, b_j> v_j / (sum_j <a_i, b_j> + M eps_z) + conv_{W_dw}(v)_i"""

@overload
def flatten(q: _Array, k: _Array, v: _Array, *, t_raw: _Tensor | None = None, E: _Tensor | None = None,
    W_dw: _Tensor | None = None, b_dw: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    p: float = 3.0, eps_in: float = 1e-06, eps_z: float = 1e-06, norm_scope: Literal['layer', 'head'] = 'layer',
    grid: int | tuple[int, ...] | None = None, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlattenOutFinalStateFinalZ[_Array]: ...

@overload
def flatten(q: _Array, k: _Array, v: _Array, *, t_raw: _Tensor | None = None, E: _Tensor | None = None,
    W_dw: _Tensor | None = None, b_dw: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    p: float = 3.0, eps_in: float = 1e-06, eps_z: float = 1e-06, norm_scope: Literal['layer', 'head'] = 'layer',
    grid: int | tuple[int, ...] | None = None, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _FlowOutFinalStateFinalFlowsFinalLseFinalCount(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_flows: _Array
    final_lse: _Array
    final_count: _Array

@overload
def flow(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_flows: _Tensor | None = None,
    initial_lse: _Tensor | None = None, initial_count: _Tensor | None = None, key_mask: _Tensor | None = None,
    cu_seqlens: _Tensor | None = None, map: Literal['sigmoid', 'relu'] = 'sigmoid', eps: float = 1e-06,
    clip: float | None = 1.0, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Flow-Attention (Flowformer): I_i = 1 / <a_i, sum_j b_j>, O_j = 1 / <b_j, sum_i a_i>, a = sigmoid(q), b = sigmoid(k) s_i = <a_i, sum_j O_j b_j>, r_j = clip <b_j, sum_i I_i a_i>, w = M softmax(r) out_i = sigmoid(s_i N / M) sum_j <I_i a_i, b_j> w_j v_j"""

@overload
def flow(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_flows: _Tensor | None = None,
    initial_lse: _Tensor | None = None, initial_count: _Tensor | None = None, key_mask: _Tensor | None = None,
    cu_seqlens: _Tensor | None = None, map: Literal['sigmoid', 'relu'] = 'sigmoid', eps: float = 1e-06,
    clip: float | None = 1.0, causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _FlowOutFinalStateFinalFlowsFinalLseFinalCount[_Array]: ...

@overload
def flow(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_flows: _Tensor | None = None,
    initial_lse: _Tensor | None = None, initial_count: _Tensor | None = None, key_mask: _Tensor | None = None,
    cu_seqlens: _Tensor | None = None, map: Literal['sigmoid', 'relu'] = 'sigmoid', eps: float = 1e-06,
    clip: float | None = 1.0, causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _GatedAttentionOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _GatedAttentionOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _GatedAttentionOutAttended(NamedTuple, Generic[_Array]):
    out: _Array
    attended: _Array

class _GatedAttentionOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

class _GatedAttentionOutLseAttended(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    attended: _Array

class _GatedAttentionOutWeightsAttended(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array
    attended: _Array

class _GatedAttentionOutLseWeightsAttended(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array
    attended: _Array

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    return_attended: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Gated attention: out = act(z) softmax(scale q k^T) v, or with '+'"""

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    return_attended: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _GatedAttentionOutLse[_Array]: ...

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    return_attended: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _GatedAttentionOutWeights[_Array]: ...

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    return_attended: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _GatedAttentionOutAttended[_Array]: ...

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True],
    return_attended: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _GatedAttentionOutLseWeights[_Array]: ...

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    return_attended: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _GatedAttentionOutLseAttended[_Array]: ...

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    return_attended: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _GatedAttentionOutWeightsAttended[_Array]: ...

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True],
    return_attended: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _GatedAttentionOutLseWeightsAttended[_Array]: ...

@overload
def gated_attention(q: _Array, k: _Array, v: _Array, *, z: _Tensor, z_q: _Tensor | None = None,
    z_k: _Tensor | None = None, z_v: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, position: Literal['G1'] = 'G1',
    granularity: Literal['auto', 'headwise', 'elementwise'] = 'auto',
    act: Literal['sigmoid', 'silu', 'ns_sigmoid'] = 'sigmoid', combine: Literal['mul', 'add'] = 'mul',
    sharing: Literal['head-specific', 'head-shared'] = 'head-specific', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, return_attended: bool = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

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

class _GmmOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _GmmOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _GmmOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def gmm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, sigma: _Tensor, alpha: _Tensor, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    prefix: int = 0, cutoff_d2: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with a Gaussian mixture mask: P = softmax((scale q k^T) * G), G_ij = sum_k alpha_k exp(-d_ij^2 / (2 sigma_k^2)), out = P v"""

@overload
def gmm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, sigma: _Tensor, alpha: _Tensor, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    prefix: int = 0, cutoff_d2: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _GmmOutLse[_Array]: ...

@overload
def gmm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, sigma: _Tensor, alpha: _Tensor, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    prefix: int = 0, cutoff_d2: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _GmmOutWeights[_Array]: ...

@overload
def gmm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, sigma: _Tensor, alpha: _Tensor, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    prefix: int = 0, cutoff_d2: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _GmmOutLseWeights[_Array]: ...

@overload
def gmm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, sigma: _Tensor, alpha: _Tensor, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    prefix: int = 0, cutoff_d2: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _HeadMaskOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _HeadMaskOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _HeadMaskOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def head_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, xi: _Tensor, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with a mask of heads: out_h = xi_h softmax(scale q k^T) v"""

@overload
def head_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, xi: _Tensor, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _HeadMaskOutLse[_Array]: ...

@overload
def head_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, xi: _Tensor, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _HeadMaskOutWeights[_Array]: ...

@overload
def head_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, xi: _Tensor, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _HeadMaskOutLseWeights[_Array]: ...

@overload
def head_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, xi: _Tensor, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

headmask_train = head_mask

class _HeadUniformOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _HeadUniformOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _HeadUniformOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def head_uniform(q: _Array, k: _Array, v: _Array, *, heads: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count: Literal['visible', 'M'] = 'visible', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with uniform heads: P_ij = 1 / n_i over the n_i visible keys in the heads that are chosen, else softmax(scale q k^T), out = P v"""

@overload
def head_uniform(q: _Array, k: _Array, v: _Array, *, heads: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count: Literal['visible', 'M'] = 'visible', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _HeadUniformOutLse[_Array]: ...

@overload
def head_uniform(q: _Array, k: _Array, v: _Array, *, heads: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count: Literal['visible', 'M'] = 'visible', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _HeadUniformOutWeights[_Array]: ...

@overload
def head_uniform(q: _Array, k: _Array, v: _Array, *, heads: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count: Literal['visible', 'M'] = 'visible', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _HeadUniformOutLseWeights[_Array]: ...

@overload
def head_uniform(q: _Array, k: _Array, v: _Array, *, heads: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count: Literal['visible', 'M'] = 'visible', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _HedgehogOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def hedgehog(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor, b_q: _Tensor | None = None, W_k: _Tensor,
    b_k: _Tensor | None = None, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    activation: Literal['exp', 'exp_stable', 'softmax', 'softmax_joint'] = 'exp', negation: bool = True,
    eps_clamp: float = 1e-12, eps: float = 1e-12, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Hedgehog linear attention: phi(x) = [f(y), f(-y)], y = W^T x + b out_i = sum_j <phi(q_i), phi(k_j)> v_j / (sum_j <phi(q_i), phi(k_j)> + eps)"""

@overload
def hedgehog(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor, b_q: _Tensor | None = None, W_k: _Tensor,
    b_k: _Tensor | None = None, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    activation: Literal['exp', 'exp_stable', 'softmax', 'softmax_joint'] = 'exp', negation: bool = True,
    eps_clamp: float = 1e-12, eps: float = 1e-12, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _HedgehogOutFinalStateFinalZ[_Array]: ...

@overload
def hedgehog(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor, b_q: _Tensor | None = None, W_k: _Tensor,
    b_k: _Tensor | None = None, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    activation: Literal['exp', 'exp_stable', 'softmax', 'softmax_joint'] = 'exp', negation: bool = True,
    eps_clamp: float = 1e-12, eps: float = 1e-12, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _Hgrn2OutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def hgrn2(q: _Array, v: _Array, *, f: _Tensor, lb: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """HGRN2, gated RNN with state expansion: alpha_t = lb + (1 - lb) sigmoid(f_t) S_t = diag(alpha_t) S_{t-1} + (1 - alpha_t) v_t^T, out_t = scale S_t^T q_t"""

@overload
def hgrn2(q: _Array, v: _Array, *, f: _Tensor, lb: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Hgrn2OutFinalState[_Array]: ...

@overload
def hgrn2(q: _Array, v: _Array, *, f: _Tensor, lb: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _IllamaSoftMaskOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _IllamaSoftMaskOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _IllamaSoftMaskOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def illama_soft_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, alpha: float = 0.0,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Soft causal mask after the softmax: out = (softmax(scale q k^T) * C) v, C_ij = 1 for j <= i + M - N, else alpha"""

@overload
def illama_soft_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, alpha: float = 0.0,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _IllamaSoftMaskOutLse[_Array]: ...

@overload
def illama_soft_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, alpha: float = 0.0,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _IllamaSoftMaskOutWeights[_Array]: ...

@overload
def illama_soft_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, alpha: float = 0.0,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _IllamaSoftMaskOutLseWeights[_Array]: ...

@overload
def illama_soft_mask(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, alpha: float = 0.0,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _InlineOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def inline(q: _Array, k: _Array, v: _Array, *, scale: _Tensor | Literal['paper', 'code'] | None = 'paper',
    r: _Tensor | None = None, x: _Tensor | None = None, W1: _Tensor | None = None, b1: _Tensor | None = None,
    W2: _Tensor | None = None, b2: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'leaky_relu', 'exp'] = 'identity', class_token: bool = False,
    grid: int | tuple[int, ...] | None = None, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Injective linear attention (InLine): S_ij = c <phi(q_i), phi(k_j)>, W_ij = S_ij - (sum_m S_im) / M + 1 / M out_i = sum_j W_ij v_j + conv_r(v)_i"""

@overload
def inline(q: _Array, k: _Array, v: _Array, *, scale: _Tensor | Literal['paper', 'code'] | None = 'paper',
    r: _Tensor | None = None, x: _Tensor | None = None, W1: _Tensor | None = None, b1: _Tensor | None = None,
    W2: _Tensor | None = None, b2: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'leaky_relu', 'exp'] = 'identity', class_token: bool = False,
    grid: int | tuple[int, ...] | None = None, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _InlineOutFinalStateFinalZ[_Array]: ...

@overload
def inline(q: _Array, k: _Array, v: _Array, *, scale: _Tensor | Literal['paper', 'code'] | None = 'paper',
    r: _Tensor | None = None, x: _Tensor | None = None, W1: _Tensor | None = None, b1: _Tensor | None = None,
    W2: _Tensor | None = None, b2: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'leaky_relu', 'exp'] = 'identity', class_token: bool = False,
    grid: int | tuple[int, ...] | None = None, causal: bool | Literal['top_left'] = False, chunk: int = 128,
    return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

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
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Learned key and value that every query sees: P = softmax([Y, scale q k*^T]), out = P [v; v*], or softmax(Y) v + v* without k*"""

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _KvBiasSinkOutLse[_Array]: ...

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _KvBiasSinkOutWeights[_Array]: ...

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _KvBiasSinkOutLseWeights[_Array]: ...

@overload
def kv_bias_sink(q: _Array, k: _Array, v: _Array, *, k_star: _Tensor | None = None, v_star: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, mode: Literal['auto', 'kv', 'k', 'v'] = 'auto', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LaplaceOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def laplace(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count_scale: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Laplace attention function: P = (1 + erf((Y - mu) / (sigma sqrt 2))) / 2, out = P v, Y = q k^T / n + bias"""

@overload
def laplace(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count_scale: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _LaplaceOutWeights[_Array]: ...

@overload
def laplace(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, count_scale: bool = True, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LightnetOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def lightnet(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, denom_init: float | None = None,
    scale: float | None = 1.0, causal: bool | Literal['top_left'] = True, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """LightNet, additive recurrence: z_t = log(exp(z_{t-1}) + exp(k_t)) S_t = diag(exp(z_{t-1} - z_t)) S_{t-1} + exp(k_t - z_t) v_t^T, out_t = scale S_t^T q_t"""

@overload
def lightnet(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, denom_init: float | None = None,
    scale: float | None = 1.0, causal: bool | Literal['top_left'] = True, chunk: int = 64, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _LightnetOutFinalStateFinalZ[_Array]: ...

@overload
def lightnet(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, denom_init: float | None = None,
    scale: float | None = 1.0, causal: bool | Literal['top_left'] = True, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LightningOutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def lightning(q: _Array, k: _Array, v: _Array, *, slopes: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, layer_idx: int = 0, n_layers: int | None = None,
    slope_rule: Literal['alibi', 'minimax', 'transnormer', 'fla'] = 'alibi', scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Lightning attention: S_t = exp(-slopes_h) S_{t-1} + k_t v_t^T, out_t = scale S_t^T q_t"""

@overload
def lightning(q: _Array, k: _Array, v: _Array, *, slopes: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, layer_idx: int = 0, n_layers: int | None = None,
    slope_rule: Literal['alibi', 'minimax', 'transnormer', 'fla'] = 'alibi', scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LightningOutFinalState[_Array]: ...

@overload
def lightning(q: _Array, k: _Array, v: _Array, *, slopes: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, layer_idx: int = 0, n_layers: int | None = None,
    slope_rule: Literal['alibi', 'minimax', 'transnormer', 'fla'] = 'alibi', scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LinearOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def linear(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor | None = None, b_q: _Tensor | None = None,
    W_k: _Tensor | None = None, b_k: _Tensor | None = None, W_q2: _Tensor | None = None, b_q2: _Tensor | None = None,
    W_k2: _Tensor | None = None, b_k2: _Tensor | None = None, omega: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'relu2', 'elu1', 'exp', 'sigmoid', 'softmax', 't2r', 'taylor1', 'taylor2', 'rebased', 'dpfp', 'hadamard', 'hedgehog_exp', 'hedgehog_softmax', 'focused', 'nala', 'favor', 'rff', 'cos'] = 'elu1',
    normalize: bool | None = None, eps: float = 1e-06, eps_mode: Literal['add', 'clamp_min', 'none'] = 'add',
    scale: float = 1.0, norm_q: bool = False, norm_k: bool = False, causal: bool | Literal['top_left'] = False,
    chunk: int = 128, return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Kernelised linear attention: a = scale phi(q), b = phi(k), out_i = sum_j <a_i, b_j> v_j / (sum_j <a_i, b_j> + eps)"""

@overload
def linear(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor | None = None, b_q: _Tensor | None = None,
    W_k: _Tensor | None = None, b_k: _Tensor | None = None, W_q2: _Tensor | None = None, b_q2: _Tensor | None = None,
    W_k2: _Tensor | None = None, b_k2: _Tensor | None = None, omega: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'relu2', 'elu1', 'exp', 'sigmoid', 'softmax', 't2r', 'taylor1', 'taylor2', 'rebased', 'dpfp', 'hadamard', 'hedgehog_exp', 'hedgehog_softmax', 'focused', 'nala', 'favor', 'rff', 'cos'] = 'elu1',
    normalize: bool | None = None, eps: float = 1e-06, eps_mode: Literal['add', 'clamp_min', 'none'] = 'add',
    scale: float = 1.0, norm_q: bool = False, norm_k: bool = False, causal: bool | Literal['top_left'] = False,
    chunk: int = 128, return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LinearOutFinalStateFinalZ[_Array]: ...

@overload
def linear(q: _Array, k: _Array, v: _Array, *, W_q: _Tensor | None = None, b_q: _Tensor | None = None,
    W_k: _Tensor | None = None, b_k: _Tensor | None = None, W_q2: _Tensor | None = None, b_q2: _Tensor | None = None,
    W_k2: _Tensor | None = None, b_k2: _Tensor | None = None, omega: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['identity', 'relu', 'relu2', 'elu1', 'exp', 'sigmoid', 'softmax', 't2r', 'taylor1', 'taylor2', 'rebased', 'dpfp', 'hadamard', 'hedgehog_exp', 'hedgehog_softmax', 'focused', 'nala', 'favor', 'rff', 'cos'] = 'elu1',
    normalize: bool | None = None, eps: float = 1e-06, eps_mode: Literal['add', 'clamp_min', 'none'] = 'add',
    scale: float = 1.0, norm_q: bool = False, norm_k: bool = False, causal: bool | Literal['top_left'] = False,
    chunk: int = 128, return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

class _LognOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _LognOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _LognOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def logn(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, train_len: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Log-length temperature: P = softmax(max(1, log(p_i + 1) / log T) scale q k^T), out = P v, p_i = i + M - N"""

@overload
def logn(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, train_len: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _LognOutLse[_Array]: ...

@overload
def logn(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, train_len: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _LognOutWeights[_Array]: ...

@overload
def logn(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, train_len: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _LognOutLseWeights[_Array]: ...

@overload
def logn(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, train_len: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

def lrpe(*, x: _Array, theta: _Tensor | None = None, positions: _Tensor | None = None,
    cu_seqlens: _Tensor | None = None, offset: int = 0, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Linearized relative positional encoding: out = [x cos(p theta); x sin(p theta)]"""

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
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Length-scaled softplus attention: A = softplus(log D log n q_hat k_hat^T), P = A / (sum A + eps), out = P v"""

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LssaOutSums[_Array]: ...

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LssaOutWeights[_Array]: ...

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _LssaOutSumsWeights[_Array]: ...

@overload
def lssa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _LssarOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def lssar(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, p: float = 15.0, offset_rows: int = 3,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Softplus attention with re-weighting: R = relu(n a - theta)^p, P = R / (sum R + eps), out = P v, a: the weights of lssa"""

@overload
def lssar(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, p: float = 15.0, offset_rows: int = 3,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _LssarOutWeights[_Array]: ...

@overload
def lssar(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 1e-08, log_d: float | None = None, p: float = 15.0, offset_rows: int = 3,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'l2',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _MalaOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def mala(q: _Array, k: _Array, v: _Array, *, scale: _Tensor | Literal['paper', 'code'] | None = 'paper',
    cos: _Tensor | None = None, sin: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['relu', 'elu1', 'exp'] = 'elu1', eps: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Magnitude-aware linear attention (MALA): S_ij = c <phi(q_i), phi(k_j)>, z_i = sum_j S_ij W_ij = (1 + 1 / (z_i + eps)) S_ij - z_i / M, out_i = sum_j W_ij v_j"""

@overload
def mala(q: _Array, k: _Array, v: _Array, *, scale: _Tensor | Literal['paper', 'code'] | None = 'paper',
    cos: _Tensor | None = None, sin: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['relu', 'elu1', 'exp'] = 'elu1', eps: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _MalaOutFinalStateFinalZ[_Array]: ...

@overload
def mala(q: _Array, k: _Array, v: _Array, *, scale: _Tensor | Literal['paper', 'code'] | None = 'paper',
    cos: _Tensor | None = None, sin: _Tensor | None = None, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['relu', 'elu1', 'exp'] = 'elu1', eps: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _Mamba1OutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def mamba1(*, u: _Array, delta: _Tensor, A: _Tensor, Bm: _Tensor, Cm: _Tensor, Dskip: _Tensor | None = None,
    z: _Tensor | None = None, delta_bias: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, delta_softplus: bool = False,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Selective scan (Mamba, S6): h_t[d, m] = exp(delta_t[d] A[d, m]) h_{t-1}[d, m] + delta_t[d] Bm_t[m] u_t[d] out_t[d] = sum_m Cm_t[m] h_t[d, m] + Dskip[d] u_t[d], times silu(z_t[d]) where z is given"""

@overload
def mamba1(*, u: _Array, delta: _Tensor, A: _Tensor, Bm: _Tensor, Cm: _Tensor, Dskip: _Tensor | None = None,
    z: _Tensor | None = None, delta_bias: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, delta_softplus: bool = False,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Mamba1OutFinalState[_Array]: ...

@overload
def mamba1(*, u: _Array, delta: _Tensor, A: _Tensor, Bm: _Tensor, Cm: _Tensor, Dskip: _Tensor | None = None,
    z: _Tensor | None = None, delta_bias: _Tensor | None = None, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, delta_softplus: bool = False,
    return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _Mamba2OutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def mamba2(*, Cm: _Array, Bm: _Tensor, x: _Tensor, dt: _Tensor, A: _Tensor, dt_bias: _Tensor | None = None,
    Dskip: _Tensor | None = None, z: _Tensor | None = None, seq_idx: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    dt_softplus: bool = True, dt_limit: tuple[float, float] | None = None, scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Mamba-2, state-space duality: dt_t = clamp(softplus(raw_t + dt_bias)), S_t = exp(dt_t A) S_{t-1} + dt_t Bm_t x_t^T out_t = (scale S_t^T Cm_t + Dskip x_t) silu(z_t)"""

@overload
def mamba2(*, Cm: _Array, Bm: _Tensor, x: _Tensor, dt: _Tensor, A: _Tensor, dt_bias: _Tensor | None = None,
    Dskip: _Tensor | None = None, z: _Tensor | None = None, seq_idx: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    dt_softplus: bool = True, dt_limit: tuple[float, float] | None = None, scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Mamba2OutFinalState[_Array]: ...

@overload
def mamba2(*, Cm: _Array, Bm: _Tensor, x: _Tensor, dt: _Tensor, A: _Tensor, dt_bias: _Tensor | None = None,
    Dskip: _Tensor | None = None, z: _Tensor | None = None, seq_idx: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    dt_softplus: bool = True, dt_limit: tuple[float, float] | None = None, scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

def md_lrpe(*, x: _Array, theta: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    grid: int | tuple[int, ...] | None = None, prefix: int = 0, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Linearized relative positions on a grid: out = [x cos Theta; x sin Theta], Theta = (a_1 theta, ..., a_k theta) at cell (a_1, ..., a_k)"""

def md_tpe(*, x: _Array, b: _Tensor, log_decay: _Tensor, cu_seqlens: _Tensor | None = None,
    grid: int | tuple[int, ...] | None = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Toeplitz positional encoding on a grid: out_t = sum_axes sum_{u <= t} c_{t-u} x_u, c_tau = sum_e b_e exp(log_decay_e tau)"""

class _NalaOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def nala(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, lam: float = 3.0, tau: float = 0.5,
    direction: Literal['cos', 'relu_split'] = 'cos', alpha: float = 20.0, eps_z: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Norm-aware linear attention (NaLaFormer): phi_q = |q / n|^p [cos t_q; sin t_q], p = lam (tau + tanh n), n = |q| phi_k = |k|^lam [cos t_k; sin t_k], t = pi / 4 (1 + tanh(alpha x / |x|)) out_i = sum_j <phi_q, phi_k> v_j / (sum_j <phi_q, phi_k> + M eps_z)"""

@overload
def nala(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, lam: float = 3.0, tau: float = 0.5,
    direction: Literal['cos', 'relu_split'] = 'cos', alpha: float = 20.0, eps_z: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _NalaOutFinalStateFinalZ[_Array]: ...

@overload
def nala(q: _Array, k: _Array, v: _Array, *, initial_state: _Tensor | None = None, initial_z: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, lam: float = 3.0, tau: float = 0.5,
    direction: Literal['cos', 'relu_split'] = 'cos', alpha: float = 20.0, eps_z: float = 1e-06,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: bool = False,
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
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 0.001, scale: float = 1.0, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Normalized attention pooling: P = g (Y - mean Y) / (std Y + eps) + b, out = P v, over the visible keys of each row"""

@overload
def nap(q: _Array, k: _Array, v: _Array, *, g: _Tensor | None = None, b: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 0.001, scale: float = 1.0, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _NapOutWeights[_Array]: ...

@overload
def nap(q: _Array, k: _Array, v: _Array, *, g: _Tensor | None = None, b: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, eps: float = 0.001, scale: float = 1.0, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _PerformerOutFinalStateFinalZ(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array
    final_z: _Array

@overload
def performer(q: _Array, k: _Array, v: _Array, *, omega: _Tensor, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    kernel: Literal['softmax', 'relu', 'hyperbolic'] = 'softmax',
    key_stabilizer: Literal['auto', 'max', 'none'] = 'auto', feat_eps: float | None = None,
    den: Literal['plain', 'add_sum', 'clamp', 'add'] = 'plain', eps: float | None = None,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Performer (FAVOR+): phi(x) = m^(-1/2) (exp(omega x' - |x'|^2 / 2 - mu) + feat_eps), x' = x / D^(1/4) out_i = sum_j <phi(q_i), phi(k_j)> v_j / sum_j <phi(q_i), phi(k_j)>"""

@overload
def performer(q: _Array, k: _Array, v: _Array, *, omega: _Tensor, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    kernel: Literal['softmax', 'relu', 'hyperbolic'] = 'softmax',
    key_stabilizer: Literal['auto', 'max', 'none'] = 'auto', feat_eps: float | None = None,
    den: Literal['plain', 'add_sum', 'clamp', 'add'] = 'plain', eps: float | None = None,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: Literal[True],
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _PerformerOutFinalStateFinalZ[_Array]: ...

@overload
def performer(q: _Array, k: _Array, v: _Array, *, omega: _Tensor, initial_state: _Tensor | None = None,
    initial_z: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    kernel: Literal['softmax', 'relu', 'hyperbolic'] = 'softmax',
    key_stabilizer: Literal['auto', 'max', 'none'] = 'auto', feat_eps: float | None = None,
    den: Literal['plain', 'add_sum', 'clamp', 'add'] = 'plain', eps: float | None = None,
    causal: bool | Literal['top_left'] = False, chunk: int = 128, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _PosTempOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _PosTempOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _PosTempOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def pos_temp(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None, c: float = 0.1,
    F: float = 8192.0, o: float = 1.0, illama_alpha: float | None = None, t5_max_distance: float = 128.0,
    t5_bidirectional: bool | None = None, t5_scale: float = 1.0, alibi_factor: float | None = None,
    alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0,
    gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Position temperature of Llama 4: P = softmax((1 + c log(floor((p_i + o) / F) + 1)) scale q k^T), out = P v, p_i = i + M - N"""

@overload
def pos_temp(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None, c: float = 0.1,
    F: float = 8192.0, o: float = 1.0, illama_alpha: float | None = None, t5_max_distance: float = 128.0,
    t5_bidirectional: bool | None = None, t5_scale: float = 1.0, alibi_factor: float | None = None,
    alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0,
    gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _PosTempOutLse[_Array]: ...

@overload
def pos_temp(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None, c: float = 0.1,
    F: float = 8192.0, o: float = 1.0, illama_alpha: float | None = None, t5_max_distance: float = 128.0,
    t5_bidirectional: bool | None = None, t5_scale: float = 1.0, alibi_factor: float | None = None,
    alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0,
    gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _PosTempOutWeights[_Array]: ...

@overload
def pos_temp(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None, c: float = 0.1,
    F: float = 8192.0, o: float = 1.0, illama_alpha: float | None = None, t5_max_distance: float = 128.0,
    t5_bidirectional: bool | None = None, t5_scale: float = 1.0, alibi_factor: float | None = None,
    alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0,
    gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _PosTempOutLseWeights[_Array]: ...

@overload
def pos_temp(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None, c: float = 0.1,
    F: float = 8192.0, o: float = 1.0, illama_alpha: float | None = None, t5_max_distance: float = 128.0,
    t5_bidirectional: bool | None = None, t5_scale: float = 1.0, alibi_factor: float | None = None,
    alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0,
    gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _PrflashOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _PrflashOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _PrflashOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def prflash(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, block_size: int = 64, w: int = 1, gamma: float = 1.0, fixed_count: bool = False,
    correct: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Probabilistic block participation (PrFlashAttention): P = softmax(scale q k^T over kept blocks), out = P v block c is kept for block r with probability 1 if |r - c| <= w, else (1 + |r - c| - w)^-gamma"""

@overload
def prflash(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, block_size: int = 64, w: int = 1, gamma: float = 1.0, fixed_count: bool = False,
    correct: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _PrflashOutLse[_Array]: ...

@overload
def prflash(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, block_size: int = 64, w: int = 1, gamma: float = 1.0, fixed_count: bool = False,
    correct: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _PrflashOutWeights[_Array]: ...

@overload
def prflash(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, block_size: int = 64, w: int = 1, gamma: float = 1.0, fixed_count: bool = False,
    correct: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _PrflashOutLseWeights[_Array]: ...

@overload
def prflash(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, block_size: int = 64, w: int = 1, gamma: float = 1.0, fixed_count: bool = False,
    correct: bool = False, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _ProbabilisticOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _ProbabilisticOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _ProbabilisticOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def probabilistic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, p: _Tensor, p_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, floor: float = 1e-20, cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention by existence probability: P = softmax(scale q k^T + 1[j > i] (log p_j - log p_i)), out = P v"""

@overload
def probabilistic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, p: _Tensor, p_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, floor: float = 1e-20, cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ProbabilisticOutLse[_Array]: ...

@overload
def probabilistic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, p: _Tensor, p_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, floor: float = 1e-20, cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ProbabilisticOutWeights[_Array]: ...

@overload
def probabilistic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, p: _Tensor, p_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, floor: float = 1e-20, cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _ProbabilisticOutLseWeights[_Array]: ...

@overload
def probabilistic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, p: _Tensor, p_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, floor: float = 1e-20, cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

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
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention of normalised queries and keys: P = softmax(scale n(q) n(k)^T), out = P v, n: over D, per head, before rotary"""

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _QkNormOutLse[_Array]: ...

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _QkNormOutWeights[_Array]: ...

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _QkNormOutLseWeights[_Array]: ...

@overload
def qk_norm(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'rms', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

def rala(q: _Array, k: _Array, v: _Array, *, u: _Tensor | None = None, cos: _Tensor | None = None,
    sin: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    feature_map: Literal['relu', 'elu1', 'exp'] = 'elu1', eps_z: float = 1e-06, chunk: int = 128,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Rank-augmented linear attention (RALA): alpha_j = M softmax_j(<mean_i a_i, b_j> / sqrt(D)), a = phi(q), b = phi(k) out_i = (sum_j alpha_j <a_i, b_j> v_j / (sum_j alpha_j <a_i, b_j> + M eps_z)) u_i"""

class _RcmhaOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _RcmhaOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _RcmhaOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def rcmha(q: _Array, k: _Array, v: _Array, *, conv_q_w: _Tensor | None = None, conv_q_b: _Tensor | None = None,
    conv_k_w: _Tensor | None = None, conv_k_b: _Tensor | None = None, conv_v_w: _Tensor | None = None,
    conv_v_b: _Tensor | None = None, E: _Tensor, e: _Tensor, u: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, P: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Relative convolutional multi-head attention: P = softmax(scale ((q' + u) k'^T + q' E[P + r] + e[P + r])), out = P v', x' = conv(x)"""

@overload
def rcmha(q: _Array, k: _Array, v: _Array, *, conv_q_w: _Tensor | None = None, conv_q_b: _Tensor | None = None,
    conv_k_w: _Tensor | None = None, conv_k_b: _Tensor | None = None, conv_v_w: _Tensor | None = None,
    conv_v_b: _Tensor | None = None, E: _Tensor, e: _Tensor, u: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, P: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _RcmhaOutLse[_Array]: ...

@overload
def rcmha(q: _Array, k: _Array, v: _Array, *, conv_q_w: _Tensor | None = None, conv_q_b: _Tensor | None = None,
    conv_k_w: _Tensor | None = None, conv_k_b: _Tensor | None = None, conv_v_w: _Tensor | None = None,
    conv_v_b: _Tensor | None = None, E: _Tensor, e: _Tensor, u: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, P: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _RcmhaOutWeights[_Array]: ...

@overload
def rcmha(q: _Array, k: _Array, v: _Array, *, conv_q_w: _Tensor | None = None, conv_q_b: _Tensor | None = None,
    conv_k_w: _Tensor | None = None, conv_k_b: _Tensor | None = None, conv_v_w: _Tensor | None = None,
    conv_v_b: _Tensor | None = None, E: _Tensor, e: _Tensor, u: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, P: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _RcmhaOutLseWeights[_Array]: ...

@overload
def rcmha(q: _Array, k: _Array, v: _Array, *, conv_q_w: _Tensor | None = None, conv_q_b: _Tensor | None = None,
    conv_k_w: _Tensor | None = None, conv_k_b: _Tensor | None = None, conv_v_w: _Tensor | None = None,
    conv_v_b: _Tensor | None = None, E: _Tensor, e: _Tensor, u: _Tensor, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, P: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _RelaOutAttended(NamedTuple, Generic[_Array]):
    out: _Array
    attended: _Array

class _RelaOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _RelaOutAttendedWeights(NamedTuple, Generic[_Array]):
    out: _Array
    attended: _Array
    weights: _Array

@overload
def rela(q: _Array, k: _Array, v: _Array, *, gamma: _Tensor | None = None, w_g: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, variant: Literal['gated', 'rms', 'none'] = 'gated',
    eps: float = 1e-08, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_attended: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Rectified linear attention: W = relu(Y), a = W v of all heads, out = gamma a / rms(a) sigmoid(w_g a)"""

@overload
def rela(q: _Array, k: _Array, v: _Array, *, gamma: _Tensor | None = None, w_g: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, variant: Literal['gated', 'rms', 'none'] = 'gated',
    eps: float = 1e-08, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_attended: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _RelaOutAttended[_Array]: ...

@overload
def rela(q: _Array, k: _Array, v: _Array, *, gamma: _Tensor | None = None, w_g: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, variant: Literal['gated', 'rms', 'none'] = 'gated',
    eps: float = 1e-08, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_attended: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _RelaOutWeights[_Array]: ...

@overload
def rela(q: _Array, k: _Array, v: _Array, *, gamma: _Tensor | None = None, w_g: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, variant: Literal['gated', 'rms', 'none'] = 'gated',
    eps: float = 1e-08, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_attended: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _RelaOutAttendedWeights[_Array]: ...

@overload
def rela(q: _Array, k: _Array, v: _Array, *, gamma: _Tensor | None = None, w_g: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, variant: Literal['gated', 'rms', 'none'] = 'gated',
    eps: float = 1e-08, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_attended: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
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
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Squared ReLU attention: W = relu(Y)^2, P = W / n | W | W / (sum W + 1e-8), out = P v, Y = softcap(scale q k^T) + bias"""

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Relu2OutSums[_Array]: ...

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Relu2OutWeights[_Array]: ...

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Relu2OutSumsWeights[_Array]: ...

@overload
def relu2(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, norm: Literal['count', 'none', 'l1'] = 'count',
    score_div: Literal['none', 'count'] = 'none', scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_sums: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _ReluNOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

@overload
def relu_n(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """ReLU attention over the number of keys: P = relu(Y) / n, out = P v, Y = softcap(scale q k^T) + bias, n: visible keys of the row"""

@overload
def relu_n(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _ReluNOutWeights[_Array]: ...

@overload
def relu_n(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

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

def rope(*, x: _Array, positions: _Tensor | None = None, inv_freq: _Tensor | None = None, cos: _Tensor | None = None,
    sin: _Tensor | None = None, cu_seqlens: _Tensor | None = None, rotary_dim: int | None = None, base: float = 10000.0,
    scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', factor: float = 1.0,
    train_len: float | None = None, beta_fast: float = 32.0, beta_slow: float = 1.0, truncate: bool = True,
    amplitude: float | None = None, pairing: Literal['half', 'interleaved'] = 'half', offset: int = 0,
    length: int | None = None, inverse: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Rotary position embedding: (a, b) -> A (a cos phi - b sin phi, a sin phi + b cos phi) phi = p theta_t, theta_t = base^(-2 t / channels)"""

rope_scaling = rope

attention_buckets = rope

class _RopeAlibiHarmonicOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _RopeAlibiHarmonicOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _RopeAlibiHarmonicOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def rope_alibi_harmonic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, lam: float = 0.5, series: Literal['slope', 'distance'] = 'slope', slope0: float = 1.0,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'half', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """RoPE and ALiBi with a harmonic series: P = softmax(2 lam scale (R_i q_i)(R_j k_j)^T - 2 (1 - lam) a_h g(|i + M - N - j|)), out = P v"""

@overload
def rope_alibi_harmonic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, lam: float = 0.5, series: Literal['slope', 'distance'] = 'slope', slope0: float = 1.0,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'half', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _RopeAlibiHarmonicOutLse[_Array]: ...

@overload
def rope_alibi_harmonic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, lam: float = 0.5, series: Literal['slope', 'distance'] = 'slope', slope0: float = 1.0,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'half', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _RopeAlibiHarmonicOutWeights[_Array]: ...

@overload
def rope_alibi_harmonic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, lam: float = 0.5, series: Literal['slope', 'distance'] = 'slope', slope0: float = 1.0,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'half', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _RopeAlibiHarmonicOutLseWeights[_Array]: ...

@overload
def rope_alibi_harmonic(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, lam: float = 0.5, series: Literal['slope', 'distance'] = 'slope', slope0: float = 1.0,
    scale: float | None = None, causal: bool | Literal['top_left'] = True, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'half', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _Rwkv6OutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def rwkv6(q: _Array, k: _Array, v: _Array, *, w: _Tensor, u: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    gate_floor: float | None = None, check: bool = True, scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[False] = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """RWKV-6, time mixing: out_t = scale (S_{t-1} + (u k_t) v_t^T)^T q_t, S_t = diag(exp(w_t)) S_{t-1} + k_t v_t^T"""

@overload
def rwkv6(q: _Array, k: _Array, v: _Array, *, w: _Tensor, u: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    gate_floor: float | None = None, check: bool = True, scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64,
    return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Rwkv6OutFinalState[_Array]: ...

@overload
def rwkv6(q: _Array, k: _Array, v: _Array, *, w: _Tensor, u: _Tensor | None = None,
    initial_state: _Tensor | None = None, key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    gate_floor: float | None = None, check: bool = True, scale: float | None = 1.0,
    causal: bool | Literal['top_left'] = True, bidirectional: bool = False, chunk: int = 64, return_state: bool = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _Rwkv7OutFinalState(NamedTuple, Generic[_Array]):
    out: _Array
    final_state: _Array

@overload
def rwkv7(q: _Array, k: _Array, v: _Array, *, w: _Tensor, a: _Tensor, b: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, gate_floor: float | None = None,
    check: bool = True, scale: float | None = 1.0, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: Literal[False] = False,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """RWKV-7, generalised delta rule: S_t = diag(exp(w_t)) S_{t-1} + b_t (S_{t-1}^T a_t)^T + k_t v_t^T, out_t = scale S_t^T q_t"""

@overload
def rwkv7(q: _Array, k: _Array, v: _Array, *, w: _Tensor, a: _Tensor, b: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, gate_floor: float | None = None,
    check: bool = True, scale: float | None = 1.0, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: Literal[True], layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Rwkv7OutFinalState[_Array]: ...

@overload
def rwkv7(q: _Array, k: _Array, v: _Array, *, w: _Tensor, a: _Tensor, b: _Tensor, initial_state: _Tensor | None = None,
    key_mask: _Tensor | None = None, cu_seqlens: _Tensor | None = None, gate_floor: float | None = None,
    check: bool = True, scale: float | None = 1.0, causal: bool | Literal['top_left'] = True,
    bidirectional: bool = False, chunk: int = 64, return_state: bool = False, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> Any: ...

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
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Scaled dot-product attention: Y = softcap(scale q k^T) + bias, P = exp(Y - lse), out = P v"""

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SdpaOutLse[_Array]: ...

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SdpaOutWeights[_Array]: ...

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SdpaOutLseWeights[_Array]: ...

@overload
def sdpa(q: _Array, k: _Array, v: _Array, *, sinks: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

softmax = sdpa

scale = sdpa

varlen = sdpa

dropout_philox = sdpa

dare = sdpa

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
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, row_scale: Literal['none', 'count', 'sqrt_count'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Sigmoid attention: P = sigmoid(exp(temp) Y + b), out = row_scale P v, Y = softcap(scale q k^T) + bias"""

@overload
def sigmoid(q: _Array, k: _Array, v: _Array, *, b: _Tensor | Literal['auto', 'rowcount'] | None = 'auto',
    temp: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, row_scale: Literal['none', 'count', 'sqrt_count'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SigmoidOutWeights[_Array]: ...

@overload
def sigmoid(q: _Array, k: _Array, v: _Array, *, b: _Tensor | Literal['auto', 'rowcount'] | None = 'auto',
    temp: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, row_scale: Literal['none', 'count', 'sqrt_count'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
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

class _SinkKernelsOutSums(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array

class _SinkKernelsOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SinkKernelsOutSumsWeights(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array
    weights: _Array

@overload
def sink_kernels(q: _Array, k: _Array, v: _Array, *, W1: _Tensor | None = None, W2: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    txl_u: _Tensor | None = None, txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    type: Literal['sim', 'kernel'] = 'sim', sim: Literal['sigmoid', 'elu1'] = 'sigmoid',
    kernel: Literal['linear', 'elu1', 'mlp'] = 'linear', norm: Literal['none', 'l1'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    txl_zero: int | None = None, return_sums: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention of other similarities and kernels than softmax: W = f(Y) | scale phi(q) phi(k)^T, P = W | W / sum W | W / max(|sum W|, 1), out = P v"""

@overload
def sink_kernels(q: _Array, k: _Array, v: _Array, *, W1: _Tensor | None = None, W2: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    txl_u: _Tensor | None = None, txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    type: Literal['sim', 'kernel'] = 'sim', sim: Literal['sigmoid', 'elu1'] = 'sigmoid',
    kernel: Literal['linear', 'elu1', 'mlp'] = 'linear', norm: Literal['none', 'l1'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    txl_zero: int | None = None, return_sums: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SinkKernelsOutSums[_Array]: ...

@overload
def sink_kernels(q: _Array, k: _Array, v: _Array, *, W1: _Tensor | None = None, W2: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    txl_u: _Tensor | None = None, txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    type: Literal['sim', 'kernel'] = 'sim', sim: Literal['sigmoid', 'elu1'] = 'sigmoid',
    kernel: Literal['linear', 'elu1', 'mlp'] = 'linear', norm: Literal['none', 'l1'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    txl_zero: int | None = None, return_sums: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SinkKernelsOutWeights[_Array]: ...

@overload
def sink_kernels(q: _Array, k: _Array, v: _Array, *, W1: _Tensor | None = None, W2: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    txl_u: _Tensor | None = None, txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    type: Literal['sim', 'kernel'] = 'sim', sim: Literal['sigmoid', 'elu1'] = 'sigmoid',
    kernel: Literal['linear', 'elu1', 'mlp'] = 'linear', norm: Literal['none', 'l1'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    txl_zero: int | None = None, return_sums: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SinkKernelsOutSumsWeights[_Array]: ...

@overload
def sink_kernels(q: _Array, k: _Array, v: _Array, *, W1: _Tensor | None = None, W2: _Tensor | None = None,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    txl_u: _Tensor | None = None, txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    type: Literal['sim', 'kernel'] = 'sim', sim: Literal['sigmoid', 'elu1'] = 'sigmoid',
    kernel: Literal['linear', 'elu1', 'mlp'] = 'linear', norm: Literal['none', 'l1'] = 'none',
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    txl_zero: int | None = None, return_sums: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

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
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Softmax with a sink in its denominator: P = exp(Y) / (sum exp(Y) + exp(a)), out = P v, Y = softcap(scale q k^T) + bias"""

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SinkLogitOutLse[_Array]: ...

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SinkLogitOutWeights[_Array]: ...

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SinkLogitOutLseWeights[_Array]: ...

@overload
def sink_logit(q: _Array, k: _Array, v: _Array, *, a: _Tensor | None = None, mask: _Tensor | None = None,
    bias: _Tensor | None = None, alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None,
    cu_seqlens_q: _Tensor | None = None, cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None,
    k_norm_weight: _Tensor | None = None, q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None,
    tau: _Tensor | None = None, tau_q: _Tensor | None = None, tau_k: _Tensor | None = None,
    tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

softmax1 = sink_logit

def sinusoidal_pe(*, x: _Array, positions: _Tensor | None = None, cu_seqlens: _Tensor | None = None,
    base: float = 10000.0, order: Literal['interleaved', 'concat'] = 'interleaved', offset: int = 0,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Sinusoidal position embedding: out = x + PE, PE[p, 2 t] = sin(p base^(-2 t / D)), PE[p, 2 t + 1] = cos(p base^(-2 t / D))"""

class _SofaOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SofaOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SofaOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def sofa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sigma: float = 0.5,
    mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Soft causal mask between images: P = softmax(scale q k^T + log M), out = P v M_ij = 1 for j <= i, sigma for later j of another image, else 0"""

@overload
def sofa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sigma: float = 0.5,
    mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SofaOutLse[_Array]: ...

@overload
def sofa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sigma: float = 0.5,
    mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SofaOutWeights[_Array]: ...

@overload
def sofa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sigma: float = 0.5,
    mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SofaOutLseWeights[_Array]: ...

@overload
def sofa(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = True,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sigma: float = 0.5,
    mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SoftcapOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SoftcapOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SoftcapOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def softcap(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 50.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Attention with capped scores: P = softmax(c tanh(scale q k^T / c) + bias), out = P v"""

@overload
def softcap(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 50.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftcapOutLse[_Array]: ...

@overload
def softcap(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 50.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftcapOutWeights[_Array]: ...

@overload
def softcap(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 50.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftcapOutLseWeights[_Array]: ...

@overload
def softcap(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 50.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SoftmaxRnnOutSums(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array

class _SoftmaxRnnOutAttended(NamedTuple, Generic[_Array]):
    out: _Array
    attended: _Array

class _SoftmaxRnnOutSumsAttended(NamedTuple, Generic[_Array]):
    out: _Array
    sums: _Array
    attended: _Array

@overload
def softmax_rnn(q: _Array, k: _Array, v: _Array, *, z_out: _Tensor | None = None, z_in: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    inner: Literal['exp', 'taylor:1', 'taylor:2', 'taylor:3', 'taylor:4', 'taylor:5', 'taylor:6', 'taylor:8', 'taylor:10', 'taylor:20', 'taylor:79', 'taylor:80', 'relu_kernel', 'elu_kernel'] = 'exp',
    clamp: float | None = 5.0,
    denom: Literal['softmax', 'clamp', 'detach', 'detach_eps', 'count', 'none', 'cumgate'] = 'softmax',
    gate_out: bool | None = None, gate_in: bool | None = None, out_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    norm_eps: float | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0, txl_zero: int | None = None,
    return_sums: Literal[False] = False, return_attended: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Softmax attention as a recurrence: U = exp(min(Y, clamp)), x = sigmoid(z_out) U (sigmoid(z_in) v) / denom, out = norm(x)"""

@overload
def softmax_rnn(q: _Array, k: _Array, v: _Array, *, z_out: _Tensor | None = None, z_in: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    inner: Literal['exp', 'taylor:1', 'taylor:2', 'taylor:3', 'taylor:4', 'taylor:5', 'taylor:6', 'taylor:8', 'taylor:10', 'taylor:20', 'taylor:79', 'taylor:80', 'relu_kernel', 'elu_kernel'] = 'exp',
    clamp: float | None = 5.0,
    denom: Literal['softmax', 'clamp', 'detach', 'detach_eps', 'count', 'none', 'cumgate'] = 'softmax',
    gate_out: bool | None = None, gate_in: bool | None = None, out_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    norm_eps: float | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0, txl_zero: int | None = None,
    return_sums: Literal[True], return_attended: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftmaxRnnOutSums[_Array]: ...

@overload
def softmax_rnn(q: _Array, k: _Array, v: _Array, *, z_out: _Tensor | None = None, z_in: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    inner: Literal['exp', 'taylor:1', 'taylor:2', 'taylor:3', 'taylor:4', 'taylor:5', 'taylor:6', 'taylor:8', 'taylor:10', 'taylor:20', 'taylor:79', 'taylor:80', 'relu_kernel', 'elu_kernel'] = 'exp',
    clamp: float | None = 5.0,
    denom: Literal['softmax', 'clamp', 'detach', 'detach_eps', 'count', 'none', 'cumgate'] = 'softmax',
    gate_out: bool | None = None, gate_in: bool | None = None, out_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    norm_eps: float | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0, txl_zero: int | None = None,
    return_sums: Literal[False] = False, return_attended: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftmaxRnnOutAttended[_Array]: ...

@overload
def softmax_rnn(q: _Array, k: _Array, v: _Array, *, z_out: _Tensor | None = None, z_in: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    inner: Literal['exp', 'taylor:1', 'taylor:2', 'taylor:3', 'taylor:4', 'taylor:5', 'taylor:6', 'taylor:8', 'taylor:10', 'taylor:20', 'taylor:79', 'taylor:80', 'relu_kernel', 'elu_kernel'] = 'exp',
    clamp: float | None = 5.0,
    denom: Literal['softmax', 'clamp', 'detach', 'detach_eps', 'count', 'none', 'cumgate'] = 'softmax',
    gate_out: bool | None = None, gate_in: bool | None = None, out_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    norm_eps: float | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0, txl_zero: int | None = None,
    return_sums: Literal[True], return_attended: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftmaxRnnOutSumsAttended[_Array]: ...

@overload
def softmax_rnn(q: _Array, k: _Array, v: _Array, *, z_out: _Tensor | None = None, z_in: _Tensor | None = None,
    gamma: _Tensor | None = None, beta: _Tensor | None = None, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None,
    inner: Literal['exp', 'taylor:1', 'taylor:2', 'taylor:3', 'taylor:4', 'taylor:5', 'taylor:6', 'taylor:8', 'taylor:10', 'taylor:20', 'taylor:79', 'taylor:80', 'relu_kernel', 'elu_kernel'] = 'exp',
    clamp: float | None = 5.0,
    denom: Literal['softmax', 'clamp', 'detach', 'detach_eps', 'count', 'none', 'cumgate'] = 'softmax',
    gate_out: bool | None = None, gate_in: bool | None = None, out_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    norm_eps: float | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', sink_tokens: int = 0, txl_zero: int | None = None,
    return_sums: bool = False, return_attended: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SoftpagOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SoftpagOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SoftpagOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def softpag(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', u: float = 0.5, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Attention interpolated with the identity (SoftPAG): out = ((1 - u) P + u I) v, P = softmax(scale q k^T), in the heads that are chosen"""

@overload
def softpag(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', u: float = 0.5, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftpagOutLse[_Array]: ...

@overload
def softpag(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', u: float = 0.5, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftpagOutWeights[_Array]: ...

@overload
def softpag(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', u: float = 0.5, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _SoftpagOutLseWeights[_Array]: ...

@overload
def softpag(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, scale: float | None = None, causal: bool | Literal['top_left'] = False,
    window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0,
    offset: int = 0, precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', u: float = 0.5, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

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
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Selective self-attention: P = softmax(scale (tau_q q) (tau_k k)^T), out = P (tau_v v)"""

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsaTemperatureOutLse[_Array]: ...

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsaTemperatureOutWeights[_Array]: ...

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsaTemperatureOutLseWeights[_Array]: ...

@overload
def ssa_temperature(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None, tau_q: _Tensor,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SsmaxOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SsmaxOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SsmaxOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def ssmax(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, s: _Tensor, b: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Scalable softmax: P = softmax((s_h log n_i + b_h) scale q k^T), out = P v"""

@overload
def ssmax(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, s: _Tensor, b: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsmaxOutLse[_Array]: ...

@overload
def ssmax(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, s: _Tensor, b: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsmaxOutWeights[_Array]: ...

@overload
def ssmax(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, s: _Tensor, b: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SsmaxOutLseWeights[_Array]: ...

@overload
def ssmax(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, s: _Tensor, b: _Tensor | None = None,
    head_mask: _Tensor | None = None, t5_table: _Tensor | None = None, swin_table: _Tensor | None = None,
    gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _StreamingSinkOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _StreamingSinkOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _StreamingSinkOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def streaming_sink(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, recent: int = 512, evict: Literal['before', 'after'] = 'before',
    pos: Literal['none', 'original'] = 'none', scale: float | None = None, softcap: float = 0.0, dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    start: int = 4, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention sinks and a sliding window (StreamingLLM): P = softmax(scale q k^T over j <= p and (j < start or j > p - recent)), out = P v, p = i + M - N"""

@overload
def streaming_sink(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, recent: int = 512, evict: Literal['before', 'after'] = 'before',
    pos: Literal['none', 'original'] = 'none', scale: float | None = None, softcap: float = 0.0, dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    start: int = 4, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _StreamingSinkOutLse[_Array]: ...

@overload
def streaming_sink(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, recent: int = 512, evict: Literal['before', 'after'] = 'before',
    pos: Literal['none', 'original'] = 'none', scale: float | None = None, softcap: float = 0.0, dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    start: int = 4, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _StreamingSinkOutWeights[_Array]: ...

@overload
def streaming_sink(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, recent: int = 512, evict: Literal['before', 'after'] = 'before',
    pos: Literal['none', 'original'] = 'none', scale: float | None = None, softcap: float = 0.0, dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    start: int = 4, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _StreamingSinkOutLseWeights[_Array]: ...

@overload
def streaming_sink(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, recent: int = 512, evict: Literal['before', 'after'] = 'before',
    pos: Literal['none', 'original'] = 'none', scale: float | None = None, softcap: float = 0.0, dropout_p: float = 0.0,
    seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    start: int = 4, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _SwinBiasOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _SwinBiasOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _SwinBiasOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def swin_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    table: _Tensor, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with Swin's relative bias: P = softmax(scale q k^T + table[place(i) - place(j), h]), out = P v"""

@overload
def swin_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    table: _Tensor, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SwinBiasOutLse[_Array]: ...

@overload
def swin_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    table: _Tensor, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SwinBiasOutWeights[_Array]: ...

@overload
def swin_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    table: _Tensor, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _SwinBiasOutLseWeights[_Array]: ...

@overload
def swin_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, t5_table: _Tensor | None = None,
    table: _Tensor, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None,
    logit_scale: _Tensor | None = None, existence: _Tensor | None = None, existence_q: _Tensor | None = None,
    image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None,
    txl_w: _Tensor | None = None, txl_r: _Tensor | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _Swinv2CpbOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _Swinv2CpbOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _Swinv2CpbOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def swinv2_cpb(q: _Array, k: _Array, v: _Array, *, cpb_w1: _Tensor, cpb_b1: _Tensor, cpb_w2: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, tau_q: _Tensor | None = None,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, grid: int | tuple[int, ...] | None = None,
    pretrained: int | tuple[int, ...] | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, existence_floor: float = 1e-20,
    existence_cross: bool = False, sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight',
    softpag: float | None = None, sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none',
    rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Cosine attention with a continuous position bias: P = softmax(exp(min(l_h, log 100)) <q / |q|, k / |k|> + b), out = P v b = 16 sigmoid(W2 relu(W1 c + b1)) c = sign(u) log2(|u| + 1) / 3, u = 8 (query - key) / (W - 1)"""

@overload
def swinv2_cpb(q: _Array, k: _Array, v: _Array, *, cpb_w1: _Tensor, cpb_b1: _Tensor, cpb_w2: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, tau_q: _Tensor | None = None,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, grid: int | tuple[int, ...] | None = None,
    pretrained: int | tuple[int, ...] | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, existence_floor: float = 1e-20,
    existence_cross: bool = False, sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight',
    softpag: float | None = None, sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none',
    rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Swinv2CpbOutLse[_Array]: ...

@overload
def swinv2_cpb(q: _Array, k: _Array, v: _Array, *, cpb_w1: _Tensor, cpb_b1: _Tensor, cpb_w2: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, tau_q: _Tensor | None = None,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, grid: int | tuple[int, ...] | None = None,
    pretrained: int | tuple[int, ...] | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, existence_floor: float = 1e-20,
    existence_cross: bool = False, sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight',
    softpag: float | None = None, sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none',
    rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Swinv2CpbOutWeights[_Array]: ...

@overload
def swinv2_cpb(q: _Array, k: _Array, v: _Array, *, cpb_w1: _Tensor, cpb_b1: _Tensor, cpb_w2: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, tau_q: _Tensor | None = None,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, grid: int | tuple[int, ...] | None = None,
    pretrained: int | tuple[int, ...] | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, existence_floor: float = 1e-20,
    existence_cross: bool = False, sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight',
    softpag: float | None = None, sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none',
    rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Swinv2CpbOutLseWeights[_Array]: ...

@overload
def swinv2_cpb(q: _Array, k: _Array, v: _Array, *, cpb_w1: _Tensor, cpb_b1: _Tensor, cpb_w2: _Tensor,
    mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, tau_q: _Tensor | None = None,
    tau_k: _Tensor | None = None, tau_v: _Tensor | None = None, phi: _Tensor | None = None, psi: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, grid: int | tuple[int, ...] | None = None,
    pretrained: int | tuple[int, ...] | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None, t5_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, existence_floor: float = 1e-20,
    existence_cross: bool = False, sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight',
    softpag: float | None = None, sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none',
    rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, txl_zero: int | None = None,
    return_lse: bool = False, return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _T5BiasOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _T5BiasOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _T5BiasOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def t5_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, table: _Tensor,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, num_buckets: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    max_distance: float = 128.0, bidirectional: bool | None = None, bias_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _Array:
    """Attention with T5's bucketed relative bias: P = softmax(scale q k^T + table[bucket(j - i - M + N), h]), out = P v"""

@overload
def t5_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, table: _Tensor,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, num_buckets: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    max_distance: float = 128.0, bidirectional: bool | None = None, bias_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[False] = False,
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _T5BiasOutLse[_Array]: ...

@overload
def t5_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, table: _Tensor,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, num_buckets: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    max_distance: float = 128.0, bidirectional: bool | None = None, bias_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[False] = False, return_weights: Literal[True],
    score_mod: Any = None, block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _T5BiasOutWeights[_Array]: ...

@overload
def t5_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, table: _Tensor,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, num_buckets: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    max_distance: float = 128.0, bidirectional: bool | None = None, bias_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: Literal[True], return_weights: Literal[True], score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd',
    out: _Array | None = None) -> _T5BiasOutLseWeights[_Array]: ...

@overload
def t5_bias(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    phi: _Tensor | None = None, psi: _Tensor | None = None, ssmax: _Tensor | None = None,
    ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None, table: _Tensor,
    swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None, gmm_alpha: _Tensor | None = None,
    elm: _Tensor | None = None, logit_scale: _Tensor | None = None, existence: _Tensor | None = None,
    existence_q: _Tensor | None = None, image_id: _Tensor | None = None, softpag_heads: _Tensor | None = None,
    rope_positions: _Tensor | None = None, rope_positions_q: _Tensor | None = None,
    rope_inv_freq: _Tensor | None = None, txl_u: _Tensor | None = None, txl_w: _Tensor | None = None,
    txl_r: _Tensor | None = None, num_buckets: int | None = None, scale: float | None = None,
    causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1), softcap: float = 0.0,
    dropout_p: float = 0.0, seed: int = 0, offset: int = 0, precision: Literal['highest'] = 'highest',
    qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none', qk_norm_eps: float | None = None,
    entropy_scale: float | None = None, logn: float | None = None, pos_temp: float = 0.0,
    pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0, illama_alpha: float | None = None,
    max_distance: float = 128.0, bidirectional: bool | None = None, bias_scale: float = 1.0,
    alibi_factor: float | None = None, alibi_train_len: float | None = None, grid: int | tuple[int, ...] | None = None,
    gmm_prefix: int = 0, gmm_cutoff: float | None = None, existence_floor: float = 1e-20, existence_cross: bool = False,
    sofa_sigma: float = 0.5, sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None,
    sink_tokens: int = 0, rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None,
    rope_base: float = 10000.0, rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none',
    rope_factor: float = 1.0, rope_train_len: float | None = None, rope_beta_fast: float = 32.0,
    rope_beta_slow: float = 1.0, rope_truncate: bool = True, rope_amplitude: float | None = None,
    txl_zero: int | None = None, return_lse: bool = False, return_weights: bool = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...

class _TxlRelOutLse(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array

class _TxlRelOutWeights(NamedTuple, Generic[_Array]):
    out: _Array
    weights: _Array

class _TxlRelOutLseWeights(NamedTuple, Generic[_Array]):
    out: _Array
    lse: _Array
    weights: _Array

@overload
def txl_rel(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, u: _Tensor, w: _Tensor, R: _Tensor,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[False] = False, score_mod: Any = None,
    block_mask: Any = None, layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _Array:
    """Relative attention of Transformer-XL: P = softmax(scale ((q_i + u) k_j + (q_i + w) R[i + M - N - j])), out = P v"""

@overload
def txl_rel(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, u: _Tensor, w: _Tensor, R: _Tensor,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, zero: int | None = None, return_lse: Literal[True],
    return_weights: Literal[False] = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _TxlRelOutLse[_Array]: ...

@overload
def txl_rel(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, u: _Tensor, w: _Tensor, R: _Tensor,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, zero: int | None = None,
    return_lse: Literal[False] = False, return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _TxlRelOutWeights[_Array]: ...

@overload
def txl_rel(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, u: _Tensor, w: _Tensor, R: _Tensor,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, zero: int | None = None, return_lse: Literal[True],
    return_weights: Literal[True], score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> _TxlRelOutLseWeights[_Array]: ...

@overload
def txl_rel(q: _Array, k: _Array, v: _Array, *, mask: _Tensor | None = None, bias: _Tensor | None = None,
    alibi_slopes: _Tensor | Literal['none', 'standard', 'geometric'] | None = None, cu_seqlens_q: _Tensor | None = None,
    cu_seqlens_k: _Tensor | None = None, q_norm_weight: _Tensor | None = None, k_norm_weight: _Tensor | None = None,
    q_norm_bias: _Tensor | None = None, k_norm_bias: _Tensor | None = None, tau: _Tensor | None = None,
    tau_q: _Tensor | None = None, tau_k: _Tensor | None = None, tau_v: _Tensor | None = None,
    ssmax: _Tensor | None = None, ssmax_bias: _Tensor | None = None, head_mask: _Tensor | None = None,
    t5_table: _Tensor | None = None, swin_table: _Tensor | None = None, gmm_sigma: _Tensor | None = None,
    gmm_alpha: _Tensor | None = None, elm: _Tensor | None = None, logit_scale: _Tensor | None = None,
    existence: _Tensor | None = None, existence_q: _Tensor | None = None, image_id: _Tensor | None = None,
    softpag_heads: _Tensor | None = None, rope_positions: _Tensor | None = None,
    rope_positions_q: _Tensor | None = None, rope_inv_freq: _Tensor | None = None, u: _Tensor, w: _Tensor, R: _Tensor,
    scale: float | None = None, causal: bool | Literal['top_left'] = False, window: int | tuple[int, int] = (-1, -1),
    softcap: float = 0.0, dropout_p: float = 0.0, seed: int = 0, offset: int = 0,
    precision: Literal['highest'] = 'highest', qk_norm: Literal['none', 'rms', 'layer', 'l2'] = 'none',
    qk_norm_eps: float | None = None, entropy_scale: float | None = None, logn: float | None = None,
    pos_temp: float = 0.0, pos_temp_floor: float = 8192.0, pos_temp_offset: float = 1.0,
    illama_alpha: float | None = None, t5_max_distance: float = 128.0, t5_bidirectional: bool | None = None,
    t5_scale: float = 1.0, alibi_factor: float | None = None, alibi_train_len: float | None = None,
    grid: int | tuple[int, ...] | None = None, gmm_prefix: int = 0, gmm_cutoff: float | None = None,
    existence_floor: float = 1e-20, existence_cross: bool = False, sofa_sigma: float = 0.5,
    sofa_mode: Literal['weight', 'post'] = 'weight', softpag: float | None = None, sink_tokens: int = 0,
    rope: Literal['none', 'half', 'interleaved'] = 'none', rope_dim: int | None = None, rope_base: float = 10000.0,
    rope_scaling: Literal['none', 'linear', 'ntk', 'dynamic', 'yarn'] = 'none', rope_factor: float = 1.0,
    rope_train_len: float | None = None, rope_beta_fast: float = 32.0, rope_beta_slow: float = 1.0,
    rope_truncate: bool = True, rope_amplitude: float | None = None, zero: int | None = None, return_lse: bool = False,
    return_weights: bool = False, score_mod: Any = None, block_mask: Any = None,
    layout: Literal['bhnd', 'bnhd'] = 'bhnd', out: _Array | None = None) -> Any: ...
