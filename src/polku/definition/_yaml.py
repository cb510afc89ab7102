"""YAML read strictly, with the line of every key and value.

Only whole numbers (12, -3), ISO days (2021-03-01), true, false and null are not text; 020, 12.50, 1_000, 0x1F, yes and
12:30 stay text as written. Duplicate keys, anchors, aliases, tags and a second document are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from polku.base import Fault
from polku.definition._faults import DefinitionError, in_order

MAX_BYTES = 1_000_000  # a pilot file has some ten thousand
MAX_DEPTH = 30
MAX_DIGITS = 15

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_NOT_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

Scalar = str | int | bool | date | None
Place = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML file and its place.

    value: a scalar, a dict of text to Node, or a list of Nodes. line: where the value begins, from 1.
    keys: for a dict, the line of each key.
    """

    value: Scalar | dict[str, Node] | list[Node]
    line: int
    keys: dict[str, int] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value as plain Python: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def child(self, step: str | int) -> Node | None:
        """The value under a key or at a place of a list, or None."""
        if isinstance(self.value, dict) and isinstance(step, str):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]
        return None

    def line_of(self, place: Place) -> int:
        """The line of what lies at `place` (keys and list positions from here); of the nearest thing around it if
        that is not there. For a value that begins on a later line than its key: the key's line.
        """
        node, line = self, self.line
        for step in place:
            below = node.child(step)
            if below is None:
                break
            line = below.line if not node.keys or isinstance(below.value, str) else node.keys.get(str(step), below.line)
            node = below
        return line

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys and values of a dict, in the file's order; nothing for another value."""
        if isinstance(self.value, dict):
            yield from self.value.items()

    def without(self, place: Place) -> Node:
        """The same tree without what lies at `place`; lines stay as they were."""
        if not place or (below := self.child(place[0])) is None:
            return self
        gone = len(place) == 1
        if isinstance(self.value, dict):
            rest = {key: node for key, node in self.value.items() if key != place[0] or not gone}
            if not gone:
                rest[str(place[0])] = below.without(place[1:])
            return Node(rest, self.line, self.keys)
        if isinstance(self.value, list) and isinstance(place[0], int):
            kept = [] if gone else [below.without(place[1:])]
            return Node(self.value[: place[0]] + kept + self.value[place[0] + 1 :], self.line, self.keys)
        return self


def read_yaml(path: Path) -> Node:
    """The file's top mapping with the lines of all that is in it.

    Raises DefinitionError, with every fault that can be told at once: the file cannot be read, is not UTF-8, is empty,
    too large or too deep, is no YAML, is no mapping, has a duplicate key, an anchor, alias, tag or second document.
    """
    return parse_yaml(_text(path, str(path)), str(path))


def parse_yaml(text: str, name: str) -> Node:
    """The same of a text; `name` is what faults call it."""
    reader = _Reader(name)
    try:
        node = reader.read(text)
    except yaml.YAMLError as error:
        raise DefinitionError(in_order([*reader.faults, _syntax_fault(error, name, text)])) from None
    if not reader.faults and node is None:
        reader.fault(1, "The file is empty.", "A definition begins with its keys, such as pilot: my-pilot.")
    elif node is not None and not isinstance(node.value, dict):
        kind = "a list" if isinstance(node.value, list) else "one value"
        reader.fault(
            node.line, f"The file is {kind} at its top.", "It must be keys with values, such as pilot: my-pilot."
        )
    if node is None or reader.faults:
        raise DefinitionError(in_order(reader.faults))
    return node


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DefinitionError([Fault(name, 0, f"The file is larger than {MAX_BYTES} bytes.", "Give a definition.")])
        raw = path.read_bytes()
    except OSError as error:
        raise DefinitionError(
            [Fault(name, 0, f"The file cannot be read: {error.strerror}.", "Check the path and the rights.")]
        ) from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DefinitionError([Fault(name, 1, "The file is UTF-16.", "Save it as UTF-8.")])
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DefinitionError(
            [Fault(name, line, f"The byte 0x{raw[error.start]:02x} is not UTF-8.", "Save the file as UTF-8.")]
        ) from None
    if odd := _NOT_TEXT.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise DefinitionError([Fault(name, line, f"The character U+{ord(odd[0]):04X} is not text.", "Remove it.")])
    return text


