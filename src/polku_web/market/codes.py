"""The market's lists of codes, each with its words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeclineReason(models.TextChoices):
    """Why the provider did not take the client. Coded, so that it can be counted and tells nothing sensitive."""

    NO_PLACES = "no_places", _("paikkoja ei ole")
    NOT_SUITABLE = "not_suitable", _("palvelu ei vastaa asiakkaan tarvetta")
    LANGUAGE = "language", _("palvelua ei ole asiakkaan kielellä")
    NOT_REACHED = "not_reached", _("asiakasta ei tavoitettu")
    CLIENT_REFUSED = "client_refused", _("asiakas ei halunnut palveluun")
    OTHER = "other", _("muu syy")


class Chooser(models.TextChoices):
    """Who chose the provider: docs/path/facts.md, chosen_by."""

    CLIENT = "client", _("asiakas valitsi")
    COACH = "coach", _("valmentaja valitsi")
    LOTTERY = "lottery", _("arvottiin")
    DEFAULT = "default", _("lähin tuottaja")


class Condition(models.TextChoices):
    """What the service's condition said of the client on the day."""

    NONE = "none", _("ei ehtoja")
    MET = "met", _("ehdot täyttyvät")
    UNKNOWN = "unknown", _("ehtoja ei voi tarkistaa")


class EndReason(models.TextChoices):
    """The reasons of docs/path/facts.md."""

    COMPLETED = "completed", _("palvelu tehtiin loppuun")
    JOB = "job", _("asiakas sai työtä")
    EDUCATION = "education", _("asiakas aloitti opinnot")
    INTERRUPTED = "interrupted", _("keskeytyi")
    MOVED = "moved", _("asiakas muutti")
    OTHER = "other", _("muu syy")


class Source(models.TextChoices):
    """Who told it."""

    REGISTER = "register", _("rekisteri")
    EMPLOYER = "employer", _("työnantaja")
    PROVIDER = "provider", _("palveluntuottaja")
    CLIENT = "client", _("asiakas itse")


# What is told to whoever tells the same a second time, or a moment after somebody else.
TOLD = {
    "job": _("Tämä työ on jo kirjattu: sama työnantaja ja sama alkupäivä."),
    "milestone": _("Tämä tavoite on jo kirjattu samalle päivälle."),
    "delivery": _(
        "Tämä työ on jo kirjattu. Jos teitte samana päivänä lisää, kirjoita, mistä sen näkee, niin se erottuu."
    ),
}
