"""YAML read strictly: what is text stays text, what is a trick is refused at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base import Fault
from polku.definition import DefinitionError, read_yaml


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("yaml") / "some.yaml"


def read(path: Path, content: str | bytes) -> Any:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_yaml(path).plain()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("2021-03-01", date(2021, 3, 1)),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("020", "020"),
        ("05", "05"),
        ("12.50", "12.50"),
        ("12.5 %", "12.5 %"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1e5", "1e5"),
        (".inf", ".inf"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("12:30", "12:30"),
        ("2021-02-30", "2021-02-30"),
        ("2021-03-01T10:00:00", "2021-03-01T10:00:00"),
        ("'12'", "12"),
        ('"true"', "true"),
        ('""', ""),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_only_whole_numbers_days_truths_and_null_are_not_text(path: Path, written: str, meant: object) -> None:
    value = read(path, f"key: {written}\n")
    assert value == {"key": meant}
    assert type(value["key"]) is type(meant)


def test_keys_are_text_as_written(path: Path) -> None:
    assert read(path, "2024-01-01: a\n1: b\ntrue: c\n") == {"2024-01-01": "a", "1": "b", "true": "c"}


def test_every_key_and_value_knows_its_line(path: Path) -> None:
    path.write_text("a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\nlong: >\n  text\n")
    node = read_yaml(path)
    assert node.line_of(["a"]) == 1
    assert node.line_of(["b"]) == 2
    assert node.line_of(["b", 0]) == 3
    assert node.line_of(["b", 1, "c"]) == 4
    assert node.line_of(["b", 1, "d"]) == 5
    assert node.line_of(["b", 1, "not there"]) == 4
    assert node.keys == {"a": 1, "b": 2, "long": 6}


REFUSED = [
    ("a: 1\nb: 2\na: 3\n", 3, "twice"),
    ("a: {x: 1, x: 2}\n", 1, "twice"),
    ("a: &x 1\n", 1, "anchor"),
    ("a: 1\nb: *x\n", 2, "alias"),
    ("a: 1\nb: !!python/object:os.system ls\n", 2, "tag"),
    ("a: !mine 1\n", 1, "tag"),
    ("a: 1\n---\nb: 2\n", 3, "second document"),
    ("a: 1\n...\nb: 2\n", 3, "not YAML"),
    ("a:\n\tb: 1\n", 2, "tab"),
    ("a: b: c\n", 1, "colon"),
    ("a: 1\n b: 2\n", 2, "colon"),
    ("a: [1, 2\nb: 3\n", 2, "bracket"),
    ("a: 1\nb: 'x\nc: 1\n", 2, "quote"),
    ("a: @x\n", 1, "begin a value"),
    ("? [a]\n: b\n", 1, "key that is a list"),
    ("a: 9999999999999999\n", 1, "digits"),
    ("", 1, "empty"),
    ("# only a comment\n", 1, "empty"),
    ("- a\n- b\n", 1, "a list at its top"),
    ("just text\n", 1, "one value at its top"),
    ("a: " + "[" * 1000 + "\n", 1, "deeper"),
    (b"a: 1\nb: \xe4\n", 2, "not UTF-8"),
    (b"\xff\xfea\x00:\x00", 1, "UTF-16"),
    ("a: 1\nb: \x07\n", 2, "U+0007"),
    ("a: \x00\n", 1, "U+0000"),
]


@pytest.mark.parametrize(("content", "line", "word"), REFUSED)
def test_what_is_odd_is_refused_at_its_line(path: Path, content: str | bytes, line: int, word: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(path, content)
    first = refused.value.faults[0]
    assert (first.file, first.line) == (str(path), line)
    assert word in first.message
    assert first.cure


def test_all_tricks_of_a_file_are_told_at_once(path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(path, "a: &x 1\nb: *x\na: !t 2\n")
    assert [fault.line for fault in refused.value.faults] == [1, 2, 3, 3]


def test_a_bomb_of_aliases_is_never_expanded(path: Path) -> None:
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    with pytest.raises(DefinitionError, match="alias"):
        read(path, f"a0: &a0 [x]\n{levels}")


def test_a_huge_file_is_refused_before_it_is_read(path: Path) -> None:
    with pytest.raises(DefinitionError, match="larger than"):
        read(path, "a: 1\n" * 300_000)


def test_a_file_that_is_not_there(path: Path) -> None:
    with pytest.raises(DefinitionError, match="cannot be read"):
        read_yaml(path.with_name("nowhere.yaml"))


def test_windows_line_ends_and_byte_order_marks_are_fine(path: Path) -> None:
    assert read(path, "\ufeffa: 1\r\nb: ä\r\n") == {"a": 1, "b": "ä"}


@given(st.one_of(st.text(max_size=200), st.text("ab:-[]{}'\"#&*!|>%@`, \n\t", max_size=60)))
def test_no_text_crashes_the_reader(path: Path, content: str) -> None:
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    value: object = None
    faults: tuple[Fault, ...] = ()
    try:
        value = read_yaml(path).plain()
    except DefinitionError as refused:
        faults = refused.faults
    assert isinstance(value, dict) or faults
