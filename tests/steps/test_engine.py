"""The engine: SQL files with named parameters, promised types, settings, and output that is whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from polku.base.engine import DuckDB, EngineError, Settings, output

KINDS = {
    "a_text": "VARCHAR",
    "a_day": "DATE",
    "a_flag": "BOOLEAN",
    "a_number": "BIGINT",
    "a_share": "DOUBLE",
    "an_amount": "DECIMAL(12,2)",
    "a_list": "VARCHAR[]",
}
ROW = ("å'\"", date(2024, 2, 29), True, 2**62, 0.1, Decimal("9999999999.99"), ["x", "y|z"])


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


def test_a_file_is_a_query_is_a_table(engine: DuckDB, tmp_path: Path) -> None:
    (tmp_path / "doubled.sql").write_text("-- Twice the number.\nselect $n * 2 as twice, $text as text;\n")
    engine.run(tmp_path, "doubled", n=21, text="$n; drop table doubled", until=date(2024, 1, 1))
    assert engine.rows("SELECT * FROM doubled") == [(42, "$n; drop table doubled")]


def test_parameters_are_values_never_text(engine: DuckDB) -> None:
    assert engine.rows("SELECT $n, $name, $name2", n=None, name="'", name2=date(2024, 2, 29)) == [
        (None, "'", date(2024, 2, 29))
    ]
    engine.make("kept", "SELECT $day AS day", day=date(2024, 2, 29), other=1)
    assert engine.columns("kept") == {"day": "DATE"}


def test_a_table_replaces_a_table_or_a_view_and_may_read_it(engine: DuckDB) -> None:
    engine.make("t", "SELECT 1 AS n")
    engine.make("t", "SELECT n + 1 AS n FROM t")
    assert engine.rows("SELECT n FROM t") == [(2,)]
    engine.view("t", "SELECT 3 AS n")
    assert engine.rows("SELECT n FROM t") == [(3,)]
    engine.view("t", "SELECT 4 AS n")
    engine.load("t", {"n": "BIGINT"}, [(5,)])
    assert engine.rows("SELECT n FROM t") == [(5,)]
    engine.make("t", "SELECT 6 AS n")
    engine.load("t", {"n": "BIGINT"}, [])
    assert engine.rows("SELECT n FROM t") == []


def test_a_query_that_fails_keeps_the_old_table(engine: DuckDB) -> None:
    engine.make("t", "SELECT 1 AS n")
    with pytest.raises(Exception, match="nowhere"):
        engine.make("t", "SELECT * FROM nowhere")
    assert engine.rows("SELECT n FROM t") == [(1,)]


def test_dropping(engine: DuckDB) -> None:
    engine.make("t", "SELECT 1 AS n")
    engine.view("v", "SELECT 1 AS n")
    engine.drop("t", "v", "never there")
    assert engine.rows("SELECT count(*) FROM information_schema.tables") == [(0,)]


def test_python_rows_keep_their_values(engine: DuckDB) -> None:
    rows = [ROW, tuple(None for _ in ROW)] * 700  # more than one insert
    engine.load("t", KINDS, iter(rows))
    assert engine.columns("t") == KINDS
    assert engine.rows("SELECT * FROM t") == rows


# Output


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_table_is_written_with_its_types(engine: DuckDB, tmp_path: Path, form: str) -> None:
    engine.load("t", KINDS, [ROW])
    with output(engine, tmp_path / "new" / "out", form) as tables:  # type: ignore[arg-type]
        assert tables.write("t", KINDS, "a_text") == 1
        assert list((tmp_path / "new" / "out").glob(f"t.{form}")) == []
    (path,) = (tmp_path / "new" / "out").iterdir()
    if form == "parquet":
        kinds = [str(kind) for kind in pq.read_schema(path).types]
        assert kinds[:6] == ["string", "date32[day]", "bool", "int64", "double", "decimal128(12, 2)"]
        assert engine.rows(f"SELECT * FROM '{path}'") == [ROW]
    else:
        assert path.read_text(encoding="utf-8").splitlines() == [
            ",".join(KINDS),
            '"å\'""",2024-02-29,true,4611686018427387904,0.1,9999999999.99,'
            + path.read_text().split("9.99,")[1].strip(),
        ]


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_an_empty_table_has_its_header(engine: DuckDB, tmp_path: Path, form: str) -> None:
    engine.load("t", KINDS, [])
    with output(engine, tmp_path, form) as tables:  # type: ignore[arg-type]
        assert tables.write("t", KINDS, "a_text") == 0
    if form == "csv":
        assert (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines() == [",".join(KINDS)]
    else:
        assert pq.read_schema(tmp_path / "t.parquet").names == list(KINDS)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("SELECT sum(n) AS n FROM range(3) AS t(n)", "HUGEINT"),
        ("SELECT 1::INTEGER AS n", "INTEGER"),
        ("SELECT 1::BIGINT AS m", "'m'"),
        ("SELECT 1::BIGINT AS n, 2 AS o", "'o'"),
    ],
)
def test_what_is_not_promised_is_not_written(engine: DuckDB, tmp_path: Path, query: str, what: str) -> None:
    engine.make("t", query)
    (tmp_path / "t.parquet").write_text("earlier")
    with pytest.raises(EngineError, match=what), output(engine, tmp_path) as tables:
        tables.write("t", {"n": "BIGINT"}, "1")
    assert {path.name for path in tmp_path.iterdir()} == {"t.parquet"}
    assert (tmp_path / "t.parquet").read_text() == "earlier"


