"""The service's texts, which are written in Finnish: collected from the code, kept as .po, compiled to .mo.

Each app has a catalogue of its own. `python -m tests.web.catalogue --write [APP ...]` adds new texts, drops unused
ones, and compiles; a text that another app has translated already gets that translation, others stay empty.
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
APPS = sorted(path.parent.name for path in WEB.glob("*/apps.py"))
LANGUAGES = ("sv", "en")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "gettext_lazy": None, "pgettext": ((1, "c"), 2)}


def texts(app: str) -> list[tuple[str, ...]]:
    """Every text of an app's code and templates, once each; a plural has two forms."""
    found: dict[tuple[str, ...], None] = {}
    for path in sorted([*(WEB / app).rglob("*.py"), *(WEB / app).rglob("*.html")]):
        text = path.read_text(encoding="utf-8")
        code = templatize(text) if path.suffix == ".html" else text
        for _line, message, _comments, _context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            found[message if isinstance(message, tuple) else (message,)] = None
    return sorted(found)


def folder(app: str, language: str) -> Path:
    """Where Django looks for the app's texts."""
    return WEB / app / "locale" / language / "LC_MESSAGES"


def catalogue(app: str, language: str) -> Catalog:
    """The catalogue as it stands."""
    path = folder(app, language) / "django.po"
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


def write(app: str, language: str, translations: dict[str, str | tuple[str, ...]] | None = None) -> None:
    """Bring an app's catalogue up to the code; `translations` are new ones by their Finnish text."""
    wanted = texts(app)
    if not wanted:
        return
    known = {one.id: one for other in APPS for one in catalogue(other, language) if one.id and one.string}
    known |= {one.id: one for one in catalogue(app, language) if one.id and one.string}
    given = translations or {}
    new = Catalog(locale=language, project="Polku", charset="utf-8", fuzzy=False)
    for message in wanted:
        key = message if len(message) > 1 else message[0]
        before = known.get(key)
        string = given.get(message[0]) or (before.string if before else "")
        new.add(key, string, flags=before.flags if before else ())
    place = folder(app, language)
    place.mkdir(parents=True, exist_ok=True)
    with (place / "django.po").open("wb") as file:
        write_po(file, new, omit_header=False, width=120, sort_output=True)
    _without_dates(place / "django.po")
    (place / "django.mo").write_bytes(compiled(catalogue(app, language)))


def _without_dates(path: Path) -> None:
    """The head tells when a file was made; that would make two equal catalogues differ."""
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "-Date: " not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"] or not set(sys.argv[2:]) <= set(APPS):
        sys.exit(f"usage: python -m tests.web.catalogue --write [{' '.join(APPS)}]")
    for name in sys.argv[2:] or APPS:
        for one in LANGUAGES:
            write(name, one)
