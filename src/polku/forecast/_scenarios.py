"""What a provider may do: help somewhat, a lot or not at all, and take everyone or low-risk clients only."""

from __future__ import annotations

from dataclasses import dataclass

STRONG = 1.6  # the largest effect that invented services have by themselves
NONE = 1.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way of serving.

    effect: what the contracts' services multiply the chance of leaving to work by (None: as drawn for the run).
    low_risk: clients of a higher risk give their places to low-risk ones. without: the scenario with the same clients
    and no effect, which tells what would have come anyway.
    """

    id: str
    effect: float | None
    low_risk: bool
    without: str


SCENARIOS = (
    Scenario("as_simulated", None, False, "no_effect"),
    Scenario("strong_effect", STRONG, False, "no_effect"),
    Scenario("no_effect", NONE, False, "no_effect"),
    Scenario("low_risk_only", None, True, "low_risk_no_effect"),
    Scenario("low_risk_no_effect", NONE, True, "low_risk_no_effect"),
)
