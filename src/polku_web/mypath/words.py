"""The app's codes in plain words, for the log."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "mypath.viewed": _("katsoi omaa polkuaan"),
    "mypath.feedback_given": _("antoi palautetta palvelusta"),
}
KINDS = {"feedback": _("palaute")}
