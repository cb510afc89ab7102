"""Sign-ins in the log: who came and went, and attempts that failed, without what was typed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from polku_web.audit.actions import record, record_refusal
from polku_web.base.actors import Actor
from polku_web.organisations.queries import actor_of


def _came(sender: object, user: Any, **rest: Any) -> None:
    record(actor_of(user, timezone.now()), "organisations.signed_in", user)


def _went(sender: object, user: Any, **rest: Any) -> None:
    if user is not None:
        record(actor_of(user, timezone.now()), "organisations.signed_out", user)


def _failed(sender: object, **rest: Any) -> None:
    record_refusal(Actor(timezone.now()), "organisations.sign_in_failed")


def listen() -> None:
    """Called once, when the app is ready."""
    user_logged_in.connect(_came, dispatch_uid="polku_web.came")
    user_logged_out.connect(_went, dispatch_uid="polku_web.went")
    user_login_failed.connect(_failed, dispatch_uid="polku_web.failed")
