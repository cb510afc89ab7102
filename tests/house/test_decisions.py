"""The decisions: numbered without a gap, one page each, in one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name_of

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "template.md")
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives"]


def test_a_number_is_given_once() -> None:
    """Numbers may wait for work that is done beside this: the service's begin from 0020."""
    numbers = [path.name[:5] for path in PAGES]
    assert all(re.fullmatch(r"[0-9]{4}-", number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", [*PAGES, FOLDER / "template.md"], ids=name_of)
def test_a_decision_has_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number = path.name[:4] if path.name != "template.md" else "NNNN"
    assert text.startswith(f"# {number} · ")
    assert re.search(r"^Status: \w+", text, flags=re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == SECTIONS
    assert len(text.splitlines()) <= 60, "one page"
