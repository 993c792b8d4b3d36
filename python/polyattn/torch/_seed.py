"""Seeds of dropout."""
import torch

LIMIT = 2**62


def fresh_seed():
    """A seed drawn from torch's default generator, inside a compiled graph too."""
    seed = int(torch.randint(LIMIT, ()))
    torch._check(seed >= 0)      # torch.compile cannot know what was drawn
    torch._check(seed < LIMIT)
    return seed
