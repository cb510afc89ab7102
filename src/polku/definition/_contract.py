"""Contracts and their fee criteria; docs/path/settlement.md says to the day and the cent what each means."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from polku.definition._amounts import Euros, OneSum, Shares
from polku.definition._base import ClosedPeriod, Part
from polku.definition._scalars import (
    Complaint,
    Count,
    Days,
    DaysFromOne,
    Euro,
    Flag,
    Hours,
    Id,
    Quantity,
    Share,
    Word,
    refuse,
)
from polku.definition._self_billing import SelfBilling

ProofSource = Literal["register", "employer", "provider", "client"]
SOURCES: tuple[ProofSource, ...] = ("register", "employer", "provider", "client")


class _Fee(Part):
    """What every fee criterion has."""

    id: Id


class _LadderFee(_Fee):
    """A fee of one client, which can be a rung of a ladder."""

    ladder: Word | None = None
    """Lines of one ladder: a better result is paid only by what it exceeds a lesser one (rule 8)."""


class StartFee(_LadderFee):
    """Earned on the day on which the client starts (rule 3)."""

    pays_for: Literal["start"]
    amount: Euros


class MilestoneFee(_LadderFee):
    """Earned when something agreed is reached (rule 4)."""

    pays_for: Literal["milestone"]
    milestone: Word
    amount: Euros
    within_days: Days | None = None
    """Days after the start within which it must be reached."""


class DeliveryFee(_LadderFee):
    """Paid by the unit for work done (rule 4)."""

    pays_for: Literal["delivery"]
    unit: Word
    """hour, day, visit …"""
    amount: Euros
    """EUR for one unit."""
    max_quantity: Quantity | None = None
    """At most so many units a participation."""


class EmploymentFee(_LadderFee):
    """Earned when enough days of work are full (rule 5)."""

    pays_for: Literal["employment"]
    days: DaysFromOne
    """Qualifying days needed."""
    window_days: DaysFromOne
    """Days after the start that are looked at."""
    amount: Euros
    counting: Literal["cumulative", "continuous"] = "cumulative"
    max_gap_days: Days = 0
    """Continuous only: gaps this long do not break a stretch."""
    min_weekly_hours: Hours = Field(default=Decimal(0), json_schema_extra={"default": 0})
    """Summed over the person's parallel jobs."""
    subsidised: Flag = False
    """false: only unsubsidised jobs; true: both."""
    self_employed: Flag = True
    """Whether own business counts."""


class EducationFee(_LadderFee):
    """Earned when studies that lead to a qualification begin (rule 6)."""

    pays_for: Literal["education"]
    window_days: DaysFromOne
    amount: Euros


class EarningsFee(_LadderFee):
    """Paid for wages: an amount when they reach a threshold, or a share of them (rule 6)."""

    pays_for: Literal["earnings"]
    window_days: DaysFromOne
    threshold: Euro | None = None
    """EUR of wages at which the amount is earned."""
    amount: Euros | None = None
    share: Share | None = None
    """Share of the wages in the window; instead of threshold and amount."""
    subsidised: Flag = False

    @model_validator(mode="after")
    def _amount_or_share(self) -> Self:
        by_threshold = self.threshold is not None and self.amount is not None
        by_share = self.share is not None and self.threshold is None and self.amount is None
        if not by_threshold and not by_share:
            message = "A fee for earnings has either threshold and amount, or share."
            raise refuse(Complaint(message, "Write threshold: 9000.00 and amount: 900.00, or share: 12.5 %."))
        return self


class ResultRateFee(_Fee):
    """Paid for a cohort's results above the expected number (rule 11)."""

    pays_for: Literal["result_rate"]
    of: Id
    """The employment or education fee of this contract whose results are counted."""
    cohort: Literal["quarter", "year", "contract"]
    expected: Shares
    """The share of clients who would have had the result anyway."""
    settled_after_days: Days
    """Days after the cohort's last day."""
    amount: OneSum
    """EUR for a result above the expected number."""
    min_participants: Count = 0
    """No pay while fewer have started, all cohorts so far together."""


Fee = StartFee | MilestoneFee | DeliveryFee | EmploymentFee | EducationFee | EarningsFee | ResultRateFee
PAYS_FOR: dict[str, type[Fee]] = {
    "start": StartFee,
    "milestone": MilestoneFee,
    "delivery": DeliveryFee,
    "employment": EmploymentFee,
    "education": EducationFee,
    "earnings": EarningsFee,
    "result_rate": ResultRateFee,
}


class Contract(Part):
    """What one provider is paid for; money in cents without VAT."""

    id: Id
    provider: Id
    services: tuple[Id, ...]
    """One service, or a whole client process of several."""
    period: ClosedPeriod
    """A participation that starts in it belongs to the contract."""
    fees: tuple[Annotated[Fee, Field(discriminator="pays_for")], ...]
    tail_days: Days = 365
    """Results are counted up to period.end + tail_days."""
    max_participants: Count | None = None
    cap_per_person: Euro | None = None
    ceiling: Euro | None = None
    attribution: Literal["latest", "shared"] = "latest"
    """Whose a job is, when the person has been in several participations."""
    former_employer_days: Days = 0
    """A job at an employer for whom the person worked in so many days before the start does not count."""
    accepts: tuple[ProofSource, ...] = SOURCES
    """Sources of proof that are paid on."""
    self_billing: SelfBilling | None = None
    """The provider's consent that the organiser writes its invoices; without it the provider invoices itself."""
