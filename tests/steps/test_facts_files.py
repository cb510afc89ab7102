"""Odd files: each is read, or told as a fault with its place; none is read wrongly, and none ends the check."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from polku import facts
from polku.base.engine import DuckDB, Settings

DAY = "1990-05-01"


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


def people(engine: DuckDB) -> list[str]:
    return [row[0] for row in engine.rows("SELECT person_id FROM persons ORDER BY person_id")]


def told(check: facts.Check) -> list[tuple[int | None, str | None, str]]:
    return [(one.row, one.column, one.kind) for one in check.faults()]


def persons(folder: Path, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "persons.csv").write_bytes(content)
    return folder


HEAD = b"person_id,birth_date,service_line\n"
READ = {
    "as it is": (HEAD + b"a,1990-05-01,x\nb,1990-05-01,y\n", ["a", "b"]),
    "header only": (HEAD, []),
    "header without line end": (HEAD.rstrip(), []),
    "no line end at the end": (HEAD + b"a,1990-05-01,x", ["a"]),
    "byte-order mark": (b"\xef\xbb\xbf" + HEAD + b"a,1990-05-01,x\n", ["a"]),
    "CRLF": (HEAD.replace(b"\n", b"\r\n") + b"a,1990-05-01,x\r\nb,1990-05-01,\r\n", ["a", "b"]),
    "semicolons": (b"person_id;birth_date\na;1.5.1990\n", ["a"]),
    "all quoted": (b'"person_id","birth_date"\n"a","1990-05-01"\n', ["a"]),
    "delimiter in quotes": (HEAD + b'"a,b",1990-05-01,"x;y"\n', ["a,b"]),
    "line end in quotes": (HEAD + b'"a\nb",1990-05-01,"x\n\ny"\nc,1990-05-01,\n', ["a\nb", "c"]),
    "doubled quotes": (HEAD + b'"say ""a""",1990-05-01,x\n', ['say "a"']),
    "digits stay text": (HEAD + b"007,1990-05-01,\n7,1990-05-01,\n1e3,1990-05-01,\n", ["007", "1e3", "7"]),
    "words that look like null": (HEAD + b"NULL,1990-05-01,\nnan,1990-05-01,\nNone,1990-05-01,\n", None),
    "unicode ids": (HEAD + "å😀,1990-05-01,\nÅ😀,1990-05-01,\n".encode(), ["Å😀", "å😀"]),
    "a hash begins no comment": (HEAD + b"#a,1990-05-01,\n", ["#a"]),
    "empty lines": (HEAD + b"\na,1990-05-01,\n\n\nb,1990-05-01,\n\n", ["a", "b"]),
    "a line of a megabyte": (HEAD + b"a,1990-05-01," + b"x" * 1_000_000 + b"\nb,1990-05-01,\n", ["a", "b"]),
    "columns of the engine's own words": (
        b"person_id,birth_date,n,row,file,value,kind\na,1990-05-01,1,2,3,4,5\n",
        ["a"],
    ),
    "columns in another order": (b"birth_date,person_id\n1990-05-01,a\n", ["a"]),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_read(engine: DuckDB, tmp_path: Path, name: str) -> None:
    content, wanted = READ[name]
    result = facts.load(engine, persons(tmp_path, content))
    assert result.errors == 0
    assert people(engine) == (wanted if wanted is not None else ["NULL", "None", "nan"])


