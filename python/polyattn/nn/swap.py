"""pa.nn.swap: another mechanism in a model that there is."""
from __future__ import annotations

import torch

import polyattn

from .._table import row_of
from .multihead import MultiheadAttention


def swap(model, mechanism="sdpa", *, dropout=None, parameters=(), **options):
    """Gives a model another mechanism, in place, with the weights it has.

    Every ``torch.nn.MultiheadAttention`` is replaced by ``pa.nn.MultiheadAttention``; encoders and decoders of torch are told not to take their fast path in eval
    mode, which computes softmax from the weights alone. A model of transformers is switched by ``pa.register_transformers`` and its ``set_attn_implementation``.

    Parameters
    ----------
    model : torch.nn.Module
        with ``torch.nn.MultiheadAttention`` in it, as ``torch.nn.TransformerEncoder``, ``TransformerDecoder`` and ``Transformer`` have, or a ``PreTrainedModel`` of
        transformers. One that was swapped can be swapped again
    mechanism : str or function, default 'sdpa'
        a name of ``pa.mechanisms()``
    dropout : float, optional
        of the attention weights; default what each layer has (for transformers always). Mechanisms without a map have none: 0.0
    parameters : sequence of str, or dict
        optional parameters of the mechanism that are to be learned
    **options
        what else ``pa.nn.MultiheadAttention`` takes for the mechanism

    Returns
    -------
    torch.nn.Module
        the model; what stands in place of it when it is a ``MultiheadAttention`` itself

    Raises
    ------
    ValueError
        for a model without any, and whatever the mechanism refuses. The model is then as it was

    Notes
    -----
    The parameters are the same objects, so that an optimizer made before goes on; those that the mechanism adds (gates) are new to it.

    Examples
    --------
    >>> model = pa.nn.swap(torch.nn.TransformerEncoder(layer, 2), "sigmoid")
    """
    if hasattr(model, "set_attn_implementation"):
        return switched(model, mechanism, dropout, parameters, options)
    old = {name: module for name, module in model.named_modules(remove_duplicate=False) if isinstance(module, torch.nn.MultiheadAttention)}
    if not old:
        raise ValueError(f"swap: {type(model).__name__} has no torch.nn.MultiheadAttention")
    made = {module: remade(module, mechanism, dropout, parameters, options) for module in dict.fromkeys(old.values())}
    new = {name: made[module] for name, module in old.items()}
    for name, module in new.items():
        if name:
            parent, _, own = name.rpartition(".")
            setattr(model.get_submodule(parent), own, module)
    for module in model.modules():
        if isinstance(module, torch.nn.TransformerEncoder):
            module.use_nested_tensor = False
    return new.get("", model)


def switched(model, mechanism, dropout, parameters, options):
    """A model of transformers, whose layers look up what they call by a name."""
    if dropout is not None or parameters:
        raise ValueError(f"swap: {'parameters' if dropout is None else 'dropout'} is given, expected none for a model of transformers")
    name = "_".join(["polyattn", row_of(mechanism)["name"], *(f"{key}={value}" for key, value in options.items())])
    polyattn.register_transformers(name, mechanism, **options)
    model.set_attn_implementation(name)
    return model


def remade(old, mechanism, dropout, parameters, options):
    """A layer with the parameters of another."""
    weight, dropout = old.out_proj.weight, old.dropout if dropout is None else dropout
    new = MultiheadAttention(old.embed_dim, old.num_heads, dropout, old.in_proj_bias is not None, old.bias_k is not None, old.add_zero_attn, old.kdim, old.vdim,
                             old.batch_first, weight.device, weight.dtype, mechanism=mechanism, parameters=parameters, **options)
    for name, parameter in old.named_parameters(recurse=False):
        setattr(new, name, parameter)
    new.out_proj = old.out_proj
    return new.train(old.training)
