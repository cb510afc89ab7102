"""Names of outcomes: what is counted, whose money it is, and over how many days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from polku.base import PolkuError
from polku.definition import Pilot

Payer = Literal["state", "municipality", "funds"]
PAYERS: tuple[Payer, ...] = get_args(Payer)
USUAL_DAYS = 365
# What a name counts, and the column of what_counts that holds it.
COUNTED = {
    "employed": "employed",
    "open-market": "open_market",
    "employed-days": "employed_days",
    "open-market-days": "open_market_days",
    "unemployed-days": "unemployed_days",
    "broadly-unemployed-days": "broadly_unemployed_days",
    "benefit-eur": "benefit_cents",
    "earnings-eur": "earnings_cents",
    "service-cost-eur": "service_cents",
    "public-cost-eur": "",
    "net-saving-eur": "",
}
SPLIT = ("benefit-eur", "public-cost-eur", "net-saving-eur")
FORM = re.compile(
    rf"({'|'.join(sorted(COUNTED, key=len, reverse=True))})(?:-({'|'.join(PAYERS)}))?(?:-([1-9][0-9]*)([dm]))?"
)


class EvaluationError(PolkuError):
    """A pilot's evaluation that cannot be made as it is written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome by its name in the pilot file: what is counted, by which payer (None: all), over how many days."""

    name: str
    measure: str
    payer: Payer | None
    days: int

    @property
    def in_euros(self) -> bool:
        """Whether it is a sum of money."""
        return self.measure.endswith("-eur")

    def of(self, frame: Any, service_payer: Payer, before: str = "") -> Any:
        """The outcome of each row of `studied`, in its own unit; `before` is the prefix of an earlier window."""
        if self.measure == "net-saving-eur":
            return -Outcome(self.name, "public-cost-eur", self.payer, self.days).of(frame, service_payer, before)
        if self.measure == "public-cost-eur":
            benefits = Outcome(self.name, "benefit-eur", self.payer, self.days).of(frame, service_payer, before)
            paid = frame[f"{before}service_cents"] / 100 if self.payer in (None, service_payer) else 0.0
            return benefits + paid
        column = COUNTED[self.measure]
        if self.payer is not None:
            column = column.replace("_cents", f"_{self.payer}_cents")
        found = frame[f"{before}{column}"].astype(float)
        return found / 100 if self.in_euros else found


def parse(name: str, horizon: int | None, whose: str) -> Outcome:
    """The outcome of a name (employed-12m, benefit-eur-state-365d, service-cost-eur); without a length it has the
    horizon's. Of n months it is n × 365 / 12 days, rounded. EvaluationError for a name that counts nothing.
    """
    found = FORM.fullmatch(name)
    if found is None or (found[2] and found[1] not in SPLIT):
        known = ", ".join(COUNTED)
        raise EvaluationError(
            f"The evaluation {whose} has the outcome {name}, which nothing counts. Write one of {known}, with a length "
            "in days or months: employed-365d, employed-12m. benefit-eur, public-cost-eur and net-saving-eur may name "
            "their payer: benefit-eur-state-365d."
        )
    payer: Payer | None = next((one for one in PAYERS if one == found[2]), None)
    return Outcome(name, found[1], payer, _days(found, horizon))


def _days(found: re.Match[str], horizon: int | None) -> int:
    if found[3] is None:
        return horizon or USUAL_DAYS
    count = int(found[3])
    return count if found[4] == "d" else round(count * 365 / 12)


def always(days: int) -> list[Outcome]:
    """What every evaluation tells, asked or not: work, unemployment only with broad unemployment, and public money."""
    measures = ("employed", "open-market", "employed-days", "unemployed-days", "broadly-unemployed-days")
    money = ("benefit-eur", "service-cost-eur", "public-cost-eur", "net-saving-eur")
    found = [Outcome(f"{measure}-{days}d", measure, None, days) for measure in (*measures, *money)]
    return found + [
        Outcome(f"{measure}-{payer}-{days}d", measure, payer, days) for measure in SPLIT for payer in PAYERS
    ]


def service_payer(pilot: Pilot) -> Payer:
    """Who pays the services: the municipality in municipal pilots and employment areas, else the state."""
    return "municipality" if pilot.model in ("municipal", "employment_area") else "state"
