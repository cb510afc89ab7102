"""Forms for clients: short, and in plain words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

GRADES = [
    ("5", _("5 – Todella hyvä")),
    ("4", _("4 – Hyvä")),
    ("3", _("3 – Ei hyvä eikä huono")),
    ("2", _("2 – Huono")),
    ("1", _("1 – Todella huono")),
]


class MessageForm(forms.Form):
    """A message to the coach."""

    text = forms.CharField(label=_("Viestisi"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class ChangeForm(forms.Form):
    """What the client would change in what is proposed."""

    answer = forms.CharField(
        label=_("Mitä haluat muuttaa?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Kirjoita omin sanoin. Valmentajasi lukee tämän ja tekee uuden ehdotuksen."),
    )


class FeedbackForm(forms.Form):
    """A grade from 1 to 5, and words."""

    value = forms.TypedChoiceField(
        label=_("Millainen palvelu on ollut sinulle?"),
        choices=GRADES,
        coerce=int,
        widget=forms.RadioSelect,
        template_name="mypath/choice.html",
    )
    text = forms.CharField(
        label=_("Mikä on hyvää? Mikä voisi olla paremmin?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
