"""The codes of tokens in plain words, for the log. Those of people and posts stand with the log itself."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "organisations.token_made": _("teki rajapinta-avaimen"),
    "organisations.token_revoked": _("poisti rajapinta-avaimen käytöstä"),
    "organisations.token_refused": _("kutsui rajapintaa avaimella, joka ei kelpaa"),
}
KINDS = {"token": _("rajapinta-avain")}
