"""The API's door: every call asks for a token, what it may do, and the object that it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.utils import timezone
from ninja import Router
from ninja.security import HttpBearer

from polku_web.api.problems import Problem
from polku_web.api.schemas import PROBLEMS, ProblemBody
from polku_web.audit.actions import record_refusal
from polku_web.base.actors import Actor
from polku_web.base.rights import Access, Refused, found
from polku_web.organisations.models import Token
from polku_web.organisations.tokens import actor_of_token, by_text, note_use

PART = 1_000_000
router = Router()
# Path → method → what a token must be able to; every path is about batches, or makes one.
CALLS: dict[str, dict[str, str]] = {}


class Bearer(HttpBearer):
    """Lets in whoever sends a good token that is able to; puts the actor and the batch on the request."""

    def __init__(self, ability: str) -> None:
        super().__init__()
        self.ability = ability

    def __call__(self, request: Any) -> Token:
        """The token. Raises Problem or Refused."""
        if settings.HTTPS and not request.is_secure():
            raise Problem("insecure")
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text.strip():
            raise Problem("no-token")
        token = self.authenticate(request, text.strip())
        if not getattr(token, self.ability):
            record_refusal(request.actor, "page.refused", "page")
            raise Problem("not-able")
        batch_id = request.resolver_match.kwargs.get("batch_id")
        if batch_id is not None:
            request.batch = found(request.actor, "take_in", "batch", batch_id)
        _read(request)
        return token

    def authenticate(self, request: Any, token: str) -> Token:
        """The token of the text. What does not open is logged; after some tries it is only told to wait."""
        at = timezone.now()
        known = by_text(token)
        if known is None or not known.is_good(timezone.localdate(at)):
            if not consume(request, app="allauth.account", action="api_token", limit_get=True):
                raise Problem("too-often")
            by = actor_of_token(known, at) if known else Actor(at)
            record_refusal(by, "organisations.token_refused", "token", str(known.pk) if known else "")
            raise Problem("bad-token")
        request.actor = actor_of_token(known, at)
        note_use(known, at)
        return known


def _read(request: Any) -> None:
    """Read JSON up to the length of a file. Django's own limit is that of forms on pages, which are short."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower() and not request.META.get("CONTENT_LENGTH"):
        raise Problem("no-length")  # what has no length arrives empty, and an empty file would be told as the fault
    if request.content_type == "multipart/form-data":
        return  # `base.uploads` sees to the length
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.INTAKE_FILE_MB * 1_000_000:
        while request.read(PART):
            pass  # read and thrown away, so that the sender gets the answer
        raise Problem("too-big")
    request._body = request.read()


def call(method: str, path: str, *, ability: str, answer: Any, status: int = 200, **told: Any) -> Callable[..., Any]:
    """Tie a function to a method and path of the API; without an ability it cannot be tied."""
    CALLS.setdefault(path, {})[method] = ability
    responses = {status: answer, **told.pop("also", {}), **dict.fromkeys(PROBLEMS, ProblemBody)}
    return router.api_operation(
        [method], path, auth=Bearer(ability), response=responses, openapi_extra={"x-ability": ability}, **told
    )


def access_of_path(path: str) -> Access:
    """Who gets to a path of the API: another system, by the rule of batches, and by what its token can."""
    key = "batch_id" if "batch_id" in path else ""
    return Access("token", kind="batch", action="take_in", key=key, methods=CALLS[path])


def refuse(kind: str, object_id: UUID | str) -> Refused:
    """Something named in the call that is not there for this token: answered and logged like a path's object."""
    return Refused(kind, "take_in", str(object_id))
