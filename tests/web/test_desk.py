"""The desk: what is due first, ways to look, many at once; and the team lead's page with absences."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.base.rights import Refused, may
from polku_web.casework import bulk, desk
from polku_web.casework.duties import count_everyone
from polku_web.casework.models import Absence, BulkAct, Duty, Meeting, Message, WorkingList
from polku_web.casework.team import add_absence, caseload, end_absence
from polku_web.clients.models import Client, CoachAssignment
from polku_web.clients.queries import basis_of
from polku_web.organisations.models import Membership
from polku_web.organisations.queries import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


@pytest.fixture
def oskari(world: Any) -> Any:
    return world.people["oskari.ohjaaja"]


def shown(browser: Any, **asked: str) -> list[Any]:
    return list(browser.get("/desk/", asked).context["rows"])


def test_a_coachs_day_begins_at_the_desk_with_what_is_due_first(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    assert browser.get("/")["Location"] == "/desk/"
    rows = shown(browser)
    own = set(CoachAssignment.objects.filter(coach=world.coach, end_date=None).values_list("client", flat=True))
    assert {row.client.pk for row in rows} == own
    assert rows[0].late
    days = [row.client.urgent for row in rows]
    assert days == sorted(days)
    whys = [task.why for row in rows for task in row.tasks if task.why]
    assert any("työpäivää" in why for why in whys)
    assert Entry.objects.filter(action="casework.listed", actor_id=world.coach.pk).count() == len(rows)


def test_each_way_to_look_shows_as_many_as_it_says(world: Any, browser_of: Any, actor: Any) -> None:
    browser = browser_of(world.lead)
    found = {}
    for key in desk.VIEWS:
        page = browser.get("/desk/", {"show": key, "scope": "unit"})
        number = page.context["page"].paginator.count
        told = {one.key: one.number for one, _address in page.context["choices"]}
        assert told[key] == number, key
        found[key] = number
    assert min(found[key] for key in ("overdue", "messages", "referrals", "new", "no_coach", "stalled")) > 0, found
    assert "no_coach" not in {one.key for one, _a in browser_of(world.coach).get("/desk/").context["choices"]}


def test_the_desk_takes_as_many_queries_whatever_the_number(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.lead)
    browser.get("/desk/", {"scope": "unit", "show": "all"})
    with CaptureQueriesContext(connection) as many:
        assert len(shown(browser, scope="unit", show="all")) > 15
    with CaptureQueriesContext(connection) as few:
        assert 0 < len(shown(browser, scope="unit", show="no_coach")) < 5
    assert len(few) <= len(many) + 1 <= 31, [query["sql"][:90] for query in many.captured_queries]


def test_a_name_is_looked_for_without_standing_in_the_address(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    answer = browser.post("/desk/search/", {"words": "lehto", "scope": "own", "show": "all"})
    assert "lehto" not in answer["Location"]
    assert {row.client.family_name for row in shown(browser)} == {"Lehtoranta"}


def test_nonsense_in_the_address_asks_for_what_is_usual(world: Any, browser_of: Any) -> None:
    asked = {"scope": "x", "show": "y", "status": "z", "days": "-5", "coach": "nobody", "page": "99"}
    answer = browser_of(world.coach).get("/desk/", asked)
    assert answer.status_code == 200
    assert answer.context["asked"] == desk.Asked()


def test_filters_are_kept_as_a_working_list_of_ones_own(world: Any, browser_of: Any, oskari: Any) -> None:
    browser = browser_of(world.coach)
    told = {"name": " Aamu ", "scope": "own", "show": "week", "status": "unemployed", "days": "60"}
    assert browser.post("/desk/lists/", told)["Location"].startswith("/desk/?")
    kept = WorkingList.objects.get(owner=world.coach, name="Aamu")
    assert kept.filters == {"scope": "own", "show": "week", "status": "unemployed", "days": 60}
    browser.post("/desk/lists/", {**told, "show": "all"})
    assert WorkingList.objects.get(owner=world.coach, name="Aamu").filters["show"] == "all"
    address = reverse("remove_list", kwargs={"list_id": kept.pk})
    assert browser_of(oskari).post(address).status_code == 404
    assert browser.post(address).status_code == 302
    assert not WorkingList.objects.filter(pk=kept.pk).exists()
    browser.post("/desk/lists/", {**told, "name": "  "})
    assert not WorkingList.objects.filter(name="").exists()


def some(world: Any, number: int = 3) -> list[Client]:
    of = CoachAssignment.objects.filter(coach=world.coach, end_date=None).values("client")
    return list(Client.objects.filter(pk__in=of)[:number])


def test_many_meetings_are_looked_at_set_and_taken_back(world: Any, browser_of: Any, today: Any) -> None:
    browser, clients = browser_of(world.coach), some(world)
    told = {"action": "meeting", "client": [one.pk for one in clients], "kind": "other"}
    told |= {"date": (today + timedelta(5)).isoformat(), "mode": "phone"}
    before = Meeting.objects.count()
    assert "Katso ensin" in browser.post("/desk/many/", {**told, "turn": ""}).content.decode()
    assert "Näin tapahtuu" in browser.post("/desk/many/", {**told, "turn": "look"}).content.decode()
    assert Meeting.objects.count() == before, "looking does nothing"
    done = browser.post("/desk/many/", {**told, "turn": "do"})
    act = BulkAct.objects.latest("made_at")
    assert done["Location"] == reverse("bulk_done", kwargs={"act_id": act.pk})
    assert (Meeting.objects.count(), act.clients) == (before + 3, 3)
    touched = Meeting.objects.get(pk=act.rows[0])
    touched.held = False
    touched.save()
    browser.post(reverse("bulk_undo", kwargs={"act_id": act.pk}))
    assert Meeting.objects.count() == before + 1, "what somebody touched stays"
    assert "jo peruttu" in browser.post(reverse("bulk_undo", kwargs={"act_id": act.pk}), follow=True).content.decode()


def test_a_wrong_detail_is_told_and_nothing_is_done(world: Any, browser_of: Any) -> None:
    told = {"action": "meeting", "client": [some(world)[0].pk], "kind": "initial_interview", "date": "x", "turn": "do"}
    page = browser_of(world.coach).post("/desk/many/", told)
    assert "Korjaa nämä" in page.content.decode()
    nobody = browser_of(world.coach).post("/desk/many/", {"action": "message"}, follow=True)
    assert "Valitse ensin" in nobody.content.decode()


def test_a_message_to_many_is_not_taken_back(world: Any, actor: Any) -> None:
    by = actor(world.coach)
    act = bulk.run(kind="message", clients=some(world), told={"text": "Hei kaikille!"}, by=by)
    assert Message.objects.filter(text="Hei kaikille!").count() == 3
    with pytest.raises(ValidationError, match="ei voi perua"):
        bulk.undo(act=act, by=by)


def test_messages_are_marked_read_where_there_are_any(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    told = {"action": "read", "client": [one.pk for one in some(world, 9)]}
    page = browser.post("/desk/many/", told).content.decode()
    assert "ohitetaan" in page
    browser.post("/desk/many/", {**told, "turn": "do"})
    assert not Message.objects.filter(client__in=told["client"], from_client=True, read_at=None).exists()
    assert "ei ole tehtävää" in browser.post("/desk/many/", {**told, "turn": "do"}).content.decode()


def test_another_organisers_client_among_the_chosen_refuses_all(world: Any, browser_of: Any) -> None:
    told = {"action": "message", "client": [some(world)[0].pk, world.elsewhere.pk], "text": "Hei!", "turn": "do"}
    before = Entry.objects.filter(sort="refusal").count()
    assert browser_of(world.coach).post("/desk/many/", told).status_code == 404
    assert not Message.objects.filter(text="Hei!", client=some(world)[0]).exists()
    assert Entry.objects.filter(sort="refusal").count() == before + 1
    told["client"] = ["no-id"]
    assert browser_of(world.coach).post("/desk/many/", told).status_code == 404


def test_only_a_lead_changes_the_coach_of_many(world: Any, browser_of: Any, oskari: Any, today: Any) -> None:
    clients = some(world)
    told = {"action": "assign", "client": [one.pk for one in clients], "coach": oskari.pk, "on": today, "turn": "do"}
    assert browser_of(world.coach).post("/desk/many/", told).status_code == 404
    browser_of(world.lead).post("/desk/many/", told)
    now = CoachAssignment.objects.filter(client__in=clients, end_date=None)
    assert {one.coach for one in now} == {oskari}
    act = BulkAct.objects.latest("made_at")
    assert browser_of(world.coach).get(reverse("bulk_done", kwargs={"act_id": act.pk})).status_code == 404
    browser_of(world.lead).post(reverse("bulk_undo", kwargs={"act_id": act.pk}))
    assert {one.coach for one in now.all()} == {world.coach}
    assert CoachAssignment.objects.filter(client__in=clients).count() == 3


def test_who_no_longer_has_the_clients_takes_nothing_back(world: Any, actor: Any, today: Any) -> None:
    clients, there = some(world), Membership.objects.get(user__email="coach@muualla.example")
    told = {"kind": "other", "date": today + timedelta(5)}
    act = bulk.run(kind="meeting", clients=clients, told=told, by=actor(world.coach))
    Membership.objects.filter(user=world.coach).update(organisation=there.organisation, unit=there.unit)
    with pytest.raises(Refused):
        bulk.undo(act=act, by=actor(world.coach))
    assert Meeting.objects.filter(pk__in=act.rows).count() == 3


def test_taking_back_opens_only_what_the_act_itself_ended(world: Any, actor: Any, oskari: Any, today: Any) -> None:
    clients, by = some(world, 2), actor(world.lead)
    earlier = CoachAssignment.objects.get(client=clients[0], end_date=None)
    CoachAssignment.objects.filter(pk=earlier.pk).update(end_date=today - timedelta(1))
    act = bulk.run(kind="assign", clients=clients, told={"coach": oskari, "on": today}, by=by)
    bulk.undo(act=act, by=by)
    assert not CoachAssignment.objects.filter(client=clients[0], end_date=None).exists()
    assert CoachAssignment.objects.get(client=clients[1], end_date=None).coach == world.coach


def test_everyone_of_a_coach_is_handed_over_at_once(world: Any, browser_of: Any, oskari: Any, today: Any) -> None:
    """A coach leaves: all clients of the list, not only those of the page, in one act."""
    browser = browser_of(world.lead)
    everyone = {"scope": "unit", "show": "all", "coach": str(world.coach.pk), "action": "assign", "all": "on"}
    clients = browser.post("/desk/many/", everyone).context["clients"]
    assert len(clients) == CoachAssignment.objects.filter(coach=world.coach, end_date=None).count()
    assert f"coach={world.coach.pk}" in browser.get("/team/").content.decode()


def test_who_covers_has_the_clients_from_the_first_to_the_last_day(world: Any, actor: Any, today: Any) -> None:
    """Also from another unit, place and contact too; the client is told why."""
    hidden = world.hidden
    coach = CoachAssignment.objects.get(client=hidden, end_date=None).coach
    assert not may(actor(world.west), "view", "client", hidden)
    Absence.objects.all().delete()
    Absence.objects.create(coach=coach, cover=world.west, start_date=today, end_date=today + timedelta(3))
    by = actor(world.west)
    assert may(by, "contact", "client", hidden)
    assert may(by, "work", "client", hidden)
    assert basis_of(by, hidden) == "cover"
    covered = desk.in_scope(by, desk.Asked(scope="cover"))
    assert set(covered) == {one.client for one in CoachAssignment.objects.filter(coach=coach, end_date=None)}
    assert set(covered) < set(desk.in_scope(by, desk.Asked()))
    for days, sees in ((-1, False), (3, True), (4, False)):
        later = actor_of(world.west, timezone.now() + timedelta(days))
        assert may(later, "view", "client", hidden) is sees, days


def test_the_row_of_a_covered_client_says_whose_it_is(world: Any, browser_of: Any, oskari: Any, today: Any) -> None:
    Absence.objects.all().delete()
    Absence.objects.create(coach=oskari, cover=world.west, start_date=today, end_date=today)
    page = browser_of(world.west).get("/desk/", {"scope": "cover"}).content.decode()
    assert "sijaistat: Oskari Ohjaaja" in page


def test_an_absence_is_told_on_the_page(world: Any, browser_of: Any, oskari: Any, today: Any) -> None:
    browser = browser_of(world.lead)
    Absence.objects.all().delete()
    told = {"coach": oskari.pk, "cover": world.west.pk, "start_date": today.isoformat()}
    assert "Korjaa nämä" in browser.post("/team/absences/add/", told).content.decode(), "the last day is asked for"
    assert browser.post("/team/absences/add/", {**told, "end_date": today.isoformat()}).status_code == 302
    absence = Absence.objects.get()
    page = browser.get("/team/").content.decode()
    assert "Lauri Länsivalmentaja" in page
    browser.post(reverse("end_absence", kwargs={"absence_id": absence.pk}))
    assert not Absence.objects.exists(), "it began today, so nothing of it is left"
    elsewhere = {**told, "coach": world.west.pk, "end_date": today.isoformat()}
    assert "Korjaa nämä" in browser.post("/team/absences/add/", elsewhere).content.decode(), "not one of the unit"


def test_absences_of_who_had_a_post_before_are_not_the_leads(world: Any, actor: Any, oskari: Any, today: Any) -> None:
    absence = Absence.objects.create(coach=oskari, start_date=today, end_date=today)
    assert may(actor(world.lead), "manage", "absence", absence)
    Membership.objects.filter(user=oskari).update(end_date=today - timedelta(1))
    assert not may(actor(world.lead), "manage", "absence", absence)


def test_absences_do_not_meet_and_nobody_covers_for_oneself(world: Any, actor: Any, oskari: Any, today: Any) -> None:
    by, week = actor(world.lead), today + timedelta(7)
    Absence.objects.all().delete()
    told = {"coach": oskari, "start_date": today - timedelta(2), "end_date": week, "by": by}
    absence = add_absence(cover=world.west, **told)
    for fault in (
        {"cover": world.coach},
        {"coach": world.coach, "cover": oskari},
        {"coach": world.west, "cover": world.west},
    ):
        with pytest.raises(ValidationError), transaction.atomic():
            add_absence(**{"cover": world.coach, **told, **fault})
    with pytest.raises(DatabaseError), transaction.atomic():
        Absence.objects.create(coach=oskari, cover=oskari, start_date=week, end_date=week)
    end_absence(absence=absence, by=by)
    absence.refresh_from_db()
    assert absence.end_date == today - timedelta(1)


def test_the_lead_sees_the_caseload_by_coach(world: Any, actor: Any, browser_of: Any) -> None:
    loads = {one.coach: one for one in caseload(actor(world.lead))}
    mine = CoachAssignment.objects.filter(coach=world.coach, end_date=None)
    late = Duty.objects.filter(client__in=mine.values("client"), due_on__lt=timezone.localdate())
    told = loads[world.coach]
    assert (told.clients, told.overdue) == (mine.count(), late.values("client").distinct().count())
    browser = browser_of(world.lead)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/team/").status_code == 200
    assert len(queries) <= 22


def test_the_night_counts_the_same_again(world: Any) -> None:
    def told() -> list[Any]:
        return sorted(Duty.objects.values_list("client", "kind", "due_on", "wanted", "planned_on"), key=str)

    before = told()
    assert count_everyone(timezone.localdate()) == Client.objects.count()
    assert told() == before
    assert {one.kind for one in Duty.objects.all()} == {"initial_interview", "job_search_discussion"}