class _Reader:
    """Builds the tree from the parser's events, so that nothing is expanded and depth is bounded."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, line: int, message: str, cure: str) -> None:
        self.faults.append(Fault(self.file, line, message, cure))

    def read(self, text: str) -> Node | None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        events = iter(yaml.parse(text, Loader=loader))
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            elif isinstance(event, yaml.NodeEvent):
                if documents > 1:
                    self.fault(
                        _line(event), "A second document begins here.", "Keep one document a file: no second ---."
                    )
                    return root
                root = self._node(event, events, 1)
                if isinstance(event, yaml.ScalarEvent) and event.value == "" and event.implicit[0]:
                    root = None  # a file of comments only
        return root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        line = _line(event)
        self._refuse_tricks(event, line)
        if depth > MAX_DEPTH:
            self.fault(line, f"The file is nested deeper than {MAX_DEPTH} levels.", "Write it flatter.")
            raise DefinitionError(in_order(self.faults))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, events, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            parts: list[Node] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                parts.append(self._node(event, events, depth + 1))
            return Node(parts, line)
        return Node(self._scalar(event, line), line)

    def _mapping(self, line: int, events: Iterator[yaml.Event], depth: int) -> Node:
        value: dict[str, Node] = {}
        keys: dict[str, int] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key_line = _line(event)
            key_node = self._node(event, events, depth + 1)
            below = self._node(next(events), events, depth + 1)
            if not isinstance(event, yaml.ScalarEvent) or event.value == "":
                what = (
                    "An empty key." if isinstance(key_node.value, str | None) else "A key that is a list or a mapping."
                )
                self.fault(key_line, what, "A key is one word, such as name.")
                continue
            key = event.value
            if key in value:
                self.fault(key_line, f"The key {key} is here twice (first on line {keys[key]}).", "Keep one of them.")
                continue
            value[key], keys[key] = below, key_line
        return Node(value, line, keys)

    def _refuse_tricks(self, event: yaml.Event, line: int) -> None:
        cure = "Write the value out; a text that begins with * or & goes in quotes."
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            self.fault(line, f"An alias (*{anchor}).", cure)
        elif anchor:
            self.fault(line, f"An anchor (&{anchor}).", cure)
        if tag := getattr(event, "tag", None):
            self.fault(line, f"A tag ({tag}).", "Remove it; a text that begins with ! goes in quotes.")

    def _scalar(self, event: yaml.Event, line: int) -> Scalar:
        text = str(getattr(event, "value", ""))
        plain = isinstance(event, yaml.ScalarEvent) and event.implicit[0]
        if not plain:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.match(text):
            if len(text) <= MAX_DIGITS:
                return int(text)
            self.fault(line, f"A whole number of more than {MAX_DIGITS} digits.", "Put it in quotes if it is a code.")
        elif _DAY.match(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text  # 2021-02-30: the model says that it is no day
        return text


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark is not None else 0


_SAYINGS: tuple[tuple[str, Callable[[str], bool], str, str], ...] = (
    ("", lambda line: "\t" in line[: len(line) - len(line.lstrip())], "A tab is used for indentation.", "Use spaces."),
    ("mapping values are not allowed", lambda _: True, "A colon stands inside unquoted text or the indentation is off.",
     "Put the text in quotes, or line the key up with its neighbours."),
    ("found character", lambda _: True, "A character that cannot begin a value.", "Put the text in quotes."),
    ("did not find expected ',' or", lambda _: True, "A bracket or brace is not closed, or a comma is missing.",
     "Close it, or put the text in quotes."),
    ("unexpected end of stream", lambda _: True, "A quote is not closed.", "Close it."),
    ("", lambda _: True, "This is not YAML", "Check indentation, quotes and brackets here and on the line above."),
)  # fmt: skip


def _syntax_fault(error: yaml.YAMLError, file: str, text: str) -> Fault:
    """The parser's complaint in plain words, at its line."""
    problem = str(getattr(error, "problem", None) or error)
    # An open quote is noticed at the end of the file; where it opens is the place to look at.
    mark = getattr(error, "context_mark" if "end of stream" in problem else "problem_mark", None)
    lines = text.splitlines() or [""]
    line = min(mark.line, len(lines) - 1) if mark is not None else 0
    for words, fits, message, cure in _SAYINGS:
        if words in problem and fits(lines[line]):
            return Fault(file, line + 1, message if message.endswith(".") else f"{message}: {problem}.", cure)
    raise AssertionError("the last saying fits every error")
