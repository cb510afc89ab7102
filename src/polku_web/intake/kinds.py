"""What a file can be about: its fields, how rows are checked, what taking in does. Apps above add kinds of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from polku.base.engine import Engine
from polku_web.base.actors import Actor
from polku_web.intake.columns import Field

if TYPE_CHECKING:
    from polku_web.intake.checks import Checked, Ground
    from polku_web.intake.models import Batch

Rows = Iterable[tuple[int, dict[str, str]]]


@dataclass(frozen=True)
class FileKind:
    """A kind of file. `needs`: of each group one column at least. `gone` counts what taking in would take away."""

    name: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    check: Callable[[Engine, Rows, Ground], list[Checked]]
    take_in: Callable[[UUID, Actor], None]
    gone: Callable[[Batch], int] | None = None
    withheld: tuple[str, ...] = ()  # fields that are not shown of a client with a non-disclosure order

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by their names."""
        return {one.name: one for one in self.fields}

    def missing(self, columns: Iterable[str]) -> list[tuple[Field, ...]]:
        """The groups of which no column was named."""
        there = set(columns)
        return [tuple(self.by_name[name] for name in group) for group in self.needs if not there & set(group)]

    def needed(self, name: str) -> bool:
        """Whether a row cannot do without the field."""
        return (name,) in self.needs


_KINDS: dict[str, FileKind] = {}


def add_kind(kind: FileKind) -> None:
    """Add a kind of file; its app does it when it is ready."""
    _KINDS[kind.name] = kind


def kind_of(thing: Any) -> FileKind:
    """The kind of a batch, of the batch of a row, or of a remembered column."""
    return _KINDS[getattr(thing, "batch", thing).kind]


def kind_named(name: str) -> FileKind:
    """The kind by its name."""
    return _KINDS[name]
