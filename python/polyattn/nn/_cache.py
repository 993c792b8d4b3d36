"""What a layer keeps between tokens."""
from __future__ import annotations

import torch


class Cache:
    """What `Attention.step` keeps of the tokens before: keys, values and gates of each (or the mechanism's state), and the last inputs of convolutions.

    Made by the first `step`; every step changes it. Without gradients, rows are written where room was left for them, which doubles when it is used up.

    Attributes
    ----------
    seen : int
        how many tokens it holds
    states : dict of str to Tensor
        initial states of the next call, empty for mechanisms that keep every key
    convolutions : dict of str to Tensor
        (B, kernel - 1, C): what short convolutions look back on
    """

    def __init__(self):
        self.seen, self.states, self.convolutions, self._rows = 0, {}, {}, {}

    def append(self, name, x):
        """Adds tokens x (B, n, ...) and returns all, (B, seen + n, ...). `seen` itself is moved by the step when it is done."""
        total, held = self.seen + x.shape[1], self._rows.get(name)
        if torch.is_grad_enabled() and (x.requires_grad or held is not None and held.requires_grad):
            held = x if held is None else torch.cat((held[:, : self.seen], x), 1)
        else:
            if held is None or held.shape[1] < total or held.requires_grad:
                room = x.new_empty(x.shape[0], max(64, 2 * total), *x.shape[2:])
                if held is not None:
                    room[:, : self.seen] = held[:, : self.seen]
                held = room
            held[:, self.seen : total] = x
        self._rows[name] = held
        return held[:, :total]

    def mask(self, key_mask, x):
        """Adds which of the tokens x (B, n, ...) are seen as keys and returns it for all, (B, seen + n); None while every key is."""
        if key_mask is None and "key_mask" not in self._rows:
            return None
        if self.seen and "key_mask" not in self._rows:
            self._rows["key_mask"] = x.new_ones((x.shape[0], self.seen), dtype=torch.bool)
        return self.append("key_mask", x.new_ones(x.shape[:2], dtype=torch.bool) if key_mask is None else key_mask)

    def select(self, index):
        """Keeps the sequences `index` (a tensor of integers), in that order: beams, or those that go on. Returns the cache."""
        for kept in (self.states, self.convolutions, self._rows):
            for name, x in kept.items():
                kept[name] = x.index_select(0, index)
        return self

    def __repr__(self):
        kept = {**self.states, **{name: x[:, : self.seen] for name, x in self._rows.items()}, **self.convolutions}
        return f"Cache(seen={self.seen}" + "".join(f", {name}: {tuple(x.shape)}" for name, x in kept.items()) + ")"
