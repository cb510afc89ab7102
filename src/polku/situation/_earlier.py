"""An earlier run's tables, to which new months are added: what must be the same for that, and reading them again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from polku.base import PolkuError, month_end, next_month
from polku.base.engine import Columns, Engine, Format
from polku.situation._catalogue import version
from polku.situation._tables import QUERIES

RECORD = "situation.json"

# Of each table: the day that begins a row, later days of it, and the other columns that figures read.
_READ: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "residences": ("start_date", ("end_date",), ("person_id", "municipality")),
    "statuses": ("start_date", ("end_date",), ("person_id", "status")),
    "enrolments": ("start_date", ("end_date",), ("person_id", "pilot_id")),
    "employment": ("start_date", ("end_date",), ("person_id", "subsidised", "self_employed")),
    "participations": ("start_date", ("end_date",), ("person_id", "service_id", "referral_date")),
    "contacts": ("date", (), ("person_id", "coach_id", "kind", "mode", "held")),
    "vacancies": ("opened_on", ("closed_on",), ("employer_id", "municipality", "positions")),
    "benefits": (
        "start_date",
        ("end_date", "paid_on"),
        ("person_id", "benefit", "daily_cents", "paid_days_before"),
    ),
}
_PERSON = ("person_id", "birth_date", "sex", "native_language", "education_level", "non_disclosure")


class EarlierRunError(PolkuError):
    """New months cannot be added to an earlier run: what differs, and what to do."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run rests on. months: the first and the last, as ISO days. facts: their fingerprint up to the last day.

    near: whether only the employment areas of the pilot's municipalities were counted.
    """

    definitions: str
    pilot: str | None
    known_on: str | None
    mapping: str | None
    first: str
    last: str
    facts: str
    published: bool
    near: bool = False

    def as_json(self) -> str:
        """The record's text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def facts_until(engine: Engine, last: date) -> str:
    """A fingerprint of what the facts in the engine tell of the days up to `last`; an end after it is no end yet."""
    parts = []
    for table, (begin, ends, others) in _READ.items():
        until = [f"CASE WHEN {end} <= $last THEN {end} END" for end in ends]
        columns = ", ".join([begin, *until, *others])
        query = f"SELECT {columns} FROM {table} WHERE {begin} <= $last"
        parts.append(_fingerprint(engine, table, query, last))
    known = "SELECT person_id FROM statuses WHERE start_date <= $last"
    people = f"SELECT {', '.join(_PERSON)} FROM persons WHERE person_id IN ({known})"
    parts.append(_fingerprint(engine, "persons", people, last))
    return " ".join(parts)


def _fingerprint(engine: Engine, table: str, query: str, last: date) -> str:
    """The number of rows and a sum over each row's hash, which does not ask for their order."""
    hashed = f"SELECT count(*), coalesce(sum(md5_number_lower(CAST(facts AS VARCHAR))), 0) FROM ({query}) AS facts"
    [(rows, total)] = engine.rows(hashed, last=last)
    return f"{table}:{rows}:{int(total) % 2**64:016x}"


def earlier_run(engine: Engine, folder: Path, asked: Run) -> Run:
    """The run that is in the folder, checked against what is asked now (its `first` and `last`: the months asked for).

    Raises EarlierRunError when there is none, when it rests on other definitions, facts or settings, when the new
    months do not follow it, or when it already has them.
    """
    run = _read_record(folder / RECORD)
    if asked.last <= run.last or not run.first <= asked.first <= next_month(date.fromisoformat(run.last)).isoformat():
        months = f"{run.first[:7]} … {run.last[:7]}"
        raise EarlierRunError(
            f"{folder} has the months {months}; {asked.first[:7]} … {asked.last[:7]} do not add to them without a gap."
            " Ask for months that begin there and end later."
        )
    same = {
        "definitions": (run.definitions, version()),
        "pilot": (run.pilot, asked.pilot),
        "known-on": (run.known_on, asked.known_on),
        "mapping": (run.mapping, asked.mapping),
        "published table": (run.published, asked.published),
        "areas": (run.near, asked.near),
    }
    other = [name for name, (then, now) in same.items() if then != now]
    now = facts_until(engine, month_end(date.fromisoformat(run.last)))
    other += [_table(then) for then, new in zip(run.facts.split(), now.split(), strict=True) if then != new]
    if other:
        raise EarlierRunError(
            f"{folder} rests on other {', '.join(other)} for {run.first[:7]} … {run.last[:7]}."
            " Leave --add out and count all months anew."
        )
    return run


def _table(part: str) -> str:
    return f"rows of {part.partition(':')[0]}"


def _read_record(path: Path) -> Run:
    try:
        return Run(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise EarlierRunError(
            f"{path} cannot be read: there is no earlier run to add to. Leave --add out the first time."
        ) from None


def add_earlier(engine: Engine, folder: Path, table: str, columns: Columns) -> Format:
    """Put the earlier run's rows of a table before the engine's own; the form in which they lie there.

    They are read when the table is, so the folder's files must stay until it is written.
    """
    parquet, text = folder / f"{table}.parquet", folder / f"{table}.csv"
    earlier = f"earlier_{table}"
    if parquet.exists():
        engine.open_parquet(earlier, parquet)
    elif text.exists():
        engine.open_csv(earlier, text, list(columns), ",")
    else:
        raise EarlierRunError(f"{folder} has no table {table}. Leave --add out and count all months anew.")
    typed = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())
    engine.view(table, f"SELECT {typed} FROM {earlier} UNION ALL {QUERIES[table]}")
    return "parquet" if parquet.exists() else "csv"
