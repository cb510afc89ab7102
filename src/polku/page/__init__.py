"""What every page of Polku has alike: the frame, how a language writes figures and days, drawings, and the door.

A room tells its page with `Words` over its own texts, puts `Section`s of `Block`s together, and sets its own
`page.html.j2` into the frame with `framed`: one HTML file that needs nothing else, light or dark, on screen and paper.
What may be published goes through the door: `mask` and its kin hide figures that rest on 1-4 people, and what would
reveal them.
"""

from polku.page._blocks import Block, Box, Chart, Headline, Row, Section, Table
from polku.page._charts import bars, columns
from polku.page._columns import Bar
from polku.page._door import NONE, Count, Shown, mask, mask_column, mask_overlapping, people
from polku.page._drawing import BAR, FONT, GRID, INK, LETTER, PAPER, PageError, drawing, named
from polku.page._frame import framed
from polku.page._texts import LANGUAGES, NO_BREAK, Language, texts
from polku.page._words import Words
from polku.page._written import Line, counted, drawn, every_month, largest_first, lines, total_shown

__all__ = [
    "BAR",
    "FONT",
    "GRID",
    "INK",
    "LANGUAGES",
    "LETTER",
    "NONE",
    "NO_BREAK",
    "PAPER",
    "Bar",
    "Block",
    "Box",
    "Chart",
    "Count",
    "Headline",
    "Language",
    "Line",
    "PageError",
    "Row",
    "Section",
    "Shown",
    "Table",
    "Words",
    "bars",
    "columns",
    "counted",
    "drawing",
    "drawn",
    "every_month",
    "framed",
    "largest_first",
    "lines",
    "mask",
    "mask_column",
    "mask_overlapping",
    "named",
    "people",
    "texts",
    "total_shown",
]
