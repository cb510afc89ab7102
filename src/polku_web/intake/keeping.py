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
                "state": "in the register, or a row of a meeting or plan on its way there",
                "key": "a hash of the identity number or of the row, which are told themselves",
                "sealed": "empty once the row is in the register, where what it said is told",
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
