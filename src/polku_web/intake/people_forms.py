"""Forms about people: what is missing of them, their last day, and whom coaches can take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.definition import municipalities, municipality_name
from polku_web.base.day_fields import DayField
from polku_web.clients.codes import EDUCATION
from polku_web.clients.leaving import WhyLeft
from polku_web.clients.models import SEXES, Client, Decision
from polku_web.intake.checks import FORMS
from polku_web.intake.columns import BY_NAME, in_our_words, municipality_words
from polku_web.intake.faults import told

YES_NO = [("", _("Ei tiedossa")), ("1", _("Kyllä")), ("0", _("Ei"))]
LEVELS = [("", _("Ei tiedossa")), *((str(level), name) for level, name in EDUCATION.items())]


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, required=False, coerce=lambda value: value == "1", empty_value=None
    )


def _homes() -> list[tuple[str, Any]]:
    there = [one.code for one in municipalities() if one.valid_to is None]
    names = sorted((municipality_name(code, get_language() or "fi"), code) for code in there)
    return [("", _("Ei tiedossa")), *((code, name) for name, code in names)]


class MissingForm(forms.Form):
    """A field for each thing that is missing and that staff can find out; `beyond` is what they cannot."""

    def __init__(self, *args: Any, decision: Decision, hidden: bool, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beyond = []
        for name in decision.missing:
            if name == "earnings_related_right":
                self.fields["earnings_related"] = _yes_no(BY_NAME["earnings_related"].label)
                self.fields["since"] = DayField(
                    label=BY_NAME["earnings_related_since"].label, initial=on, required=False, back=20, ahead=1
                )
            elif name in MAKERS and not (hidden and name == "municipality"):
                self.fields[name] = MAKERS[name](BY_NAME[name].label)
            else:
                self.beyond.append(name)

    def clean(self) -> dict[str, Any]:
        """Codes have their forms."""
        for name, (form, kind) in FORMS.items():
            value = self.cleaned_data.get(name)
            if value and not form.fullmatch(in_our_words(name, value)):
                self.add_error(name, told(kind))
            elif value:
                self.cleaned_data[name] = in_our_words(name, value)
        return self.cleaned_data


MAKERS: dict[str, Any] = {
    "municipality": lambda label: forms.ChoiceField(label=label, choices=_homes(), required=False),
    "sex": lambda label: forms.ChoiceField(label=label, choices=[("", _("Ei tiedossa")), *SEXES], required=False),
    "native_language": lambda label: forms.CharField(
        label=label, max_length=20, required=False, help_text=_("Kielen koodi, esimerkiksi fi, sv tai ru.")
    ),
    "immigrant": _yes_no,
    "education_level": lambda label: forms.TypedChoiceField(
        label=label, choices=LEVELS, required=False, coerce=int, empty_value=None
    ),
    "occupation": lambda label: forms.CharField(label=label, max_length=4, required=False),
    "service_line": lambda label: forms.CharField(label=label, max_length=60, required=False),
}


class LeavingForm(forms.Form):
    """Who leaves, when, where to and why."""

    clients = forms.ModelMultipleChoiceField(
        Client.objects.none(), required=False, error_messages={"invalid_choice": _("Valinta ei ole enää luettelossa.")}
    )
    everyone = forms.BooleanField(required=False)
    last_day = DayField(label=_("Viimeinen päivä asiakkaana"), back=2, ahead=2)
    reason = forms.ChoiceField(label=_("Syy"), choices=WhyLeft.choices)
    left_for = forms.CharField(label=_("Minne siirtyy"), max_length=160, required=False)
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clients"].queryset = clients  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be chosen."""
        if not self.cleaned_data.get("everyone") and not self.cleaned_data.get("clients"):
            raise forms.ValidationError(_("Valitse ainakin yksi asiakas."))
        return self.cleaned_data


class ScopesForm(forms.Form):
    """For each coach: municipalities by name or code, languages by code, and how many clients at most."""

    def __init__(self, *args: Any, coaches: Any, scopes: dict[Any, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coaches = list(coaches)
        for coach in self.coaches:
            scope = scopes.get(coach.pk)
            homes = [municipality_name(code, get_language() or "fi") for code in scope.municipalities] if scope else []
            first = {"places": ", ".join(homes), "languages": ", ".join(scope.languages) if scope else ""}
            self._add(coach, first, scope.most if scope else None)

    def _add(self, coach: Any, first: dict[str, str], most: int | None) -> None:
        labels = {"places": _("Kunnat"), "languages": _("Kielet suomen lisäksi")}
        for name, label in labels.items():
            told = f"{label}, {coach}"
            self.fields[f"{name}_{coach.pk}"] = forms.CharField(label=told, required=False, initial=first[name])
        self.fields[f"most_{coach.pk}"] = forms.IntegerField(
            label=f"{_('Asiakkaita enintään')}, {coach}", required=False, min_value=0, max_value=2000, initial=most
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Each coach with the three fields."""
        names = ("places", "languages", "most")
        return [(coach, *(self[f"{name}_{coach.pk}"] for name in names)) for coach in self.coaches]

    def clean(self) -> dict[str, Any]:
        """Municipalities are there, languages have codes."""
        codes = {one.code for one in municipalities()}
        for name, value in list(self.cleaned_data.items()):
            words = [word.strip() for word in str(value or "").split(",") if word.strip()]
            if name.startswith("places_"):
                homes = [municipality_words().get(word.casefold(), word) for word in words]
                if set(homes) - codes:
                    self.add_error(name, told("unknown_municipality"))
                self.cleaned_data[name] = homes
            elif name.startswith("languages_"):
                spoken = [in_our_words("native_language", word) for word in words]
                if not all(FORMS["native_language"][0].fullmatch(one) for one in spoken):
                    self.add_error(name, told("no_language"))
                self.cleaned_data[name] = spoken
        return self.cleaned_data

    def told(self) -> dict[Any, dict[str, Any]]:
        """Coach → what was said."""
        return {
            coach.pk: {
                "municipalities": self.cleaned_data[f"places_{coach.pk}"],
                "languages": self.cleaned_data[f"languages_{coach.pk}"],
                "most": self.cleaned_data[f"most_{coach.pk}"],
            }
            for coach in self.coaches
        }
