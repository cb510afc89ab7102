"""What this app keeps of a client."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from polku_web.base.keeping import NATIONAL, STAFF, Kept, Term, keep
from polku_web.intake.models import AllocatedClient, Row

REFERS = "who it is about: the one who reads it"
ROW_ID = "the row's number, which nothing outside tells"


def declare_kept() -> None:
    """Called once, when the app is ready."""
    keep(
        Kept(
            Row,
            _("Tiedostot, joista tietosi tulivat"),
            NATIONAL,
            Term.REGISTER,
            {"batch__made_at": _("Tiedosto tuli"), "number": _("Rivi")},
            untold={
                "id": ROW_ID,
                "client": REFERS,
                "state": "always in the register: only such a row leads to a client",
                "key": "a hash of the identity number, which is told with the client",
                "sealed": "empty once the row is in the register",
                "faults": "empty once the row is in the register",
            },
        ),
        Kept(
            AllocatedClient,
            _("Ehdotukset omavalmentajaksesi"),
            STAFF,
            Term.CASEWORK,
            {"allocation__made_at": _("Tehty"), "done": _("Toteutui")},
            untold={"id": ROW_ID, "client": REFERS, "coach": "told with the coaches, once named", "why": "a code"},
        ),
    )
