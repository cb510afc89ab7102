"""What a page is made of: sections with blocks, a block with sentences, a chart, a table and its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

MOST_BESIDE = 3  # columns of a table that stands beside its chart


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its heading and its cells, as they are written."""

    label: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: caption, the heads of its columns (that of the row headings first), rows, and perhaps a total row."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Row]
    total: Row | None = None
    fold: bool = False  # shown only when opened: a long one beside its chart
    words: bool = False  # cells are sentences, not figures

    @property
    def narrow(self) -> bool:
        """Whether there is room for it beside its chart."""
        return not self.fold and len(self.heads) <= MOST_BESIDE


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing in two widths, with its title and the sentence that says what is in it."""

    title: str
    summary: str
    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class Block:
    """Figures on one question, with what they mean. invented: computed from something that is made up."""

    id: str
    title: str
    sentences: Sequence[str] = ()
    chart: Chart | None = None
    table: Table | None = None
    definition: str = ""
    invented: bool = False
    items: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A link of the chain: a heading, what it is about, its blocks."""

    id: str
    title: str
    sentences: Sequence[str] = ()
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """A sentence of the summary that begins with its figure."""

    figure: str
    sentence: str
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A notice: a heading, sentences, and perhaps a list that opens under `open`."""

    id: str
    title: str
    sentences: Sequence[str] = ()
    items: Sequence[str] = ()
    open: str = ""
