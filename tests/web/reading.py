"""A second reading of the rules, in the plainest Python: row by row, no query shared with the service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.casework.models import Absence, Agreement, BulkAct, Meeting, Step, Supporter, WorkingList
from polku_web.clients.models import Client
from polku_web.contracts.models import Pilot
from polku_web.figures.models import Contract
from polku_web.intake.models import Allocation, Batch, ColumnMatch, Row
from polku_web.market.models import Job, Offer, Participation, Referral
from polku_web.organisations.models import Membership, Organisation, Token, Unit, User
from polku_web.privacy.models import DataRequest

HOLDERS: dict[tuple[str, str], set[str]] = {
    ("client", "list"): {"coach", "team_lead"},
    ("client", "view"): {"coach", "team_lead", "service_planner"},
    ("client", "contact"): {"coach", "team_lead"},
    ("client", "coach"): {"coach", "team_lead"},
    ("client", "change"): {"coach", "team_lead"},
    ("client", "assign"): {"team_lead"},
    ("client", "open"): {"coach", "team_lead", "service_planner"},
    ("client", "decide"): {"team_lead", "service_planner"},
    ("client", "hand_over"): {"team_lead", "service_planner"},
    ("client", "move"): {"team_lead", "service_planner"},
    ("client", "search_log"): {"data_protection_officer"},
    ("client", "give_data"): {"data_protection_officer"},
    ("data_request", "answer"): {"coach", "team_lead", "data_protection_officer"},
    ("client", "work"): {"coach", "team_lead"},
    ("client", "lead"): {"team_lead"},
    ("meeting", "work"): {"coach", "team_lead"},
    ("agreement", "work"): {"coach", "team_lead"},
    ("step", "work"): {"coach", "team_lead"},
    ("supporter", "work"): {"coach", "team_lead"},
    ("bulkact", "undo"): {"coach", "team_lead"},
    ("workinglist", "keep"): {"coach", "team_lead"},
    ("absence", "manage"): {"team_lead"},
    ("batch", "take_in"): {"team_lead", "service_planner", "system"},
    ("token", "administer"): {"admin"},
    ("organisation", "give_tokens"): {"admin"},
    ("row", "mend"): {"team_lead", "service_planner"},
    ("columnmatch", "forget"): {"admin"},
    ("allocation", "make"): {"team_lead", "service_planner"},
    ("unit", "allocate"): {"team_lead", "service_planner"},
    ("entry", "search"): {"data_protection_officer"},
    ("organisation", "appearance"): {"admin"},
    ("organisation", "administer"): {"admin"},
    ("organisation", "link"): {"admin"},
    ("unit", "administer"): {"admin"},
    ("person", "administer"): {"admin"},
    ("post", "end"): {"admin"},
    ("offer", "list"): {"coach", "team_lead", "service_planner"},
    ("offer", "change"): {"service_planner"},
    ("client", "refer"): {"coach", "team_lead"},
    ("referral", "view"): {"coach", "team_lead", "service_planner"},
    ("referral", "send"): {"coach", "team_lead"},
    ("referral", "answer"): {"provider_worker"},
    ("participation", "view"): {"coach", "team_lead", "service_planner"},
    ("participation", "report"): {"coach", "team_lead", "provider_worker"},
    ("job", "confirm"): {"coach", "team_lead"},
    ("contract", "view"): {"controller", "service_planner", "provider_worker"},
    ("pilot", "picture"): {"analyst", "controller", "service_planner", "team_lead"},
    ("organisation", "make_figures"): {"controller", "analyst"},
}

# What clients may with their own.
OF_CLIENTS = {("client", "looks")} | {
    (kind, "own") for kind in ("client", "data_request", "agreement", "step", "meeting", "participation")
}


OF_INTAKE = ("batch", "row", "allocation")


def posts_of(user: User, at: datetime) -> list[Membership]:
    """The person's posts whose days include the moment's."""
    day = timezone.localdate(at)
    return [
        post
        for post in Membership.objects.filter(user=user).select_related("organisation", "unit")
        if post.start_date <= day and (post.end_date is None or day <= post.end_date)
    ]


def may_by_hand(user: User, kind: str, action: str, thing: Any, at: datetime) -> bool:
    """Whether the person may do the action to the thing."""
    if (kind, action) in OF_CLIENTS:
        return bool(_whose(kind, thing).user_id == user.pk)
    posts = [post for post in posts_of(user, at) if post.role in HOLDERS[kind, action]]
    return any(_lets(post, kind, action, thing, at) for post in posts)


def _whose(kind: str, thing: Any) -> Client:
    if kind == "client":
        return thing
    return (thing.agreement if kind == "step" else thing).client


def _lets(post: Membership, kind: str, action: str, thing: Any, at: datetime) -> bool:
    if kind == "client":
        return _client(post, action, thing, at)
    if kind in CASEWORK:
        return _casework(post, kind, action, thing, at)
    if kind == "data_request":
        return _client(post, "give_data" if post.role == "data_protection_officer" else "change", thing.client, at)
    if kind in OF_INTAKE:
        return _intake(post, kind, thing)
    if kind == "entry":
        return thing.organiser_id in (None, post.organisation_id)
    if kind == "contract" or action == "make_figures":
        return _figures(post, kind, thing)
    if kind == "organisation":
        partner = action == "administer" and thing.partner_of_id == post.organisation_id
        own = thing.pk == post.organisation_id and (action != "give_tokens" or thing.kind == "organiser")
        return bool(own or partner)
    if kind in ("offer", "referral", "participation", "job"):
        return _market(post, kind, action, thing, at)
    return _of_the_house(post, kind, action, thing)


def _of_the_house(post: Membership, kind: str, action: str, thing: Any) -> bool:
    if kind == "person":
        return any(_ours(post, one.organisation) for one in thing.memberships.select_related("organisation"))
    if action == "allocate" and post.role == "team_lead":
        return bool(thing.pk == post.unit_id)
    return _ours(post, thing.organisation)


CASEWORK = {"meeting", "agreement", "supporter", "step", "bulkact", "workinglist", "absence"}


def _casework(post: Membership, kind: str, action: str, thing: Any, at: datetime) -> bool:
    if kind == "step":
        return _client(post, action, thing.agreement.client, at)
    if kind in ("bulkact", "workinglist"):
        return bool(post.user_id == (thing.made_by_id if kind == "bulkact" else thing.owner_id))
    if kind == "absence":
        return Membership.objects.filter(user=thing.coach, role="coach", unit=post.unit_id).exists()
    return _client(post, action, thing.client, at)


def _intake(post: Membership, kind: str, thing: Any) -> bool:
    if kind in ("batch", "row"):
        if kind == "row" and thing.state == "taken_in":
            return False  # it is in: there is nothing to mend
        batch = thing if kind == "batch" else thing.batch
        alone = post.unit_id == batch.unit_id and not batch.whole
        return alone if post.role == "team_lead" else bool(post.organisation_id == batch.organisation_id)
    ours = post.organisation_id == thing.unit.organisation_id
    return bool(ours and (post.role != "team_lead" or post.unit_id == thing.unit_id))


def may_token_by_hand(token: Token, batch: Batch) -> bool:
    """Whether another system may work on the batch, one of clients: in all the organiser, or in the token's units."""
    if batch.kind != "clients":
        return False
    if token.whole:
        return bool(token.organisation_id == batch.organisation_id)
    return not batch.whole and batch.unit_id in {one.pk for one in token.units.all()}


