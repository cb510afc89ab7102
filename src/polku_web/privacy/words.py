"""The app's codes in plain words, for the log."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "privacy.own_data_viewed": _("katsoi omia tietojaan"),
    "privacy.own_data_given": _("antoi asiakkaan tiedot tiedostona"),
    "privacy.request_made": _("pyysi tietojensa korjaamista tai poistamista"),
    "privacy.request_viewed": _("katsoi asiakkaan tietopyyntöä"),
    "privacy.request_answered": _("vastasi asiakkaan tietopyyntöön"),
    "privacy.end_announced": _("ilmoitti, että tietoja poistetaan"),
    "privacy.end_withdrawn": _("perui tietojen poistamisen"),
    "privacy.removed": _("poisti asiakkaan tietoja, joiden säilytysaika päättyi"),
    "privacy.retention_run": _("ajoi säilytysaikojen tarkistuksen"),
}
KINDS = {"datarequest": _("tietopyyntö"), "data_request": _("tietopyyntö"), "endnotice": _("ilmoitus poistamisesta")}
TO_CLIENT = {
    "privacy.own_data_given": _("antoi tietosi tiedostona"),
    "privacy.request_viewed": _("katsoi tietopyyntöäsi"),
    "privacy.request_answered": _("vastasi tietopyyntöösi"),
    "privacy.end_announced": _("ilmoitti, että tietojasi poistetaan"),
    "privacy.end_withdrawn": _("perui tietojesi poistamisen"),
    "privacy.removed": _("poisti tietojasi, koska säilytysaika päättyi"),
}
BASES = {
    "data_request": _("Olit tehnyt tietopyynnön."),
    "retention": _("Säilytysajan tarkistus tehdään kaikille."),
}
