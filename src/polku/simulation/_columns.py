"""Numbers of numpy as Arrow columns of facts: days, texts, euros, ids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from polku.simulation._rates import OPEN, Flags, Floats, Ints


def days(values: Ints) -> pa.Array:
    """Days since 1.1.1970 as dates; OPEN and later are null."""
    return pa.array(np.where(values >= OPEN, 0, values).astype(np.int32), pa.int32(), mask=values >= OPEN).view(
        pa.date32()
    )


def take(words: Sequence[str | None], codes: Ints) -> pa.Array:
    """The words at the positions `codes`; null for -1."""
    codes = np.asarray(codes, np.int64)
    positions = pa.array(np.where(codes < 0, 0, codes), pa.int64(), mask=codes < 0)
    return pa.array(list(words) or [""], pa.string()).take(positions)


def flags(values: Flags, known: Flags | None = None) -> pa.Array:
    """Truths, null where they are not known."""
    return pa.array(values, pa.bool_(), mask=None if known is None else ~known)


def whole(values: Ints, known: Flags | None = None) -> pa.Array:
    """Whole numbers, null where they are not known."""
    return pa.array(values.astype(np.int32), pa.int32(), mask=None if known is None else ~known)


def shares(values: Floats) -> pa.Array:
    """Shares from 0 to 1."""
    return pa.array(values, pa.float64())


def hundredths(values: Ints, known: Flags | None = None) -> pa.Array:
    """Cents, or hundredths of an hour, as exact decimals with two places; null where they are not known."""
    pairs = np.zeros((len(values), 2), np.int64)
    pairs[:, 0] = values
    pairs[:, 1] = np.where(values < 0, -1, 0)
    bits = None
    if known is not None:
        bits = pa.array(np.ones(len(values), bool), pa.bool_(), mask=~known).buffers()[0]
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(values), [bits, pa.py_buffer(pairs.tobytes())])


def ids(prefix: str, numbers: Ints, known: Flags | None = None) -> pa.Array:
    """Ids such as p0000012: the prefix and at least seven digits; null where they are not known."""
    digits = pc.utf8_lpad(pa.array(numbers, pa.int64()).cast(pa.string()), 7, "0")
    named = pc.binary_join_element_wise(pa.scalar(prefix), digits, "")
    return named if known is None else pc.if_else(pa.array(known), named, pa.scalar(None, pa.string()))
