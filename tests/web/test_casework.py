"""What staff and the client do together: agreed steps, messages, notes, meetings, the timeline, the text to paste."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.casework import actions, list_actions
from polku_web.casework.models import Duty, Meeting, Message, Note, Supporter
from polku_web.casework.pasting import summary
from polku_web.casework.queries import agreement_in_force, latest_agreement, meetings_to_come, unread_from
from polku_web.casework.timeline import KINDS, timeline
from polku_web.clients.models import Client, CoachAssignment
from polku_web.clients.queries import coaches_in

pytestmark = pytest.mark.django_db
STEP = {"text": "Hae yhtä paikkaa."}


@pytest.fixture
def coach(world: Any, actor: Any) -> Any:
    """The coach of the demo's first client, acting."""
    return actor(CoachAssignment.objects.get(client=world.client, end_date=None).coach)


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


def at(name: str, client: Client) -> str:
    return reverse(name, kwargs={"client_id": client.pk})


def test_steps_are_in_force_when_both_have_accepted_the_latest_version(world: Any, coach: Any, actor: Any) -> None:
    client, me = world.client, actor(world.client.user)
    old = latest_agreement(client)
    assert old is not None
    new = actions.propose_agreement(client=client, steps=[STEP], by=coach)
    assert (new.version, new.client_accepted_at) == (old.version + 1, None)
    assert agreement_in_force(client).version < new.version  # type: ignore[union-attr]
    with pytest.raises(ValidationError, match="uusi versio"):
        actions.accept_agreement(agreement=old, by=me)
    assert (
        actions.ask_change(agreement=new, answer="  Mieluummin kesällä ", by=me).client_answer == "Mieluummin kesällä"
    )
    actions.accept_agreement(agreement=new, by=me)
    assert agreement_in_force(client) == new
    with pytest.raises(ValidationError, match="jo hyväksytty"):
        actions.accept_agreement(agreement=new, by=me)
    told = Entry.objects.filter(action="casework.agreement_accepted", subject_id=client.pk).latest("id")
    assert told.after == {"version": new.version, "how": "own_path"}
    assert STEP["text"] not in str(Entry.objects.filter(subject_id=client.pk).values_list("after", flat=True))


def test_a_proposal_has_steps_that_are_whole(world: Any, coach: Any) -> None:
    for steps in ([], [{"text": ""}], [STEP] * 9, [{"text": "x", "doer": "nobody"}]):
        with pytest.raises(ValidationError), transaction.atomic():
            actions.propose_agreement(client=world.client, steps=steps, by=coach)


def test_a_client_who_does_not_sign_in_accepts_in_a_meeting(world: Any, coach: Any, browser_of: Any) -> None:
    agreement = actions.propose_agreement(client=world.client, steps=[STEP], by=coach)
    address = reverse("accepted_here", kwargs={"agreement_id": agreement.pk})
    assert browser_of(world.coach).post(address).status_code == 302
    agreement.refresh_from_db()
    assert agreement.accepted_how == "meeting"
    with pytest.raises(DatabaseError), transaction.atomic():
        type(agreement).objects.filter(pk=agreement.pk).update(accepted_how="")


def test_steps_on_the_page_begin_with_what_is_not_done(world: Any, coach: Any, browser_of: Any) -> None:
    browser, address = browser_of(world.coach), at("propose_steps", world.client)
    assert "Hae kahta työpaikkaa lähialueelta." in browser.get(address).content.decode()
    told = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0", "form-0-text": "Soita.", "form-0-doer": "coach"}
    blank = {f"form-{n}-doer": "client" for n in (1, 2)}
    assert browser.post(address, told | blank).status_code == 302
    steps = [step.text for step in latest_agreement(world.client).steps.all()]  # type: ignore[union-attr]
    assert steps == ["Soita."]
    step = latest_agreement(world.client).steps.get()  # type: ignore[union-attr]
    browser.post(reverse("mark_step", kwargs={"step_id": step.pk}), {"done": "1"})
    step.refresh_from_db()
    assert step.done_on == timezone.localdate()
    nothing = {**told, "form-0-text": ""} | blank
    assert browser.post(address, nothing).status_code == 200


def test_a_step_is_marked_as_the_page_says_however_often(world: Any, coach: Any, browser_of: Any, today: Any) -> None:
    agreement = actions.propose_agreement(client=world.client, steps=[STEP], by=coach)
    actions.accept_agreement(agreement=agreement, by=coach, how="meeting")
    step, browser = agreement.steps.get(), browser_of(world.coach)
    address, page = reverse("mark_step", kwargs={"step_id": step.pk}), reverse("client", args=[world.client.pk])
    assert 'name="done" value="1"' in browser.get(page).content.decode()
    earlier = today - timedelta(1)
    actions.mark_step(step=step, on=earlier, by=coach)
    assert 'name="done" value="0"' in browser.get(page).content.decode()
    for told, day in (("1", earlier), ("0", None), ("0", None), ("1", today), ("1", today)):
        browser.post(address, {"done": told})
        step.refresh_from_db()
        assert step.done_on == day


