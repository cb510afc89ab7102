"""The page's words, what it is about, and how it names services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from polku import page
from polku.definition import Pilot
from polku.path._steps import GAP_DAYS, LONG_WAIT_DAYS


@dataclass(frozen=True, slots=True)
class Words(page.Words):
    """One of the page's languages: its texts, and the forms of numbers, shares and days."""

    folder: ClassVar[Path] = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: the pilot, the last day that is known, the language."""

    pilot: Pilot
    until: date
    words: Words

    def say(self, key: str, **values: str) -> str:
        """A text of the page; `until`, `gap` and `long_wait` are at hand in every one."""
        number = self.words.number
        known = {"until": self.words.day(self.until), "gap": number(GAP_DAYS), "long_wait": number(LONG_WAIT_DAYS)}
        return self.words.say(key, **{**known, **values})

    def service(self, service_id: str) -> str:
        """The service's name in the pilot's file; its id where the file does not have it."""
        for service in self.pilot.services:
            if service.id == service_id:
                name = service.name.in_language(self.words.lang)
                return f"{name} ({self.say('cell.invented')})" if service.invented else name
        return service_id
