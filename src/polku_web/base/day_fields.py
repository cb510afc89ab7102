"""Days in forms: asked as browsers ask for them, and within reach of today, so that a slip in the year is told."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from polku_web.base.days import years_from


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day at most `back` years before today and `ahead` years after it.

    In a model's form: `field_classes = {"date": partial(DayField, back=5, ahead=2)}`. Every form has its days by it: a
    test asks all forms for years that nobody means.
    """

    widget = DayInput

    def __init__(self, *, back: int, ahead: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.back, self.ahead = back, ahead

    def validate(self, value: date | None) -> None:
        """Raise ValidationError for a day out of reach, with the first and the last one that can be."""
        super().validate(value)
        today = timezone.localdate()
        first, last = years_from(today, -self.back), years_from(today, self.ahead)
        if value is not None and not first <= value <= last:
            days = {name: date_format(day, "SHORT_DATE_FORMAT") for name, day in (("first", first), ("last", last))}
            raise forms.ValidationError(_("Tarkista vuosi. Päivä voi olla %(first)s–%(last)s."), "reach", days)
