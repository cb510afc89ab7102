"""The market's codes as the client reads them: what a state or a reason means to her, not to the office."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "sent": _("odotamme vastausta palvelusta"),
    "seen": _("palvelu on saanut viestimme, odotamme vastausta"),
    "accepted": _("pääset palveluun"),
    "declined": _("et päässyt tähän palveluun"),
    "started": _("palvelu on käynnissä"),
    "ended": _("palvelu on päättynyt"),
    "expired": _("palvelusta ei vastattu ajoissa"),
    "withdrawn": _("tätä palvelua ei aloiteta"),
}
CHOSEN: dict[str, Promise] = {
    "client": _("sinä"),
    "coach": _("valmentajasi"),
    "lottery": _("arpa"),
    "default": _("ei kukaan: lähin tuottaja"),
}
CONDITIONS: dict[str, Promise] = {
    "none": _("palvelulla ei ole ehtoja"),
    "met": _("kyllä"),
    "unknown": _("emme voineet tarkistaa"),
}
DECLINED: dict[str, Promise] = {
    "no_places": _("palvelussa ei ollut vapaata paikkaa"),
    "not_suitable": _("palvelu ei vastannut tarvettasi"),
    "language": _("palvelua ei ollut sinun kielelläsi"),
    "not_reached": _("palvelu ei tavoittanut sinua"),
    "client_refused": _("et halunnut palveluun"),
    "other": _("muu syy"),
}
ENDED: dict[str, Promise] = {
    "completed": _("kävit palvelun loppuun"),
    "job": _("sait työtä"),
    "education": _("aloitit opinnot"),
    "interrupted": _("palvelu keskeytyi"),
    "moved": _("muutit"),
    "other": _("muu syy"),
}
EVENTS: dict[str, Promise] = {**DECLINED, **ENDED, "reminded": _("muistutimme palvelua")}
SOURCES: dict[str, Promise] = {
    "register": _("rekisteri"),
    "employer": _("työnantaja"),
    "provider": _("palveluntuottaja"),
    "client": _("sinä"),
}
