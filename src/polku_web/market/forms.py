"""Forms of the market: the planner's, the sender's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku_web.base.day_fields import DayField
from polku_web.market.actions import ANSWER_DAYS
from polku_web.market.codes import Source
from polku_web.market.models import Job, Offer

CHOOSERS = {
    "client": _("Asiakas valitsi"),
    "coach": _("Valmentaja valitsi, asiakas ei valinnut"),
    "lottery": _("Asiakas ei valinnut: tuottaja arvotaan"),
    "default": _("Asiakas ei valinnut: lähin tuottaja"),
}


class OfferForm(forms.ModelForm):
    """What the service planner says of an offer; the rest comes from the pilot file."""

    class Meta:
        model = Offer
        fields = ("about", "places", "voluntary", "contact_name", "contact_phone", "start_date", "end_date")
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}
        field_classes = dict.fromkeys(("start_date", "end_date"), partial(DayField, back=20, ahead=20))
        help_texts = {
            "about": _("Muutama lause, jotka asiakas ymmärtää."),
            "places": _("Kuinka monta asiakasta mahtuu yhtä aikaa. Tyhjä: ei rajaa."),
            "contact_name": _("Asiakas näkee nimen ja numeron, kun hänet on ohjattu palveluun."),
        }


class OfferChoice(forms.ModelChoiceField):
    """Offers by the provider's name."""

    def label_from_instance(self, offer: Any) -> str:
        """The provider, or the own staff."""
        return offer.provider_name or str(_("Oma palvelu"))


class ReferForm(forms.Form):
    """To which of the offers, who chose it, and what the provider should know."""

    offer = OfferChoice(Offer.objects.none(), label=_("Kenelle"), widget=forms.RadioSelect, required=False)
    chosen_by = forms.ChoiceField(label=_("Kuka valitsi"), widget=forms.RadioSelect)
    message = forms.CharField(
        label=_("Viesti tuottajalle"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vain se, mitä palvelu tarvitsee. Älä kirjoita terveydestä, etuuksista tai muista palveluista."),
    )
    answer_by = DayField(label=_("Vastaus viimeistään"), back=1, ahead=1)

    def __init__(self, *args: Any, offers: Sequence[Offer], choosers: Sequence[str], on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["offer"].queryset = Offer.objects.filter(pk__in=[one.pk for one in offers]).select_related(  # type: ignore[attr-defined]
            "provider"
        )
        self.fields["offer"].empty_label = None  # type: ignore[attr-defined]
        self.fields["offer"].initial = offers[0].pk if len(offers) == 1 else None
        self.fields["chosen_by"].choices = [(one, CHOOSERS[one]) for one in choosers]  # type: ignore[attr-defined]
        self.fields["chosen_by"].initial = choosers[0]
        self.fields["answer_by"].initial = on + timedelta(ANSWER_DAYS)

    def clean_answer_by(self) -> date:
        """Not in the past, and not later than in two months."""
        day: date = self.cleaned_data["answer_by"]
        if not self.on <= day <= self.on + timedelta(60):
            raise forms.ValidationError(_("Päivän pitää olla tästä päivästä enintään kahden kuukauden päässä."))
        return day


LONGEST_YEARS = 10


class JobForm(forms.ModelForm):
    """A job that somebody has told of."""

    class Meta:
        model = Job
        fields: Sequence[str] = (
            "employer_name",
            "start_date",
            "end_date",
            "weekly_hours",
            "subsidised",
            "self_employed",
        )
        field_classes = dict.fromkeys(("start_date", "end_date"), partial(DayField, back=20, ahead=LONGEST_YEARS))
        help_texts = {"end_date": _("Tyhjä: työ jatkuu."), "weekly_hours": _("Sovitut tunnit, esimerkiksi 37,5.")}

    def clean(self) -> dict[str, Any]:
        """An end that is decades away is a slip of the hand, and data would be kept for it."""
        told = super().clean() or self.cleaned_data
        start, end = told.get("start_date"), told.get("end_date")
        if start and end and end.year - start.year > LONGEST_YEARS:
            self.add_error("end_date", _("Päivä on yli kymmenen vuoden päässä. Jätä tyhjäksi, jos työ jatkuu."))
        return told


class StaffJobForm(JobForm):
    """The same, with who told it."""

    class Meta(JobForm.Meta):
        fields = ("source", *JobForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [one for one in Source.choices if one[0] != Source.REGISTER]  # type: ignore[attr-defined]


class ProofForm(forms.Form):
    """What staff have seen of a job."""

    proof = forms.CharField(
        label=_("Mikä todiste"), max_length=120, help_text=_("Esimerkiksi palkkalaskelma tai työsopimus.")
    )
