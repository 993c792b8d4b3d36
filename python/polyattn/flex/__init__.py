"""Score functions written by the user, as for torch's flex_attention: run and trained on a CPU without a compiler.

A function is called once on symbols (_trace.py); the graph of typed values (_graph.py) becomes a program for tiles of scores (_program.py), its adjoint another
(_adjoint.py), and what only hides scores becomes exact blocks (_masks.py, _block.py). csrc/flex and csrc/simd/flex_*.inc.c run the programs inside the dense engine."""
from ._block import BlockMask, and_masks, create_block_mask, create_mask, noop_mask, or_masks
from ._call import flex_attention, run, vjp
from ._explain import flex_explain
from ._graph import FlexError

__all__ = ["BlockMask", "FlexError", "and_masks", "create_block_mask", "create_mask", "flex_attention", "flex_explain", "noop_mask", "or_masks"]
