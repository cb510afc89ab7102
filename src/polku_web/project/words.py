"""The app's codes in plain words, for the log."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "project.snapshot_taken": _("vei tiedot faktakansioon"),
    "project.demo_filled": _("täytti esittelyn keksityillä ihmisillä"),
}
