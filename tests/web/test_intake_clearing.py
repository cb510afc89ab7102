"""What files leave behind ends by its term: rows that nobody mended, files that nobody took in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.intake import actions
from polku_web.intake.clearing import clear_files
from polku_web.intake.models import Batch, Content, Row
from polku_web.organisations.queries import actor_of
from polku_web.privacy import retention
from polku_web.privacy.terms import rules
from tests.web import test_imported, test_intake
from tests.web.test_imported import client

__all__ = ["client"]
pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
SYSTEM = Actor(timezone.now(), name="tests")
TERM = 30


def aged(batch: Batch, days: int) -> Batch:
    """As if it had come so long ago."""
    Batch.objects.filter(pk=batch.pk).update(made_at=batch.made_at - timedelta(days))
    return batch


def clear() -> tuple[int, int]:
    return clear_files(on=DAY, days=TERM, by=SYSTEM)


def test_rows_that_nobody_mended_go(world: Any) -> None:
    rows = "".join(f"{test_intake.number(900 + n)};Vanha;Rivi;{'837' if n % 2 else '999'}\n" for n in range(6))
    batch = aged(test_intake.take(world, test_intake.begin(world, test_intake.PLAIN + rows)), TERM + 1)
    by, one = actor_of(world.planner, timezone.now()), batch.rows.filter(state="faulty")[0]
    actions.mend_row(row=one, told={"number": test_intake.number(950), "family_name": "A", "given_name": "B"}, by=by)
    other = test_intake.begin(world, test_intake.PLAIN + f"{test_intake.number(960)};A;B;999\n")
    assert clear() == (0, 3)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == ("taken_in", 3), "the mended row nobody took in goes as well"
    assert set(batch.rows.values_list("state", flat=True)) == {"taken_in"}, "which file a client came with stays"
    assert other.rows.count() == 1, "its term has not ended"
    assert clear() == (0, 0)
    assert Entry.objects.get(action="intake.rows_removed").after == {"rows": 3}


def test_of_meetings_no_row_is_needed_any_more(world: Any, client: Client) -> None:
    content = test_imported.HEAD + test_imported.row(client, "C1") + test_imported.row(client, "C2", laji="?")
    batch = aged(test_imported.take(world, test_imported.begin(world, content)), TERM + 1)
    assert clear() == (0, 2)
    assert (batch.rows.count(), client.meetings.count()) == (0, 1)


def test_files_that_nobody_took_in_go(world: Any) -> None:
    by, one = actor_of(world.planner, timezone.now()), test_intake.PLAIN + f"{test_intake.number(970)};A;B;837\n"
    told = {"unit": world.units[0], "pilot": None, "on": DAY, "whole": True, "name": "a.csv", "by": by}
    uploaded = aged(actions.start_batch(content=one.encode(), **told), TERM + 1)
    checked, cancelled, at_work, died = (aged(test_intake.begin(world, one), TERM + 1) for _n in range(4))
    actions.cancel(batch=cancelled, by=by)
    Batch.objects.filter(pk=at_work.pk).update(state="checking", beat_at=timezone.now())
    Batch.objects.filter(pk=died.pk).update(state="checking", beat_at=timezone.now() - timedelta(1))
    assert clear() == (4, 0)
    gone = [one.pk for one in (uploaded, checked, cancelled, died)]
    assert not Batch.objects.filter(pk__in=gone).exists()
    assert not Content.objects.filter(batch__in=gone).exists()
    assert not Row.objects.filter(batch__in=gone).exists()
    assert Batch.objects.filter(pk=at_work.pk).exists(), "somebody works on it"
    assert Entry.objects.filter(action="intake.file_removed").count() == 4


def test_retention_does_it_and_a_dry_run_only_tells(world: Any) -> None:
    aged(test_intake.begin(world, test_intake.PLAIN + f"{test_intake.number(980)};A;B;837\n"), rules().file_days + 1)
    told = retention.run(on=DAY, by=SYSTEM, dry_run=True)
    assert (told.files, Batch.objects.filter(name="a.csv").count()) == (1, 1)
    assert retention.run(on=DAY, by=SYSTEM).files == 1
    assert not Batch.objects.filter(name="a.csv").exists()
