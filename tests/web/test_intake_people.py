"""People who wait: undecided ones, those without a coach, those who leave, and who sees whom afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from polku_web.audit.models import Entry
from polku_web.base.rights import allowed
from polku_web.clients.actions import assign_coach, change_client
from polku_web.clients.decisions import decide
from polku_web.clients.history import Told, change_by, tell
from polku_web.clients.leaving import hand_over, move_to_unit, take_back
from polku_web.clients.models import AllowanceRight, Client, CoachAssignment, Decision, Enrolment, StatusPeriod
from polku_web.clients.queries import coaches_in
from polku_web.contracts.models import Pilot
from polku_web.intake import allocating, people_queries
from polku_web.intake.models import CoachScope
from polku_web.intake.people_forms import LeavingForm
from polku_web.intake.sharing import Coach, Wanted, shared
from polku_web.organisations.queries import actor_of

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()


@pytest.fixture
def pilot(world: Any) -> Pilot:
    return Pilot.objects.get(organisation=world.ours)


def unknown(world: Any) -> Client:
    """A client over thirty of whom neither right, language nor Integration Act are told."""
    client = Client.objects.filter(unit=world.units[0], non_disclosure=False, birth_date__lt=DAY - timedelta(12000))[0]
    AllowanceRight.objects.filter(client=client).delete()
    StatusPeriod.objects.filter(client=client, end_date=None).update(status="unemployed")
    return client


def test_a_decision_is_kept_with_what_is_missing(world: Any, pilot: Pilot, actor: Any) -> None:
    client, by = unknown(world), actor(world.lead)
    Enrolment.objects.filter(client=client).delete()
    Decision.objects.filter(client=client).delete()
    made = decide(client=client, pilot=pilot, on=DAY, by=by)
    assert (made.result, made.rule_version) == ("undecided", pilot.versions.first().digest)
    assert "earnings_related_right" in made.missing
    assert decide(client=client, pilot=pilot, on=DAY, by=by) == made, "the same again is not kept again"
    tell(AllowanceRight, client, Told(False, DAY - timedelta(10)), DAY)
    later = decide(client=client, pilot=pilot, on=DAY, by=by)
    assert (later.result, later.reasons) == ("member", ["no-earnings-related"])
    assert Enrolment.objects.get(client=client, pilot=pilot).decision == later
    assert Entry.objects.filter(action="clients.decided", subject_id=client.pk).count() == 2


def test_what_is_missing_is_filled_in_on_a_page(world: Any, pilot: Pilot, browser_of: Any, actor: Any) -> None:
    client = unknown(world)
    Decision.objects.filter(client=client).delete()
    decide(client=client, pilot=pilot, on=DAY, by=actor(world.lead))
    browser = browser_of(world.lead)
    page = browser.get(reverse("undecided")).content.decode()
    assert str(client.pk) in page
    assert "oikeus ansiopäivärahaan" in page
    address = reverse("decide_client", kwargs={"client_id": client.pk})
    assert "Kielen koodi" in browser.get(address).content.decode()
    assert "Kirjoita kielen koodi" in browser.post(address, {"native_language": "12"}).content.decode()
    answer = browser.post(address, {"native_language": "suomi"}, follow=True).content.decode()
    assert "Päätöstä ei voi vielä tehdä" in answer
    answer = browser.post(address, {"earnings_related": "0", "immigrant": "0"}, follow=True).content.decode()
    assert "kuuluu kohderyhmään" in answer
    client.refresh_from_db()
    assert (client.native_language, client.immigrant) == ("fi", False)
    assert str(client.pk) not in browser.get(reverse("undecided")).content.decode()


def test_the_history_of_a_client_by_day() -> None:
    row = StatusPeriod(status="unemployed", start_date=DAY - timedelta(100))
    assert change_by(Told("unemployed"), row, DAY) is None
    assert change_by(Told("unemployed", DAY - timedelta(200)), row, DAY) is None
    again = change_by(Told("unemployed", DAY - timedelta(10)), row, DAY)
    assert again is not None
    assert (again.last_day, again.begins) == (DAY - timedelta(11), DAY - timedelta(10))
    mended = change_by(Told("laid_off", DAY - timedelta(100)), row, DAY)
    assert mended is not None
    assert (mended.corrected, mended.begins) == (True, None)
    row.end_date = DAY - timedelta(5)
    after = change_by(Told("unemployed", DAY - timedelta(50)), row, DAY)
    assert after is not None
    assert after.begins == DAY - timedelta(4), "what has ended is not touched"


def test_a_status_whose_end_is_ahead_is_not_begun_anew() -> None:
    ends = DAY + timedelta(30)
    row = StatusPeriod(status="unemployed", start_date=DAY - timedelta(100), end_date=ends)
    assert change_by(Told("unemployed"), row, DAY) is None
    assert change_by(Told("unemployed", DAY - timedelta(100)), row, DAY) is None
    other = change_by(Told("laid_off"), row, DAY)
    assert other is not None
    assert (other.last_day, other.begins, other.ends) == (DAY - timedelta(1), DAY, ends)
    mended = change_by(Told("laid_off", DAY - timedelta(100)), row, DAY)
    assert mended is not None
    assert (mended.corrected, mended.last_day) == (True, ends)


def test_the_open_residence_is_the_clients_municipality(world: Any, actor: Any) -> None:
    client = world.client
    change_client(client=client, municipality="536", by=actor(world.coach))
    rows = list(client.residences.order_by("start_date").values_list("municipality", "end_date"))
    assert rows[-1] == ("536", None)
    assert rows[-2][1] == DAY - timedelta(1)
    change_client(client=client, municipality="", by=actor(world.coach))
    assert not client.residences.filter(end_date=None).exists()


# Coaches


def places(*codes: str) -> frozenset[str]:
    return frozenset(codes)


def test_language_then_place_then_whoever_has_fewest() -> None:
    coaches = [
        Coach("all", load=5),
        Coach("nokia", places("536"), load=9),
        Coach("russian", languages=places("ru"), load=50, most=51),
    ]
    wanted = [Wanted("a", "536", "fi"), Wanted("b", "837", "ru"), Wanted("c", "837", "ru"), Wanted("d", "837", "")]
    assert {one.client: (one.coach, one.why) for one in shared(wanted, coaches)} == {
        "a": ("nokia", "place"),
        "b": ("russian", "language"),
        "c": ("all", "load"),
        "d": ("all", "load"),
    }
    assert shared([Wanted("a", "1", "fi")], [Coach("x", most=0)])[0].why == "no_room"
    assert shared([Wanted("a", "1", "fi")], [Coach("x", places("2"))])[0].why == "nobody"


@given(
    st.lists(st.tuples(st.sampled_from(["837", "536", ""]), st.sampled_from(["fi", "ru", ""])), max_size=30),
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(["837", "536"])), st.sets(st.just("ru")), st.integers(0, 3), st.integers(0, 9)
        ),
        max_size=4,
    ),
)
def test_nobody_gets_more_than_fits_and_nobody_is_lost(clients: Any, coaches: Any) -> None:
    made = [Coach(n, frozenset(p), frozenset(la), load, most) for n, (p, la, load, most) in enumerate(coaches)]
    wanted = [Wanted(n, *one) for n, one in enumerate(clients)]
    found = shared(wanted, made)
    assert sorted(str(one.client) for one in found) == sorted(str(one.id) for one in wanted)
    for n, (homes, _languages, load, most) in enumerate(coaches):
        got = [one for one in found if one.coach == n]
        assert load + len(got) <= max(most, load)
        assert not homes or {clients[one.client][0] for one in got} <= homes
    left = [one for one in found if one.coach is None]
    assert not left or not any(one.has_room and not one.municipalities for one in made), "a free hand stays idle"


def test_coaches_are_proposed_confirmed_and_undone(world: Any, browser_of: Any) -> None:
    unit = world.units[0]
    waiting = set(people_queries.without_coach(DAY).filter(unit=unit).values_list("pk", flat=True))
    assert waiting
    browser = browser_of(world.lead)
    assert "Tee ehdotus: Keskustan tiimi" in browser.get(reverse("allocations")).content.decode()
    address = browser.post(reverse("propose_allocation", kwargs={"unit_id": unit.pk}))["Location"]
    assert "Ehdotus omavalmentajista" in browser.get(address).content.decode()
    assert people_queries.without_coach(DAY).filter(unit=unit).count() == len(waiting), "nothing has changed yet"
    browser.post(f"{address}confirm/")
    assert not people_queries.without_coach(DAY).filter(unit=unit).exists()
    assert Entry.objects.filter(action="clients.coach_assigned", subject_id__in=waiting).count() == len(waiting)
    assert "Joku ehti jo" in browser.post(f"{address}confirm/", follow=True).content.decode()
    browser.post(f"{address}undo/")
    assert set(people_queries.without_coach(DAY).filter(unit=unit).values_list("pk", flat=True)) == waiting


def test_a_client_who_got_a_coach_meanwhile_keeps_that_one(world: Any) -> None:
    by = actor_of(world.lead, timezone.now())
    plan = allocating.propose(unit=world.units[0], on=DAY, by=by)
    one = plan.clients.exclude(coach=None)[0]
    other = CoachAssignment.objects.create(client=one.client, coach=world.people["oskari.ohjaaja"], start_date=DAY)
    named, others = allocating.confirm(plan=plan, by=by)
    assert (named, others) == (plan.clients.count() - 1, 1)
    allocating.undo(plan=plan, by=by)
    assert CoachAssignment.objects.get(client=one.client, end_date=None) == other


def test_whom_coaches_can_take_is_told_on_a_page(world: Any, browser_of: Any) -> None:
    unit, coach = world.units[0], world.coach
    address = reverse("coach_scopes", kwargs={"unit_id": unit.pk})
    browser = browser_of(world.lead)
    assert "Kuntaa ei ole" in browser.post(address, {f"places_{coach.pk}": "Ei kunta"}).content.decode()
    told = {f"places_{coach.pk}": "Nokia, 837", f"languages_{coach.pk}": "ru", f"most_{coach.pk}": "60"}
    assert browser.post(address, told).status_code == 302
    scope = CoachScope.objects.get(unit=unit, coach=coach)
    assert (scope.municipalities, scope.languages, scope.most) == (["536", "837"], ["ru"], 60)
    assert "Nokia, Tampere" in browser.get(address).content.decode()


# Leaving


def test_access_ends_by_itself_after_the_last_day(world: Any, actor: Any) -> None:
    client = Client.objects.filter(unit=world.units[0], coach_assignments__coach=world.coach)[0]
    hand_over(clients=[client.pk], last_day=DAY, reason="moved", left_for="Helsinki", by=actor(world.lead))
    assert allowed(actor(world.coach), "view", "client").filter(pk=client.pk).exists(), "the last day is a day"
    for person in (world.coach, world.lead, world.planner):
        tomorrow = actor_of(person, timezone.now() + timedelta(1))
        for action in ("list", "view", "contact", "change", "open", "decide", "move"):
            assert not allowed(tomorrow, action, "client").filter(pk=client.pk).exists(), (person, action)
    officer = actor_of(world.officer, timezone.now() + timedelta(1))
    assert allowed(officer, "search_log", "client").filter(pk=client.pk).exists()
    assert client.coach_assignments.filter(end_date=None).count() == 0
    assert client.statuses.filter(end_date=None).count() == 0
    take_back(client=client, unit=world.units[0], by=actor(world.lead))
    assert allowed(actor_of(world.lead, timezone.now() + timedelta(1)), "view", "client").filter(pk=client.pk).exists()


def test_nobody_is_handed_over_before_they_came(world: Any, actor: Any) -> None:
    client = Client.objects.filter(unit=world.units[0], coach_assignments__end_date=None)[0]
    with pytest.raises(ValidationError, match="vasta tämän päivän jälkeen"):
        hand_over(clients=[client.pk], last_day=DAY - timedelta(2000), reason="moved", by=actor(world.lead))
    client.refresh_from_db()
    assert client.last_day is None


def test_those_who_moved_are_handed_over_on_a_page(world: Any, pilot: Pilot, browser_of: Any, actor: Any) -> None:
    client = Client.objects.filter(unit=world.units[0], non_disclosure=False)[1]
    tell(AllowanceRight, client, Told(False), DAY)
    StatusPeriod.objects.filter(client=client, end_date=None).update(status="unemployed")
    by = actor(world.lead)
    assert decide(client=client, pilot=pilot, on=DAY, by=by).result == "member"
    change_client(client=client, municipality="091", by=by)
    later = actor_of(world.lead, timezone.now())
    assert decide(client=client, pilot=pilot, on=DAY, by=later).result == "outside"
    browser = browser_of(world.lead)
    page = browser.get(reverse("leaving")).content.decode()
    row = next(row for row in page.split("<tr>") if str(client.pk) in row)
    assert "Muutti muualle" in row
    told = {"clients": [client.pk], "last_day": DAY.isoformat(), "reason": "moved", "left_for": "Helsinki"}
    sure = browser.post(reverse("leaving"), told).content.decode()
    assert client.family_name in sure
    client.refresh_from_db()
    assert client.last_day is None, "it was only looked at"
    browser.post(reverse("leaving"), told | {"sure": "1"})
    client.refresh_from_db()
    assert (client.last_day, client.left_for) == (DAY, "Helsinki")
    assert Enrolment.objects.get(client=client, pilot=pilot).end_reason == "moved"


def test_a_last_day_far_ahead_is_refused(world: Any) -> None:
    told = {"everyone": "1", "reason": "moved"}
    for days, fine in ((0, True), (731, True), (732, False), (73_000, False)):
        form = LeavingForm(told | {"last_day": (DAY + timedelta(days)).isoformat()}, clients=Client.objects.all())
        assert form.is_valid() == fine, days
        assert ("last_day" in form.errors) != fine


def test_another_unit(world: Any, browser_of: Any, actor: Any) -> None:
    client = Client.objects.filter(unit=world.units[0], coach_assignments__end_date=None)[0]
    address = reverse("move_client", kwargs={"client_id": client.pk})
    there = {"unit": world.other.units.get().pk}
    assert browser_of(world.planner).post(address, there).status_code == 200, "another organiser's unit is no choice"
    coaches = CoachAssignment.objects.filter(client=client)
    old = coaches.get(end_date=None)
    assign_coach(
        client=client,
        coach=next(coach for coach in coaches_in(client.unit_id, DAY) if coach != old.coach),
        on=DAY + timedelta(9),
        by=actor(world.lead),
    )
    answer = browser_of(world.planner).post(address, there | {"unit": world.units[1].pk})
    assert answer.status_code == 302
    client.refresh_from_db()
    assert client.unit == world.units[1]
    assert not coaches.filter(Q(end_date=None) | Q(end_date__gte=DAY)).exists()
    assert coaches.get(pk=old.pk).end_date == DAY - timedelta(1)
    entry = Entry.objects.filter(action="clients.moved_to_unit", subject_id=client.pk).latest("id")
    assert {"coach": str(old.coach_id), "start_date": str(old.start_date)} in entry.before["coaches"]
    assert len(entry.before["coaches"]) == 2, "whose client it was to be is told too"
    with pytest.raises(ValidationError):
        move_to_unit(client=client, unit=world.units[1], by=actor(world.lead))


def test_work_lists_take_as_many_queries_whatever_their_length(world: Any, pilot: Pilot, browser_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, by = browser_of(world.lead), actor_of(world.lead, timezone.now())
    clients = list(Client.objects.filter(unit=world.units[0])[:12])
    taken: dict[str, list[int]] = {"undecided": [], "leaving": [], "allocations": []}
    for part in (clients[:2], clients[2:]):
        for client in part:
            told = {"client": client, "pilot": pilot, "on": DAY, "rule_version": "x", "decided_at": by.at}
            Decision.objects.filter(client=client).delete()
            Decision.objects.create(result="undecided", missing=["immigrant"], **told)
        for name, numbers in taken.items():
            browser.get(reverse(name))
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(reverse(name)).status_code == 200
            numbers.append(len(queries))
    assert {name: numbers[0] for name, numbers in taken.items()} == {
        name: numbers[1] for name, numbers in taken.items()
    }
    assert max(max(numbers) for numbers in taken.values()) <= 14
