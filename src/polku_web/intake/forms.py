"""Forms of taking in: the file, its columns, a faulty row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku_web.base.day_fields import DayField
from polku_web.contracts.models import Pilot
from polku_web.intake.columns import BY_NAME, FIELDS
from polku_web.intake.faults import FILE, told
from polku_web.intake.files import FORMULA
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


class ColumnsForm(forms.Form):
    """For each column of the file the field that it is, if any."""

    def __init__(self, *args: Any, batch: Batch, samples: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.samples = batch, samples
        choices = [("", _("– ei lueta –")), *((one.name, _label(one)) for one in FIELDS)]
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
        twice = sorted({str(BY_NAME[name].label) for name in chosen if chosen.count(name) > 1})
        if twice:
            raise forms.ValidationError(
                _("Sama tieto on valittu kahdelle sarakkeelle: %(names)s.") % {"names": ", ".join(twice)}
            )
        return self.cleaned_data


def _label(one: Any) -> str:
    return f"{str(one.label).capitalize()} *" if one.must else str(one.label).capitalize()


class RowForm(forms.Form):
    """A faulty row: the fields that the file tells, each with what is wrong beside it."""

    def __init__(self, *args: Any, row: Row, says: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        faults = {field: str(told(kind)) for field, kind in row.faults}
        wanted = [one for one in FIELDS if one.must or one.name in row.batch.columns or one.name in faults]
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