def test_messages_are_read_by_the_other_side(world: Any, coach: Any, actor: Any, browser_of: Any) -> None:
    client, me = world.client, actor(world.client.user)
    unread = unread_from(client)
    actions.send_message(client=client, text="Kiitos!", by=me)
    assert unread_from(client) == unread + 1
    assert actions.read_messages(client=client, by=me) == 1, "the coach's own, of the day before yesterday"
    browser = browser_of(world.coach)
    browser.get(at("client_messages", client))
    assert unread_from(client) == unread + 1, "looking marks nothing"
    browser.post(at("client_messages", client), {"text": "Sopii."})
    assert unread_from(client) == 0
    assert actions.read_messages(client=client, by=coach) == 0
    with pytest.raises(ValidationError):
        actions.send_message(client=client, text="  ", by=me)


def test_one_page_does_it_to_many_only_once(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    of = CoachAssignment.objects.filter(coach=world.coach, end_date=None).values_list("client", flat=True)
    told = {"action": "message", "client": list(of[:2]), "text": "Vain kerran!"}
    once = browser.post("/desk/many/", {**told, "turn": "look"}).context["once"]
    first, second = (browser.post("/desk/many/", {**told, "turn": "do", "once": once}) for _ in "12")
    assert first["Location"] == second["Location"] == reverse("bulk_done", kwargs={"act_id": once})
    assert Message.objects.filter(text="Vain kerran!").count() == 2


def test_a_note_is_internal_or_shared_and_stays(world: Any, coach: Any, browser_of: Any) -> None:
    browser_of(world.coach).post(at("add_note", world.client), {"text": "Vain meille <b>tärkeää</b>."})
    note = Note.objects.latest("at")
    assert not note.shared
    page = browser_of(world.coach).get(at("client", world.client)).content.decode()
    assert "Vain meille &lt;b&gt;tärkeää&lt;/b&gt;." in page
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text="")


def test_statutory_meetings_are_typed_only_where_there_is_no_import(
    world: Any, coach: Any, today: Any, actor: Any
) -> None:
    with pytest.raises(ValidationError, match="valtakunnalliseen"):
        actions.add_meeting(client=world.client, kind="job_search_discussion", date=today, by=coach)
    own = actions.add_meeting(client=world.client, kind="other", date=today + timedelta(1), by=coach)
    assert own in meetings_to_come(world.client, today)
    there = actor(world.people["coach"])
    held = actions.add_meeting(client=world.elsewhere, kind="initial_interview", date=today, held=True, by=there)
    assert not held.imported
    with pytest.raises(ValidationError, match="ei ole vielä"):
        actions.add_meeting(client=world.elsewhere, kind="other", date=today + timedelta(1), held=True, by=there)
    with pytest.raises(ValidationError, match="ei ole vielä"):
        actions.mark_meeting(meeting=own, held=True, by=coach)


def test_an_imported_meeting_is_not_changed_here(world: Any, browser_of: Any, coach: Any) -> None:
    imported = Meeting.objects.exclude(source_key="").filter(client=world.client, held=None).first()
    assert imported is not None
    for act in (actions.cancel_meeting, lambda **told: actions.mark_meeting(held=True, **told)):
        with pytest.raises(ValidationError):
            act(meeting=imported, by=coach)
    page = browser_of(world.coach).get(at("client", world.client)).content.decode()
    assert reverse("mark_meeting", kwargs={"meeting_id": imported.pk}) not in page
    assert f"https://kansallinen.example/tapaamiset/{imported.source_key}" in page


def test_a_planned_meeting_is_cancelled_once(world: Any, coach: Any, today: Any, browser_of: Any) -> None:
    meeting = actions.add_meeting(client=world.client, kind="other", date=today, by=coach)
    address = reverse("mark_meeting", kwargs={"meeting_id": meeting.pk})
    browser_of(world.coach).post(address, {"told": "missed"})
    meeting.refresh_from_db()
    assert meeting.held is False
    with pytest.raises(ValidationError, match="jo kerrottu"):
        actions.cancel_meeting(meeting=meeting, by=coach)
    other = actions.add_meeting(client=world.client, kind="other", date=today, by=coach)
    actions.cancel_meeting(meeting=other, by=coach)
    with pytest.raises(ValidationError, match="jo peruttu"):
        actions.cancel_meeting(meeting=other, by=coach)


