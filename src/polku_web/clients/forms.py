"""Forms about a client."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.definition import municipalities, municipality_name
from polku_web.base.day_fields import DayField
from polku_web.clients.actions import CHANGEABLE
from polku_web.clients.identity import identity_number
from polku_web.clients.models import Client, EmergencyAccess
from polku_web.organisations.models import Unit, User


class SearchForm(forms.Form):
    """The beginning of a name, or an identity number. It is posted: neither may stand in an address."""

    searches = True  # no field of a search has to be filled in
    words = forms.CharField(label=_("Sukunimi tai henkilötunnus"), max_length=100, required=False)
    mine = forms.BooleanField(label=_("Vain omat asiakkaani"), required=False)


class ClientForm(forms.ModelForm):
    """The client's own details."""

    class Meta:
        model = Client
        fields = CHANGEABLE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted((municipality_name(code, get_language() or "fi"), code) for code in _codes())
        choices = [("", _("Ei tiedossa")), *((code, name) for name, code in names)]
        self.fields["municipality"] = forms.ChoiceField(choices=choices, required=False, label=_("Kotikunta"))
        self.fields["non_disclosure"].help_text = _(
            "Paikka ja yhteystiedot piilotetaan muilta kuin niitä tarvitsevilta."
        )
        for field in self.fields.values():
            field.show_hidden_initial = True  # the page tells what it showed, so that only what was changed is written

    def changes(self) -> dict[str, Any]:
        """What the worker changed on the page; what another changed since it was opened is not among them."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def _codes() -> set[str]:
    return {one.code for one in municipalities() if one.valid_to is None}


class NewClientForm(ClientForm):
    """A new client of one of the worker's units."""

    number = forms.CharField(label=_("Henkilötunnus"), max_length=20, help_text=_("Esimerkiksi 131052-308T."))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Yksikkö"))
    field_order = ("number", "family_name", "given_name", "unit")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """The identity number in its one form."""
        return identity_number(str(self.cleaned_data["number"]))


class CoachForm(forms.Form):
    """A new coach from a day on."""

    coach = forms.ModelChoiceField(User.objects.none(), label=_("Omavalmentaja"))
    on = DayField(label=_("Alkaen"), back=1, ahead=1)
    reason = forms.CharField(label=_("Syy"), max_length=200, required=False)

    def __init__(self, *args: Any, coaches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"].queryset = coaches  # type: ignore[attr-defined]


class EmergencyForm(forms.Form):
    """Whom to open, and why."""

    number = forms.CharField(label=_("Asiakkaan henkilötunnus"), max_length=20)
    reason = forms.ChoiceField(label=_("Syy"), choices=EmergencyAccess.Reason.choices)
    explanation = forms.CharField(
        label=_("Selitys"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kirjoita, mitä tapahtui. Asiakas ja tietosuojavastaava näkevät tämän."),
    )

    def clean_number(self) -> str:
        """The identity number in its one form."""
        return identity_number(str(self.cleaned_data["number"]))


class UnitForm(forms.Form):
    """Another unit, from today on."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Uusi yksikkö"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
