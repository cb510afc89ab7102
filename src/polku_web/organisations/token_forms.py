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
from polku_web.organisations.models import Organisation, Token, Unit


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
    whole = forms.BooleanField(
        label=_("Koko organisaatio"), required=False, help_text=_("Myös yksiköt, jotka lisätään myöhemmin.")
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Tai vain nämä yksiköt"), required=False, widget=forms.CheckboxSelectMultiple
    )
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
        units = allowed(actor, "administer", "unit").filter(organisation__in=there)
        self.fields["units"].queryset = units.order_by("name")  # type: ignore[attr-defined]
        self.fields["organisation"].initial = there.first()
        if there.count() < 2:
            self.fields["organisation"].widget = forms.HiddenInput()
        self.fields["last_day"].initial = timezone.localdate(actor.at) + timedelta(365)
