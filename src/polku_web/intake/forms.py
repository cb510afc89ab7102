"""Forms of taking in: the file, its columns, a faulty row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku_web.base.day_fields import DayField
from polku_web.contracts.models import Pilot
from polku_web.intake.columns import Field
from polku_web.intake.faults import FILE, told
from polku_web.intake.files import FORMULA
from polku_web.intake.kinds import FileKind, kind_of
from polku_web.intake.models import Batch, Row
from polku_web.organisations.models import Unit


class FileForm(forms.Form):
    """A file alone."""

    file = forms.FileField(
        label=_("Tiedosto"),
        help_text=_("CSV (UTF-8) tai Excel (.xlsx), yksi asiakas rivillä, sarakkeiden nimet ensimmäisellä rivillä."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: Any, too_big: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_big:
            self.fields["file"].error_messages["required"] = FILE["too_big"]


class UploadForm(FileForm):
    """A file of clients, and what it is about."""

    pilot = forms.ModelChoiceField(
        Pilot.objects.none(),
        label=_("Kokeilu"),
        required=False,
        empty_label=_("Ei kokeilua: kohderyhmää ei päätetä"),
        help_text=_("Jokaisesta asiakkaasta päätetään, kuuluuko hän kokeilun kohderyhmään."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Yksikkö"),
        empty_label=None,
        help_text=_("Uudet asiakkaat tulevat tähän yksikköön, jos tiedosto ei kerro toista."),
    )
    on = DayField(
        label=_("Päivä"),
        back=2,
        ahead=1,
        help_text=_("Päivä, josta alkaen asiakkaat siirtyvät ja tiedot ovat voimassa."),
    )

    def __init__(self, *args: Any, pilots: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pilot"].queryset = pilots  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class NationalForm(forms.Form):
    """A file of meetings or of plans, and whether it tells everything of some days."""

    kind = forms.ChoiceField(label=_("Mitä tiedostossa on"), choices=Batch.Kind.choices[1:])
    file = forms.FileField(
        label=_("Tiedosto"),
        help_text=_("CSV (UTF-8) tai Excel (.xlsx), yksi tapaaminen tai suunnitelma rivillä."),
        widget=FileForm.base_fields["file"].widget,
    )
    all_from = DayField(
        label=_("Kaikki alkaen"),
        required=False,
        back=10,
        ahead=3,
        help_text=_("Täytä päivät vain, jos tiedostossa on kaikki näiden päivien tapaamiset tai suunnitelmat."),
    )
    all_until = DayField(
        label=_("Kaikki päättyen"),
        required=False,
        back=10,
        ahead=3,
        help_text=_("Aiemmin tuodut, jotka tästä tiedostosta puuttuvat, poistetaan."),
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Minkä yksikön asiakkaat"), empty_label=None)

    def __init__(self, *args: Any, units: Any, too_big: bool = False, **kwargs: Any) -> None:
        """`units`: where the actor has to choose one; empty where there is nothing to choose."""
        super().__init__(*args, **kwargs)
        if units:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]
        if too_big:
            self.fields["file"].error_messages["required"] = FILE["too_big"]

    def clean(self) -> dict[str, Any]:
        """Both days or neither, in their order."""
        told = self.cleaned_data
        first, last = told.pop("all_from", None), told.pop("all_until", None)
        if bool(first) != bool(last):
            self.add_error(
                "all_until" if first else "all_from", _("Kirjoita kumpikin päivä, tai jätä molemmat tyhjiksi.")
            )
        elif first and last and first > last:
            self.add_error("all_until", _("Viimeinen päivä on ennen ensimmäistä."))
        return told | {"all_of": (first, last) if first and last else None}


class ColumnsForm(forms.Form):
    """For each column of the file the field that it is, if any."""

    def __init__(self, *args: Any, batch: Batch, samples: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.samples = batch, samples
        self.kind = kind_of(batch)
        choices = [("", _("– ei lueta –")), *((one.name, _label(one, self.kind)) for one in self.kind.fields)]
        by_place = {place: name for name, place in batch.columns.items()}
        for place in range(len(batch.header)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=choices, required=False, initial=by_place.get(place, ""), label=batch.header[place]
            )

    def rows(self) -> list[tuple[str, list[str], Any]]:
        """Each column's name, its first values, and the choice of field."""
        return [
            (header, [row[place] for row in self.samples if len(row) > place], self[f"column_{place}"])
            for place, header in enumerate(self.batch.header)
        ]

    def columns(self) -> dict[str, int]:
        """Field → the column's place. A field chosen twice is told by `clean`."""
        chosen = ((self.cleaned_data[f"column_{place}"], place) for place in range(len(self.batch.header)))
        return {name: place for name, place in chosen if name}

    def clean(self) -> dict[str, Any]:
        """A field has one column."""
        chosen = [value for value in self.cleaned_data.values() if value]
        twice = sorted({str(self.kind.by_name[name].label) for name in chosen if chosen.count(name) > 1})
        if twice:
            raise forms.ValidationError(
                _("Sama tieto on valittu kahdelle sarakkeelle: %(names)s.") % {"names": ", ".join(twice)}
            )
        return self.cleaned_data


def _label(one: Field, kind: FileKind) -> str:
    return f"{str(one.label).capitalize()} *" if kind.needed(one.name) else str(one.label).capitalize()


class RowForm(forms.Form):
    """A faulty row: the fields that the file tells, each with what is wrong beside it."""

    def __init__(self, *args: Any, row: Row, says: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        faults = {field: str(told(kind)) for field, kind in row.faults}
        kind = kind_of(row)
        there = set(row.batch.columns) | set(faults)
        wanted = [one for one in kind.fields if kind.needed(one.name) or one.name in there]
        for one in sorted(wanted, key=lambda one: one.name not in faults):
            value = says.get(one.name, "")
            self.fields[one.name] = forms.CharField(
                label=one.label,
                required=False,
                initial="" if value == FORMULA else value,
                max_length=2000,
                help_text=faults.get(one.name, ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def says(self) -> dict[str, str]:
        """What the row says now, without what is empty."""
        return {name: value for name, value in self.cleaned_data.items() if value}
