"""Everything that Polku needs at run time may be shipped with it: no GPL, no AGPL; LGPL and MPL are fine."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

from tests.house.tree import ROOT

ALLOWED = re.compile(
    r"\b(?:MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|CC0|Unlicense)"
    r"|\b(?:MPL|Mozilla Public|LGPL|Lesser General)"
)
FORBIDDEN = re.compile(r"(?<![A-Za-z])(?:A?GPL|GNU (?:Affero )?General Public)")


def _needed() -> set[str]:
    """The names of all packages that polku asks for, extras too, and what those ask for."""
    found: set[str] = set()
    waiting = [("polku", frozenset(distribution("polku").metadata.get_all("Provides-Extra") or ()))]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        try:
            asked = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # for another platform, or an extra that is not installed
        found.add(name)
        for requirement in map(Requirement, asked):
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                item = (requirement.name.lower(), frozenset(requirement.extras))
                if item not in seen:
                    seen.add(item)
                    waiting.append(item)
    return found - {"polku"}


def licence(name: str) -> str:
    """What a package says of its licence, in the words of its own metadata."""
    metadata = distribution(name).metadata
    trove = [text for text in metadata.get_all("Classifier") or () if text.startswith("License ::")]
    said = [*(metadata.get_all("License-Expression") or ()), *trove, *(metadata.get_all("License") or ())]
    return next((text for text in said if text.strip() not in ("", "License :: OSI Approved")), "")


NEEDED = sorted(_needed())


@pytest.mark.parametrize("name", NEEDED)
def test_a_needed_package_has_a_licence_that_fits(name: str) -> None:
    said = licence(name)
    assert ALLOWED.search(said), f"{name} says {said[:200]!r}: read it, and add it to ALLOWED if it fits"
    assert "LGPL" in said or not FORBIDDEN.search(said), f"{name}: {said[:200]!r}"


def test_what_pyproject_names_was_looked_at() -> None:
    assert {"duckdb", "click", "pyyaml", "sqlglot"} <= set(NEEDED)


@pytest.mark.parametrize("text", ["GPL-3.0-or-later", "AGPL-3.0", "GNU General Public License v3"])
def test_a_licence_that_does_not_fit_is_known(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert [number for number in range(1, 16) if f"\n{number}." not in text] == []
    assert text.rstrip().endswith("require the production of a new EUPL version.")
