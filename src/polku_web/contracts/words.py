"""The app's codes in plain words, for the log."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "contracts.pilot_added": _("lisäsi kokeilun tai sen uuden version"),
    "contracts.supplier_named": _("nimesi kokeilun palveluntuottajan"),
}
KINDS = {"pilot": _("kokeilu"), "supplier": _("palveluntuottaja")}
