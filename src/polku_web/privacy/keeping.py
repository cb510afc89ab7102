"""What this app keeps of a client."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from polku_web.base.keeping import SERVICE, YOU, Kept, Term, keep
from polku_web.privacy.models import DataRequest, EndNotice
from polku_web.privacy.queries import tables

ROW_ID = "the row's number, which nothing outside tells"
REFERS = "who it is about: the one who reads it"

OWN = [
    Kept(
        DataRequest,
        _("Tietopyyntösi"),
        YOU,
        Term.CASEWORK,
        {
            "kind": _("Mitä pyysit"),
            "about": _("Mitä tietoa pyyntö koskee"),
            "text": _("Pyyntö"),
            "made_at": _("Tehty"),
            "answer_by": _("Vastattava viimeistään"),
            "result": _("Tulos"),
            "answer": _("Vastaus"),
            "answered_at": _("Vastattu"),
            "answered_by__given_name": _("Vastaajan etunimi"),
            "answered_by__family_name": _("Vastaajan sukunimi"),
        },
        untold={"id": ROW_ID, "client": REFERS},
        reads={"about": lambda table: tables().get(table, "")},
    ),
    Kept(
        EndNotice,
        _("Ilmoitukset tietojen poistamisesta"),
        SERVICE,
        Term.REGISTER,
        {
            "term": _("Mitkä tiedot"),
            "made_on": _("Ilmoitettu"),
            "last_day": _("Viimeinen päivä asiakkaana"),
            "removes_on": _("Poistetaan"),
            "removed_on": _("Poistettu"),
        },
        untold={"id": ROW_ID, "client": REFERS},
        last_day="last_day",
    ),
]


def declare_kept() -> None:
    """Called once, when the app is ready."""
    keep(*OWN)
