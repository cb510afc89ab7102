"""Every address × every role × an object of one's own and of another organisation, made from the list of addresses."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor, Role
from polku_web.base.rights import roles_of, rules
from polku_web.casework.models import Absence, Agreement, BulkAct, Meeting, Step, Supporter, WorkingList
from polku_web.clients.models import Client
from polku_web.market.models import Job, Offer, Participation, Referral
from polku_web.organisations.models import Membership, Organisation, Unit, User
from polku_web.privacy.actions import make_request
from polku_web.privacy.models import DataRequest
from polku_web.project.addresses import Address, addresses
from tests.web.api_things import Caller, batches_of, token_for, token_of
from tests.web.conftest import OTHER, people_by_role
from tests.web.figures_things import of_figures
from tests.web.intake_things import of_intake
from tests.web.reading import HOLDERS, OF_CLIENTS, may_by_hand, may_token_by_hand

pytestmark = pytest.mark.django_db
ALL = addresses()
WHO = [*sorted(set(Role) - {Role.SYSTEM}), "left", "nobody"]
RULED = [one for one in ALL if one.access and one.access.who == "roles"]
CALLED = [(one, method) for one in ALL if one.access and one.access.who == "token" for method in one.access.methods]


def things(kind: str) -> dict[str, Any]:
    """An object of ours and one of the other organiser's."""
    ours = Organisation.objects.exclude(name=OTHER).get(kind="organiser")
    theirs = Organisation.objects.get(name=OTHER)
    found: dict[str, dict[str, Any]] = {
        **of_intake(kind, ours, theirs),
        **of_figures(kind, ours, theirs),
        "client": {
            "own": Client.objects.filter(unit__name="Keskustan tiimi", non_disclosure=False).first(),
            "other": Client.objects.get(unit__organisation=theirs),
        },
        "organisation": {"own": ours, "other": theirs},
        "unit": {"own": Unit.objects.filter(organisation=ours).first(), "other": Unit.objects.get(organisation=theirs)},
        "person": {
            "own": User.objects.get(email="anton.analyytikko@polku.example"),
            "other": User.objects.get(email="coach@muualla.example"),
        },
        "post": {
            "own": Membership.objects.filter(organisation=ours, end_date=None, role="analyst").get(),
            "other": Membership.objects.filter(organisation=theirs, role="coach").first(),
        },
        "offer": _ours_and_theirs(Offer, "pilot__organisation", ours, theirs),
        "referral": _ours_and_theirs(Referral, "client__unit__organisation", ours, theirs),
        "participation": _ours_and_theirs(Participation, "client__unit__organisation", ours, theirs),
        "meeting": _ours_and_theirs(Meeting, "client__unit__organisation", ours, theirs),
        "agreement": _ours_and_theirs(Agreement, "client__unit__organisation", ours, theirs),
        "step": _ours_and_theirs(Step, "agreement__client__unit__organisation", ours, theirs),
        "supporter": _ours_and_theirs(Supporter, "client__unit__organisation", ours, theirs),
        "absence": _ours_and_theirs(Absence, "coach__memberships__organisation", ours, theirs),
        "bulkact": _ours_and_theirs(BulkAct, "made_by__memberships__organisation", ours, theirs),
        "workinglist": _ours_and_theirs(WorkingList, "owner__memberships__organisation", ours, theirs),
        "job": _ours_and_theirs(Job, "client__unit__organisation", ours, theirs),
    }
    if kind == "token":
        return {name: token_for(whose)[0] for name, whose in (("own", ours), ("other", theirs))}
    if kind == "data_request":
        return {name: _asked(client) for name, client in found["client"].items()}
    return found[kind]


def _ours_and_theirs(model: Any, path: str, ours: Organisation, theirs: Organisation) -> dict[str, Any]:
    return {
        name: model.objects.filter(**{path: whose}).order_by("pk").first()
        for name, whose in (("own", ours), ("other", theirs))
    }


def _asked(client: Client) -> DataRequest:
    by = Actor(timezone.now(), client_id=client.pk)
    return make_request(client=client, kind="question", about="", text="Mitä?", by=by)


def test_every_address_has_a_rule() -> None:
    assert [one.path for one in ALL if one.access is None] == []


