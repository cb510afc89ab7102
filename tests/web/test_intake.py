"""Taking clients in: columns, the check of rows, repair, in as a whole, the same again, whoever died on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from polku import facts
from polku_web.audit.models import Entry
from polku_web.clients.actions import change_client
from polku_web.clients.leaving import hand_over
from polku_web.clients.models import Client, Decision, Enrolment, Residence, StatusPeriod
from polku_web.contracts.models import Pilot
from polku_web.intake import actions, checks, corrected, demo, kinds, queries, staging, taking_in
from polku_web.intake.columns import FIELDS, guessed, in_our_words
from polku_web.intake.faults import ROW, WRONG_VALUE
from polku_web.intake.models import Batch, ColumnMatch, Content, Row
from polku_web.intake.sealing import told_by
from polku_web.intake.work import SILENT, Lost, Worker
from polku_web.organisations.queries import actor_of

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
PLAIN = "hetu;sukunimi;etunimi;kunta\n"


def number(n: int) -> str:
    return demo.invented_number(200_000 + n)


def begin(world: Any, content: bytes | str, *, pilot: bool = False, whole: bool = True, **told: Any) -> Batch:
    """A file sent by the planner and checked."""
    content = content.encode() if isinstance(content, str) else content
    by = actor_of(world.planner, timezone.now())
    one = {
        "pilot": Pilot.objects.get(organisation=world.ours) if pilot else None,
        "unit": world.units[0],
        "on": DAY,
        "whole": whole,
    } | told
    batch = actions.start_batch(content=content, name="a.csv", by=by, **one)
    return again(actions.match_columns(batch=batch, columns=batch.columns, by=by))


def again(batch: Batch) -> Batch:
    batch.refresh_from_db()
    return batch


def take(world: Any, batch: Batch) -> Batch:
    return again(actions.begin_taking_in(batch=batch, by=actor_of(world.planner, timezone.now())))


def faults_of(batch: Batch) -> dict[int, list[list[str]]]:
    return {row.number: row.faults for row in batch.rows.filter(state="faulty")}


def test_a_whole_file_goes_in(world: Any) -> None:
    batch = begin(world, demo.invented_csv(60, 8, DAY), pilot=True)
    assert (batch.state, batch.total, batch.done) == ("checked", 60, 60)
    assert queries.counts(batch) == {"sound": 52, "faulty": 8, "taken_in": 0, "left_out": 0}
    assert sorted(kind for faults in faults_of(batch).values() for _field, kind in faults) == sorted(
        ["no_number", "unknown_municipality", "no_day", "no_status", "missing_value", "no_email", "no_flag", "no_name"]
    )
    assert not Content.objects.filter(batch=batch).exists(), "the file is not kept once it has been read"
    batch = take(world, batch)
    assert batch.state == "taken_in"
    assert batch.counts["new"] == 52
    assert batch.counts["member"] + batch.counts["outside"] + batch.counts["undecided"] == 52
    clients = Client.objects.filter(register_key__startswith="R00")
    assert clients.count() == 52
    assert Decision.objects.filter(client__in=clients).count() == 52
    assert Enrolment.objects.filter(client__in=clients).count() == batch.counts["member"]
    assert Entry.objects.filter(action="clients.registered", subject_id__in=clients.values("pk")).count() == 52
    assert set(batch.rows.filter(state="taken_in").values_list("sealed", flat=True)) == {""}
    assert batch.rows.filter(state="taken_in", client=None).count() == 0
    one = clients.get(register_key="R0000001")
    assert (one.identity_number, one.municipality, one.phone) == (demo.invented_number(1), "980", "+358 40 0000001")
    assert one.residences.get().municipality == "980"
    assert one.statuses.get().start_date == DAY - timedelta(57)


def test_the_same_file_again_changes_nothing(world: Any) -> None:
    content = demo.invented_csv(30, 0, DAY)
    take(world, begin(world, content, pilot=True))
    kinds = (Client, Residence, StatusPeriod, Decision, Enrolment)
    before = [kind.objects.count() for kind in kinds]
    batch = take(world, begin(world, content, pilot=True))
    assert {name: batch.counts[name] for name in ("new", "changed", "same")} == {"new": 0, "changed": 0, "same": 30}
    assert [kind.objects.count() for kind in kinds] == before


def test_what_is_new_of_a_client_is_told_by_day(world: Any) -> None:
    head = "hetu;sukunimi;etunimi;kotikunta;tila;tila alkaen;puhelin\n"
    first = f"{number(1)};Uusi;Asiakas;837;02;1.3.2025;040 1\n"
    then = f"{number(1)};Uusi;Asiakas;Nokia;07;15.6.2025;\n"
    take(world, begin(world, head + first))
    batch = take(world, begin(world, head + then))
    assert batch.counts["changed"] == 1
    client = Client.objects.get(family_name="Uusi", given_name="Asiakas")
    assert (client.municipality, client.phone) == ("536", "040 1"), "what the file leaves empty stays"
    statuses = client.statuses.order_by("start_date").values_list("status", "start_date", "end_date")
    assert list(statuses) == [
        ("unemployed", date(2025, 3, 1), date(2025, 6, 14)),
        ("in_service", date(2025, 6, 15), None),
    ]
    entry = Entry.objects.filter(action="clients.changed", subject_id=client.pk).latest("id")
    assert entry.before == {"municipality": "…"}, "the log does not repeat where somebody lives"


def test_who_left_by_the_register_is_handed_over(world: Any) -> None:
    take(world, begin(world, PLAIN + f"{number(2)};Lähtevä;Asiakas;837\n", pilot=True))
    file = f"hetu;sukunimi;etunimi;asiakkuus päättyy;minne siirtyy\n{number(2)};Lähtevä;Asiakas;{DAY};Toinen alue\n"
    batch = take(world, begin(world, file, pilot=True))
    assert batch.counts["left"] == 1
    client = Client.objects.get(family_name="Lähtevä")
    assert (client.last_day, client.left_for) == (DAY, "Toinen alue")
    assert take(world, begin(world, file, pilot=True)).counts["same"] == 1


def test_who_leaves_later_is_no_jobseeker_afterwards(world: Any) -> None:
    head, row = "hetu;sukunimi;etunimi;tila;tila alkaen", f"{number(3)};Lähtevä;Asiakas;02;1.3.2025"
    take(world, begin(world, f"{head}\n{row}\n"))
    client = Client.objects.get(family_name="Lähtevä")
    last, by = DAY + timedelta(30), actor_of(world.planner, timezone.now())
    hand_over(clients=[client.pk], last_day=last, reason="moved", by=by)
    told = [("unemployed", date(2025, 3, 1), last)]
    statuses = client.statuses.order_by("start_date").values_list("status", "start_date", "end_date")
    assert take(world, begin(world, f"{head};äidinkieli\n{row};fi\n")).counts["new"] == 0
    assert list(statuses.all()) == told
    again = f"{head};asiakkuus päättyy\n{row};{last}\n"
    take(world, begin(world, again))
    take(world, begin(world, again, on=last + timedelta(5)))
    assert list(statuses.all()) == told
    hand_over(clients=[client.pk], last_day=date(2025, 2, 1), reason="moved", by=by)
    assert not statuses.all(), "a status of after the last day is none"


def test_rows_are_repaired_one_by_one(world: Any) -> None:
    batch = begin(world, PLAIN + f"{number(3)};Ok;Yksi;837\n{number(4)};Huono;Kaksi;999\n")
    assert faults_of(batch) == {2: [["municipality", "unknown_municipality"]]}
    batch = take(world, batch)
    row = batch.rows.get(state="faulty")
    by = actor_of(world.planner, timezone.now())
    row = actions.mend_row(row=row, told={**told_by(row), "municipality": "000"}, by=by)
    assert row.faults == [["municipality", "unknown_municipality"]]
    row = actions.mend_row(row=row, told={**told_by(row), "municipality": "Tampere"}, by=by)
    assert row.state == "sound"
    assert again(batch).state == "checked", "there is something to take in again"
    batch = take(world, batch)
    assert batch.counts["new"] == 2
    with pytest.raises(ValidationError, match="jo korjattu"):
        actions.mend_row(row=row, told={}, by=by)


def test_only_faulty_rows_come_back_in_a_corrected_file(world: Any) -> None:
    batch = begin(world, PLAIN + f"{number(5)};Ok;Yksi;837\n{number(6)};=1+1;Kaksi;999\n{number(7)};Ok;Kolme;998\n")
    by = actor_of(world.planner, timezone.now())
    file = corrected.faulty_file(batch).decode("utf-8-sig")
    assert [line.split(";")[0] for line in file.splitlines()] == ["rivi", "2", "3"]
    assert "'=1+1" in file, "a spreadsheet does not compute it"
    mended = file.replace("'=1+1", "Oikea").replace("999", "837")
    assert corrected.take_corrected(batch=batch, content=mended.encode(), by=by) == (1, 1)
    assert faults_of(batch) == {3: [["municipality", "unknown_municipality"]]}
    with pytest.raises(ValidationError, match="Rivi 2 ei ole"):
        corrected.take_corrected(batch=batch, content=mended.encode(), by=by)
    with pytest.raises(ValidationError, match="rivi"):
        corrected.take_corrected(batch=batch, content=PLAIN.encode(), by=by)


def test_a_person_comes_once_and_to_one_organiser(world: Any) -> None:
    other = world.elsewhere.identity_number
    west = world.units[1]
    theirs = Client.objects.filter(unit=west).first()
    assert theirs is not None
    file = (
        PLAIN + f"{number(8)};A;A;837\n{number(8).lower()};B;B;837\n{other};C;C;837\n{theirs.identity_number};D;D;837\n"
    )
    expected = {2: [["number", "twice"]], 3: [["number", "elsewhere"]]}
    assert faults_of(begin(world, file)) == expected
    assert faults_of(begin(world, file, whole=False)) == {**expected, 4: [["number", "other_unit"]]}


def test_units_are_told_by_name(world: Any) -> None:
    rows = f"{number(9)};A;A;lännen TIIMI\n{number(10)};B;B;Idän tiimi\n"
    batch = begin(world, "hetu;sukunimi;etunimi;yksikkö\n" + rows)
    assert faults_of(batch) == {2: [["unit", "no_unit"]]}
    take(world, batch)
    assert Client.objects.get(family_name="A", given_name="A").unit.name == "Lännen tiimi"


def test_columns_are_guessed_and_remembered(world: Any) -> None:
    assert guessed(["Henkilötunnus", "SUKUNIMI", "muu", "Etu-nimi"], {}) == {
        "number": 0,
        "family_name": 1,
        "given_name": 3,
    }
    file = f"tunnus;suku;etu\n{number(11)};A;B\n".encode()
    by = actor_of(world.planner, timezone.now())
    one = {"pilot": None, "unit": world.units[0], "on": DAY, "whole": True, "name": "a.csv", "by": by}
    batch = actions.start_batch(content=file, **one)
    assert batch.columns == {}
    with pytest.raises(ValidationError, match="henkilötunnus, sukunimi, etunimi"):
        actions.match_columns(batch=batch, columns={}, by=by)
    columns = {"number": 0, "family_name": 1, "given_name": 2}
    actions.match_columns(batch=batch, columns=columns, by=by)
    assert ColumnMatch.objects.filter(organisation=world.ours, header="suku", field="family_name").count() == 1
    assert actions.start_batch(content=file, **one).columns == columns


def test_words_of_other_systems_become_our_codes() -> None:
    told = [("municipality", "Helsingfors"), ("municipality", "20"), ("status", "Työtön"), ("sex", "Nainen")]
    assert [in_our_words(*one) for one in told] == ["091", "020", "unemployed", "f"]
    assert in_our_words("status", "ei mikään") == "ei mikään"


def test_every_fault_of_the_fact_tables_has_words() -> None:
    kinds = {kind for one in FIELDS if one.table for kind in ("missing_value", "wrong_value", "date_out_of_range")}
    assert kinds | set(WRONG_VALUE.values()) <= set(ROW)
    columns = {(one.table, one.column) for one in FIELDS if one.table}
    assert all(column in facts.TABLES[table].by_name for table, column in columns)


def test_whoever_died_is_noticed_and_another_goes_on(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first worker checks a part and dies; what it did stays, and the rest is done once."""
    by = actor_of(world.planner, timezone.now())
    one = {"pilot": None, "unit": world.units[0], "on": DAY, "whole": True, "name": "a.csv", "by": by}
    batch = actions.start_batch(content=demo.invented_csv(30, 3, DAY), **one)
    batch = actions.match_columns(batch=batch, columns=batch.columns, by=by, queued=False)
    monkeypatch.setattr(staging, "PART", 10)
    parts: list[int] = []

    def dies(*words: Any) -> Any:
        parts.append(1)
        if len(parts) == 2:
            raise SystemExit
        return checked(*words)

    checked = checks.check_rows
    monkeypatch.setitem(kinds._KINDS, "clients", replace(kinds.kind_named("clients"), check=dies))
    with pytest.raises(SystemExit):
        staging.check_batch(batch.pk)
    batch = again(batch)
    assert (batch.state, batch.done, batch.rows.count()) == ("checking", 10, 10)
    with pytest.raises(ValidationError, match="yhä käynnissä"):
        actions.go_on(batch=batch, by=by)
    staging.check_batch(batch.pk)
    assert again(batch).done == 10, "somebody may still be alive: nobody takes the work over yet"
    Batch.objects.filter(pk=batch.pk).update(beat_at=timezone.now() - 2 * SILENT)
    actions.go_on(batch=again(batch), by=by)
    batch = again(batch)
    assert (batch.state, batch.done, batch.rows.count()) == ("checked", 30, 30)


