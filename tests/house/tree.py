"""The files and packages that the house tests look at."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
POLKU = ROOT / "src" / "polku"
NO_STEP = {"base", "cli", "law", "pilots", "pipeline"}  # words without a domain, the door, data, the row of steps


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def with_suffix(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """The files of these suffixes under a folder."""
    return [path for path in files() if path.suffix in suffixes and path.is_relative_to(under)]


def name_of(path: Path) -> str:
    """A file's name inside the repository, for messages and test ids."""
    return path.relative_to(ROOT).as_posix()


def packages() -> list[str]:
    """The packages of polku, one level deep: base, law, …"""
    return sorted(path.parent.name for path in POLKU.glob("*/__init__.py"))


def steps() -> list[str]:
    """The packages that are a step of the chain, or a room of its own that a reader must know."""
    return [name for name in packages() if name not in NO_STEP]


def parsed(path: Path) -> ast.Module:
    """A Python file as its syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
