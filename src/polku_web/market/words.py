"""The app's codes in plain words, for the log."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "market.offers_opened": _("avasi palvelut tarjolle"),
}
KINDS = {"offer": _("palvelu")}
