"""What the page is about, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from polku.definition import Pilot
from polku.report._language import Words

MOST_BARS = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: the pilot, the day of the target group, the last day that is known, the language."""

    pilot: Pilot
    on: date
    until: date
    language: Words

    @property
    def first(self) -> date | None:
        """The pilot's first day, None when it is not known."""
        return self.pilot.period.start if self.pilot.period else None

    def say(self, key: str, **values: str) -> str:
        """A text of the page; `on`, `until` and `days` are at hand in every one."""
        return self.language.say(key, **{**self._days(), **values})

    def _days(self) -> dict[str, str]:
        day = self.language.day
        if self.first is not None and self.first <= self.until:
            days = self.language.say("days.between", first=day(self.first), last=day(self.until))
        else:
            days = self.language.say("days.until", last=day(self.until))
        return {"on": day(self.on), "until": day(self.until), "days": days}
