"""The report's words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from polku import page


@dataclass(frozen=True, slots=True)
class Words(page.Words):
    """One of the page's languages: the report's texts, and the forms of numbers, shares, euros, days and months."""

    folder: ClassVar[Path] = Path(__file__).parent / "texts"
