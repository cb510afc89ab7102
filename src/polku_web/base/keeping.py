"""What is kept of a client. Each app says it of its tables, so that the client can be told and so that it ends.

The client's own file, the page *Omat tiedot* and retention read these entries and nothing else. A test fails when a
table that leads to a client, or a field of it, is in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Term(StrEnum):
    """How long something is kept: by the kind of data. The rules give each kind its months."""

    CONTACT = "contact"
    MESSAGES = "messages"
    CASEWORK = "casework"
    REGISTER = "register"
    PAYMENT = "payment"

    @property
    def label(self) -> Promise:
        """The kind's name to the client."""
        return LABELS[self]


LABELS: dict[Term, Promise] = {
    Term.CONTACT: _("yhteystiedot"),
    Term.MESSAGES: _("viestit ja palautteet"),
    Term.CASEWORK: _("suunnitelmat, tapaamiset ja merkinnät"),
    Term.REGISTER: _("asiakkuuden perustiedot"),
    Term.PAYMENT: _("palvelut, joista on maksettu"),
}

# From where data come, to the client.
YOU: Promise = _("Sinulta itseltäsi")
BOTH: Promise = _("Sinulta ja valmentajaltasi")
STAFF: Promise = _("Työllisyyspalvelujen työntekijältä")
NATIONAL: Promise = _("Valtakunnallisesta asiakastietojärjestelmästä")
PROVIDER: Promise = _("Palveluntuottajalta")
SERVICE: Promise = _("Tämä palvelu laskee tai kirjaa ne")

Say = Callable[[Any, Mapping[str, Any]], str]  # a stored value and its row → what it says in the reader's language


def said_by(book: Mapping[Any, Promise | str]) -> Say:
    """Words of a list of codes, as the client reads them. A code that is not in the list stays as it is."""
    return lambda value, row: str(book.get(value, value))


def said(word: Callable[[Any], str]) -> Say:
    """Words that need no more than the value itself."""
    return lambda value, row: word(value)


@dataclass(frozen=True)
class Kept:
    """A table's rows about a client, or some of them, and what becomes of them."""

    model: type[Model]
    title: Promise
    source: Promise
    term: Term
    told: Mapping[str, Promise]  # lookup → its name to the client, in order
    path: str = "client"  # from a row to the client
    only: Q = field(default_factory=Q)
    untold: Mapping[str, str] = field(default_factory=dict)  # field → why it is not told
    reads: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # what makes a stored value readable
    words: Mapping[str, Say] = field(default_factory=dict)  # lookup → what its codes say; else its choices do
    beside: tuple[str, ...] = ()  # lookups of the row that its words need besides
    by_hand: bool = False  # given by the data-protection officer, who judges each case
    emptied: Mapping[str, Any] = field(default_factory=dict)  # at the end these are emptied; without any, rows go
    open_while: Q | None = None  # rows that say that the person still is a client
    last_day: str = ""  # the day or time of a row after which the terms begin
    counted: Mapping[str, str] = field(default_factory=dict)  # statistic of a month → day field, when rows go
    part: str = ""  # by what the statistic is split: a service, a pilot

    def rows(self, client_ids: Iterable[Any]) -> QuerySet[Any]:
        """The rows of these clients."""
        return self.model._default_manager.filter(self.only, **{f"{self.path}__in": client_ids})


_KEPT: list[Kept] = []


def keep(*entries: Kept) -> None:
    """Add an app's entries; it tells them when it is ready."""
    _KEPT.extend(entries)


def kept() -> list[Kept]:
    """All entries: what is told first stands first."""
    return list(_KEPT)
