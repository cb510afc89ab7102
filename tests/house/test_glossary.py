"""GLOSSARY.md: whole, each term once, and true to the code."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass

import pytest
import yaml

from tests.house.tree import POLKU, ROOT, with_suffix

HEAD = ["Finnish", "Swedish", "English", "In code", "Note"]
TERMS = ROOT / "tests" / "house" / "glossary.csv"  # the terms that the field's texts use


@dataclass(frozen=True)
class Row:
    """One line of a glossary table."""

    line: int
    finnish: str
    swedish: str
    english: str
    code: tuple[str, ...]
    note: str


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows() -> list[Row]:
    """Every row of every table. A row with too few or too many cells fails here, with its line."""
    found = []
    for number, line in enumerate((ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|") or set(line) <= set("|- "):
            continue
        cells = _cells(line)
        assert len(cells) == len(HEAD), f"GLOSSARY.md:{number} has {len(cells)} cells; a row has {len(HEAD)}"
        if cells != HEAD:
            finnish, swedish, english, code, note = cells
            assert re.fullmatch(r"–|(`[^`]+` ?)+", code), f"GLOSSARY.md:{number}: write `word` or –, not {code}"
            found.append(Row(number, finnish, swedish, english, tuple(re.findall(r"`([^`]+)`", code)), note))
    return found


ROWS = rows()


def test_every_term_of_the_field_is_there() -> None:
    with TERMS.open(encoding="utf-8-sig", newline="") as file:
        terms = {(term["fi"], term["sv"], term["en"]) for term in csv.DictReader(file, delimiter=";")}
    assert len(terms) == 90
    assert terms <= {(row.finnish, row.swedish, row.english) for row in ROWS}


def test_three_languages_each() -> None:
    assert [row for row in ROWS if not (row.finnish and row.swedish and row.english)] == []


def test_a_term_has_one_row() -> None:
    for language in ("finnish", "english"):
        twice = [term for term, n in Counter(getattr(row, language).lower() for row in ROWS).items() if n > 1]
        assert not twice, f"{language}: {twice}"


def test_a_word_of_the_code_has_one_term() -> None:
    twice = [word for word, n in Counter(word for row in ROWS for word in row.code).items() if n > 1]
    assert not twice


def test_the_code_uses_the_words_that_stand_here() -> None:
    code = with_suffix(".py", ".sql", ".yaml", under=ROOT / "src")
    text = "\n".join(path.read_text(encoding="utf-8") for path in code)
    used = set(re.findall(r"[A-Za-z][A-Za-z0-9_-]*[A-Za-z0-9]", text)) | set(re.findall(r"\w+", text))
    missing = [f"GLOSSARY.md:{row.line}: {word}" for row in ROWS for word in row.code if word not in used]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("name", ["services", "statuses", "benefits"])
def test_a_code_of_law_has_its_row(name: str) -> None:
    codes = yaml.safe_load((POLKU / "law" / f"{name}.yaml").read_text(encoding="utf-8"))["items"]
    explained = {word for row in ROWS for word in row.code}
    assert sorted(set(codes) - explained) == []


@pytest.mark.parametrize("name", ["services", "statuses", "benefits"])
def test_a_code_of_law_is_called_the_same_here(name: str) -> None:
    """The Finnish name in law/ and the row's term are one word."""
    codes = yaml.safe_load((POLKU / "law" / f"{name}.yaml").read_text(encoding="utf-8"))["items"]
    terms = {word: row for row in ROWS for word in row.code}
    other = {
        code: (label, terms[code].finnish)
        for code, entry in codes.items()
        if (label := entry["label"]["fi"].lower()).split()[0][:5] not in terms[code].finnish.lower()
    }
    assert not other
