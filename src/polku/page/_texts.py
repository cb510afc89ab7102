"""Texts by key, a file for each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
FRAME = Path(__file__).parent / "texts"
NO_BREAK = "\u00a0"


@cache
def texts(folder: Path, lang: Language) -> Mapping[str, str]:
    """The texts of a folder in a language, by key: `<folder>/<lang>.yaml`. OSError when there is no such file."""
    found: dict[str, str] = yaml.safe_load((folder / f"{lang}.yaml").read_text(encoding="utf-8"))
    return found
