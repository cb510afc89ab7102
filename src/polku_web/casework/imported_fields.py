"""What files of meetings and of plans may tell: the fields, the names that files give them, and their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from polku_web.casework.models import Meeting, Plan
from polku_web.intake.columns import YES_NO, Field

TIME = re.compile(r"(?:klo\s*)?([01]?\d|2[0-3])(?:[.:]([0-5]\d)(?::[0-5]\d)?)?", re.IGNORECASE)
MEETINGS = {
    "alkuhaastattelu": "initial_interview",
    "työnhakukeskustelu": "job_search_discussion",
    "täydentävä työnhakukeskustelu": "supplementary_discussion",
    "täydentävä": "supplementary_discussion",
    "muu": "other",
    "muu tapaaminen": "other",
}
MODES = {
    "paikan päällä": "face_to_face",
    "käynti": "face_to_face",
    "käyntiasiointi": "face_to_face",
    "puhelimessa": "phone",
    "puhelin": "phone",
    "videolla": "video",
    "video": "video",
    "etä": "video",
}
PLANS = {
    "työllistymissuunnitelma": "employment",
    "työllistymissuunnitelmaa korvaava suunnitelma": "employment",
    "kotoutumissuunnitelma": "integration",
    "monialainen": "multi_sector",
    "monialainen työllistymissuunnitelma": "multi_sector",
    **{value: value for value in Plan.Kind.values},
}
PERSON = (
    Field("number", _("henkilötunnus"), ("hetu", "henkilotunnus", "identitynumber"), longest=20),
    Field("register_key", _("asiakasnumero rekisterissä"), ("asiakasnumero", "asiakasid", "registerkey"), longest=80),
)
WHO = ("number", "register_key")


def time_told(text: str) -> str | None:
    """A time as `09:30`; None when the text is none."""
    found = TIME.fullmatch(text)
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else None


def plan_told(text: str) -> str | None:
    """Which plan it is; None when the word is not known."""
    return PLANS.get(text.casefold())


def lines_told(text: str) -> list[str]:
    """The plan's lines: the file has them on lines of a cell, or between upright strokes."""
    return [line.strip() for line in re.split(r"[|\n]", text.replace("\r", "")) if line.strip()]


@dataclass(frozen=True)
class Imported:
    """A table of ours that the national system fills: what a file tells of it, and how it is judged, kept and told."""

    name: str  # the kind of file
    about: str  # the kind of row, in the log and in what is kept of earlier
    model: Any
    fields: tuple[Field, ...]
    table: str  # the fact table that judges what has a column there
    day: str  # the row's own day: a file may tell all rows of some days
    days: tuple[str, ...]
    reads: Mapping[str, tuple[Callable[[str], Any], str]]  # field → what reads it, and the fault when it cannot
    hidden: tuple[str, ...]  # what the log does not repeat
    fixed: Mapping[str, str]  # columns that the fact table needs besides
    empty: Mapping[str, Any]  # what an empty cell means, by field of the model

    @cached_property
    def names(self) -> list[str]:
        """The fields of the model that a file tells."""
        return list(self.empty)

    def rows(self) -> Any:
        """The rows that came from the national system."""
        found = self.model.objects.exclude(source_key="")
        return found.select_related("coach") if "coach" in self.empty else found

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Of each group a file has one column at least."""
        return (WHO, *((one.name,) for one in self.fields if one.must))


OF_MEETINGS = Imported(
    "meetings",
    "meeting",
    Meeting,
    (
        *PERSON,
        Field(
            "source_key",
            _("tapaamisen numero"),
            ("tapaamisnumero", "tapaamisennumero", "tapaamistunnus", "tapaamisid", "varausnumero", "meetingid"),
            longest=120,
            must=True,
        ),
        Field(
            "kind",
            _("laji"),
            ("laji", "tapaamisenlaji", "tapaamislaji", "tyyppi", "kind"),
            "contacts",
            "kind",
            must=True,
            words=MEETINGS,
        ),
        Field(
            "date",
            _("päivä"),
            ("paiva", "pvm", "paivamaara", "tapaamispaiva", "date"),
            "contacts",
            "date",
            must=True,
        ),
        Field("time", _("kello"), ("kello", "kellonaika", "aika", "time"), longest=20),
        Field("mode", _("tapa"), ("tapa", "asiointitapa", "mode"), "contacts", "mode", words=MODES),
        Field("place", _("paikka"), ("paikka", "place"), longest=160),
        Field("held", _("pidetty"), ("pidetty", "toteutui", "toteutunut", "held"), "contacts", "held", words=YES_NO),
        Field(
            "coach",
            _("kuka tapaa (sähköposti tai nimi)"),
            ("virkailija", "asiantuntija", "valmentaja", "omavalmentaja", "coach"),
            longest=160,
        ),
    ),
    table="contacts",
    day="date",
    days=("date",),
    reads={"time": (time_told, "no_time")},
    hidden=("place",),
    fixed={},
    empty={"kind": "", "date": None, "time": None, "mode": "", "place": "", "held": None, "coach": None},
)
OF_PLANS = Imported(
    "plans",
    "plan",
    Plan,
    (
        *PERSON,
        Field(
            "source_key",
            _("suunnitelman numero"),
            ("suunnitelmanumero", "suunnitelmannumero", "suunnitelmatunnus", "suunnitelmaid", "planid"),
            longest=120,
            must=True,
        ),
        Field("kind", _("laji"), ("laji", "suunnitelmanlaji", "suunnitelmalaji", "tyyppi", "kind"), must=True),
        Field(
            "made_on",
            _("tehty"),
            ("tehty", "laadittu", "laadintapaiva", "madeon"),
            "enrolments",
            "start_date",
            must=True,
        ),
        Field(
            "check_on",
            _("tarkistetaan"),
            ("tarkistetaan", "tarkistuspaiva", "voimassa", "checkon"),
            "enrolments",
            "end_date",
        ),
        Field("lines", _("sisältö"), ("sisalto", "askeleet", "tavoitteet", "lines"), longest=2000),
    ),
    table="enrolments",  # no fact table has plans: their days are read as those of a period
    day="made_on",
    days=("made_on", "check_on"),
    reads={"kind": (plan_told, "no_plan"), "lines": (lines_told, "")},
    hidden=("lines",),
    fixed={"pilot_id": "-"},
    empty={"kind": "", "made_on": None, "check_on": None, "lines": []},
)


def said(sort: Imported, row: Any) -> dict[str, Any]:
    """All that a row says, as text, as lists of texts, or as yes and no."""
    told = {name: getattr(row, name) for name in sort.names if name != "coach"}
    if "coach" in sort.names and row.coach:
        told["coach"] = row.coach.get_full_name()
    return {name: plain(value) for name, value in told.items() if value not in (None, "", [])}


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value if isinstance(value, bool | list) else str(value)


def former_words(told: dict[str, Any]) -> list[str]:
    """What a meeting or a plan told, as people read it: each thing with its name."""
    labels = {one.name: one.label for one in (*OF_MEETINGS.fields, *OF_PLANS.fields)}
    words = dict((*Meeting.Kind.choices, *Meeting.Mode.choices, *Plan.Kind.choices))
    return [f"{labels[name]}: {_word(value, words)}" for name, value in told.items()]


def _word(value: Any, words: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return gettext("kyllä") if value else gettext("ei")
    return " ".join(value) if isinstance(value, list) else str(words.get(value, value))
