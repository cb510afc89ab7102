"""Forms of the administrator. They check what was typed; whether it may be done is the rules' and actions' business."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from polku_web.base.actors import Actor
from polku_web.base.colours import contrast_with_white
from polku_web.base.day_fields import DayField
from polku_web.base.rights import allowed
from polku_web.organisations.models import POST_ROLES, Organisation, Unit, User

LARGEST_LOGO = 200_000
PNG = b"\x89PNG\r\n\x1a\n"


class PersonForm(forms.ModelForm):
    """A new person."""

    class Meta:
        model = User
        fields = ["given_name", "family_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _("Työsähköposti. Henkilö kirjautuu sillä.")

    def clean_email(self) -> str:
        """In small letters, as it is stored and compared."""
        return str(self.cleaned_data["email"]).lower()


class PostForm(forms.Form):
    """A role in an organisation that the administrator looks after."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisaatio"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        required=False,
        label=_("Yksikkö"),
        help_text=_("Pakollinen omavalmentajalle ja tiimivastaavalle."),
    )
    role = forms.ChoiceField(choices=POST_ROLES, label=_("Rooli"))
    start_date = DayField(label=_("Alkaa"), back=20, ahead=5)
    end_date = DayField(
        label=_("Päättyy"),
        required=False,
        back=20,
        ahead=20,
        help_text=_("Viimeinen päivä. Tyhjä, jos päättymispäivä ei ole tiedossa."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = allowed(actor, "administer", "organisation")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = allowed(actor, "administer", "unit")  # type: ignore[attr-defined]


class UnitForm(forms.ModelForm):
    """A new unit."""

    class Meta:
        model = Unit
        fields = ["organisation", "name"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = allowed(actor, "administer", "organisation")  # type: ignore[attr-defined]
        self.fields["organisation"].label = _("Organisaatio")


class AppearanceForm(forms.ModelForm):
    """The organiser's name, colour and logo."""

    logo_file = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG-kuva, enintään 200 kilotavua, mieluiten 96 pistettä korkea.")
    )
    remove_logo = forms.BooleanField(label=_("Poista nykyinen logo"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "colour"]
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}

    def clean_colour(self) -> str:
        """A colour on which white text can be read: WCAG 2.2, 1.4.3."""
        colour = str(self.cleaned_data["colour"])
        if Organisation.COLOUR.fullmatch(colour) and contrast_with_white(colour) < 4.5:
            raise forms.ValidationError(_("Väri on liian vaalea: valkoinen teksti ei erotu siitä. Valitse tummempi."))
        return colour

    def clean_logo_file(self) -> bytes | None:
        """The picture's bytes. Only PNG: an SVG could carry a program."""
        sent: UploadedFile | None = self.cleaned_data["logo_file"]
        if sent is None:
            return None
        if sent.size is None or sent.size > LARGEST_LOGO:
            raise forms.ValidationError(_("Kuva on liian suuri. Enintään 200 kilotavua."))
        data = sent.read()
        if not data.startswith(PNG):
            raise forms.ValidationError(_("Tiedosto ei ole PNG-kuva."))
        return data