def _figures(post: Membership, kind: str, thing: Any) -> bool:
    if kind == "organisation":
        return bool(thing.pk == post.organisation_id and thing.kind == "organiser")
    contract: Contract = thing
    if post.role != "provider_worker":
        return bool(contract.pilot.organisation_id == post.organisation_id)
    return any(
        one.organisation_id == post.organisation_id
        for one in contract.pilot.suppliers.all()
        if one.provider_key == contract.provider_key
    )


def _ours(post: Membership, organisation: Organisation) -> bool:
    return post.organisation_id in (organisation.pk, organisation.partner_of_id)


def _client(post: Membership, action: str, client: Client, at: datetime) -> bool:
    same_organiser = client.unit.organisation_id == post.organisation_id
    if action in ("search_log", "give_data"):
        return same_organiser
    day = timezone.localdate(at)
    if client.last_day is not None and client.last_day < day:
        return False
    if action == "open":
        return same_organiser
    away = Absence.objects.filter(cover=post.user)
    covered = {one.coach_id for one in away if one.start_date <= day and (one.end_date is None or day <= one.end_date)}
    own = same_organiser and any(
        one.coach_id in {post.user_id, *covered}
        and one.start_date <= day
        and (one.end_date is None or day <= one.end_date)
        and any(its.role == "coach" and its.unit_id == client.unit_id for its in posts_of(one.coach, at))
        for one in client.coach_assignments.all()
    )
    opened = same_organiser and any(
        one.user_id == post.user_id and one.began_at <= at < one.ends_at for one in client.emergencies.all()
    )
    in_unit = post.unit_id == client.unit_id
    lets = {
        "coach": {
            "list": own or in_unit,
            "view": own or in_unit or opened,
            "contact": own,
            "coach": own,
            "change": own or in_unit,
            "work": own or in_unit,
            "refer": own or in_unit,
        },
        "team_lead": {
            "list": in_unit,
            "view": in_unit or opened,
            "contact": in_unit,
            "coach": own and in_unit,
            "change": in_unit,
            "refer": in_unit,
            "work": in_unit,
            "lead": in_unit,
            **dict.fromkeys(("assign", "decide", "hand_over", "move"), in_unit),
        },
        "service_planner": {"view": opened, **dict.fromkeys(("decide", "hand_over", "move"), same_organiser)},
    }
    return lets[post.role].get(action, False)


def _market(post: Membership, kind: str, action: str, thing: Any, at: datetime) -> bool:
    if kind == "offer":
        return bool(thing.pilot.organisation_id == post.organisation_id)
    if post.role != "provider_worker":
        return _client(post, "view" if action == "view" else "change", thing.client, at)
    referral = thing if kind == "referral" else thing.referral
    if referral is None or referral.offer.provider_id != post.organisation_id:
        return False
    still = referral.state == "ended" and referral.shown_until and referral.shown_until >= timezone.localdate(at)
    last = referral.client.last_day
    here = last is None or last >= timezone.localdate(at)
    return referral.state == "started" or (here and referral.state in ("sent", "seen", "accepted")) or bool(still)


MODELS: dict[str, Any] = {
    "absence": Absence,
    "agreement": Agreement,
    "bulkact": BulkAct,
    "meeting": Meeting,
    "step": Step,
    "supporter": Supporter,
    "workinglist": WorkingList,
    "allocation": Allocation,
    "batch": Batch,
    "row": Row,
    "columnmatch": ColumnMatch,
    "client": Client,
    "entry": Entry,
    "organisation": Organisation,
    "unit": Unit,
    "person": User,
    "post": Membership,
    "token": Token,
    "offer": Offer,
    "referral": Referral,
    "participation": Participation,
    "job": Job,
    "data_request": DataRequest,
    "contract": Contract,
    "pilot": Pilot,
}
