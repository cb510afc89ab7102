"""What went wrong, as problem details (RFC 9457): a type for programs, a title and a sentence for people."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as Misfit

from polku_web.audit.actions import record_refusal
from polku_web.base.logs import request_id
from polku_web.base.rights import Refused

log = logging.getLogger("django.request")
MEDIA = "application/problem+json"
POLICY = "default-src 'none'; frame-ancestors 'none'"
MOST = 50  # faults of a request that are told

# Kind → status, title, and what to do where nothing better is known.
KINDS: dict[str, tuple[int, Promise, Promise]] = {
    "unreadable": (400, _("Kutsua ei voi lukea"), _("Tarkista, että sisältö on ehjää JSONia tai lomaketta.")),
    "no-token": (401, _("Avain puuttuu"), _("Lähetä avain otsakkeessa: Authorization: Bearer AVAIN.")),
    "bad-token": (401, _("Avain ei kelpaa"), _("Avain on väärä, vanhentunut tai poistettu käytöstä. Pyydä uusi.")),
    "insecure": (403, _("Yhteys ei ole salattu"), _("Käytä https-osoitetta ja vaihda avain: se kulki salaamatta.")),
    "not-able": (403, _("Avain ei oikeuta tähän"), _("Pyydä pääkäyttäjältä avain, jolla voi tehdä tämän.")),
    "not-found": (404, _("Kohdetta ei ole"), _("Kohdetta ei ole, tai avaimella ei pääse siihen.")),
    "wrong-method": (405, _("Osoitetta ei voi kutsua näin"), _("Katso rajapinnan kuvauksesta, miten kutsutaan.")),
    "conflict": (409, _("Tiedosto on jo toisessa vaiheessa"), _("Lue tiedoston vaihe ja jatka siitä.")),
    "no-length": (411, _("Sisällön pituus puuttuu"), _("Lähetä otsake Content-Length; paloina lähetettyä ei lueta.")),
    "too-big": (413, _("Sisältö on liian suuri"), _("Jaa asiakkaat pienempiin tiedostoihin.")),
    "misfit": (422, _("Kutsu ei ole kuvauksen mukainen"), _("Korjaa luetellut kohdat. Mitään ei ole tehty.")),
    "refused": (422, _("Tätä ei voi tehdä"), _("Korjaa luetellut kohdat. Mitään ei ole tehty.")),
    "too-often": (429, _("Liian monta yritystä"), _("Odota minuutti ja tarkista avain.")),
    "busy": (503, _("Palvelu on ruuhkainen"), _("Yritä hetken päästä uudelleen. Mitään ei ole tehty.")),
    "broken": (500, _("Palvelussa on vika"), _("Yritä uudelleen. Jos vika jatkuu, kerro kutsun tunniste.")),
}
CONFLICTS = frozenset({"moved", "at_work", "in_register", "none_sound", "row_mended"})


class Problem(Exception):  # noqa: N818 - it says what happened
    """The call ends here: a kind of KINDS."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


def problem(kind: str, *, detail: Any = "", errors: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """The answer for a kind; `errors` say at which place what is wrong."""
    status, title, cure = KINDS[kind]
    told = {
        "type": f"urn:polku:problem:{kind}",
        "title": str(title),
        "status": status,
        "detail": str(detail or cure),
        "request": request_id.get(),
        "errors": list(errors),
    }
    answer = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=MEDIA, status=status)
    answer["Content-Security-Policy"] = POLICY
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Polku"'
    if status in (429, 503):
        answer["Retry-After"] = "60"
    return answer


def tell_problems(api: NinjaAPI) -> None:
    """Every exception has its problem; none shows what the program is made of."""
    answers: dict[type[Exception], Any] = {
        Problem: lambda request, error: problem(error.kind),
        Refused: _not_there,
        Http404: lambda request, error: problem("not-found"),
        ValidationError: _refused,
        Misfit: _misfit,
        OperationalError: _busy,
        HttpError: lambda request, error: problem("unreadable"),
        Exception: _broken,
    }
    unreadable = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)
    answers |= dict.fromkeys(unreadable, lambda request, error: problem("unreadable"))
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _not_there(request: Any, error: Refused) -> HttpResponse:
    record_refusal(request.actor, "object.refused", error.kind, error.object_id)
    return problem("not-found")


def _refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What an action refuses: a state that is another by now, a file that is too big, or something to be mended."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    found = [
        {"at": name, "kind": one.code or "refused", "told": " ".join(one.messages)}
        for name, ones in by_field.items()
        for one in ones
    ]
    kinds = {one["kind"] for one in found}
    if kinds & CONFLICTS:
        told = "" if "moved" in kinds else found[0]["told"]
        return problem("conflict", detail=told, errors=found if told else ())
    return problem("too-big" if "too_big" in kinds else "refused", errors=found)


def _misfit(request: Any, error: Misfit) -> HttpResponse:
    """What does not fit the document; a file that was too long was dropped on its way and is not there."""
    if getattr(request, "upload_too_big", False):
        return problem("too-big")
    found = [
        {
            "at": _place(one["loc"]),
            "kind": str(one["type"]),
            "told": str(one["msg"]),
        }
        for one in error.errors[:MOST]
    ]
    return problem("misfit", errors=found)


def _place(found: tuple[Any, ...]) -> str:
    """By the caller's names: without where it came from and how our function calls the body."""
    source, *rest = found
    return ".".join(map(str, rest[1:] if source == "body" else rest)) or str(source)


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """The database does not answer in time, as SQLite while a large file is written."""
    log.error("api call waited in vain", exc_info=error)
    return problem("busy")


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api call failed", exc_info=error)
    return problem("broken")
