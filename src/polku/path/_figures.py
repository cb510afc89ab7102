"""What the page counts: its SQL files run once, their rows as typed counts. Nothing is hidden here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from polku.base.engine import Engine
from polku.page import NONE, Count
from polku.path._steps import FOLDER, LONG_WAIT_DAYS

NEXT = "to "  # before the id of a next service
ENDS = ("work_or_studies", "dead_end", "elsewhere", "not_known_yet")
KINDS = ("long_wait", "not_started", "gap", "dead_end", "voucher_unused")
TABLES = ("path_flows", "path_next", "path_waits", "path_break_kinds")


@dataclass(frozen=True, slots=True)
class Waits:
    """Participations whose wait is known: within the limit of a long wait, beyond it, all; the median in days."""

    within: Count
    beyond: Count
    all: Count
    median_days: int


@dataclass(frozen=True, slots=True)
class Breaks:
    """Breaks of one kind, and the median of their days."""

    breaks: Count
    median_days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page counts; a key of None is the sum over that part.

    flows: by service and where it went over to: a next service (NEXT and its id) or one of ENDS. soon, gap: those
    with a next service, by when it came. waits: by service. breaks: by kind.
    """

    flows: Mapping[tuple[str | None, str | None], Count]
    soon: Count
    gap: Count
    waits: Mapping[str | None, Waits]
    breaks: Mapping[str, Breaks]

    @property
    def services(self) -> list[str]:
        """The services that ended, the largest first."""
        found = [service for service, went_to in self.flows if service is not None and went_to is None]
        return sorted(found, key=lambda service: (-self.flow(service, None).value, service))

    @property
    def targets(self) -> list[str]:
        """Where the services went over to: next services, the largest first, then ENDS."""
        found = [went_to for service, went_to in self.flows if service is None and (went_to or "").startswith(NEXT)]
        following = [went_to for went_to in found if went_to is not None]
        return [*sorted(following, key=lambda went_to: (-self.flow(None, went_to).value, went_to)), *ENDS]

    def flow(self, service: str | None, went_to: str | None) -> Count:
        """The count of a service and where it went over to; NONE where there is none."""
        return self.flows.get((service, went_to), NONE)


def figures(engine: Engine, since: date | None = None) -> Figures:
    """Count the tables that `path` keeps; leaves no table of its own behind.

    since: only participations that began on the day or later, and vouchers issued then.
    """
    for name in TABLES:
        engine.run(FOLDER, name, since=since, long_wait=LONG_WAIT_DAYS)
    flows, following, waits, breaks = (engine.rows(f"SELECT * FROM {name}") for name in TABLES)
    engine.drop(*TABLES)
    when = {followed: Count(n, clients) for followed, n, clients in following}
    return Figures(
        flows={(service, went_to): Count(n, clients) for service, went_to, n, clients in flows if n},
        soon=when.get("service", NONE),
        gap=when.get("gap", NONE),
        waits={
            service: Waits(Count(within, some), Count(beyond, others), Count(n, clients), median)
            for service, within, some, beyond, others, n, clients, median in waits
            if n
        },
        breaks={kind: Breaks(Count(n, clients), median) for kind, n, clients, median in breaks},
    )
