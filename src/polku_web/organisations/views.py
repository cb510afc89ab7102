"""The administrator's pages, the organiser's colours, and the link by which a new person sets a password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from polku_web.base.actors import Role
from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import ANYONE, allowed, page
from polku_web.organisations import actions
from polku_web.organisations.forms import AppearanceForm, PersonForm, PostForm, UnitForm
from polku_web.organisations.models import Membership, Organisation, User
from polku_web.organisations.queries import organiser, people_of, posts_here


@require_GET
@page("person", "administer")
def people(request: Any) -> HttpResponse:
    """Everyone whom the administrator looks after."""
    return render(request, "organisations/people.html", {"page": paged(request, people_of(request.actor))})


@require_http_methods(["GET", "POST"])
@page(roles=[Role.ADMIN])
def add_person(request: Any) -> HttpResponse:
    """A person and the first post, together."""
    form, post = PersonForm(request.POST or None), PostForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid() and post.is_valid():
        person = _added(request, form, post)
        if person is not None:
            return redirect("invite", person_id=person.pk)
    return render(request, "organisations/add_person.html", {"form": form, "post": post, "forms": [form, post]})


def _added(request: Any, form: PersonForm, post: PostForm) -> User | None:
    with with_faults(post), transaction.atomic():
        person = actions.add_person(**form.cleaned_data, by=request.actor)
        actions.give_post(user=person, **post.cleaned_data, by=request.actor)
        return person
    return None


@require_GET
@page("person", "administer", key="person_id")
def person(request: Any, person: User) -> HttpResponse:
    """A person's posts here, also those that have ended."""
    form = PostForm(actor=request.actor, initial={"start_date": timezone.localdate()})
    parts = {"person": person, "posts": posts_here(request.actor).filter(user=person), "form": form}
    return render(request, "organisations/person.html", parts)


@require_POST
@page("person", "administer", key="person_id")
def give_post(request: Any, person: User) -> HttpResponse:
    """A further post."""
    form = PostForm(request.POST, actor=request.actor)
    if form.is_valid():
        with with_faults(form):
            actions.give_post(user=person, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Tehtävä on annettu."))
            return redirect("person", person_id=person.pk)
    parts = {"person": person, "posts": posts_here(request.actor).filter(user=person), "form": form}
    return render(request, "organisations/person.html", parts, status=422)


@require_POST
@page("post", "end", key="post_id")
def end_post(request: Any, post: Membership) -> HttpResponse:
    """Today is the post's last day."""
    actions.end_post(post=post, on=timezone.localdate(), by=request.actor)
    messages.success(request, _("Tehtävä päättyy tänään."))
    return redirect("person", person_id=post.user_id)


@require_GET
@page("person", "administer", key="person_id")
def invite(request: Any, person: User) -> HttpResponse:
    """The link for setting a password, to be handed over by a safe way. Who has signed in once needs it no more."""
    link = request.build_absolute_uri(reverse("set_password", kwargs=actions.invite(user=person, by=request.actor)))
    return render(request, "organisations/invite.html", {"person": person, "link": link})


@require_http_methods(["GET", "POST"])
@page("unit", "administer")
def units(request: Any) -> HttpResponse:
    """The units, and a new one."""
    form = UnitForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        actions.add_unit(**form.cleaned_data, by=request.actor)
        messages.success(request, _("Yksikkö on lisätty."))
        return redirect("units")
    listed = (
        allowed(request.actor, "administer", "unit").select_related("organisation").order_by("organisation", "name")
    )
    return render(request, "organisations/units.html", {"page": paged(request, listed), "form": form})


@require_http_methods(["GET", "POST"])
@page("organisation", "appearance", key="organisation_id")
def appearance(request: Any, organisation: Organisation) -> HttpResponse:
    """Name, colour and logo."""
    form = AppearanceForm(request.POST or None, request.FILES or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        told = {key: form.cleaned_data[key] for key in ("name", "colour", "remove_logo")}
        organisation.refresh_from_db()
        actions.change_appearance(
            organisation=organisation, **told, logo=form.cleaned_data["logo_file"], by=request.actor
        )
        messages.success(request, _("Ulkoasu on muutettu."))
        return redirect("appearance", organisation_id=organisation.pk)
    return render(request, "organisations/appearance.html", {"form": form, "organisation": organisation})


@require_GET
@page(access=ANYONE)
def colours(request: HttpRequest) -> HttpResponse:
    """The organiser's colour as a style sheet: the content policy lets no style into a page."""
    found = organiser()
    text = f":root{{--brand:{found.colour}}}\n" if found else ""
    return HttpResponse(text, content_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@require_GET
@page(access=ANYONE)
def logo(request: HttpRequest) -> HttpResponse:
    """The organiser's logo; 404 when there is none."""
    found = organiser()
    data = bytes(found.logo) if found and found.logo else b""
    headers = {"Cache-Control": "public, max-age=300"}
    return HttpResponse(data, content_type="image/png", headers=headers) if data else HttpResponse(status=404)
