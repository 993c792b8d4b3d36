"""A character model whose mechanism is an argument: it learns Python's own manual, then writes.

    python benchmarks/characters.py gla 300
"""
import sys
from pydoc_data.topics import topics

import torch
from torch import nn

import polyattn as pa

mechanism, steps = (sys.argv[1:] + ["softmax", "300"][len(sys.argv) - 1 :])[:2]
length, width, heads = 128, 128, 4


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = pa.nn.Attention(width, heads, mechanism, causal=True)
        self.norms = nn.ModuleList(nn.RMSNorm(width) for _ in range(2))
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attention(self.norms[0](x))
        return x + self.feed(self.norms[1](x))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.positions, self.head = nn.Embedding(128, width), nn.Embedding(length, width), nn.Linear(width, 128)
        self.blocks = nn.Sequential(Block(), Block())

    def forward(self, tokens):
        return self.head(self.blocks(self.embed(tokens) + self.positions.weight[: tokens.shape[1]]))


torch.manual_seed(0)
text, model = torch.tensor(list("".join(topics.values()).encode("ascii", "ignore"))), Model()
optimizer = torch.optim.AdamW(model.parameters(), 2e-3)
for step in range(1, int(steps) + 1):
    batch = text[torch.randint(len(text) - length - 1, (16, 1)) + torch.arange(length + 1)]
    loss = nn.functional.cross_entropy(model(batch[:, :-1]).transpose(1, 2), batch[:, 1:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(f"step {step}  loss {loss.item():.3f}", flush=True)

written = torch.tensor([list(b"The ")])
with torch.no_grad():
    for _ in range(200):
        written = torch.cat((written, model(written[:, -length:])[:, -1].softmax(-1).multinomial(1)), 1)
print("".join(map(chr, written[0])))
