"""Another system and its calls, for the tests of the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from polku_web.base.actors import Actor
from polku_web.intake.models import Batch
from polku_web.organisations.models import Organisation, Token, Unit
from polku_web.organisations.tokens import make_token, revoke_token

ROOT = "/api/v1/"
ALL = tuple(Token.ABILITIES)


def token_for(
    there: Organisation, units: Sequence[Unit] = (), *, abilities: Sequence[str] = ALL, name: str = "Yöajo", **told: Any
) -> tuple[Token, str]:
    """A token that is good today: of the whole organisation, where no units are named."""
    day = timezone.localdate()
    by = Actor(timezone.now(), name="tests")
    about = {"last_day": day, "by": by} | told
    return make_token(organisation=there, name=name, abilities=abilities, units=list(units), whole=not units, **about)


class Caller:
    """Calls the API as another system does: with a token and nothing else."""

    def __init__(self, text: str, language: str = "") -> None:
        headers = {"authorization": f"Bearer {text}"} | ({"accept-language": language} if language else {})
        self.browser = Browser(headers=headers, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(ROOT + path, query)

    def post(self, path: str, told: Any = None) -> Any:
        return self.browser.post(ROOT + path, told if told is not None else {}, content_type="application/json")

    def put(self, path: str, told: Any) -> Any:
        return self.browser.put(ROOT + path, told, content_type="application/json")

    def send(self, content: str | bytes, name: str = "a.csv", **told: Any) -> Any:
        content = content.encode() if isinstance(content, str) else content
        return self.browser.post(ROOT + "batches", {"file": SimpleUploadedFile(name, content), **told})


def ended_today(token: Token) -> None:
    """The token's last day was yesterday."""
    Token.objects.filter(pk=token.pk).update(last_day=timezone.localdate() - timedelta(1))


def token_of(whose: str, world: Any, ability: str) -> tuple[Token, str]:
    """A token of the kind: what it is for, and what is wrong with it."""
    if whose == "other organiser":
        return token_for(world.other)
    if whose == "unable":
        return token_for(world.ours, abilities=[one for one in ALL if one != ability])
    units = {"unit": world.units[:1], "other unit": world.units[1:2]}.get(whose, ())
    token, text = token_for(world.ours, units)
    if whose == "ended":
        ended_today(token)
    if whose == "revoked":
        revoke_token(token=token, by=Actor(timezone.now(), name="tests"))
    return token, text


def batches_of(world: Any) -> list[Batch]:
    """Checked batches: of our whole organisation, of our first unit, of the other organiser, and one of meetings."""
    now = timezone.now()
    return [
        Batch.objects.create(
            organisation=unit.organisation,
            unit=unit,
            whole=whole,
            kind=kind,
            on=timezone.localdate(),
            state="checked",
            made_at=now,
            digest="x",
            name="x",
        )
        for unit, whole, kind in (
            (world.units[0], True, "clients"),
            (world.units[0], False, "clients"),
            (world.other.units.get(), True, "clients"),
            (world.units[0], False, "meetings"),
        )
    ]
