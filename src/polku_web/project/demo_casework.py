"""The casework of the demo's clients: meetings held and to come, next steps, notes and messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from polku_web.base.pouring import pour
from polku_web.casework.models import Agreement, Meeting, Note, Step
from polku_web.clients.models import CoachAssignment
from polku_web.project.demo_facts import Invented
from polku_web.project.demo_staff import Staff

STEPS = [
    ("Päivitä ansioluettelo.", "Voit kysyä apua omavalmentajalta.", "client"),
    ("Hae kahta työpaikkaa lähialueelta.", "Kerro syy, niin mietitään yhdessä muuta.", "client"),
    ("Kysy paikkaa työnhakuvalmennuksesta.", "", "coach"),
]
NOTES = ["Sovittu puhelinaika ensi viikolle.", "Asiakas toivoo alan vaihtoa.", "Ansioluettelo käyty läpi yhdessä."]


def pour_casework(told: Invented, staff: Staff, at: datetime) -> dict[str, int]:
    """All of it; the number of rows of each table."""
    coaches = dict(CoachAssignment.objects.filter(end_date=None).values_list("client", "coach"))
    mine = [(n, client, coaches[client]) for n, client in enumerate(told.taken.values()) if client in coaches]
    names = ["client_id", "coach_id", "kind", "date", "time", "mode", "held", "source_key"]
    counts = {"meetings": pour(Meeting, names, _meetings(told, staff, mine, at))}
    counts |= _agreed([row for row in mine if row[0] % 5], at)  # nothing is agreed with every fifth
    notes = (
        (client, coach, _ago(at, n + turn), NOTES[(n + turn) % 3], turn == 0)
        for n, client, coach in mine
        for turn in range(n % 3)
    )
    counts["notes"] = pour(Note, ["client_id", "author_id", "at", "text", "shared"], notes)
    return counts


def _agreed(mine: list[tuple[int, UUID, UUID]], at: datetime) -> dict[str, int]:
    """One agreement each, accepted in a meeting, with a step or two."""
    agreed = [(uuid4(), *row) for row in mine]
    names = ["id", "client_id", "version", "made_by_id", "made_at", "coach_accepted_at", "client_accepted_at"]
    how = Agreement.How.MEETING
    rows = ((one, client, 1, coach, *[_ago(at, n)] * 3, how) for one, n, client, coach in agreed)
    counts = {"agreements": pour(Agreement, [*names, "accepted_how"], rows)}
    counts["steps"] = pour(Step, ["agreement_id", "order", "text", "if_no", "doer", "due_on"], _steps(agreed, at))
    return counts


def _meetings(
    told: Invented, staff: Staff, mine: list[tuple[int, UUID, UUID]], at: datetime
) -> Iterator[tuple[Any, ...]]:
    """Those of the last year, and for every third client one to come."""
    today = timezone.localdate(at)
    for n, (client, coach, kind, day, mode, held) in enumerate(
        told.rows("contacts", "coach_id", "kind", "date", "mode", "held")
    ):
        if day < today - timedelta(365):
            continue
        key = f"K{n:07}"
        who = staff.of(coach, client).user if coach else None
        yield (
            client,
            who,
            kind,
            day,
            time(8 + n % 8, 30 * (n % 2)),
            mode or "",
            held,
            key,
        )
    for n, client, coach in mine[::3]:
        key, day = f"S{n:07}", today + timedelta(n % 28)
        mode = ("face_to_face", "phone", "video")[n % 3]
        yield client, coach, Meeting.Kind.DISCUSSION, day, time(8 + n % 8, 0), mode, None, key


def _steps(agreed: list[tuple[UUID, int, UUID, UUID]], at: datetime) -> Iterator[tuple[Any, ...]]:
    today = timezone.localdate(at)
    for agreement, n, _client, _coach in agreed:
        for order in range(1 + n % 2):
            text, if_no, doer = STEPS[(n + order) % len(STEPS)]
            yield agreement, order + 1, text, if_no, doer, today + timedelta(n % 40 - 5)


def _ago(at: datetime, n: int) -> datetime:
    return at - timedelta(days=1 + n % 90, hours=n % 6)
