"""What this app keeps of a client."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from polku_web.base.keeping import YOU, Kept, Term, keep
from polku_web.market.keeping import in_language
from polku_web.mypath.models import Feedback


def declare_kept() -> None:
    """Called once, when the app is ready."""
    keep(
        Kept(
            Feedback,
            _("Palautteesi"),
            YOU,
            Term.MESSAGES,
            {
                "participation__offer__names": _("Palvelu"),
                "answered_on": _("Päivä"),
                "value": _("Arvosana"),
                "text": _("Omin sanoin"),
            },
            path="participation__client",
            reads={"participation__offer__names": in_language},
            untold={"id": "the row's number, which nothing outside tells"},
            counted={"feedback_given": "answered_on"},
        )
    )