def test_a_meeting_held_changes_what_the_law_asks(world: Any, actor: Any, today: Any) -> None:
    """Where meetings are written here, the interview is due until it has been held."""
    from polku_web.base.changes import facts_changed
    from polku_web.clients.models import StatusPeriod

    client, there = world.elsewhere, actor(world.people["coach"])
    StatusPeriod.objects.filter(client=client).delete()
    StatusPeriod.objects.create(client=client, status="unemployed", start_date=today - timedelta(3))
    facts_changed([client.pk], today)
    due = Duty.objects.get(client=client)
    assert (due.kind, due.law_value, due.since) == ("initial_interview", "10", today - timedelta(3))
    assert due.law_source
    actions.add_meeting(client=client, kind="initial_interview", date=today, held=True, by=there)
    assert [one.kind for one in Duty.objects.filter(client=client)] == ["job_search_discussion"]


def test_the_support_group_ends_by_itself(world: Any, browser_of: Any, today: Any, coach: Any) -> None:
    browser, address = browser_of(world.coach), at("add_supporter", world.client)
    told = {"name": "Keksitty Kelan neuvoja", "start_date": today.isoformat()}
    assert "Korjaa nämä" in browser.post(address, told).content.decode(), "a last day is asked for"
    assert browser.post(address, {**told, "end_date": today.isoformat()}).status_code == 302
    new = Supporter.objects.get(name=told["name"])
    assert "Kelan neuvoja" in browser.get(at("client", world.client)).content.decode()
    browser.post(reverse("end_supporter", kwargs={"supporter_id": new.pk}))
    assert "Kelan neuvoja" not in browser.get(at("client", world.client)).content.decode()
    older = Supporter.objects.filter(client=world.client).first()
    assert older is not None
    list_actions.end_supporter(supporter=older, by=coach)
    older.refresh_from_db()
    assert older.end_date == today - timedelta(1)


def test_one_timeline_has_it_all(world: Any, browser_of: Any, today: Any) -> None:
    entries = timeline(world.client, today, places=True)
    assert {one.kind for one in entries} == set(KINDS)
    assert [one.day for one in entries] == sorted((one.day for one in entries), reverse=True)
    assert all(one.national for one in entries if one.kind in ("plan", "status"))
    page = browser_of(world.coach).get(at("client_timeline", world.client), {"kind": "plan"}).content.decode()
    assert "Työllistymissuunnitelma" in page
    assert "Sisäinen merkintä" not in page
    assert browser_of(world.coach).get(at("client_timeline", world.client), {"kind": "nonsense"}).status_code == 200


def test_where_a_protected_client_is_met_is_hidden_from_colleagues(world: Any, browser_of: Any, actor: Any) -> None:
    own = CoachAssignment.objects.get(client=world.hidden, end_date=None).coach
    colleague = next(one for one in coaches_in(world.hidden.unit_id, timezone.localdate()) if one != own)
    day = timezone.localdate() + timedelta(1)
    actions.add_meeting(client=world.hidden, kind="other", date=day, place="Salakuja 3", by=actor(own))
    for name in ("client", "client_timeline"):
        assert "Salakuja" in browser_of(own).get(at(name, world.hidden)).content.decode()
        assert "Salakuja" not in browser_of(colleague).get(at(name, world.hidden)).content.decode()


def test_the_text_to_paste_tells_nothing_internal(world: Any, browser_of: Any, today: Any) -> None:
    text = summary(world.client, today)
    assert "Päivitä ansioluettelo. (asiakas) tehty" in text
    inside = [note.text for note in Note.objects.filter(client=world.client, shared=False)]
    client = world.client
    secrets = [*inside, client.family_name, client.identity_number, client.phone, client.address]
    assert inside
    assert not [one for one in secrets if one in text]
    page = browser_of(world.coach).get(at("paste_text", client)).content.decode()
    assert "readonly" in page
    assert "<script" not in page


def test_the_clients_page_has_no_euros(world: Any, browser_of: Any) -> None:
    page = browser_of(world.coach).get(at("client", world.client)).content.decode()
    assert not [word for word in ("€", "euro", "kuntaosuu", "etuus", "tuki/pv") if word in page]


def test_who_opens_in_an_emergency_reads_and_writes_nothing(world: Any, browser_of: Any, actor: Any) -> None:
    from polku_web.clients.actions import open_in_emergency

    by = actor(world.planner)
    open_in_emergency(client=world.client, user=world.planner, reason="safety", explanation="Syy", by=by)
    browser = browser_of(world.planner)
    page = browser.get(at("client", world.client)).content.decode()
    assert "Aikajana" in page
    assert "Kirjoita merkintä" not in page
    assert browser.get(at("add_note", world.client)).status_code == 403


def test_the_pages_are_logged_as_views(world: Any, browser_of: Any) -> None:
    for name in ("client_timeline", "add_note", "client_messages", "propose_steps", "paste_text", "add_supporter"):
        before = Entry.objects.filter(sort="view", subject_id=world.client.pk).count()
        browser_of(world.coach).get(at(name, world.client))
        assert Entry.objects.filter(sort="view", subject_id=world.client.pk).count() == before + 1, name
