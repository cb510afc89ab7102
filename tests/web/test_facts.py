"""The facts bridge: what the service writes is what facts.md promises, and the chain runs on it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone

from polku.base import PolkuError
from polku.base.engine import DuckDB
from polku.cli import main
from polku.facts import TABLES, load
from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.base.facts import exports
from polku_web.casework.models import Meeting
from polku_web.clients.models import (
    AllowanceRight,
    CoachAssignment,
    Decision,
    Enrolment,
    Residence,
    RiskScore,
    StatusPeriod,
)
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import latest
from polku_web.market.models import Delivery, Job, Milestone, Offer, Participation, Referral
from polku_web.mypath.models import Feedback
from polku_web.project import snapshot as bridge
from polku_web.project.snapshot import one_moment, organiser_of, schema_of, take_snapshot

# Facts that the service does not keep: they come from registers, payers and surveys of other systems.
NOT_KEPT = {"benefits", "earnings", "education", "assignments", "vouchers", "vacancies", "introductions"}
NOT_KEPT |= {"invitations", "costs"}


@pytest.fixture
def lived(world: SimpleNamespace) -> SimpleNamespace:
    """A client of whom every table has a row; the days are those of the demo's pilot."""
    world.today = timezone.localdate()
    world.since = world.today - timedelta(120)
    in_market = {*Referral.objects.values_list("client", flat=True), *Job.objects.values_list("client", flat=True)}
    client = world.one = next(one for one in world.clients if one.pk not in in_market and not one.non_disclosure)
    world.pilot = Pilot.objects.get(organisation=world.ours)
    _told(client, world)
    offer = Offer.objects.exclude(contract_key="").filter(pilot=world.pilot).order_by("contract_key")[0]
    stay = Participation.objects.create(
        client=client,
        offer=offer,
        start_date=world.since,
        referral_date=world.since,
        risk_band="high",
        chosen_by="client",
    )
    Milestone.objects.create(participation=stay, milestone="plan_accepted", date=world.since, recorded_on=world.today)
    Delivery.objects.create(participation=stay, date=world.since, unit="hour", quantity=Decimal("1.50"))
    Job.objects.create(
        client=client, employer_key="t-1", employer_name="Keksitty Konepaja Oy", start_date=world.since + timedelta(9),
        weekly_hours=Decimal("37.50"), monthly_cents=234_567, source="client", recorded_on=world.today,
    )  # fmt: skip
    Job.objects.create(client=client, employer_key="t-1", employer_name="Konepaja", start_date=world.today)
    Feedback.objects.create(participation=stay, answered_on=world.today, value=4, text='Hyvä, "kiitos";\nhei')
    Meeting.objects.create(client=client, coach=world.coach, kind="other", date=world.today, mode="", held=None)
    return world


def _told(client: Any, world: SimpleNamespace) -> None:
    for model in (Residence, StatusPeriod, AllowanceRight, RiskScore, Enrolment, CoachAssignment):
        model.objects.filter(client=client).delete()
    since = world.pilot.start_date - timedelta(30)
    Residence.objects.create(client=client, municipality="837", start_date=since)
    StatusPeriod.objects.create(client=client, status="unemployed", start_date=since)
    AllowanceRight.objects.create(client=client, earnings_related=False, start_date=since)
    RiskScore.objects.create(client=client, scored_on=since, risk=0.25)
    decision = Decision.objects.create(
        client=client, pilot=world.pilot, on=since, result="member", reasons=["under-30", "immigrant"],
        rule_version="abc", decided_at=timezone.now(),
    )  # fmt: skip
    Enrolment.objects.create(client=client, pilot=world.pilot, start_date=since, decision=decision)
    CoachAssignment.objects.create(client=client, coach=world.coach, start_date=since)


def taken(world: SimpleNamespace, out: Path, **more: Any) -> dict[str, int]:
    return take_snapshot(organisation=world.ours, out=out, by=Actor(timezone.now(), name="tests"), **more)


def rows(folder: Path, table: str, **wanted: Any) -> list[dict[str, Any]]:
    found = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def test_every_fact_table_is_exported_or_said_not_to_be_kept() -> None:
    assert set(exports()) | NOT_KEPT == set(TABLES)
    assert not set(exports()) & NOT_KEPT


