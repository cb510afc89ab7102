"""The sentences of explain.yaml, and how a language writes sums, numbers and the names of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from polku.base import euros, finnish_day
from polku.definition import read_yaml
from polku.settlement._explain_reasons import AskedFee, FactRow
from polku.settlement._lines import Language

NO_BREAK = "\u00a0"
Catalogue = Mapping[str, Mapping[str, str]]


@cache
def catalogue() -> Mapping[str, Catalogue]:
    """explain.yaml: language → section → key → sentence."""
    texts: dict[str, Catalogue] = read_yaml(Path(__file__).parent / "explain.yaml").plain()
    return texts


class ExplainWords:
    """A language's sentences and forms."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self._texts = catalogue()[lang]

    def say(self, section: str, key: str, **values: Any) -> str:
        """The sentence under the key, with values put in. KeyError for a key that is not there."""
        return self._texts[section][key].format(**values)

    def day(self, day: date | None) -> str:
        """14.6.2024; nothing where there is no day."""
        return "" if day is None else finnish_day(day)

    def euros(self, cents: int) -> str:
        """A sum to the cent: 1 250,00 €, in English €1,250.00."""
        text = f"{euros(cents):,.2f}"
        if self.lang == "en":
            return f"€{text}"
        return text.replace(",", NO_BREAK).replace(".", ",") + f"{NO_BREAK}€"

    def number(self, number: Decimal | None) -> str:
        """A quantity without needless zeros: 7,5, in English 7.5."""
        if number is None:
            return ""
        text = f"{number:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text if self.lang == "en" else text.replace(".", ",")

    def source(self, source: str | None) -> str:
        """Who says so, in words."""
        return self.say("source", source or "register")

    def sources(self, sources: Sequence[str]) -> str:
        """The sources that a contract accepts, in words."""
        return ", ".join(self.source(source) for source in sources) or self.say("source", "none")

    def row(self, fee: AskedFee, row: FactRow) -> str:
        """What a row is called: its id where it has one, its days and its sum."""
        first, last = self.day(row.start_date), self.day(row.end_date)
        match fee.kind:
            case "milestone":
                return f"{row.id} {first}"
            case "delivery":
                return f"{first} {self.number(row.quantity)} × {row.id}"
            case "education":
                return f"{self.say('row', 'studies')} {first}–{last}"
            case "employment":
                return f"{row.id} {first}–{last}"
        sum_of_month = f"{row.start_date.month}/{row.start_date.year} {self.euros(row.cents or 0)}"
        return f"{row.id} {sum_of_month}" if row.id else sum_of_month

    def awaiting(self, names: Sequence[str], rows: Sequence[FactRow], sources: Sequence[str]) -> str:
        """Which rows await proof, who has said each so far, and whose word the contract accepts."""
        waiting = "; ".join(f"{name} ({self.source(row.source)})" for name, row in zip(names, rows, strict=True))
        return self.say("fee", "awaits", rows=waiting, accepted=self.sources(sources))
