"""Meetings and plans from the national system: whose rows, what changes, what is gone, and never typed twice."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.casework import actions as casework
from polku_web.casework import imported_rows
from polku_web.casework.imported_fields import OF_MEETINGS, OF_PLANS, former_words, lines_told, time_told
from polku_web.casework.models import Duty, Former, Meeting, NationalLinks, Plan
from polku_web.casework.queries import COMES_NO_MORE, meetings_came_on
from polku_web.casework.timeline import timeline
from polku_web.clients.models import Client
from polku_web.intake import actions, corrected, demo, queries
from polku_web.intake.faults import ROW, WRONG_VALUE
from polku_web.intake.models import Batch, ColumnMatch, Row
from polku_web.organisations.queries import actor_of

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
HEAD = "hetu;tapaamisnumero;laji;päivä;kello;tapa;paikka;pidetty\n"
PLANS = "hetu;suunnitelmanumero;laji;tehty;tarkistetaan;sisältö\n"
STRANGER = demo.invented_number(300_001)


def begin(world: Any, content: str, kind: str = "meetings", **told: Any) -> Batch:
    """A file sent and checked."""
    by = actor_of(told.pop("who", world.planner), timezone.now())
    one = {"unit": world.units[0], "pilot": None, "on": DAY, "whole": True, "name": "a.csv", "kind": kind} | told
    batch = actions.start_batch(content=content.encode(), by=by, **one)
    return again(actions.match_columns(batch=batch, columns=batch.columns, by=by))


def take(world: Any, batch: Batch) -> Batch:
    return again(actions.begin_taking_in(batch=batch, by=actor_of(world.planner, timezone.now())))


def again(batch: Batch) -> Batch:
    batch.refresh_from_db()
    return batch


def row(client: Client, key: str = "K1", day: date = DAY, **told: str) -> str:
    """A row of HEAD."""
    more = {"laji": "työnhakukeskustelu", "kello": "9.30", "tapa": "puhelimessa", "paikka": "", "pidetty": ""} | told
    return (
        ";".join([client.identity_number, key, more["laji"], day.isoformat(), *(more[n] for n in list(more)[1:])])
        + "\n"
    )


def faults_of(batch: Batch) -> dict[int, list[list[str]]]:
    return {one.number: one.faults for one in batch.rows.filter(state="faulty")}


@pytest.fixture
def client(world: Any) -> Client:
    """One of ours, without any meeting or plan yet."""
    found = Client.objects.filter(unit=world.units[0], non_disclosure=False, meetings=None, plans=None).first()
    assert found is not None
    return found


def test_a_meeting_comes_changes_and_counts_as_held(world: Any, client: Client) -> None:
    Duty.objects.filter(client=client).delete()
    batch = take(world, begin(world, HEAD + row(client, laji="Alkuhaastattelu", pidetty="kyllä")))
    assert (batch.state, batch.counts) == ("taken_in", {"new": 1, "changed": 0, "withdrawn": 0, "same": 0})
    meeting = client.meetings.get()
    assert (meeting.kind, meeting.date, meeting.time, meeting.mode) == ("initial_interview", DAY, time(9, 30), "phone")
    assert (meeting.held, meeting.source_key, meeting.imported) == (True, "K1", True)
    assert Duty.objects.filter(client=client).exists(), "duties were counted with it"
    assert not Duty.objects.filter(client=client, law="initial_interview_working_days").exists()
    moved = HEAD + row(client, day=DAY + timedelta(9), paikka="Uusi tie 1")
    assert take(world, begin(world, moved)).counts["changed"] == 1
    now = client.meetings.get()
    assert (now.pk, now.kind, now.date, now.held) == (
        meeting.pk,
        "job_search_discussion",
        DAY + timedelta(9),
        None,
    )
    former = Former.objects.get(client=client)
    assert former.told["date"] == DAY.isoformat()
    assert former.told["held"] is True
    entry = Entry.objects.filter(action="casework.meetings_taken_in", subject_id=client.pk).latest("id")
    assert (entry.object_kind, entry.object_id) == ("meeting", str(meeting.pk))
    assert (entry.before["date"], entry.after["date"]) == (str(DAY), str(DAY + timedelta(9)))
    assert entry.after["place"] == "…", "the log does not repeat where somebody is met"


def test_the_same_file_again_changes_nothing(world: Any, client: Client) -> None:
    content = HEAD + row(client, "K1", pidetty="ei") + row(client, "K2", DAY + timedelta(3), paikka="Täällä")
    take(world, begin(world, content))
    before = list(Meeting.objects.order_by("pk").values())
    batch = take(world, begin(world, content))
    assert batch.counts == {"new": 0, "changed": 0, "withdrawn": 0, "same": 2}
    assert list(Meeting.objects.order_by("pk").values()) == before
    assert not Former.objects.filter(client=client).exists()


def test_a_column_that_is_not_there_leaves_what_it_would_tell(world: Any, client: Client) -> None:
    take(world, begin(world, HEAD + row(client, paikka="Täällä", pidetty="kyllä")))
    take(world, begin(world, HEAD.replace("paikka", "muu") + row(client, kello="klo 10")))
    meeting = client.meetings.get()
    assert (meeting.place, meeting.held, meeting.time) == ("Täällä", None, time(10)), "a column that is there tells all"


def test_a_plan_comes_and_what_it_said_is_kept(world: Any, client: Client) -> None:
    content = (
        PLANS + f"{client.identity_number};P1;Kotoutumissuunnitelma;1.3.2026;1.9.2026;Opiskelen suomea.|Haen töitä.\n"
    )
    assert take(world, begin(world, content, "plans")).counts["new"] == 1
    plan = client.plans.get()
    assert (plan.kind, plan.made_on, plan.check_on) == ("integration", date(2026, 3, 1), date(2026, 9, 1))
    assert plan.lines == ["Opiskelen suomea.", "Haen töitä."]
    take(world, begin(world, content.replace("Haen töitä.", "Haen kahta työtä."), "plans"))
    told = list(timeline(client, DAY, "plan", places=True))
    assert [one.lines[-1] for one in told] == ["Haen kahta työtä.", "Haen töitä."]
    assert told[1].what == "Kotoutumissuunnitelma: aiempi sisältö"
    logged = Entry.objects.filter(action="casework.plans_taken_in", subject_id=client.pk)
    assert "Haen" not in str(list(logged.values_list("before", "after"))), "nor what a plan says"
    assert former_words(Former.objects.get(client=client).told)[0] == "laji: kotoutumissuunnitelma"


def test_rows_are_ours_or_set_aside(world: Any, client: Client) -> None:
    """By identity number, by the register's number, or by both; nobody else's row is kept."""
    Client.objects.filter(pk=client.pk).update(register_key="R-oma")
    left = Client.objects.filter(unit=world.units[0], non_disclosure=False).exclude(pk=client.pk)[0]
    Client.objects.filter(pk=left.pk).update(last_day=DAY - timedelta(1), register_key="R-lähti")
    head = "hetu;asiakasnumero;tapaamisnumero;laji;päivä\n"
    told = [
        f"{client.identity_number};;K1",
        ";R-oma;K2",
        f"{client.identity_number};R-oma;K3",
        f"{world.west and Client.objects.filter(unit=world.units[1])[0].identity_number};R-oma;K4",
        f"{STRANGER};;K5",
        ";R-vieras;K6",
        f"{world.elsewhere.identity_number};;K7",
        ";R-lähti;K8",
        ";;K9",
        "010101-000X;;K10",
    ]
    content = head + "".join(f"{one};muu;{DAY}\n" for one in told)
    batch = begin(world, content)
    assert (batch.aside, batch.total, batch.rows.count()) == (4, 10, 6)
    assert faults_of(batch) == {
        4: [["number", "other_person"]],
        9: [["number", "no_person"]],
        10: [["number", "no_number"]],
    }
    take(world, batch)
    assert sorted(client.meetings.values_list("source_key", flat=True)) == ["K1", "K2", "K3"]
    lead = begin(world, HEAD + row(Client.objects.filter(unit=world.units[1])[0]) + row(client), whole=False)
    assert (lead.aside, lead.rows.count()) == (1, 1), "a lead's file concerns the lead's own unit"
    Client.objects.filter(unit=world.units[1], non_disclosure=False).update(register_key="R-oma")
    assert ["register_key", "several"] in faults_of(begin(world, head + f";R-oma;K1;muu;{DAY}\n"))[1]


def test_faults_are_told_with_the_cure_and_mended(world: Any, client: Client) -> None:
    rows = [
        row(client, "A1", laji="tapaus"),
        row(client, "A2").replace(DAY.isoformat(), "31.2.2026"),
        row(client, "A3", kello="kohta"),
        row(client, "A4", tapa="kirje"),
        row(client, "A5", DAY + timedelta(1), pidetty="kyllä"),
        row(client, ""),
        row(client, "A7", pidetty="ehkä"),
        row(client, "A8"),
        row(client, "A8"),
        row(client, "A10", paikka="x" * 200),
        row(client, "=A11"),
    ]
    batch = begin(world, HEAD + "".join(rows))
    assert faults_of(batch) == {
        1: [["kind", "no_meeting"]],
        2: [["date", "no_day"]],
        3: [["time", "no_time"]],
        4: [["mode", "no_mode"]],
        5: [["held", "not_yet"]],
        6: [["source_key", "missing_value"]],
        7: [["held", "no_flag"]],
        9: [["source_key", "twice_told"]],
        10: [["place", "too_long"]],
    }
    batch, by = take(world, batch), actor_of(world.planner, timezone.now())
    file = corrected.faulty_file(batch).decode("utf-8-sig")
    mended = (
        file.replace("tapaus", "muu")
        .replace("31.2.2026", "28.2.2026")
        .replace("kohta", "12:15")
        .replace("kirje", "video")
    )
    assert corrected.take_corrected(batch=batch, content=mended.encode(), by=by) == (4, 5)
    assert take(world, batch).counts["new"] == 6
    assert client.meetings.get(source_key="A3").time == time(12, 15)
    fifth = batch.rows.get(number=5)
    assert actions.mend_row(row=fifth, told={"number": STRANGER}, by=by).faults[-1] == ["number", "no_client"]
    assert batch.rows.get(number=5).client is None


def test_plans_have_days_in_order(world: Any, client: Client) -> None:
    who = client.identity_number
    rows = f"{who};P1;suunnitelma;1.3.2026;;\n{who};P2;monialainen;1.3.2026;1.2.2026;\n{who};P3;monialainen;;;\n"
    assert faults_of(begin(world, PLANS + rows, "plans")) == {
        1: [["kind", "no_plan"]],
        2: [["check_on", "end_before_start"]],
        3: [["made_on", "missing_value"]],
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(client=client, kind="employment", made_on=DAY, check_on=DAY - timedelta(1), source_key="x")


def test_what_is_gone_goes_when_the_file_tells_everything(world: Any, client: Client, browser_of: Any) -> None:
    other = Client.objects.filter(unit=world.units[1], non_disclosure=False).first()
    assert other is not None
    far = DAY + timedelta(300)
    days = (far, far + timedelta(20))
    rows = [row(client, "G1", far), row(client, "G2", far + timedelta(5)), row(other, "G3", far)]
    late = row(client, "G4", far + timedelta(30))
    take(world, begin(world, HEAD + "".join(rows) + late))
    keys = (
        Meeting.objects.filter(source_key__startswith="G").order_by("source_key").values_list("source_key", flat=True)
    )
    assert take(world, begin(world, HEAD + rows[0])).counts["withdrawn"] == 0
    assert list(keys.all()) == ["G1", "G2", "G3", "G4"], "a file that does not say so takes nothing away"
    alone = take(world, begin(world, HEAD + rows[0], all_of=days, whole=False))
    assert alone.counts["withdrawn"] == 1
    assert list(keys.all()) == ["G1", "G3", "G4"], "not of another unit, not of other days"
    unknown = begin(world, HEAD + rows[0] + f"010101-000X;G9;muu;{far};;;;\n", all_of=days)
    assert queries.gone(unknown) is None
    assert take(world, unknown).counts["withdrawn"] == 0
    by = actor_of(world.planner, timezone.now())
    wrong = unknown.rows.get(state="faulty")
    actions.mend_row(
        row=wrong, told={"number": client.identity_number, "source_key": "G9", "kind": "muu", "date": str(far)}, by=by
    )
    page = browser_of(world.planner).get(reverse("batch", kwargs={"batch_id": unknown.pk})).content.decode()
    assert "Poistetaan samalla" in page
    assert take(world, again(unknown)).counts["withdrawn"] == 1
    assert list(keys.all()) == ["G1", "G4", "G9"]
    former = Former.objects.get(client=other, withdrawn=True)
    assert (former.source_key, former.told["date"]) == ("G3", far.isoformat())
    entry = Entry.objects.get(action="casework.meetings_withdrawn", subject_id=other.pk)
    assert entry.before["kind"] == "job_search_discussion"
    told = [one.what for one in timeline(other, DAY, "meeting", places=True) if one.day == far]
    assert told == ["Työnhakukeskustelu: peruttu valtakunnallisessa järjestelmässä"]


def test_a_file_that_lacks_most_is_taken_for_broken(world: Any, client: Client) -> None:
    far = DAY + timedelta(400)
    rows = [row(client, f"B{n}", far) for n in range(45)]
    take(world, begin(world, HEAD + "".join(rows)))
    batch = take(world, begin(world, HEAD + "".join(rows[:20]) + row(client, "B99", far), all_of=(far, far)))
    assert (batch.state, batch.told) == ("checked", "many_gone")
    assert client.meetings.count() == 45, "nothing went in and nothing went away"


def test_it_is_whole_or_nothing(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    take(world, begin(world, HEAD + row(client, "W1")))
    batch = begin(world, HEAD + row(client, "W1", kello="11") + row(client, "W2"))

    def breaks(*words: Any) -> None:
        raise IntegrityError("somebody was quicker")

    monkeypatch.setattr(imported_rows, "_log", breaks)
    batch = take(world, batch)
    assert (batch.state, batch.told, batch.taken_at) == ("checked", "changed_meanwhile", None)
    assert client.meetings.get().time == time(9, 30)
    assert not Former.objects.filter(client=client).exists()
    monkeypatch.undo()
    counts = take(world, batch).counts
    assert (counts["new"], counts["changed"]) == (1, 1)


def test_who_left_after_the_check_gets_nothing(world: Any, client: Client) -> None:
    batch = begin(world, HEAD + row(client, "L1") + row(world.client, "L2"))
    Client.objects.filter(pk=client.pk).update(last_day=DAY - timedelta(1))
    batch = take(world, batch)
    assert (batch.counts["new"], batch.aside, client.meetings.count()) == (1, 1, 0)


def test_what_comes_from_there_is_not_typed_here(world: Any, actor: Any, browser_of: Any) -> None:
    by, told = actor(world.coach), {"client": world.client, "kind": "job_search_discussion", "date": DAY}
    assert meetings_came_on(world.ours.pk, DAY) == DAY
    with pytest.raises(ValidationError, match="valtakunnalliseen järjestelmään"):
        casework.add_meeting(**told, by=by)
    address = reverse("add_meeting", kwargs={"client_id": world.client.pk})
    page = browser_of(world.coach).get(address).content.decode()
    assert "joten niitä ei kirjata täällä toiseen kertaan" in page
    assert "job_search_discussion" not in page
    Batch.objects.filter(kind="meetings").update(taken_at=timezone.now() - COMES_NO_MORE - timedelta(2))
    assert meetings_came_on(world.ours.pk, DAY) is None
    assert casework.add_meeting(**told, by=by).source_key == "", "an import that has ended keeps nobody from writing"


def test_a_place_is_hidden_with_an_order(world: Any, browser_of: Any) -> None:
    """On the way in as well: in the form that mends a row, in the file of faulty rows, in the list of faults."""
    hidden, lead = world.hidden, browser_of(world.planner)
    batch = begin(world, HEAD + row(hidden, "H1", laji="x", paikka="Salainen paikka"))
    wrong = batch.rows.get()
    for address in (
        reverse("batch", args=[batch.pk]),
        reverse("batch_row", args=[wrong.pk]),
        reverse("batch_faulty", args=[batch.pk]),
    ):
        assert "Salainen" not in lead.get(address).content.decode()
    file = corrected.faulty_file(batch).decode("utf-8-sig").replace(";x;", ";muu;")
    corrected.take_corrected(batch=batch, content=file.encode(), by=actor_of(world.planner, timezone.now()))
    take(world, batch)
    assert hidden.meetings.get(source_key="H1").place == "Salainen paikka", "what is not shown is not lost"
    entry = Entry.objects.filter(sort="view", subject_id=hidden.pk, action="clients.viewed").latest("id")
    assert entry.basis == "intake"


def test_columns_are_remembered_by_kind(world: Any, client: Client) -> None:
    by = actor_of(world.planner, timezone.now())
    one = {"unit": world.units[0], "pilot": None, "on": DAY, "whole": True, "name": "a.csv", "by": by}
    content = f"tunnus;nro;mikä;koska\n{client.identity_number};K1;muu;{DAY}\n".encode()
    batch = actions.start_batch(content=content, kind="meetings", **one)
    with pytest.raises(ValidationError, match="henkilötunnus tai asiakasnumero rekisterissä, tapaamisen numero, laji"):
        actions.match_columns(batch=batch, columns={}, by=by)
    actions.match_columns(batch=batch, columns={"number": 0, "source_key": 1, "kind": 2, "date": 3}, by=by)
    assert (
        ColumnMatch.objects.filter(organisation=world.ours, kind="meetings", header="nro").get().field == "source_key"
    )
    assert actions.start_batch(content=content, kind="meetings", **one).columns["source_key"] == 1
    assert actions.start_batch(content=content, kind="plans", **one).columns == {}


def test_the_fields_fit_the_tables_and_have_words_for_every_fault() -> None:
    from polku.facts import TABLES

    for sort in (OF_MEETINGS, OF_PLANS):
        judged = {one.column: one.name for one in sort.fields if one.table == sort.table}
        assert set(judged) | set(sort.fixed) <= set(TABLES[sort.table].by_name)
        assert {WRONG_VALUE[name] for name in judged.values()} <= set(ROW)
        assert {fault for _reads, fault in sort.reads.values() if fault} <= set(ROW)
        assert {field.name for field in sort.model._meta.concrete_fields} >= set(sort.names)
    kinds = {value for field in OF_MEETINGS.fields if field.name == "kind" for value in field.words.values()}
    assert kinds == set(Meeting.Kind.values)
    told = ["9.30", "09:30:00", "klo 9", "24.00", "9.60", "aamulla"]
    assert [time_told(one) for one in told] == ["09:30", "09:30", "09:00", None, None, None]
    assert lines_told("yksi | kaksi\r\nkolme\n") == ["yksi", "kaksi", "kolme"]


def test_the_database_keeps_what_a_file_may_be(world: Any) -> None:
    batch = Batch.objects.filter(kind="meetings")[0]
    for wrong in (
        {"kind": "other"},
        {"all_from": DAY, "all_until": None},
        {"all_from": DAY, "all_until": DAY - timedelta(1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalLinks.objects.update(meeting="http://example.test/")
    with pytest.raises(IntegrityError), transaction.atomic():
        Row.objects.create(batch=batch, number=10_000, state="sound", sealed="x")
