"""Around every request: an id and a line in the log, a strict content policy, sessions that end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.base.logs import request_id

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("polku_web.requests")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RequestLog:
    """Gives the request an id, and writes one line when it has been answered."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the id in a header so that a person can quote it."""
        token = request_id.set(uuid4().hex)
        began = time.perf_counter()
        try:
            response = self.answer(request)
            response["X-Request-ID"] = request_id.get()
            match = request.resolver_match
            fields = {
                "method": request.method,
                "route": match.route if match else "",
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            }
            log.info("request", extra=fields)
            return response
        finally:
            request_id.reset(token)


class ContentPolicy:
    """Nothing from elsewhere, nothing inline; personal pages are kept in no cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with the policy's headers. A form may lead to the sign-in services that settings name."""
        response = self.answer(request)
        response.setdefault("Content-Security-Policy", " ".join([POLICY, *settings.SIGN_IN_ORIGINS]))
        for name, value in HEADERS.items():
            response[name] = value
        response.setdefault("Cache-Control", "no-store, private")
        return response


class SessionEnd:
    """Signs out after a while without use, and after a working day at the latest."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the way to sign in again."""
        if not request.user.is_authenticated:
            return self.answer(request)
        now = int(timezone.now().timestamp())
        session = request.session
        began, seen = session.setdefault("began_at", now), session.get("seen_at", now)
        if now - began > settings.SESSION_LONGEST or now - seen > settings.SESSION_IDLE:
            logout(request)
            messages.info(request, _("Istunto päättyi. Kirjaudu uudelleen."))
            return redirect("account_login")
        if now - seen >= 60 or "seen_at" not in session:  # a write a minute is enough
            session["seen_at"] = now
        return self.answer(request)
