"""The app's codes in plain words, for the log and for the client."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "clients.decided": _("päätti, kuuluuko asiakas kohderyhmään"),
    "clients.handed_over": _("siirsi asiakkaan pois"),
    "clients.returned": _("otti asiakkaan takaisin"),
    "clients.moved_to_unit": _("siirsi asiakkaan toiseen yksikköön"),
}
KINDS = {"decision": _("päätös kohderyhmästä"), "enrolment": _("mukanaolo kokeilussa")}
TO_CLIENT = {
    "clients.decided": _("tarkisti, voitko olla mukana kokeilussa"),
    "clients.handed_over": _("siirsi asiointisi muualle"),
    "clients.returned": _("otti asiointisi takaisin hoitoonsa"),
    "clients.moved_to_unit": _("siirsi asiointisi toiselle yksikölle"),
}