REFUSED = {
    "empty": (b"", "empty.*row of column names"),
    "only a byte-order mark": (b"\xef\xbb\xbf", "empty.*row of column names"),
    "a header in Latin-1": ("person_id,birth_date,Äiti\na,1990-05-01,x\n".encode("latin-1"), "UTF-8.*save it again"),
    "UTF-16": ("person_id,birth_date\na,1990-05-01\n".encode("utf-16"), "UTF-8.*save it again"),
    "a column twice": (b"person_id,birth_date,birth_date\na,1,1\n", "birth_date twice.*own name"),
    "a column twice in other case": (b"person_id,birth_date,BIRTH_DATE\na,1,1\n", "twice.*own name"),
    "a column without a name": (b"person_id,birth_date,\na,1990-05-01,\n", "no usable name.*own name"),
    "old Mac line ends": (b"person_id,birth_date\ra,1990-05-01\r", "line|row|UTF-8|CSV"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read(engine: DuckDB, tmp_path: Path, name: str) -> None:
    content, message = REFUSED[name]
    (fault,) = facts.check(engine, persons(tmp_path, content)).faults()
    assert (fault.table, fault.file, fault.row, fault.kind, fault.error) == (
        "persons",
        "persons.csv",
        None,
        "unreadable",
        True,
    )
    assert re.search(message, fault.message)
    with pytest.raises(facts.FactsError, match=r"persons\.csv"):
        facts.load(engine, tmp_path, quarantine=tmp_path / "aside")


def test_line_ends_of_both_kinds_lose_no_row(engine: DuckDB, tmp_path: Path) -> None:
    """Files joined from two systems: read whole, or refused whole with what to do about it."""
    content = HEAD + b"a,1990-05-01,x\r\nb,1990-05-01,y\nc,1990-05-01,z\r\n"
    result = facts.check(engine, persons(tmp_path, content))
    if result.errors:
        (fault,) = result.faults()
        assert (fault.row, fault.kind) == (None, "unreadable")
        assert "line end" in fault.message or "save it again" in fault.message
    else:
        facts.load(engine, tmp_path)
        assert people(engine) == ["a", "b", "c"]


MISNAMED = {
    "tabs": b"person_id\tbirth_date\na\t1990-05-01\n",
    "other case": b"Person_ID,BIRTH_DATE\na,1990-05-01\n",
    "spaces around names": b" person_id, birth_date\na,1990-05-01\n",
}


@pytest.mark.parametrize("name", MISNAMED)
def test_a_header_that_is_not_the_pages_own(engine: DuckDB, tmp_path: Path, name: str) -> None:
    """The columns are missing, and the warnings show what stands there instead."""
    listed = told(facts.check(engine, persons(tmp_path, MISNAMED[name])))
    assert (None, "birth_date", "missing_column") in listed
    assert any(kind == "unknown_column" for _, _, kind in listed)


BAD_LINES = {
    "too few fields": (b"b,1990-05-01\n", 2),
    "too many fields": (b"b,1990-05-01,x,y\n", 2),
    "Latin-1 in one line": ("b,1990-05-01,Hämeenlinna\n".encode("latin-1"), 2),
    "eleven megabytes": (b"b,1990-05-01," + b"x" * 11_000_000 + b"\n", 2),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_line_that_is_no_row(engine: DuckDB, tmp_path: Path, name: str) -> None:
    """It is told with its row, the rows around it keep their numbers, and quarantine keeps what can be kept of it."""
    line, row = BAD_LINES[name]
    content = HEAD + b"a,1990-05-01,x\n" + line + b"c,31.2.1990,z\nd,1990-05-01,\n"
    folder = persons(tmp_path / "facts", content)
    assert told(facts.check(engine, folder)) == [(row, None, "unreadable"), (3, "birth_date", "wrong_value")]
    result = facts.load(engine, folder, quarantine=tmp_path / "aside")
    assert result.set_aside == {"persons": 2}
    assert people(engine) == ["a", "d"]


def test_a_line_that_is_no_row_is_kept_with_its_reason(engine: DuckDB, tmp_path: Path) -> None:
    """Nothing is lost: the line's text stands in quarantine, and why it is there."""
    folder = persons(tmp_path / "facts", HEAD + b"a,1990-05-01,x\nthe-odd-one,1990-05-01\n")
    facts.load(engine, folder, quarantine=tmp_path / "aside")
    kept = (tmp_path / "aside" / "persons.csv").read_text(encoding="utf-8")
    assert "the-odd-one" in kept
    assert "Expected Number of Columns" in kept or "fields" in kept


def test_who_refers_to_a_line_that_is_no_row_goes_with_it(engine: DuckDB, tmp_path: Path) -> None:
    folder = persons(tmp_path / "facts", HEAD + b"a,1990-05-01,x\nb,1990-05-01\n")
    (folder / "education.csv").write_text("person_id,start_date\na,2021-01-01\nb,2021-01-01\n")
    result = facts.load(engine, folder, quarantine=tmp_path / "aside")
    assert result.set_aside == {"persons": 1, "education": 1}


def test_rows_are_counted_with_line_ends_in_quotes(engine: DuckDB, tmp_path: Path) -> None:
    content = HEAD + b'a,1990-05-01,"x\ny\nz"\nb,1990-05-01\nc,nothing,"u\nv"\nd,1990-05-01,x,y\n'
    assert told(facts.check(engine, persons(tmp_path, content))) == [
        (2, None, "unreadable"),
        (3, "birth_date", "wrong_value"),
        (4, None, "unreadable"),
    ]


def test_rows_are_counted_without_empty_lines(engine: DuckDB, tmp_path: Path) -> None:
    """Empty lines are no data rows, before a line that is no row as elsewhere."""
    content = HEAD + b"a,1990-05-01,x\n\nb,1990-05-01\nc,nothing,x\n"
    assert told(facts.check(engine, persons(tmp_path, content))) == [
        (2, None, "unreadable"),
        (3, "birth_date", "wrong_value"),
    ]


@pytest.mark.parametrize("line", [b'"b,1990-05-01,x\n', b'b,1990-05-01,"x"y\n'], ids=["open", "after"])
def test_a_lone_quote_loses_no_row(engine: DuckDB, tmp_path: Path, line: bytes) -> None:
    """Where a file's rows end is not sure behind a lone quote: the whole file is refused, with its line."""
    rows = [f"person-{n},1990-05-01,x\n".encode() for n in range(50)]
    folder = persons(tmp_path / "facts", HEAD + b"".join(rows[:5]) + line + b"".join(rows[5:]))
    result = facts.check(engine, folder)
    assert told(result) == [(None, None, "unreadable")]
    assert "line 7" in result.faults()[0].message
    with pytest.raises(facts.FactsError, match="mend the files first"):
        facts.load(engine, folder, quarantine=tmp_path / "aside")
    assert not (tmp_path / "aside").exists()


def test_a_space_after_a_quote_loses_no_row(engine: DuckDB, tmp_path: Path) -> None:
    folder = persons(tmp_path, HEAD + b'a,1990-05-01,x\nb,1990-05-01,"x" \nc,1990-05-01,x\n')
    facts.load(engine, folder)
    assert people(engine) == ["a", "b", "c"]


def test_a_nul_in_a_line_is_no_reason_to_stop(engine: DuckDB, tmp_path: Path) -> None:
    result = facts.check(engine, persons(tmp_path, HEAD + b"a\0b,1990-05-01,x\nc,nothing,\n"))
    assert (2, "birth_date", "wrong_value") in told(result)


def test_many_lines_that_are_no_rows(engine: DuckDB, tmp_path: Path) -> None:
    lines = [b"p%d\n" % n if n % 3 else b"p%d,1990-05-01,x\n" % n for n in range(300)]
    result = facts.load(engine, persons(tmp_path / "facts", HEAD + b"".join(lines)), quarantine=tmp_path / "aside")
    assert result.set_aside == {"persons": 200}
    assert people(engine) == sorted(f"p{n}" for n in range(0, 300, 3))


# Folders


@pytest.mark.parametrize("name", ["data [1]", "it's", "a*b", "a?b", "a{b,c}", "ä ö", "50%"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_folder_of_any_name_is_read_and_no_other(engine: DuckDB, tmp_path: Path, name: str, form: str) -> None:
    """`data [1]` is a download's usual second name, and no pattern: its neighbours are not read instead."""
    for folder, person in ((name, "right"), ("data 1", "wrong"), ("axb", "wrong"), ("ab", "wrong")):
        (tmp_path / folder).mkdir()
        table = pa.table({"person_id": [person], "birth_date": [DAY]})
        if form == "csv":
            persons(tmp_path / folder, f"person_id,birth_date\n{person},{DAY}\n".encode())
        else:
            pq.write_table(table, tmp_path / folder / "persons.parquet")
    facts.load(engine, tmp_path / name)
    assert people(engine) == ["right"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_folders_name_gives_no_column(engine: DuckDB, tmp_path: Path, form: str) -> None:
    """`sex=m` is how other programs part a table by folder; here it is only a name."""
    folder = tmp_path / "sex=m"
    folder.mkdir()
    if form == "csv":
        persons(folder, b"person_id,birth_date\na,1990-05-01\n")
    else:
        pq.write_table(pa.table({"person_id": ["a"], "birth_date": [DAY]}), folder / "persons.parquet")
    result = facts.load(engine, folder, warnings=True)
    assert engine.rows("SELECT sex FROM persons") == [(None,)]
    assert told(result) == []


def test_a_table_in_both_forms_is_an_error(engine: DuckDB, tmp_path: Path) -> None:
    persons(tmp_path, b"person_id,birth_date\na,1990-05-01\n")
    pq.write_table(pa.table({"person_id": ["a"], "birth_date": [DAY]}), tmp_path / "persons.parquet")
    (fault,) = facts.check(engine, tmp_path).faults()
    assert fault.kind == "unreadable"
    assert "persons.csv" in fault.message
    assert "persons.parquet" in fault.message
    assert "keep one" in fault.message


@pytest.mark.parametrize("name", ["persons.csv", "persons.parquet"])
@pytest.mark.parametrize("kind", ["a folder", "a link to itself", "a link to nothing"])
def test_what_is_no_file_is_one_error(engine: DuckDB, tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    if kind == "a folder":
        path.mkdir()
    else:
        path.symlink_to(path if kind == "a link to itself" else tmp_path / "nothing")
    (fault,) = facts.check(engine, tmp_path).faults()
    assert (fault.file, fault.row, fault.kind) == (name, None, "unreadable")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_one_error(engine: DuckDB, tmp_path: Path) -> None:
    persons(tmp_path, HEAD)
    (tmp_path / "persons.csv").chmod(0)
    (fault,) = facts.check(engine, tmp_path).faults()
    assert (fault.file, fault.kind) == ("persons.csv", "unreadable")


def test_no_folder_no_table(engine: DuckDB, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (tmp_path / "nothing", loop, persons(tmp_path / "there", HEAD) / "persons.csv"):
        with pytest.raises(facts.FactsError, match=r"is no folder\. Give the folder"):
            facts.check(engine, path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(facts.FactsError, match=r"no fact table: none of persons\.csv"):
        facts.check(engine, tmp_path / "empty")


def test_a_link_to_a_folder_is_a_folder(engine: DuckDB, tmp_path: Path) -> None:
    persons(tmp_path / "there", HEAD + b"a,1990-05-01,\n")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    facts.load(engine, tmp_path / "link")
    assert people(engine) == ["a"]


def test_columns_named_as_quarantines_own(engine: DuckDB, tmp_path: Path) -> None:
    """`row` and `reasons` of a file stand beside those of quarantine."""
    content = b"person_id,birth_date,row,reasons\na,nothing,mine,why\n"
    facts.load(engine, persons(tmp_path / "facts", content), quarantine=tmp_path / "aside")
    header, line = (tmp_path / "aside" / "persons.csv").read_text(encoding="utf-8").splitlines()
    assert header == "row,reasons,person_id,birth_date,row_,reasons_"
    assert line.startswith("1,")
    assert line.endswith(",a,nothing,mine,why")
