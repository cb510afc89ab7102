"""The log's codes in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "clients.viewed": _("katsoi asiakkaan tietoja"),
    "clients.listed": _("näki asiakkaan luettelossa"),
    "clients.registered": _("lisäsi asiakkaan"),
    "clients.changed": _("muutti asiakkaan tietoja"),
    "clients.coach_assigned": _("nimesi omavalmentajan"),
    "clients.emergency_opened": _("avasi asiakkaan tiedot hätäkäytöllä"),
    "clients.looks_viewed": _("katsoi, kuka on katsonut tietoja"),
    "organisations.person_added": _("lisäsi henkilön"),
    "organisations.invited": _("antoi linkin salasanan asettamiseen"),
    "organisations.organiser_founded": _("perusti järjestäjän"),
    "organisations.post_given": _("antoi tehtävän"),
    "organisations.post_ended": _("päätti tehtävän"),
    "organisations.unit_added": _("lisäsi yksikön"),
    "organisations.partner_added": _("lisäsi kumppaniorganisaation"),
    "organisations.appearance_changed": _("muutti ulkoasua"),
    "organisations.signed_in": _("kirjautui"),
    "organisations.signed_out": _("kirjautui ulos"),
    "organisations.sign_in_failed": _("kirjautuminen epäonnistui"),
    "organisations.password_set": _("asetti salasanan"),
    "audit.searched": _("haki lokista"),
    "page.refused": _("pyysi sivua, johon ei ole oikeutta"),
    "object.refused": _("pyysi tietoa, johon ei ole oikeutta"),
}
KINDS: dict[str, Promise] = {
    "client": _("asiakas"),
    "user": _("henkilö"),
    "person": _("henkilö"),
    "membership": _("tehtävä"),
    "post": _("tehtävä"),
    "unit": _("yksikkö"),
    "organisation": _("organisaatio"),
    "coachassignment": _("omavalmentajuus"),
    "emergencyaccess": _("hätäkäyttö"),
    "page": _("sivu"),
}
# The same to the client whose data they are.
TO_CLIENT: dict[str, Promise] = {
    "clients.viewed": _("katsoi tietojasi"),
    "clients.listed": _("näki nimesi asiakasluettelossa"),
    "clients.registered": _("lisäsi sinut asiakkaaksi"),
    "clients.changed": _("muutti tietojasi"),
    "clients.coach_assigned": _("nimesi sinulle omavalmentajan"),
    "clients.emergency_opened": _("avasi tietosi hätäkäytöllä"),
    "audit.searched": _("selvitti, kuka on katsonut tietojasi"),
}
BASES: dict[str, Promise] = {
    "own_client": _("Hän on omavalmentajasi."),
    "unit_client": _("Asiointisi kuuluu hänen yksikölleen."),
    "emergency": _("Hän avasi tietosi poikkeuksellisesti ja kirjasi syyn. Tietosuojavastaava näkee käytön."),
    "list": _("Asiointisi kuuluu hänelle tai hänen yksikölleen."),
}


def learn(
    *,
    actions: dict[str, Promise] | None = None,
    kinds: dict[str, Promise] | None = None,
    to_client: dict[str, Promise] | None = None,
    bases: dict[str, Promise] | None = None,
) -> None:
    """Add an app's words; it tells them when it is ready."""
    for book, new in ((ACTIONS, actions), (KINDS, kinds), (TO_CLIENT, to_client), (BASES, bases)):
        book.update(new or {})
