"""What staff and the client do together: each a function, a transaction and an entry in the log.

What was written or agreed is not repeated in the log: it says that it happened, and stands itself beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.changes import facts_changed
from polku_web.casework.models import Agreement, Meeting, Message, Note, Step
from polku_web.casework.queries import has_left, latest_agreement, meetings_came_on
from polku_web.clients.models import Client
from polku_web.organisations.models import User

MOST_STEPS = 8


@transaction.atomic
def propose_agreement(*, client: Client, steps: Sequence[Mapping[str, Any]], by: Actor) -> Agreement:
    """A new version of the next steps, accepted by the one who proposes. It waits for the client's word.

    Each step tells `text`, and may tell `if_no`, `doer` (client, coach, provider) and `due_on`. Raises ValidationError
    when there is no step, there are too many, or one is not whole.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    if not 1 <= len(steps) <= MOST_STEPS:
        raise ValidationError(_("Kirjoita vähintään yksi ja enintään kahdeksan askelta."))
    before = latest_agreement(client)
    agreement = Agreement(
        client=client,
        version=before.version + 1 if before else 1,
        made_by_id=by.user_id,
        made_at=by.at,
        coach_accepted_at=by.at,
    )
    agreement.full_clean()
    agreement.save(force_insert=True)
    for order, told in enumerate(steps, start=1):
        step = Step(agreement=agreement, order=order, **told)
        step.full_clean()
        step.save(force_insert=True)
    after = {"version": agreement.version, "steps": len(steps)}
    record(by, "casework.agreement_proposed", agreement, subject_id=client.pk, after=after)
    return agreement


@transaction.atomic
def accept_agreement(*, agreement: Agreement, by: Actor, how: str = "own_path") -> Agreement:
    """The client accepts the latest version: in Oma polku, or in a meeting where a worker writes it down.

    Raises ValidationError when a newer version has been proposed, or this one is accepted already.
    """
    agreement = _still_open(agreement)
    agreement.client_accepted_at, agreement.accepted_how = by.at, how
    agreement.save(update_fields=["client_accepted_at", "accepted_how"])
    after = {"version": agreement.version, "how": how}
    record(by, "casework.agreement_accepted", agreement, subject_id=agreement.client_id, after=after)
    return agreement


@transaction.atomic
def ask_change(*, agreement: Agreement, answer: str, by: Actor) -> Agreement:
    """The client does not accept the latest version as it is, and says what should be different."""
    agreement = _still_open(agreement)
    agreement.client_answer = answer.strip()
    if not agreement.client_answer:
        raise ValidationError({"answer": _("Kirjoita, mitä haluat muuttaa.")})
    agreement.full_clean()
    agreement.save(update_fields=["client_answer"])
    after = {"version": agreement.version}
    record(by, "casework.agreement_questioned", agreement, subject_id=agreement.client_id, after=after)
    return agreement


def _still_open(agreement: Agreement) -> Agreement:
    """The version as it stands now, if it is the latest and the client has not accepted it."""
    client = Client.objects.select_for_update().get(pk=agreement.client_id)
    latest = latest_agreement(client)
    if latest is None or latest.pk != agreement.pk:
        raise ValidationError(_("Ehdotuksesta on tehty uusi versio. Lue se ensin."))
    if latest.client_accepted_at is not None:
        raise ValidationError(_("Tämä on jo hyväksytty."))
    return latest


@transaction.atomic
def mark_step(*, step: Step, on: date | None, by: Actor) -> Step:
    """The step was done on the day; None takes the mark back."""
    step = Step.objects.select_for_update().select_related("agreement").get(pk=step.pk)
    step.done_on = on
    step.save(update_fields=["done_on"])
    subject = step.agreement.client_id
    record(by, "casework.step_marked", step, subject_id=subject, after={"done_on": str(on) if on else None})
    return step


@transaction.atomic
def send_message(*, client: Client, text: str, by: Actor) -> Message:
    """Send a message: to the coach when the client writes, else to the client.

    Raises ValidationError when empty, or when the client who writes has left: nobody would read it.
    """
    if by.client_id == client.pk and has_left(client, timezone.localdate(by.at)):
        raise ValidationError(_("Asiakkuutesi täällä on päättynyt. Emme enää lue viestejä tässä palvelussa."))
    message = Message(
        client=client, author_id=by.user_id, from_client=by.client_id == client.pk, at=by.at, text=text.strip()
    )
    message.full_clean()
    message.save(force_insert=True)
    record(by, "casework.message_sent", message, subject_id=client.pk)
    return message


