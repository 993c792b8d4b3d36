"""polyattn for torch: autograd, torch.compile, torch.func, autocast. Imported by the first call with a torch tensor.

Every row of the table is an operator torch.ops.polyattn.<name> (_ops.py). Plain tensors without a gradient never come here: C answers them."""
import torch

from .. import _C
from ._calls import OBSERVERS, call, forward_mode, record
from ._flex import flex_attention
from ._sdpa import sdpa

__all__ = ["flex_attention", "sdpa"]
_C.set_torch(torch.Tensor, torch.nn.Parameter, call, record, torch.is_grad_enabled, (*OBSERVERS, torch._C._is_any_autocast_enabled, forward_mode))
