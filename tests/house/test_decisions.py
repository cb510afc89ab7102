"""The decisions: numbered without a gap, one page each, in one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name_of

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "template.md")
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives"]


def test_numbers_have_no_gap() -> None:
    assert [path.name[:5] for path in PAGES] == [f"{n:04}-" for n in range(1, len(PAGES) + 1)]


@pytest.mark.parametrize("path", [*PAGES, FOLDER / "template.md"], ids=name_of)
def test_a_decision_has_its_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number = path.name[:4] if path.name != "template.md" else "NNNN"
    assert text.startswith(f"# {number} · ")
    assert re.search(r"^Status: \w+", text, flags=re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == SECTIONS
    assert len(text.splitlines()) <= 60, "one page"