@transaction.atomic
def read_messages(*, client: Client, by: Actor) -> int:
    """Mark what the other side wrote as read; how many there were. Nothing unread leaves no entry."""
    theirs = by.client_id != client.pk
    number = Message.objects.filter(client=client, from_client=theirs, read_at=None).update(read_at=by.at)
    if number:
        record(by, "casework.messages_read", client, subject_id=client.pk, after={"messages": number})
    return number


@transaction.atomic
def add_note(*, client: Client, text: str, shared: bool, by: Actor) -> Note:
    """Write a note: internal to staff, or shared with the client. It is not changed afterwards."""
    note = Note(client=client, author_id=by.user_id, at=by.at, text=text.strip(), shared=shared)
    note.full_clean()
    note.save(force_insert=True)
    record(by, "casework.note_added", note, subject_id=client.pk, after={"shared": shared})
    return note


@transaction.atomic
def add_meeting(
    *,
    client: Client,
    kind: str,
    date: date,
    by: Actor,
    time: time | None = None,
    mode: str = "",
    place: str = "",
    held: bool | None = None,
    coach: User | None = None,
) -> Meeting:
    """Record a meeting that is planned or was held. Without a coach named it is the worker's own.

    Raises ValidationError when statutory meetings come from the national system (they are never typed twice), or when
    a meeting of a day to come is told to have been held.
    """
    if kind != "other" and meetings_came_on(client.unit.organisation_id, timezone.localdate(by.at)):
        raise ValidationError(
            {"kind": _("Tämä tapaaminen kirjataan valtakunnalliseen järjestelmään. Se tulee sieltä.")}
        )
    if held is not None and date > timezone.localdate(by.at):
        raise ValidationError({"held": _("Tuleva tapaaminen ei ole vielä pidetty.")})
    meeting = Meeting(
        client=client,
        coach_id=coach.pk if coach else by.user_id,
        kind=kind,
        date=date,
        time=time,
        mode=mode,
        place=place,
        held=held,
    )
    meeting.full_clean()
    meeting.save(force_insert=True)
    facts_changed([client.pk], timezone.localdate(by.at))
    record(by, "casework.meeting_added", meeting, subject_id=client.pk, after=_told(meeting))
    return meeting


@transaction.atomic
def mark_meeting(*, meeting: Meeting, held: bool, by: Actor) -> Meeting:
    """Tell whether the meeting was held. Raises ValidationError for one of the national system, or one to come."""
    meeting = _own_row(meeting)
    if meeting.date > timezone.localdate(by.at):
        raise ValidationError({"held": _("Tuleva tapaaminen ei ole vielä pidetty.")})
    before, meeting.held = meeting.held, held
    meeting.save(update_fields=["held"])
    facts_changed([meeting.client_id], timezone.localdate(by.at))
    told = {"before": {"held": before}, "after": {"held": held}}
    record(by, "casework.meeting_marked", meeting, subject_id=meeting.client_id, **told)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Actor) -> None:
    """Take back a planned meeting. Raises ValidationError for one of the national system, or one told of already."""
    meeting = _own_row(meeting)
    if meeting.held is not None:
        raise ValidationError(_("Tapaamisesta on jo kerrottu, pidettiinkö se."))
    record(by, "casework.meeting_cancelled", meeting, subject_id=meeting.client_id, before=_told(meeting))
    client_id = meeting.client_id
    meeting.delete()
    facts_changed([client_id], timezone.localdate(by.at))


def _own_row(meeting: Meeting) -> Meeting:
    try:
        meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    except Meeting.DoesNotExist as error:
        raise ValidationError(_("Tapaaminen on jo peruttu.")) from error
    if meeting.imported:
        raise ValidationError(_("Tapaaminen on valtakunnallisessa järjestelmässä. Muuta sitä siellä."))
    return meeting


def _told(meeting: Meeting) -> dict[str, Any]:
    return {"kind": meeting.kind, "date": str(meeting.date), "held": meeting.held}