def test_columns_are_in_the_promised_order(engine: DuckDB, tmp_path: Path) -> None:
    """The same names and types in another order are another file."""
    engine.make("t", "SELECT 1::BIGINT AS m, 2::BIGINT AS n")
    with pytest.raises(EngineError, match="promised"), output(engine, tmp_path) as tables:
        tables.write("t", {"n": "BIGINT", "m": "BIGINT"}, "1")


def test_rows_are_written_in_the_asked_order(engine: DuckDB, tmp_path: Path) -> None:
    """Text by code point, as everywhere: p10 before p2, Z before a."""
    engine.load("t", {"n": "VARCHAR"}, [(word,) for word in ("ä", "p2", "a", "Z", "p10")])
    with output(engine, tmp_path, "csv") as tables:
        tables.write("t", {"n": "VARCHAR"}, "n", name="other")
    assert (tmp_path / "other.csv").read_text(encoding="utf-8").split() == ["n", "Z", "a", "p10", "p2", "ä"]


def test_output_is_whole_or_not_at_all(engine: DuckDB, tmp_path: Path) -> None:
    engine.make("t", "SELECT 1::BIGINT AS n")
    (tmp_path / "t.csv").write_text("earlier")

    def fail_late() -> None:
        with output(engine, tmp_path) as tables:
            tables.write("t", {"n": "BIGINT"}, "n")
            tables.text("page.html", "å")
            raise KeyError("a later step fails")

    with pytest.raises(KeyError):
        fail_late()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"t.csv": "earlier"}


def test_the_other_forms_table_of_an_earlier_run_goes(engine: DuckDB, tmp_path: Path) -> None:
    engine.make("t", "SELECT 1::BIGINT AS n")
    (tmp_path / "notes.csv").write_text("mine")
    for form in ("csv", "parquet", "csv"):
        with output(engine, tmp_path, form) as tables:
            tables.write("t", {"n": "BIGINT"}, "n")
            tables.text("page.html", form)
        assert {path.name for path in tmp_path.iterdir()} == {f"t.{form}", "page.html", "notes.csv"}


def test_a_place_that_cannot_be_written(engine: DuckDB, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(EngineError, match=r"Cannot write into .*file.*Choose another folder"), output(engine, out):
            pass


@pytest.mark.parametrize("name", ["it's", "a [1]", "sex=m", "50%", "ä ö"])
def test_a_place_of_any_name(engine: DuckDB, tmp_path: Path, name: str) -> None:
    engine.make("t", "SELECT 1::BIGINT AS n")
    for form in ("csv", "parquet"):
        with output(engine, tmp_path / name, form) as tables:
            tables.write("t", {"n": "BIGINT"}, "n")
        assert [path.name for path in (tmp_path / name).iterdir()] == [f"t.{form}"]


# Settings


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLKU_MEMORY", "300MB")
    monkeypatch.setenv("POLKU_THREADS", "1")
    monkeypatch.setenv("POLKU_SPILL", str(tmp_path))
    assert Settings() == Settings(memory="300MB", threads=1, spill=tmp_path)
    with DuckDB() as engine:
        (found,) = engine.rows("SELECT current_setting('memory_limit'), current_setting('threads')")
        assert found[0].startswith("286.1")  # MiB
        assert found[1] == 1
        (spill,) = tmp_path.iterdir()
        assert engine.rows("SELECT current_setting('temp_directory')") == [(str(spill),)]
    assert list(tmp_path.iterdir()) == []


def test_empty_settings_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLKU_MEMORY", "POLKU_THREADS", "POLKU_SPILL"):
        monkeypatch.setenv(name, "")
    assert Settings() == Settings(memory=None, threads=None, spill=None)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("POLKU_THREADS", "many", "POLKU_THREADS is 'many'; it must be a whole number from 1"),
        ("POLKU_THREADS", "0", "whole number from 1"),
        ("POLKU_THREADS", "-1", "whole number from 1"),
        ("POLKU_THREADS", "1.5", "whole number from 1"),
        ("POLKU_THREADS", "²", "whole number from 1"),
        ("POLKU_MEMORY", "lots", "cannot start with these settings"),
        ("POLKU_SPILL", "/nowhere/at/all", "spill folder /nowhere/at/all is not there. Make it"),
    ],
)
def test_settings_that_make_no_sense(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(EngineError, match=message):
        DuckDB()


def test_the_spill_folder_is_gone_after_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(KeyError), DuckDB(Settings(spill=tmp_path)):
        raise KeyError("a step")
    with pytest.raises(EngineError, match="cannot start"):
        DuckDB(Settings(memory="lots", spill=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_fit_in_memory_is_spilled(tmp_path: Path) -> None:
    """Sorting some hundred megabytes in less."""
    with DuckDB(Settings(memory="60MB", threads=1, spill=tmp_path)) as engine:
        engine.make(
            "t",
            "SELECT n, md5(n::VARCHAR) AS word FROM range(2000000) AS t(n) ORDER BY word",
        )
        assert engine.rows("SELECT count(*), count(DISTINCT n % 1000) FROM t") == [(2000000, 1000)]
        (spill,) = tmp_path.iterdir()
        assert list(spill.iterdir())
    assert list(tmp_path.iterdir()) == []
