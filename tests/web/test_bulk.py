"""Rows poured in at once are the rows that Django would have saved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction

from polku_web.audit.models import Entry
from polku_web.base.bulk import insert, insert_values
from polku_web.clients.models import Client, StatusPeriod


def stored(thing: models.Model) -> Any:
    """The row as it lies in the database, without its key."""
    meta = thing._meta
    key = meta.pk
    assert key is not None
    columns = [one.column for one in meta.local_concrete_fields if one is not key]
    with connection.cursor() as cursor:
        mark = key.get_db_prep_value(thing.pk, connection)
        cursor.execute(f"SELECT {', '.join(columns)} FROM {meta.db_table} WHERE {key.column} = %s", [mark])
        return dict(zip(columns, cursor.fetchone(), strict=True))


def client(world: Any, key: str) -> Client:
    return Client(
        identity_key=key,
        identity_sealed="…",
        given_name="Ääkkönen ''; --",
        family_name="",
        sort_name="x",
        birth_date=date(1900, 2, 28),
        municipality="020",
        unit=world.client.unit,
        immigrant=None,
        non_disclosure=True,
    )


def test_objects_are_stored_as_saved(world: Any) -> None:
    saved, poured = client(world, "a" * 64), client(world, "b" * 64)
    poured.sort_name = poured.name_for_lists()  # what `save` does besides
    saved.save(force_insert=True)
    insert([poured])
    one, other = stored(saved), stored(poured)
    assert one.pop("identity_key") != other.pop("identity_key")
    assert one == other


def test_values_are_stored_as_saved(world: Any) -> None:
    """Moments, JSON, choices and ids; what is left out has the field's default."""
    told = {
        "at": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # clocks go back in Finland
        "sort": Entry.Kind.CHANGE,
        "action": "test.poured",
        "actor_id": uuid4(),
        "subject_id": None,
        "before": None,
        "after": {"ä": [1, None, "x"]},
    }
    saved = Entry(**told)
    saved.save(force_insert=True)
    insert_values(Entry, [told, {**told, "action": "test.second", "reason": "because"}])
    poured, second = Entry.objects.filter(pk__gt=saved.pk).order_by("pk")
    assert stored(saved) == stored(poured)
    assert stored(second) == stored(saved) | {"action": "test.second", "reason": "because"}


def test_constraints_hold_and_nothing_is_half_in(world: Any) -> None:
    before = StatusPeriod.objects.count()
    period = {
        "client_id": world.client.pk,
        "status": "02",
        "start_date": date(1999, 1, 2),
        "end_date": date(1999, 1, 1),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_values(StatusPeriod, [{**period, "end_date": date(1999, 1, 3)}, period])
    assert StatusPeriod.objects.count() == before
    insert([])
    insert_values(StatusPeriod, [])
