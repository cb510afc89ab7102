"""The app's codes in plain words, for the log."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "figures.asked": _("pyysi laskemaan luvut"),
    "figures.made": _("laski luvut"),
    "figures.failed": _("ei saanut lukuja lasketuksi"),
    "figures.exported": _("vei luvut tiedostoon"),
}
KINDS = {"run": _("lukujen laskenta"), "contract": _("sopimus")}
