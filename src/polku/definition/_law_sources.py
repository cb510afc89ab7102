"""The sources of law values in words for readers of Finnish and Swedish pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from polku.definition._law_file import SOURCES
from polku.definition._words import Language
from polku.definition._yaml import read_yaml
from polku.law import FOLDER

BETWEEN = "; "


def source_in_words(source: str, language: Language) -> str:
    """The source of a law value in the reader's language, part by part.

    A part without words, as of a pilot file's own process, stays as it is written; in English everything does.
    """
    words = _words().get(language, {})
    return BETWEEN.join(words.get(part, part) for part in source.split(BETWEEN))


@cache
def _words() -> Mapping[str, dict[str, str]]:
    """Language → part of a source → its words."""
    parts: dict[str, dict[str, str]] = read_yaml(FOLDER / SOURCES).plain()["parts"]
    languages = {name for told in parts.values() for name in told}
    return MappingProxyType({name: {part: told[name] for part, told in parts.items()} for name in languages})
