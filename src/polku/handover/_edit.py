"""Changes in the text of a pilot file that leave all else as it is written, comments too.

The strict reader has accepted the file before; here PyYAML says where in the text a value stands. What comes of the
changes is held against the strict reader again: a file that does not pass is not given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from polku.base import PolkuError
from polku.definition import DefinitionError, Pilot, check_pilot, pilot_path


@dataclass(frozen=True, slots=True)
class NewPilotFile:
    """The text of a pilot file that passes the check, and in plain sentences what is to be decided with it."""

    text: str
    told: tuple[str, ...]


class PilotText:
    """A pilot file's text, its values' places, and the changes that are to be made."""

    def __init__(self, name_or_path: str | Path) -> None:
        """Raises PolkuError when the file's keys stand in braces: there are no lines to change then."""
        self.path = pilot_path(name_or_path)
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            self.text = file.read()
        self.line_end = "\r\n" if "\r\n" in self.text else "\n"
        root = yaml.compose(self.text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode) or root.flow_style:
            raise PolkuError(f"{self.path}: the keys stand in braces. Write each key of the file on a line of its own.")
        self.root = root
        self._changes: list[tuple[int, int, str]] = []
        self._ending: list[str] = []  # lines below all others

    def named(self) -> list[str]:
        """The keys of the file in their order."""
        return [str(key.value) for key, _ in self.root.value]

    def value(self, *place: str | int) -> yaml.Node | None:
        """The value at a place: keys and positions in lists. None where there is nothing."""
        node: yaml.Node | None = self.root
        for step in place:
            if isinstance(node, yaml.MappingNode):
                node = next((value for key, value in node.value if key.value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
            else:
                return None
        return node

    def set(self, node: yaml.Node, text: str) -> None:
        """Write another value in the place of a scalar."""
        self._changes.append((node.start_mark.index, node.end_mark.index, text))

    def set_key(self, key: str, value: str) -> None:
        """Write a key of the file anew, on one line; a comment behind it goes."""
        start, end = self._lines_of(key)
        self._changes.append((start, end, f"{key}: {value}{self.line_end}"))

    def comment_out(self, key: str, why: str) -> None:
        """Put a key with all that it has behind # signs."""
        start, end = self._lines_of(key)
        lines = [f"# {line}" if line.strip() else line for line in self.text[start:end].splitlines(keepends=True)]
        self._changes.append((start, end, f"# {why}{self.line_end}{''.join(lines)}"))

    def before_key(self, key: str, comment: str) -> None:
        """Put a comment on the line above a key."""
        start, _ = self._lines_of(key)
        self._changes.append((start, start, f"# {comment}{self.line_end}"))

    def at_top(self, comment: str) -> None:
        """Put a comment on the first line."""
        self._changes.append((0, 0, f"# {comment}{self.line_end}{self.line_end}"))

    def add_to(self, below: yaml.MappingNode, key: str, item: str) -> None:
        """Add an item to the list under a key of a mapping; the list is made where there is none."""
        found = next((value for name, value in below.value if name.value == key), None)
        if isinstance(found, yaml.SequenceNode):
            self._append(found, [item])
        elif below.flow_style:
            self._in_braces(below, f"{key}: [{item}]")
        else:
            indent = " " * below.start_mark.column
            self._after(below, [f"{indent}{key}:", f"{indent}  - {item}"])

    def add_lines(self, key: str, items: Iterable[str], comment: str = "") -> None:
        """Add texts to a list of the file, or a key with them at the end; a comment stands above a new key."""
        quoted = [json.dumps(item, ensure_ascii=False) for item in items]
        found = self.value(key)
        if not quoted:
            return
        if isinstance(found, yaml.SequenceNode) and found.value:
            self._append(found, quoted)
            return
        head = ["", *([f"# {comment}"] if comment else []), f"{key}:"]
        self._ending += [*head, *(f"  - {item}" for item in quoted)]

    def changed(self) -> str:
        """The text with all changes made."""
        text = self.text
        # From the last place to the first, so that places stay true; at one place the first change stands first.
        in_turn = sorted(enumerate(self._changes), key=lambda change: (*change[1][:2], change[0]), reverse=True)
        for _, (start, end, new) in in_turn:
            text = text[:start] + new + text[end:]
        if self._ending and not text.endswith("\n"):
            text += self.line_end
        return text + "".join(line + self.line_end for line in self._ending)

    def _append(self, items: yaml.SequenceNode, added: list[str]) -> None:
        if items.flow_style:
            self._in_braces(items, ", ".join(added))
        else:
            indent = " " * items.start_mark.column
            self._after(items, [f"{indent}- {item}" for item in added])

    def _in_braces(self, node: yaml.CollectionNode, added: str) -> None:
        """Before the closing brace or bracket."""
        place = node.end_mark.index - 1
        self._changes.append((place, place, f", {added}" if node.value else added))

    def _after(self, node: yaml.Node, lines: list[str]) -> None:
        """New lines below the last line of a value."""
        place = self._start_of(_last_line(node) + 1)
        ended = place == 0 or self.text[place - 1] == "\n"
        new = "".join(line + self.line_end for line in lines)
        self._changes.append((place, place, new if ended else self.line_end + new))

    def _lines_of(self, key: str) -> tuple[int, int]:
        """Where a key's line begins, and where the last line of its value ends."""
        name, value = next((name, value) for name, value in self.root.value if name.value == key)
        return self._start_of(name.start_mark.line), self._start_of(_last_line(value) + 1)

    def _start_of(self, line: int) -> int:
        """The place of a line's first letter, lines counted from 0."""
        return sum(map(len, self.text.splitlines(keepends=True)[:line]))


def _last_line(node: yaml.Node) -> int:
    """The last line of a value, counted from 0; comments and empty lines below it are not in it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return int(node.end_mark.line) - 1
    return int(node.end_mark.line)


def checked(text: str, name: Path) -> Pilot:
    """The pilot of a text that is to be written under a name. Raises DefinitionError with the faults of the text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pilot.yaml"
        path.write_bytes(text.encode("utf-8"))
        result = check_pilot(path)
    if result.pilot is None:
        raise DefinitionError(replace(fault, file=str(name)) for fault in result.faults)
    return result.pilot
