"""Everything kept about a client, to the client: as values for machines, and as a page to read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, localize, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku_web.audit.queries import looks_at, told_by_day
from polku_web.base.keeping import Kept, kept
from polku_web.clients.models import Client
from polku_web.privacy.lifetimes import last_days
from polku_web.privacy.terms import rules

FORM = "polku-own-data-1"


@dataclass(frozen=True)
class Section:
    """A table's rows about the client, with where they come from and how long they are kept."""

    entry: Kept
    rows: list[dict[str, Any]]  # lookup → value, in the entry's order
    until: str

    @property
    def title(self) -> Promise:
        """Its name to the client."""
        return self.entry.title

    @cached_property
    def shown(self) -> list[list[tuple[Promise, str]]]:
        """The rows as people read them; what is not known is left out."""
        told = [
            [(label, word_of(self.entry, name, row)) for name, label in self.entry.told.items()] for row in self.rows
        ]
        return [[(label, word) for label, word in row if word] for row in told]

    @property
    def values(self) -> list[dict[str, Any]]:
        """The rows as machines read them: codes as codes, money in cents."""
        return [{name: row[name] for name in self.entry.told} for row in self.rows]


def sections(client: Client, *, by_hand: bool) -> list[Section]:
    """All that is kept: a query for each kind of data, however many rows there are.

    What a person has to judge first (`Kept.by_hand`) is in it only when somebody has.
    """
    entries = [entry for entry in kept() if by_hand or not entry.by_hand]
    until = untils(client)
    return [Section(entry, _rows(entry, client), until[entry.term]) for entry in entries]


def word_of(entry: Kept, name: str, row: Mapping[str, Any]) -> str:
    """What a value of a row says to the client; empty where nothing is known."""
    value = row[name]
    if value in (None, "", []):
        return ""
    if name in entry.words:
        return entry.words[name](value, row)
    choices = dict(field_of(entry, name).flatchoices)
    return str(choices[value]) if isinstance(value, str) and value in choices else readable(value)


def _rows(entry: Kept, client: Client) -> list[dict[str, Any]]:
    names = (*entry.told, *entry.beside)
    rows = entry.rows([client.pk]).order_by(*(entry.model._meta.ordering or ("pk",))).values(*names)
    return [{name: entry.reads.get(name, _same)(row[name]) for name in names} for row in rows]


def _same(value: Any) -> Any:
    return value


def field_of(entry: Kept, name: str) -> Field:
    """The field to which a lookup of the entry leads."""
    model, *rest = entry.model, *name.split("__")
    for part in rest[:-1]:
        model = model._meta.get_field(part).related_model
    return model._meta.get_field(rest[-1])


def untils(client: Client) -> dict[str, str]:
    """Until when each kind of data is kept, in words."""
    ended, told = last_days([client.pk]).get(client.pk), rules()
    if ended is not None:
        return {term: date_format(told.ends(term, ended), "SHORT_DATE_FORMAT") for term in told.terms}
    return {
        term: _("%(time)s asiakkuuden päättymisestä") % {"time": _length(one.months)}
        for term, one in told.terms.items()
    }


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest:
        return _("%(number)s kuukautta") % {"number": months}
    return _("1 vuosi") if years == 1 else _("%(number)s vuotta") % {"number": years}


def readable(value: Any) -> str:
    """A value as people write it."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("kyllä") if value else _("ei")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, time):
        return time_format(value, "TIME_FORMAT")
    if isinstance(value, list):
        sentences = all(str(one).endswith(".") for one in value)
        return (" " if sentences else ", ").join(map(str, value))
    return localize(value) if isinstance(value, int | float | Decimal) else str(value)


def as_file(client: Client, *, at: datetime, by_hand: bool) -> bytes:
    """A zip of three files: the values (JSON), a page to read, and the page's style. No name stands in it."""
    found = sections(client, by_hand=by_hand)
    looks = told_by_day(looks_at(client.pk))
    organiser = client.unit.organisation.name
    parts = {"sections": found, "looks": looks, "organiser": organiser, "at": at, "by_hand": by_hand}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("omat-tiedot.html", render_to_string("privacy/own_data.html", parts))
        packed.writestr("omat-tiedot.json", _values(found, looks, organiser, at))
        packed.writestr("polku.css", (files("polku_web.base") / "static" / "polku" / "polku.css").read_bytes())
    return out.getvalue()


def _values(found: list[Section], looks: list[Any], organiser: str, at: datetime) -> str:
    told = {
        "form": FORM,
        "made_at": at,
        "organiser": organiser,
        "data": [
            {
                "table": one.entry.model._meta.label_lower,
                "title": str(one.title),
                "source": str(one.entry.source),
                "kept": one.until,
                "rows": one.values,
                "in_words": [{str(label): word for label, word in row} for row in one.shown],
            }
            for one in found
        ],
        "looks": [
            {"at": one.at, "role": str(one.role), "place": one.place, "what": str(one.what), "why": str(one.why)}
            | {"times": one.times, "explanation": one.explanation}
            for one in looks
        ],
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
