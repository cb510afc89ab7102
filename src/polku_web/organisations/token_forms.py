"""The form of a new token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.base.actors import Actor
from polku_web.base.day_fields import DayField
from polku_web.base.rights import allowed
from polku_web.organisations.models import Organisation, Token

WHOLE = "whole"


class TokenForm(forms.Form):
    """What another system is called, what it may do, where, and until when."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisaatio"), empty_label=None)
    name = forms.CharField(
        label=_("Avaimen nimi"),
        max_length=80,
        help_text=_("Järjestelmä, joka avainta käyttää. Nimi näkyy lokissa, esimerkiksi ”Yöajo”."),
    )
    abilities = forms.MultipleChoiceField(
        label=_("Avaimella voi"), choices=list(Token.ABILITIES.items()), widget=forms.CheckboxSelectMultiple
    )
    where = forms.MultipleChoiceField(label=_("Missä"), widget=forms.CheckboxSelectMultiple)
    last_day = DayField(
        label=_("Viimeinen voimassaolopäivä"),
        back=0,
        ahead=1,
        help_text=_("Enintään vuoden päässä. Tee ajoissa uusi avain ennen kuin vanha vanhenee."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = allowed(actor, "give_tokens", "organisation")
        self.fields["organisation"].queryset = there  # type: ignore[attr-defined]
        self.units = allowed(actor, "administer", "unit").filter(organisation__in=there).order_by("name")
        units = [(str(one.pk), one.name) for one in self.units]
        self.fields["where"].choices = [(WHOLE, _("koko organisaatiossa")), *units]  # type: ignore[attr-defined]
        self.fields["organisation"].initial = there.first()
        if there.count() < 2:
            self.fields["organisation"].widget = forms.HiddenInput()
        self.fields["last_day"].initial = timezone.localdate(actor.at) + timedelta(365)

    def told(self) -> dict[str, Any]:
        """What was chosen, for the action."""
        told = dict(self.cleaned_data)
        where = told.pop("where")
        return told | {"whole": WHOLE in where, "units": [one for one in self.units if str(one.pk) in where]}
