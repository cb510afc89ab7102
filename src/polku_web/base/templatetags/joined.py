"""Parts of a line that may be missing: what is there is told with commas between; what is not leaves none behind."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def joined(*parts: object) -> SafeString:
    """The parts that are not empty, with commas between."""
    return format_html_join(", ", "{}", ((part,) for part in parts if part))


@register.filter
def telephone(number: str) -> SafeString | str:
    """A number to call; empty where there is none."""
    return format_html('<a href="tel:{}">{}</a>', "".join(number.split()), number) if number else ""


@register.filter
def mail(address: str) -> SafeString | str:
    """An address to write to; empty where there is none."""
    return format_html('<a href="mailto:{}">{}</a>', address, address) if address else ""
