"""Contracts and their fee criteria; docs/path/settlement.md says to the day and the cent what each means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from polku.definition._amounts import Euros, OneSum, Shares
from polku.definition._base import ClosedPeriod, Keys, Part, Text
from polku.definition._scalars import (
    Complaint,
    Count,
    Day,
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


LIMITS = ("max_participants", "cap_per_person", "ceiling")  # a contract may have none of them
AnyFee = Annotated[Fee, Field(discriminator="pays_for")]


class Changes(Keys):
    """What an amendment says anew; what it does not name stays. A limit given as null no longer binds."""

    services: tuple[Id, ...] = ()
    period_end: Day | None = None
    """The last day on which a participation can start."""
    tail_days: Days | None = None
    max_participants: Count | None = None
    cap_per_person: Euro | None = None
    ceiling: Euro | None = None
    attribution: Literal["latest", "shared"] | None = None
    former_employer_days: Days | None = None
    accepts: tuple[ProofSource, ...] | None = None
    fees: tuple[AnyFee, ...] = ()
    """Fees in full: one with the id of a fee of the contract replaces it, any other is added behind them."""
    without: tuple[Id, ...] = ()
    """Fees that are no longer paid."""

    @model_validator(mode="after")
    def _no_term_is_taken_away(self) -> Self:
        empty = [name for name in self.model_fields_set if name not in LIMITS and getattr(self, name) is None]
        if empty:
            cure = f"Write its new value, or leave it out if it stays. Only {', '.join(LIMITS)} can be taken away."
            raise refuse(*(Complaint(f"{name} has no value.", cure, (name,)) for name in sorted(empty)))
        return self


class Amendment(Part):
    """A dated change of a contract, written below the old text, which stays."""

    from_: Day = Field(alias="from")
    """The day from which it is in force: a settlement until an earlier day does not know it."""
    reason: Text
    participations_from: Day | None = None
    """Participations that start on this day or later have the new terms (default: from); earlier ones keep theirs."""
    changes: Changes

    @property
    def first_start(self) -> date:
        """The first start of a participation that has the new terms."""
        return self.participations_from or self.from_


class Contract(Part):
    """What one provider is paid for; money in cents without VAT."""

    id: Id
    provider: Id
    services: tuple[Id, ...]
    """One service, or a whole client process of several."""
    period: ClosedPeriod
    """A participation that starts in it belongs to the contract."""
    fees: tuple[AnyFee, ...]
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
    amendments: tuple[Amendment, ...] = ()
    """Dated changes, in the order of their days; `terms_at` and `agreed_at` say what they come to."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        for i, amendment in enumerate(self.amendments):
            end = amendment.changes.period_end
            if end is not None and end < self.period.start:
                message = f"period_end, {end}, is before the contract starts on {self.period.start}."
                at = ("amendments", i, "changes", "period_end")
                raise refuse(Complaint(message, "Write a day that is not before it.", at))
        return self