def test_one_works_on_a_batch_at_a_time(world: Any) -> None:
    batch = begin(world, PLAIN + f"{number(12)};A;B;837\n")
    Batch.objects.filter(pk=batch.pk).update(state="taking_in")
    first, second = Worker(batch.pk, "taking_in"), Worker(batch.pk, "taking_in")
    first.claim()
    with pytest.raises(Lost):
        second.claim()
    Batch.objects.filter(pk=batch.pk).update(beat_at=timezone.now() - 2 * SILENT)
    second.claim()
    with pytest.raises(Lost):
        first.tell(done=0)


def test_taking_in_is_whole_or_nothing(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = begin(world, demo.invented_csv(20, 0, DAY), pilot=True)
    clients, entries = Client.objects.count(), Entry.objects.filter(sort="change").count()

    def breaks(*_words: Any, **_told: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(taking_in, "_log", breaks)
    batch = take(world, batch)
    assert (batch.state, batch.told) == ("checked", "failed")
    assert Client.objects.count() == clients
    assert Entry.objects.filter(sort="change").count() == entries + 1, "that it was begun"
    monkeypatch.undo()
    assert take(world, batch).counts["new"] == 20


def test_somebody_was_quicker(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another adds one of the clients while the file is being compared: nothing goes in, and it is told."""
    batch = begin(world, PLAIN + f"{number(13)};A;B;837\n{number(14)};C;D;837\n")
    plans = taking_in._planned

    def planned_then_overtaken(*words: Any) -> Any:
        plan = plans(*words)
        one = plan.new[0]
        Client.objects.create(
            identity_key=one.identity_key, identity_sealed="x", birth_date=one.birth_date, unit=world.units[0]
        )
        return plan

    monkeypatch.setattr(taking_in, "_planned", planned_then_overtaken)
    batch = take(world, batch)
    assert (batch.state, batch.told) == ("checked", "changed_meanwhile")
    monkeypatch.undo()
    counts = take(world, batch).counts
    assert (counts["new"], counts["changed"]) == (1, 1)


def test_what_was_changed_meanwhile_stays(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker sets an order and an address while the file is compared: only the file's new phone number is written."""
    head = "hetu;sukunimi;etunimi;puhelin\n"
    take(world, begin(world, head + f"{number(15)};Uusi;Ensin;040 1\n{number(16)};Uusi;Sitten;040 1\n"))
    batch = begin(world, head + f"{number(15)};Uusi;Ensin;040 2\n{number(16)};Uusi;Toinen;040 1\n")
    plans, ours = taking_in._planned, Client.objects.filter(family_name="Uusi")

    def planned_then_changed(*words: Any) -> Any:
        plan = plans(*words)
        for client in ours:
            told = {"non_disclosure": True, "address": "Uusi tie 1", "family_name": "Muu"}
            change_client(client=client, **told, by=actor_of(world.planner, timezone.now()))
        return plan

    monkeypatch.setattr(taking_in, "_planned", planned_then_changed)
    assert take(world, batch).counts["changed"] == 2
    found = Client.objects.filter(family_name="Muu").order_by("given_name")
    assert list(found.values_list("given_name", "phone", "address", "non_disclosure")) == [
        ("Ensin", "040 2", "Uusi tie 1", True),
        ("Toinen", "040 1", "Uusi tie 1", True),
    ]
    assert [one.sort_name for one in found] == [one.name_for_lists() for one in found]


def test_a_state_does_not_jump(world: Any) -> None:
    batch = begin(world, PLAIN + f"{number(15)};A;B;837\n")
    by = actor_of(world.planner, timezone.now())
    take(world, batch)
    for action in (actions.begin_taking_in, actions.cancel, actions.go_on):
        with pytest.raises(ValidationError, match="toisessa vaiheessa"):
            action(batch=batch, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state="lost")
    with pytest.raises(IntegrityError), transaction.atomic():
        Row.objects.filter(batch=batch).update(sealed="kept")


def test_a_cancelled_file_is_forgotten(world: Any) -> None:
    batch = begin(world, PLAIN + f"{number(16)};A;B;837\n")
    batch = actions.cancel(batch=batch, by=actor_of(world.planner, timezone.now()))
    assert (batch.state, batch.rows.count()) == ("cancelled", 0)
