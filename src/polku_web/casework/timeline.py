"""One timeline of a client: statuses, plans, meetings, services, referrals, results, notes and agreed steps.

What comes from the national system is marked read-only, with a link to where it can be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku_web.casework.imported_fields import OF_MEETINGS, said
from polku_web.casework.models import Former, Meeting, Plan
from polku_web.casework.queries import agreements_of, links_for
from polku_web.clients.models import Client
from polku_web.market.queries import participations_of, referrals_of, results_of

KINDS: dict[str, str | Promise] = {
    "meeting": gettext_lazy("Tapaamiset"),
    "note": gettext_lazy("Merkinnät"),
    "agreement": gettext_lazy("Sovitut askeleet"),
    "service": gettext_lazy("Palvelut"),
    "result": gettext_lazy("Tulokset"),
    "plan": gettext_lazy("Suunnitelmat"),
    "status": gettext_lazy("Tilanne"),
    "coach": gettext_lazy("Omavalmentajat"),
}


@dataclass(frozen=True)
class Entry:
    """Something on a day. `national` is read only; `shared` is seen by the client, None where that is no question."""

    day: date
    kind: str
    what: str
    lines: tuple[str, ...] = ()
    who: str = ""
    national: bool = False
    row: Meeting | Plan | None = None  # of the national system: `timeline` makes a link of it
    link: str = ""
    shared: bool | None = None
    planned: bool = False
    meeting: Meeting | None = None
    order: tuple[Any, ...] = field(default=(), compare=False)


def timeline(client: Client, on: date, kind: str = "", *, places: bool) -> list[Entry]:
    """The client's entries, the latest first; those to come before them. Of one kind when it is named.

    places: whether the reader may see where the client is met (`clients.queries.contact_shown`).
    """
    wanted = [kind] if kind in KINDS else list(KINDS)
    found = [entry for name in wanted for entry in _READERS[name](client, on)]
    links = links_for(client)
    found = [replace(one, link=links.to(one.row)) if one.row is not None else one for one in found]
    if not places:
        found = [replace(one, lines=()) if one.kind == "meeting" else one for one in found]
    return sorted(found, key=lambda one: (one.day, one.order), reverse=True)


def _meetings(client: Client, on: date) -> Iterator[Entry]:
    meetings = list(client.meetings.select_related("coach"))
    for one in meetings:
        told = {True: _("pidettiin"), False: _("ei toteutunut")}.get(one.held) if one.held is not None else ""
        if one.held is None:
            told = _("sovittu") if one.date >= on else _("kertomatta, pidettiinkö")
        what = f"{one.get_kind_display().capitalize()}: {told}"
        yield Entry(
            one.date,
            "meeting",
            what,
            _there(_when_and_where(one.time, one.get_mode_display(), one.place)),
            one.coach.get_full_name() if one.coach else "",
            one.imported,
            one,
            planned=one.held is None and one.date >= on,
            meeting=None if one.imported else one,
            order=(1, str(one.time or "")),
        )
    yield from _former_meetings(client, meetings)


def _when_and_where(at: time | None, mode: str, place: str) -> str:
    when = _("klo %(time)s") % {"time": time_format(at, "TIME_FORMAT")} if at else ""
    return ", ".join(_there(when, str(mode), place))


def _former_meetings(client: Client, meetings: list[Meeting]) -> Iterator[Entry]:
    """What meetings told before. That it was not yet known whether one was held, is nothing else told of it."""
    gone, changed = _("%(what)s: peruttu valtakunnallisessa järjestelmässä"), _("%(what)s: aiemmat tiedot")
    after = {one.source_key: said(OF_MEETINGS, one) for one in meetings if one.source_key}
    for former in client.formers.filter(about=Former.About.MEETING).order_by("-until", "-id"):
        told, later = former.told, after.get(former.source_key, {})
        after[former.source_key] = told
        if former.withdrawn or told != {name: later[name] for name in later if name != "held" or name in told}:
            what = gone if former.withdrawn else changed
            yield _former(former, what, Meeting.Kind, told["date"], _lines_of_meeting(told))


def _lines_of_meeting(told: dict[str, Any]) -> tuple[str, ...]:
    at = time.fromisoformat(told["time"]) if "time" in told else None
    mode = str(Meeting.Mode(told["mode"]).label) if "mode" in told else ""
    held = {True: _("pidettiin"), False: _("ei toteutunut")}[told["held"]] if "held" in told else ""
    return _there(_when_and_where(at, mode, told.get("place", "")), held)


def _plans(client: Client, on: date) -> Iterator[Entry]:
    for one in client.plans.all():
        what = one.get_kind_display().capitalize()
        if one.check_on:
            what = _("%(what)s, tarkistetaan %(day)s") % {"what": what, "day": _day(one.check_on)}
        yield Entry(one.made_on, "plan", what, tuple(one.lines), "", True, one, order=(2,))
    for former in client.formers.filter(about=Former.About.PLAN):
        gone, changed = _("%(what)s: poistettu valtakunnallisesta järjestelmästä"), _("%(what)s: aiempi sisältö")
        lines = tuple(former.told.get("lines", ()))
        yield _former(former, gone if former.withdrawn else changed, Plan.Kind, former.told["made_on"], lines)


def _former(former: Former, what: str, kinds: type[TextChoices], day: str, lines: tuple[str, ...]) -> Entry:
    """What was told until a day; it stands where it stood."""
    told = what % {"what": str(kinds(former.told["kind"]).label).capitalize()}
    until = _("Voimassa %(day)s asti") % {"day": _day(timezone.localdate(former.until))}
    order = (0, former.until.isoformat())
    return Entry(date.fromisoformat(day), former.about, told, lines, until, national=True, order=order)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _notes(client: Client, on: date) -> Iterator[Entry]:
    for one in client.notes.select_related("author"):
        what = _("Merkintä, jonka asiakas näkee") if one.shared else _("Sisäinen merkintä")
        lines = tuple(one.text.splitlines())
        yield Entry(
            timezone.localdate(one.at),
            "note",
            what,
            lines,
            one.author.get_full_name(),
            shared=one.shared,
            order=(3, one.at.isoformat()),
        )


def _agreements(client: Client, on: date) -> Iterator[Entry]:
    for one in agreements_of(client):
        steps = tuple(step.text for step in one.steps.all())
        what = _("Ehdotettiin askelia, versio %(number)s") % {"number": one.version}
        day, who = timezone.localdate(one.made_at), one.made_by.get_full_name()
        yield Entry(day, "agreement", what, steps, who, shared=True, order=(4, one.version))
        if one.client_accepted_at is not None:
            what = _("Asiakas hyväksyi version %(number)s") % {"number": one.version}
            how = str(one.get_accepted_how_display())
            yield Entry(timezone.localdate(one.client_accepted_at), "agreement", what, (how,), shared=True, order=(5,))


def _services(client: Client, on: date) -> Iterator[Entry]:
    for one in referrals_of(client):
        what = _("Lähete: %(service)s") % {"service": one.offer.service_name}
        lines = (str(one.get_state_display()), one.offer.provider_name)
        yield Entry(one.made_on, "service", what, _there(*lines), one.made_by.get_full_name(), order=(6,))
    for one in participations_of(client):
        name = {"service": one.offer.service_name}
        yield Entry(
            one.start_date,
            "service",
            _("Palvelu alkoi: %(service)s") % name,
            _there(one.offer.provider_name),
            order=(7,),
        )
        if one.end_date is not None:
            reason = one.get_end_reason_display()
            yield Entry(
                one.end_date, "service", _("Palvelu päättyi: %(service)s") % name, _there(str(reason)), order=(8,)
            )


def _results(client: Client, on: date) -> Iterator[Entry]:
    for one in results_of(client):
        proof = _("odottaa todistetta") if one.awaits_proof else ""
        yield Entry(one.start, "result", one.what, _there(proof), str(one.told_by), order=(9,))


def _statuses(client: Client, on: date) -> Iterator[Entry]:
    for one in client.statuses.all():
        yield Entry(one.start_date, "status", str(one.get_status_display()).capitalize(), national=True, order=(0,))


def _coaches(client: Client, on: date) -> Iterator[Entry]:
    for one in client.coach_assignments.select_related("coach"):
        what = _("Omavalmentajaksi %(name)s") % {"name": one.coach.get_full_name()}
        yield Entry(one.start_date, "coach", what, _there(one.reason), order=(0,))


def _there(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


_READERS: dict[str, Callable[[Client, date], Iterator[Entry]]] = {
    "meeting": _meetings,
    "note": _notes,
    "agreement": _agreements,
    "service": _services,
    "result": _results,
    "plan": _plans,
    "status": _statuses,
    "coach": _coaches,
}


def integration_plan(client: Client) -> Plan | None:
    """The integration plan that was imported last."""
    return client.plans.filter(kind=Plan.Kind.INTEGRATION).order_by("-made_on").first()