def test_a_view_without_a_rule_is_open_to_nobody(world: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from polku_web.organisations import middleware

    monkeypatch.setattr(middleware, "access_of", lambda view, name: None)
    assert browser_of(world.admin).get("/units/").status_code == 403
    assert browser_of(None).get("/health/live").status_code == 302


def test_the_reading_knows_every_rule() -> None:
    known = {key: {str(role) for role in roles} for key, roles in HOLDERS.items()} | {
        key: {"client"} for key in OF_CLIENTS
    }
    assert {(one.kind, one.action): {str(role) for role in one.conditions} for one in rules()} == known


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("address", RULED, ids=lambda one: one.name)
def test_who_gets_in(address: Address, who: str, browser_of: Any) -> None:
    assert address.access is not None
    user = people_by_role().get(who)
    browser = browser_of(user)
    kinds = things(address.access.kind) if address.access.key else {"own": None}
    for thing in kinds.values():
        _one(address, user, browser, thing)


def _one(address: Address, user: User | None, browser: Browser, thing: Any) -> None:
    access = address.access
    assert access is not None
    parts = {access.key: thing.pk} if thing is not None else {}
    refused = Entry.objects.filter(sort="refusal").count()
    answer = browser.get(reverse(address.name, kwargs=parts))
    if answer.status_code == 405:  # the page only takes what is posted
        answer = browser.post(reverse(address.name, kwargs=parts), {"nothing": "asked"})
    logged = Entry.objects.filter(sort="refusal").count() - refused
    if user is None:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")
        return
    roles = {str(post.role) for post in user.memberships.filter(end_date=None)} | (
        {"client"} if _is_client(user) else set()
    )
    if not roles & {str(role) for role in roles_of(access)}:
        assert (answer.status_code, logged) == (403, 1)
    elif thing is not None and not may_by_hand(user, access.kind, access.action, thing, timezone.now()):
        assert (answer.status_code, logged) == (404, 1)
        assert Entry.objects.order_by("-id")[0].object_id == str(thing.pk)
    else:
        assert answer.status_code in (200, 302, 422), answer.status_code
        assert logged == 0


def _is_client(user: User) -> bool:
    return Client.objects.filter(user=user).exists()


@pytest.mark.parametrize("address", [one for one in RULED if one.access and one.access.key], ids=lambda one: one.name)
def test_an_id_that_is_nobodys_is_not_found(address: Address, browser_of: Any) -> None:
    assert address.access is not None
    for role in roles_of(address.access):
        browser = browser_of(people_by_role()[str(role)])
        assert browser.post(reverse(address.name, kwargs={address.access.key: uuid4()})).status_code in (404, 405)


def test_an_id_changed_in_a_form_is_refused(world: Any, browser_of: Any) -> None:
    """An administrator gives no post and adds no unit in another's organisation; no lead takes a foreign coach."""
    browser = browser_of(world.admin)
    unit = world.other.units.get()
    post = {"organisation": world.other.pk, "unit": unit.pk, "role": "coach", "start_date": "2026-01-01"}
    assert browser.post(reverse("give_post", kwargs={"person_id": world.coach.pk}), post).status_code == 422
    assert browser.post("/units/", {"organisation": world.other.pk, "name": "Oma"}).status_code == 200
    assert not world.other.units.filter(name="Oma").exists()
    client = Client.objects.filter(unit__name="Keskustan tiimi").first()
    assert client is not None
    sent = {"coach": world.people["coach"].pk, "on": timezone.localdate().isoformat()}
    answer = browser_of(world.lead).post(reverse("assign_coach", kwargs={"client_id": client.pk}), sent)
    assert answer.status_code == 200
    assert not client.coach_assignments.filter(coach=world.people["coach"]).exists()


@pytest.mark.parametrize("who", WHO)
def test_whoever_is_signed_in_gets_nothing_of_the_api(who: str, browser_of: Any, db: None) -> None:
    browser = browser_of(people_by_role().get(who))
    for address, method in CALLED:
        parts = {address.access.key: uuid4()} if address.access and address.access.key else {}
        assert browser.generic(method, reverse(address.name, kwargs=parts)).status_code == 401, address.name


@pytest.mark.parametrize("whose", ["whole", "unit", "other unit", "other organiser", "unable", "ended", "revoked"])
@pytest.mark.parametrize(("address", "method"), CALLED, ids=lambda one: getattr(one, "name", one))
def test_which_token_gets_in(world: Any, address: Address, method: str, whose: str) -> None:
    """A batch of the whole organisation, one of a unit, and one of another organiser, by each kind of token."""
    assert address.access is not None
    token, text = token_of(whose, world, address.access.methods[method])
    for batch in batches_of(world) if address.access.key else [None]:
        parts = {address.access.key: batch.pk} if batch else {}
        refused = Entry.objects.filter(sort="refusal").count()
        answer = Caller(text).browser.generic(method, reverse(address.name, kwargs=parts))
        logged = Entry.objects.filter(sort="refusal").count() - refused
        if whose in ("ended", "revoked", "unable"):
            assert (answer.status_code, logged) == (403 if whose == "unable" else 401, 1)
        elif batch is not None and not may_token_by_hand(token, batch):
            assert (answer.status_code, logged) == (404, 1)
            assert Entry.objects.order_by("-id")[0].object_id == str(batch.pk)
        else:
            assert answer.status_code in (200, 201, 202, 409, 422), answer.content
            assert logged == 0


def test_paths_carry_only_opaque_ids() -> None:
    kinds = {kind for one in ALL for kind in re.findall(r"<(\w+):", one.path)}
    assert kinds <= {"uuid", "str"}
    strings = {name for one in ALL for name in re.findall(r"<str:(\w+)>", one.path)}
    assert strings == {"provider_id", "who", "token"}
