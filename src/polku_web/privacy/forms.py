"""Forms about a client's own data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku_web.base.actors import Actor
from polku_web.clients.identity import identity_number
from polku_web.clients.models import Client
from polku_web.clients.queries import by_identity_number
from polku_web.privacy.models import DataRequest
from polku_web.privacy.queries import tables


class RequestForm(forms.Form):
    """What the client asks."""

    kind = forms.ChoiceField(label=_("Mitä pyydät"), choices=DataRequest.Kind.choices)
    about = forms.ChoiceField(label=_("Mitä tietoa pyyntö koskee"), required=False)
    text = forms.CharField(
        label=_("Kerro omin sanoin"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Esimerkiksi: Puhelinnumeroni on väärin. Oikea numero on 040 000 0000."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", _("Useaa tietoa, tai en tiedä")), *tables().items()]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What a worker answers, in words to the client."""

    result = forms.ChoiceField(label=_("Tulos"), choices=DataRequest.Result.choices)
    answer = forms.CharField(
        label=_("Vastaus asiakkaalle"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Kirjoita selkeästi, mitä tehtiin. Jos jotain ei tehty, kerro miksi."),
    )


class GiveForm(forms.Form):
    """Whose data are given as a file, and why. It is posted: an identity number stands in no address."""

    number = forms.CharField(label=_("Asiakkaan henkilötunnus"), max_length=20)
    why = forms.CharField(label=_("Peruste"), max_length=200, help_text=_("Esimerkiksi: Asiakkaan pyyntö kirjeellä."))
    own_notes = forms.BooleanField(
        label=_("Liitä mukaan työntekijöiden omat merkinnät"),
        required=False,
        help_text=_("Lue merkinnät tiedostosta, ennen kuin annat sen. Niissä voi olla tietoja toisesta ihmisestä."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_number(self) -> Client:
        """The client of the number, among those of the officer's organiser."""
        client = by_identity_number(self.actor, "give_data", identity_number(str(self.cleaned_data["number"])))
        if client is None:
            raise forms.ValidationError(_("Henkilötunnuksella ei löydy asiakasta."))
        return client
