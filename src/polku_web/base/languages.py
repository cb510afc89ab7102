"""The language of whoever reads, as `polku` knows languages."""

from __future__ import annotations

from django.utils.translation import get_language

from polku.definition import Language


def spoken() -> Language:
    """The reader's language: Finnish, Swedish or English."""
    found = (get_language() or "fi")[:2]
    return "sv" if found == "sv" else "en" if found == "en" else "fi"
