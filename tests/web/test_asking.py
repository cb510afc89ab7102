"""A client's rows as facts, and `polku` asked about one client."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from polku.facts import TABLES, persons_at
from polku.targeting import verdicts
from polku_web.base.facts import Export, as_fact, export, exports
from polku_web.clients.asking import asked, person_rows
from polku_web.clients.models import AllowanceRight, Client, Residence, RiskScore, StatusPeriod
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of


def tell(client: Client, since: date) -> None:
    """Facts by which the client belongs to the demo's pilot, unless something else is told."""
    for model in (Residence, StatusPeriod, AllowanceRight, RiskScore):
        model.objects.filter(client=client).delete()
    Residence.objects.create(client=client, municipality="837", start_date=since)
    StatusPeriod.objects.create(client=client, status="unemployed", start_date=since)
    AllowanceRight.objects.create(client=client, earnings_related=False, start_date=since)
    RiskScore.objects.create(client=client, scored_on=since, risk=0.4, risk_band="high")


def test_polku_answers_about_one_client(world: SimpleNamespace, django_assert_num_queries: object) -> None:
    day = timezone.localdate()
    pilot = definition_of(Pilot.objects.filter(organisation=world.ours).order_by("key")[0])
    for client in world.clients[:3]:
        tell(client, day - timedelta(100))
        with django_assert_num_queries(5), asked([client.pk]) as engine:  # type: ignore[operator]
            told = verdicts(engine, pilot, day)
            persons_at(engine, day)
            [(person, days, band)] = engine.rows("SELECT person_id, unemployed_days, risk_band FROM persons_at")
        assert list(told) == [person] == [str(client.pk)]
        assert told[person].belongs
        assert "no-earnings-related" in told[person].reasons
        assert (days, band) == (101, "high")


def test_many_are_asked_about_as_one_is(world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    day = timezone.localdate()
    pilot = definition_of(Pilot.objects.filter(organisation=world.ours).order_by("key")[0])
    ids = [client.pk for client in world.clients[:6]]
    for client in world.clients[:4]:
        tell(client, day - timedelta(10))
    with asked(ids) as engine:
        few = verdicts(engine, pilot, day)
    monkeypatch.setattr("polku_web.clients.asking.FEW", 1)
    monkeypatch.setattr("polku_web.clients.asking.CHUNK", 2)
    with asked(ids) as engine:
        assert verdicts(engine, pilot, day) == few
    assert len(few) == 6


def test_a_question_inside_a_question_has_its_own_people(world: SimpleNamespace) -> None:
    first, second = world.clients[:2]
    with asked([first.pk]) as outer:
        with asked([second.pk]) as inner:
            assert inner.rows("SELECT person_id FROM persons") == [(str(second.pk),)]
        assert outer.rows("SELECT person_id FROM persons") == [(str(first.pk),)]


def test_rows_have_no_name_contact_or_identity_number(world: SimpleNamespace) -> None:
    [row] = person_rows([world.hidden.pk])["persons"]
    assert set(row) == set(TABLES["persons"].by_name)
    assert row["non_disclosure"] is True
    assert row["person_id"] == str(world.hidden.pk)


def test_every_column_is_told_or_said_not_to_be_kept() -> None:
    assert {name: list(one.columns) for name, one in exports().items()} == {
        name: list(TABLES[name].by_name) for name in exports()
    }
    with pytest.raises(ValueError, match="already"):
        export(exports()["persons"])
    with pytest.raises(ValueError, match="has the columns"):
        export(Export("costs", Client, {"service_id": "id"}, "unit", ("id",)))


def test_values_become_facts() -> None:
    assert as_fact("", "text") is None
    assert as_fact(["a", "b"], "text") == "a|b"
    assert as_fact([], "text") is None
    assert str(as_fact(12345, "money")) == "123.45"
    assert as_fact(None, "money") is None
