"""Forms of the desk and of the client's page. They check what was typed; what may be done is the actions' business."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from polku_web.base.day_fields import DayField
from polku_web.casework.desk import SCOPES, STALLED, VIEWS, Asked
from polku_web.casework.models import Absence, BulkAct, Meeting, NationalLinks, Step, Supporter
from polku_web.clients.models import STATUSES

# Host and path first; the number may stand anywhere behind them, once.
ADDRESS = re.compile(r"https://[a-zA-Z0-9.-]+(:\d+)?(/[^\s{}<>\"]*(\{reference\}[^\s{}<>\"]*)?)?")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
HELD = [("", _("Ei vielä pidetty")), ("1", _("Pidettiin")), ("0", _("Ei toteutunut"))]


class DeskForm(forms.Form):
    """How the desk is looked at; it stands in the address. What is no choice is left at its usual value."""

    searches = True
    scope = forms.ChoiceField(label=_("Asiakkaat"), choices=SCOPES, required=False)
    status = forms.ChoiceField(label=_("Tilanne"), choices=[("", _("Kaikki")), *STATUSES], required=False)
    days = forms.IntegerField(label=_("Pysähtynyt, kun päiviä on kulunut"), min_value=14, max_value=730, required=False)
    coach = forms.UUIDField(required=False, widget=forms.HiddenInput())
    show = forms.ChoiceField(choices=[(key, view.label) for key, view in VIEWS.items()], required=False)

    def __init__(self, *args: Any, lead: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"].widget = forms.HiddenInput()
        if not lead:  # the days are those after which a team lead calls a client stalled
            self.fields["days"].widget = forms.HiddenInput()

    def asked(self, usual: Asked, words: str) -> Asked:
        """What is asked for; nonsense asks for what is usual."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        told["coach"] = str(told.get("coach", ""))
        return Asked(**{**usual.kept, "days": STALLED, **told, "words": words})


class WordsForm(forms.Form):
    """The beginning of a name. It is posted: a name may not stand in an address."""

    searches = True
    words = forms.CharField(label=_("Sukunimi"), max_length=100, required=False)


class ListForm(forms.Form):
    """The name by which the filters of the desk are kept."""

    name = forms.CharField(label=_("Työlistan nimi"), max_length=80)


class BulkForm(forms.Form):
    """What is done to the chosen clients."""

    action = forms.ChoiceField(label=_("Valituille"), choices=BulkAct.Kind.choices)

    def __init__(self, *args: Any, lead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lead:
            kinds = [one for one in BulkAct.Kind.choices if one[0] != BulkAct.Kind.ASSIGN]
            self.fields["action"].choices = kinds  # type: ignore[attr-defined]


class PlannedForm(forms.ModelForm):
    """A meeting to be set."""

    class Meta:
        model = Meeting
        fields = ("kind", "date", "time", "mode", "place")
        widgets = {"time": TIME}
        field_classes = {"date": partial(DayField, back=5, ahead=2)}

    def __init__(self, *args: Any, came_on: date | None, **kwargs: Any) -> None:
        """`came_on`: when statutory meetings last came from the national system, where they do."""
        super().__init__(*args, **kwargs)
        if came_on is not None:
            self.fields["kind"].choices = [(Meeting.Kind.OTHER.value, Meeting.Kind.OTHER.label)]  # type: ignore[attr-defined]
            why = _(
                "Alkuhaastattelut ja työnhakukeskustelut tuodaan valtakunnallisesta järjestelmästä (viimeksi %(day)s), "
                "joten niitä ei kirjata täällä toiseen kertaan."
            )
            self.fields["kind"].help_text = why % {"day": date_format(came_on, "SHORT_DATE_FORMAT")}


class MeetingForm(PlannedForm):
    """A meeting, planned or held."""

    held = forms.TypedChoiceField(
        label=_("Pidetty"), choices=HELD, required=False, empty_value=None, coerce=lambda value: value == "1"
    )


class MessageForm(forms.Form):
    """A message to the client."""

    text = forms.CharField(label=_("Viesti"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class NothingForm(forms.Form):
    """Nothing more has to be told."""


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(label=_("Merkintä"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    shared = forms.BooleanField(
        label=_("Näkyy asiakkaalle"),
        required=False,
        help_text=_("Ilman tätä merkinnän näkevät vain työntekijät. Merkintää ei voi muuttaa jälkikäteen."),
    )


class StepForm(forms.ModelForm):
    """One next step."""

    class Meta:
        model = Step
        fields = ("text", "doer", "due_on", "if_no")
        field_classes = {"due_on": partial(DayField, back=2, ahead=5)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Yksi selkeä lause, jonka asiakas ymmärtää.")


StepForms = forms.formset_factory(StepForm, extra=3, max_num=8)


class SupporterForm(forms.ModelForm):
    """Somebody of the support group. The last day is told at once: nobody stays by forgetting."""

    class Meta:
        model = Supporter
        fields = ("name", "task", "phone", "start_date", "end_date")
        field_classes = dict.fromkeys(("start_date", "end_date"), partial(DayField, back=10, ahead=5))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_date"].required = True


class AbsenceForm(forms.ModelForm):
    """A coach's absence and who covers."""

    class Meta:
        model = Absence
        fields = ("coach", "cover", "start_date", "end_date")
        field_classes = dict.fromkeys(("start_date", "end_date"), partial(DayField, back=1, ahead=2))

    def __init__(self, *args: Any, coaches: Any, covers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"] = forms.ModelChoiceField(coaches, label=_("Kuka on poissa"))
        self.fields["cover"] = forms.ModelChoiceField(covers, label=_("Kuka sijaistaa"))
        self.fields["start_date"].label, self.fields["end_date"].label = _("Ensimmäinen päivä"), _("Viimeinen päivä")
        self.fields["end_date"].required = True


class NationalLinksForm(forms.ModelForm):
    """Where the national system shows a meeting and a plan."""

    class Meta:
        model = NationalLinks
        fields = ("meeting", "plan", "own_meeting", "own_plan")
        widgets = {name: forms.URLInput() for name in fields}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("own_meeting", "own_plan"):
            self.fields[name].help_text = _(
                "Palvelu, johon asiakas itse kirjautuu. Ilman osoitetta linkkiä ei näytetä."
            )

    def clean(self) -> dict[str, Any]:
        """Each address leads to a place that it names itself: the number stands behind the host."""
        for name, address in list(self.cleaned_data.items()):
            if address and not ADDRESS.fullmatch(address):
                self.add_error(name, _("Kirjoita osoite, joka alkaa https:// ja jossa on enintään yksi {reference}."))
        return self.cleaned_data
