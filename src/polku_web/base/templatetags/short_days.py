"""Days in narrow places: without the year while it is this one."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def short_day(day: date) -> str:
    """A day of this year as 14.7., of another as 14.7.2025: what is long overdue does not look like this summer's."""
    here = day.year == timezone.localdate().year
    return date_format(day, "MONTH_DAY_FORMAT" if here else "SHORT_DATE_FORMAT")
