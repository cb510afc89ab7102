"""How many of a block go into each arm: whole people, and still each with exactly the share as probability."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

from polku.base import BASIS_POINTS


def number(text: str, below: int) -> int:
    """A whole number from 0, under `below`, that the text alone decides: its SHA-256, as one large number, modulo."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % below


def places(people: int, shares: Sequence[int], offset: int) -> list[int]:
    """How many places of a block each arm gets: `people` × share (basis points), rounded up or down; in all `people`.

    Systematic rounding (Madow 1949): the places 0, 1, 2 … of the block lie at place + offset / 10 000 on a line on
    which each arm has a stretch of people × share. An offset that is drawn evenly from 0 … 9 999 gives each arm its
    exact share on average, so in a block in random order each person's probability is exactly the share, however
    small the block. Raises ValueError when the shares (above zero) do not add up to 10 000.
    """
    if sum(shares) != BASIS_POINTS or min(shares) < 0 or not 0 <= offset < BASIS_POINTS:
        raise ValueError(f"shares must be zero or more and add up to {BASIS_POINTS}, the offset lie below it")
    ends, reached = [0], 0
    for share in shares:
        reached += people * share
        ends.append(-((offset - reached) // BASIS_POINTS))  # the first place that lies behind the stretch
    return [end - start for start, end in itertools.pairwise(ends)]
