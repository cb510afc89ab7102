"""The service's texts, which are written in Finnish: collected from the code, kept as .po, compiled to .mo.

python -m tests.web.catalogue --write   adds new texts, untranslated, drops unused ones, and compiles
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests.house.tree import ROOT

WEB = ROOT / "src" / "polku_web"
LOCALE = WEB / "locale"
LANGUAGES = ("sv", "en")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "gettext_lazy": None, "pgettext": ((1, "c"), 2)}


def texts() -> list[tuple[str, ...]]:
    """Every text of code and templates, once each; a plural has two forms."""
    found: dict[tuple[str, ...], None] = {}
    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html")]):
        text = path.read_text(encoding="utf-8")
        code = templatize(text) if path.suffix == ".html" else text
        for _line, message, _comments, _context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            found[message if isinstance(message, tuple) else (message,)] = None
    return sorted(found)


def catalogue(language: str) -> Catalog:
    """The catalogue as it stands."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(found: Catalog) -> bytes:
    """What gettext reads. The day is fixed, so that equal catalogues are equal files."""
    found.creation_date = found.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, found)
    return out.getvalue()


def write(language: str, translations: dict[str, str | tuple[str, ...]] | None = None) -> None:
    """Bring a language's catalogue up to the code; `translations` are new ones by their Finnish text."""
    old, given = catalogue(language), translations or {}
    new = Catalog(locale=language, project="Polku", charset="utf-8", fuzzy=False)
    for message in texts():
        before = old.get(message[0])
        string = given.get(message[0]) or (before.string if before else "")
        new.add(message if len(message) > 1 else message[0], string, flags=before.flags if before else ())
    folder = LOCALE / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, new, omit_header=False, width=120, sort_output=True)
    _without_dates(folder / "django.po")
    (folder / "django.mo").write_bytes(compiled(catalogue(language)))


def _without_dates(path: Path) -> None:
    """The head tells when a file was made; that would make two equal catalogues differ."""
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "-Date: " not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python -m tests.web.catalogue --write")
    for one in LANGUAGES:
        write(one)
