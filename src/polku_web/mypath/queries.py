"""What a client reads first: the next step, what is agreed, and who can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from polku_web.casework.models import Agreement, Meeting, Message, Note, Plan, Step, Supporter
from polku_web.casework.queries import agreements_of, links_for, meetings_to_come
from polku_web.clients.models import Client
from polku_web.market.queries import ClientService, services_for_client
from polku_web.mypath.models import Feedback
from polku_web.organisations.models import User
from polku_web.organisations.queries import in_force

SHARED_NOTES = 5


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next: in a sentence, and what follows from a no."""

    text: str
    if_no: str
    due_on: date | None = None
    step: Step | None = None
    asked: bool = True  # whether there is something to say no to


@dataclass(frozen=True)
class Path:
    """All that the client's first page tells."""

    next_step: NextStep
    proposal: Agreement | None  # waits for the client's word
    questioned: Agreement | None  # the client has asked for a change
    agreed: Agreement | None
    meetings: list[tuple[Meeting, str]]  # with a link to the national system, where it is from there
    plans: list[
        tuple[Plan, str, bool]
    ]  # of each kind the latest, likewise, and whether its day of checking has gone by
    services: list[ClientService]
    coach: User | None
    supporters: list[Supporter]
    notes: list[Note]
    unread: int


def path_of(client: Client, on: date) -> Path:
    """The client's path on the day: the same number of queries, however much there is."""
    versions = list(agreements_of(client))
    agreed = next((one for one in versions if one.coach_accepted_at and one.client_accepted_at), None)
    latest = versions[0] if versions and versions[0] is not agreed else None
    meetings = list(meetings_to_come(client, on))
    proposal = latest if latest is not None and not latest.client_answer else None
    plans = list({one.kind: one for one in client.plans.order_by("made_on", "id")}.values())
    links = links_for(client)
    return Path(
        next_step=_next_step(agreed, proposal, meetings),
        proposal=proposal,
        questioned=latest if latest is not None and latest.client_answer else None,
        agreed=agreed,
        meetings=[(one, links.to(one, own=True)) for one in meetings],
        plans=[(one, links.to(one, own=True), bool(one.check_on and one.check_on < on)) for one in plans],
        services=services_for_client(client),
        coach=coach_of(client, on),
        supporters=list(client.supporters.filter(in_force(on)).select_related("organisation").order_by("name")),
        notes=list(client.notes.filter(shared=True).select_related("author")[:SHARED_NOTES]),
        unread=Message.objects.filter(client=client, from_client=False, read_at=None).count(),
    )


def _next_step(agreed: Agreement | None, proposal: Agreement | None, meetings: list[Meeting]) -> NextStep:
    """The first own step that is not done; else the proposal to answer; else the next meeting; else nothing."""
    own = [one for one in agreed.steps.all() if one.doer == Step.Doer.CLIENT and not one.done_on] if agreed else []
    if own:
        first = own[0]
        return NextStep(first.text, first.if_no or ask_your_coach(), first.due_on, first)
    if proposal is not None:
        told = _("Voit pyytää muutosta. Sovimme asiasta vasta, kun hyväksyt ehdotuksen.")
        return NextStep(_("Lue valmentajasi ehdotus ja vastaa siihen."), told)
    if meetings:
        told = _("Jos et pääse tapaamiseen, ilmoita siitä heti. Kysy samalla, vaikuttaako se työttömyysturvaasi.")
        return NextStep(_("Tule seuraavaan tapaamiseen."), told, meetings[0].date)
    told = _("Voit kysyä valmentajaltasi, mitä teette seuraavaksi.")
    return NextStep(_("Emme ole nyt sopineet seuraavaa askelta."), told, asked=False)


def ask_your_coach() -> str:
    """What is told where nobody has written what follows from a no."""
    return _("Kerro siitä valmentajallesi. Hän kertoo, vaikuttaako se työttömyysturvaasi.")


def coach_of(client: Client, on: date) -> User | None:
    """The client's coach of the day."""
    found = client.coach_assignments.filter(in_force(on)).select_related("coach").first()
    return found.coach if found else None


def feedback_of(client: Client) -> QuerySet[Feedback]:
    """What the client has told of services, the latest first."""
    return Feedback.objects.filter(participation__client=client)
