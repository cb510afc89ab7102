"""The report's words: complete in three languages, and numbers and days in each language's form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from polku import page, report
from polku.page import texts
from polku.report import LANGUAGES, Language
from polku.report._language import Words

REPORT, FRAME = Path(report.__file__).parent, Path(page.__file__).parent
SAME_IN_SWEDISH = {"days.between"}
SAME_IN_ENGLISH: set[str] = set()
GAP = "\u00a0"


def catalogue(lang: Language) -> Mapping[str, str]:
    return texts(REPORT / "texts", lang)


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_is_in_every_language_with_the_same_names(lang: Language) -> None:
    finnish, other = catalogue("fi"), catalogue(lang)
    assert set(other) == set(finnish)
    assert not [key for key in finnish if names(finnish[key]) != names(other[key])]
    assert not [key for key, text in other.items() if not isinstance(text, str) or not text.strip()]


@pytest.mark.parametrize(("lang", "same"), [("sv", SAME_IN_SWEDISH), ("en", SAME_IN_ENGLISH)])
def test_nothing_was_left_in_finnish(lang: Language, same: set[str]) -> None:
    finnish, other = catalogue("fi"), catalogue(lang)
    assert {key for key in finnish if finnish[key] == other[key]} == same


def test_every_key_that_is_asked_for_is_there_and_every_one_is_asked_for() -> None:
    sources = [*REPORT.glob("*.py"), *(path for room in (REPORT, FRAME) for path in room.glob("templates/*.j2"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    asked = set(re.findall(r"""say\(\s*["']([a-z_.-]+)["']""", text))
    assert asked <= {*catalogue("fi"), *texts(FRAME / "texts", "fi")}
    families = ("age.", "end.", "missing.", "situation.", "fee.", "invented.", "console.", "due.definition-")
    unasked = [
        key
        for key in catalogue("fi")
        if not key.startswith(families) and f'"{key}"' not in text and f'"{key.partition(".")[2]}"' not in text
    ]
    left = [key for key in unasked if not _in_parts(key, text)]
    assert not left


def _in_parts(key: str, text: str) -> bool:
    """Whether the key is put together: people.{topic}.head, due.{head}, sources.law.{head}."""
    parts = key.split(".")
    ends = [(".".join(parts[:i]), ".".join(parts[i:])) for i in range(1, len(parts))]
    return any(f'f"{first}.{{' in text and f'"{last}"' in text for first, last in ends) or (
        len(parts) == 3 and f'f"{parts[0]}.{{topic}}.{parts[2]}"' in text
    )


@pytest.mark.parametrize(
    ("lang", "number", "share", "money", "cents", "day", "month", "short"),
    [
        ("fi", "28 000", "35 %", "1 234 €", "1 234,50 €", "14.6.2024", "kesäkuu 2024", "6/2024"),
        ("sv", "28 000", "35 %", "1 234 €", "1 234,50 €", "14.6.2024", "juni 2024", "6/2024"),
        ("en", "28,000", "35%", "€1,234", "€1,234.50", "14 June 2024", "June 2024", "Jun 2024"),
    ],
)
def test_each_language_writes_in_its_own_form(
    lang: Language, number: str, share: str, money: str, cents: str, day: str, month: str, short: str
) -> None:
    words = Words(lang)
    assert words.number(28_000).replace(GAP, " ") == number
    assert words.share(345, 1000).replace(GAP, " ") == share  # half up
    assert words.euros(123_400).replace(GAP, " ") == money
    assert words.euros(123_450).replace(GAP, " ") == cents
    assert words.day(date(2024, 6, 14)).replace(GAP, " ") == day
    assert words.month(date(2024, 6, 1)) == month
    assert words.short_month(date(2024, 6, 1)) == short


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_never_breaks_over_a_line(lang: Language) -> None:
    words = Words(lang)
    assert " " not in words.number(1_234_567) + words.share(1, 2) + words.euros(123_456_789)