def test_columns_and_types_are_those_of_the_facts(lived: SimpleNamespace, tmp_path: Path) -> None:
    counts = taken(lived, tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == set(exports())
    for name, count in counts.items():
        file = pq.ParquetFile(tmp_path / f"{name}.parquet")
        assert file.schema_arrow.equals(schema_of(name))
        assert file.schema_arrow.names == list(TABLES[name].by_name)
        assert file.metadata.num_rows == count
        assert count, f"no row of {name} to see"
    with DuckDB() as engine:
        assert not load(engine, tmp_path).errors
        for name in counts:
            assert engine.columns(name) == TABLES[name].engine_columns


def test_values_are_told_as_they_stand(lived: SimpleNamespace, tmp_path: Path) -> None:
    taken(lived, tmp_path)
    me = str(lived.one.pk)
    [person] = rows(tmp_path, "persons", person_id=me)
    assert person["birth_date"] == lived.one.birth_date
    [enrolment] = rows(tmp_path, "enrolments", person_id=me)
    assert (enrolment["pilot_id"], enrolment["reasons"], enrolment["rule_version"]) == (
        lived.pilot.key, "under-30|immigrant", "abc",
    )  # fmt: skip
    [stay] = rows(tmp_path, "participations", person_id=me)
    assert (stay["provider_id"], stay["contract_id"], stay["end_reason"]) == ("t1", "valmennus-t1", None)
    first, second = rows(tmp_path, "employment", person_id=me)
    assert (first["monthly_eur"], first["weekly_hours"], first["source"]) == (
        Decimal("2345.67"),
        Decimal("37.50"),
        "client",
    )
    assert (second["monthly_eur"], second["occupation"]) == (None, None)
    assert [row["name"] for row in rows(tmp_path, "employers", employer_id="t-1")] == ["Konepaja"]
    [meeting] = rows(tmp_path, "contacts", person_id=me, kind="other", date=lived.today)
    assert (meeting["coach_id"], meeting["mode"], meeting["held"]) == (str(lived.coach.pk), None, None)
    [answer] = rows(tmp_path, "responses", person_id=me)
    assert (answer["value"], answer["text"], answer["provider_id"]) == ("4", 'Hyvä, "kiitos";\nhei', "t1")
    [score] = rows(tmp_path, "risk_scores", person_id=me)
    assert (score["risk"], score["risk_band"]) == (0.25, None)


def test_nobody_is_named(lived: SimpleNamespace, tmp_path: Path) -> None:
    """Names, contact and identity numbers stay; a non-disclosure order is told; another organiser's clients are not."""
    taken(lived, tmp_path, form="csv")
    told = "".join(path.read_text() for path in tmp_path.iterdir())
    for client in [*lived.clients, lived.elsewhere]:
        for secret in (client.identity_number, client.family_name, client.phone, client.email, client.address):
            assert not secret or secret not in told
    assert str(lived.elsewhere.pk) not in told
    [hidden] = [line for line in (tmp_path / "persons.csv").read_text().splitlines() if str(lived.hidden.pk) in line]
    assert hidden.endswith("true")


def test_as_it_was_known_on_a_day(lived: SimpleNamespace, tmp_path: Path) -> None:
    counts = taken(lived, tmp_path, known_on=lived.today - timedelta(1))
    assert not rows(tmp_path, "milestones", date=lived.since)
    assert len(rows(tmp_path, "employment", person_id=str(lived.one.pk))) == 1, "that without a day was always known"
    assert counts["deliveries"]


def test_in_batches_it_is_the_same(lived: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(lived, tmp_path / "whole")
    monkeypatch.setattr(bridge, "BATCH", 7)
    taken(lived, tmp_path / "parts")
    for path in (tmp_path / "whole").iterdir():
        assert pq.read_table(path).equals(pq.read_table(tmp_path / "parts" / path.name))


def test_whole_or_not_at_all(lived: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(lived, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    Residence.objects.filter(client=lived.one).delete()
    monkeypatch.setattr(bridge, "_batch", lambda *parts: (_ for _ in ()).throw(RuntimeError("the disk is full")))
    with pytest.raises(RuntimeError):
        taken(lived, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_with_other_facts_is_left_alone(lived: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "benefits.csv").write_text("person_id,benefit,start_date\n")
    with pytest.raises(PolkuError, match=r"benefits\.csv, which no snapshot writes"):
        taken(lived, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["benefits.csv"]


def test_it_is_in_the_log_once(lived: SimpleNamespace, tmp_path: Path) -> None:
    counts = taken(lived, tmp_path)
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.object_id, entry.after["rows"]) == (
        "project.snapshot_taken",
        str(lived.ours.pk),
        counts,
    )


def test_the_organiser_is_named_where_there_are_several(world: SimpleNamespace) -> None:
    assert organiser_of(world.other.name) == world.other
    with pytest.raises(PolkuError, match="Toisen alueen"):
        organiser_of(None)
    with pytest.raises(PolkuError, match="--organiser"):
        organiser_of("Ei kukaan")


@pytest.mark.usefixtures("db")
def test_inside_a_transaction_it_reads_that_one() -> None:
    with one_moment():
        assert connection.in_atomic_block


def test_the_chain_runs_on_a_snapshot(lived: SimpleNamespace, tmp_path: Path) -> None:
    """Out of the service and through the demo's pilot: the start fee of the client's service comes due."""
    facts, pilot, out = tmp_path / "facts", tmp_path / "pilot.yaml", tmp_path / "out"
    taken(lived, facts)
    pilot.write_text(latest(lived.pilot).text, encoding="utf-8")
    checked = CliRunner().invoke(main, ["check", str(facts), "--pilot", str(pilot), "--json"])
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.output)["errors"] == 0
    call = ["run", str(pilot), str(facts), "--until", lived.today.isoformat(), "--out", str(out)]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    assert rows(out, "members", person_id=str(lived.one.pk))
    [fee] = rows(out, "fee_lines", person_id=str(lived.one.pk), fee_id="start")
    assert fee["earned_on"] == lived.since
    assert isinstance(fee["earned_on"], date)
