"""The first administrator: added from the command line, since nobody could do it on a page."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from polku_web.base.actors import Actor, Role
from polku_web.organisations.actions import add_person, found_organiser, give_post
from polku_web.organisations.models import Organisation, User


@transaction.atomic
def create_first_admin(
    *, organiser: str, email: str, given_name: str, family_name: str, password: str, at: datetime
) -> User:
    """Add an administrator with a password. Raises ValidationError for a weak password or a used address."""
    by = Actor(at, name="polku create-admin")
    ours = Organisation.objects.filter(kind=Organisation.Kind.ORGANISER, name=organiser).first()
    ours = ours or found_organiser(name=organiser, by=by)
    unsaved = User(email=email.lower(), given_name=given_name, family_name=family_name)
    validate_password(password, unsaved)
    unsaved.full_clean(exclude=["password"])
    person = add_person(email=email, given_name=given_name, family_name=family_name, by=by)
    person.set_password(password)
    person.save(update_fields=["password"])
    give_post(user=person, organisation=ours, role=Role.ADMIN, start_date=timezone.localdate(at), by=by)
    return person
