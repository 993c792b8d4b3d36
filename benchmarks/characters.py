"""A character model whose mechanism is an argument: learns Python's own manual, then writes.

    python benchmarks/characters.py gla --steps 300
"""
import argparse
import time
from pydoc_data.topics import topics

import torch
from torch import nn

import polyattn as pa


class Block(nn.Module):
    def __init__(self, width, heads, mechanism):
        super().__init__()
        steps = {"b": -5.0} if mechanism == "sigmoid" else {}      # its default follows from the length, which grows while it writes
        self.attention = pa.nn.Attention(width, heads, mechanism, causal=True, rotary="half", **steps)
        self.norms = nn.ModuleList(nn.RMSNorm(width) for _ in range(2))
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x, cache=None):
        y = self.norms[0](x)
        y = self.attention(y) if cache is None else self.attention.step(y, cache)[0]
        x = x + y
        return x + self.feed(self.norms[1](x))


class Model(nn.Module):
    def __init__(self, mechanism, width=128, heads=4, depth=2):
        super().__init__()
        self.embed, self.head = nn.Embedding(128, width), nn.Linear(width, 128)
        self.blocks = nn.ModuleList(Block(width, heads, mechanism) for _ in range(depth))

    def forward(self, tokens, caches=None):
        x = self.embed(tokens)
        for i, block in enumerate(self.blocks):
            x = block(x, caches and caches[i])
        return self.head(x)

    @torch.no_grad()
    def write(self, text, length=200):
        caches, tokens = [pa.nn.Cache() for _ in self.blocks], torch.tensor([list(text.encode())])
        for _ in range(length):
            tokens = torch.multinomial(self(tokens, caches)[:, -1].softmax(-1), 1)
            text += chr(tokens.item())
        return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mechanism", nargs="?", default="softmax")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--length", type=int, default=128)
    args = parser.parse_args()
    torch.manual_seed(0)
    text = torch.tensor(list("".join(topics.values()).encode("ascii", "ignore")))
    model = Model(args.mechanism)
    optimizer, start = torch.optim.AdamW(model.parameters(), 2e-3), time.perf_counter()
    for step in range(1, args.steps + 1):
        first = torch.randint(len(text) - args.length - 1, (16, 1))
        batch = text[first + torch.arange(args.length + 1)]
        loss = nn.functional.cross_entropy(model(batch[:, :-1]).transpose(1, 2), batch[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 50 == 0:
            print(f"step {step}  loss {loss.item():.3f}  {time.perf_counter() - start:.1f} s", flush=True)
    print(model.write("The "))


if __name__ == "__main__":
    main()
