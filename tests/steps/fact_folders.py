"""Facts folders for tests: the tables as docs/path/facts.md tells them, read a second time, and the forms of a folder.

Rows are texts, as a CSV file has them; each form writes the same rows in its own way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, str]
World = dict[str, list[Row]]

# column, ! = must not be empty, then its kind; a kind with | is the list of what may stand there.
_SPEC = """
persons: person_id! birth_date!:day sex:f|m|x native_language immigrant:flag education_level:whole occupation
  service_line non_disclosure:flag
residences: person_id! municipality! start_date!:day end_date:day
statuses: person_id!
  status!:subsidised|employed|unemployed|laid_off|reduced_hours|outside|pension|in_service|in_training
  start_date!:day end_date:day
rights: person_id! earnings_related!:flag start_date!:day end_date:day
benefits: person_id! benefit!:labour_market_subsidy|basic_allowance|earnings_related_allowance|general_support
  start_date!:day end_date:day daily_eur:money paid_days_before:whole paid_on:day
employment: employment_id! person_id! employer_id start_date!:day end_date:day weekly_hours:decimal subsidised:flag
  self_employed:flag monthly_eur:money occupation PROOF
earnings: person_id! employer_id month!:month eur!:money subsidised:flag PROOF
education: person_id! start_date!:day end_date:day level:whole PROOF
participations: participation_id! person_id employer_id service_id! provider_id contract_id voucher_id
  referral_date:day start_date!:day end_date:day end_reason:completed|job|education|interrupted|moved|other risk_band
  chosen_by:client|coach|lottery|default
milestones: participation_id! milestone! date!:day evidence PROOF
deliveries: participation_id! date!:day unit! quantity!:decimal evidence PROOF
enrolments: pilot_id! person_id! start_date!:day end_date:day end_reason reasons rule_version
coach_assignments: person_id! coach_id! start_date!:day end_date:day reason
risk_scores: person_id! scored_on!:day risk:share risk_band model_version
assignments: person_id! experiment_id! arm! date!:day probability:share block
contacts: person_id! coach_id kind!:initial_interview|job_search_discussion|supplementary_discussion|other date!:day
  mode:face_to_face|phone|video held:flag
vouchers: voucher_id! person_id employer_id service_id! value_eur!:money issued_on!:day expires_on!:day provider_id
  redeemed_on:day
employers: employer_id! business_id name municipality industry personnel:whole growth_company:flag
vacancies: vacancy_id! employer_id municipality occupation skills:texts positions:whole opened_on!:day closed_on:day
  weekly_hours:decimal monthly_eur:money
introductions: person_id! vacancy_id! date!:day result:pending|interview|hired|declined|rejected
responses: survey_id! question_id! respondent_id person_id municipality service_id provider_id answered_on!:day value
  text
invitations: survey_id! respondent_id! person_id municipality invited_on!:day
costs: service_id! production!:own|purchased|partner provider_id municipality month!:month eur!:money units:decimal
"""
_PROOF = "source:register|employer|provider|client confirmed_on:day recorded_on:day"


@dataclass(frozen=True)
class Told:
    """A column as the page of the facts tells it."""

    name: str
    required: bool
    kind: str  # text, day, month, flag, whole, decimal, money, share, texts, or list
    words: tuple[str, ...] = ()


def _told(word: str) -> Told:
    name, _, kind = word.partition(":")
    words = tuple(kind.split("|")) if "|" in kind else ()
    return Told(name.rstrip("!"), name.endswith("!"), "list" if words else kind or "text", words)


def _tables() -> dict[str, tuple[Told, ...]]:
    text = _SPEC.replace("\n  ", " ").replace("PROOF", _PROOF)
    pairs = (line.split(": ", 1) for line in text.strip().splitlines())
    return {name: tuple(_told(word) for word in words.split()) for name, words in pairs}


SPEC = _tables()
MONEY_WORDS = {"eur": "cents", "daily_eur": "daily_cents", "monthly_eur": "monthly_cents", "value_eur": "value_cents"}
CODES = ("subsidised", "employed", "unemployed", "laid_off", "reduced_hours", "outside", "pension")
STATUS_CODES = {word: f"{n:02d}" for n, word in enumerate((*CODES, "in_service", "in_training"))}


def kind_of(table: str, column: str) -> Told:
    """What the page tells of a column."""
    return next(told for told in SPEC[table] if told.name == column)


# What a sound row of each table has in its columns; `{n}` is the row's own number.
_SOUND = """
persons: p{n} 1990-05-01 f fi false 3 5223 nuoret false
residences: p{n} 837 2020-01-01 2022-12-31
statuses: p{n} unemployed 2021-01-01 2021-06-30
rights: p{n} true 2021-01-01 2021-06-30
benefits: p{n} basic_allowance 2021-01-01 2021-06-30 33.78 12 2021-07-01
employment: j{n} p{n} e0 2021-02-01 2021-05-31 37.5 false false 2500.50 5223 employer 2021-06-01 2021-06-02
earnings: p{n} e0 2021-03-01 2500.50 false register 2021-06-01 2021-06-02
education: p{n} 2021-01-01 2021-06-30 3 client 2021-06-01 2021-06-02
participations: s{n} p{n} - sparring provider-a contract-a v0 2020-12-20 2021-01-01 2021-06-30 completed low client
milestones: s0 plan 2021-02-01 note register 2021-06-01 2021-06-02
deliveries: s0 2021-02-01 hour 1.5 note provider 2021-06-01 2021-06-02
enrolments: small-pilot p{n} 2021-01-01 2021-06-30 moved young v1
coach_assignments: p{n} coach-a 2021-01-01 2021-06-30 first
risk_scores: p{n} 2021-01-01 0.25 low m1
assignments: p{n} lottery offered 2021-01-01 0.5 837
contacts: p{n} coach-a initial_interview 2021-01-01 phone true
vouchers: v{n} p{n} - sparring 1200 2021-01-01 2021-06-30 provider-a 2021-02-01
employers: e{n} 1234567-1 Yritys 837 C 12 false
vacancies: w{n} e0 837 5223 myynti|kassa 2 2021-01-01 2021-06-30 37.5 2500
introductions: p{n} w0 2021-01-01 hired
responses: quarterly nps r{n} p{n} 837 sparring provider-a 2021-01-01 9 hyvin
invitations: quarterly r{n} p{n} 837 2021-01-01
costs: sparring own provider-a 837 2021-01-01 1000 3.5
"""


def sound(table: str, n: int = 0, **changes: str) -> Row:
    """A sound row with every column filled (but one of person_id and employer_id), as texts."""
    line = next(line for line in _SOUND.splitlines() if line.startswith(table + ": "))
    words = line.split(": ", 1)[1].replace("{n}", str(n)).split()
    row = dict(zip([told.name for told in SPEC[table]], words, strict=True))
    return {name: "" if word == "-" else word for name, word in (row | changes).items()}


def sound_world() -> World:
    """One sound row of every table."""
    return {table: [sound(table)] for table in SPEC}


def _as_it_is(column: str) -> str:
    return column


def _iso(table: str, column: str, text: str) -> str:
    return text


@dataclass(frozen=True)
class Form:
    """A way to write a world down: the files' names, the columns' names, and a cell's text."""

    name: str
    write: Callable[[Path, Mapping[str, Sequence[Row]]], Path | None]  # gives the mapping file, if there is one
    file: Callable[[str], str]
    column: Callable[[str], str] = _as_it_is
    cell: Callable[[str, str, str], str] = _iso


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Lines of a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def _columns(table: str, rows: Sequence[Row]) -> list[str]:
    return list(rows[0]) if rows else [told.name for told in SPEC[table]]


def write_csv(folder: Path, world: Mapping[str, Sequence[Row]]) -> None:
    """Comma, header, ISO dates."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in world.items():
        names = _columns(table, rows)
        lines = [names, *([row.get(name, "") for name in names] for row in rows)]
        (folder / f"{table}.csv").write_text(csv_text(lines), encoding="utf-8")


def iso_day(text: str) -> date:
    """2024-06-14 and nothing else: Python's own reading also takes 20240614 and 2024-W24-5."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def finnish(table: str, column: str, text: str) -> str:
    """A cell as a Finnish office writes it: d.m.yyyy, decimal comma, kyllä/ei, status codes."""
    told = next((told for told in SPEC[table] if told.name == column), Told(column, False, "text"))
    if told.kind in ("day", "month"):
        try:
            day = iso_day(text)
        except ValueError:
            return text
        return f"{day.day}.{day.month}.{day.year:04d}"
    if told.kind in ("money", "decimal", "share"):
        return text.replace(".", ",")
    if told.kind == "flag":
        return {"true": "kyllä", "false": "ei"}.get(text, text)
    return STATUS_CODES.get(text, text) if table == "statuses" and column == "status" else text


def _write_finnish(folder: Path, world: Mapping[str, Sequence[Row]], form: Form) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in world.items():
        names = _columns(table, rows)
        lines = [
            [form.column(name) for name in names],
            *([finnish(table, name, row.get(name, "")) for name in names] for row in rows),
        ]
        text = csv_text(lines, ";", "\r\n")
        (folder / form.file(table)).write_bytes(text.encode("utf-8-sig"))


def write_mapping(path: Path, form: Form) -> Path:
    """A mapping file that names every table and column of the form."""
    lines = ["mapping: test", "tables:"]
    for table, columns in SPEC.items():
        lines += [f"  {table}:", f"    file: {form.file(table)}", "    columns:"]
        lines += [f"      {told.name}: {form.column(told.name)}" for told in columns]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _write_texts(folder: Path, world: Mapping[str, Sequence[Row]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in world.items():
        columns = {
            name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in _columns(table, rows)
        }
        pq.write_table(pa.table(columns), folder / f"{table}.parquet")


def _write_typed(folder: Path, world: Mapping[str, Sequence[Row]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in world.items():
        columns = {name: typed(table, name, rows) for name in _columns(table, rows)}
        pq.write_table(pa.table(columns), folder / f"{table}.parquet")


def _exact(text: str) -> Decimal:
    if not re.fullmatch(r"[+-]?\d+(\.\d{1,2})?", text):
        raise ValueError(text)
    return Decimal(text)


def typed_text(table: str, column: str, text: str) -> str:
    """A cell of typed Parquet as text."""
    exact = kind_of(table, column).kind in ("money", "decimal")
    return f"{Decimal(text):.2f}" if exact and text else text


def _as_bool(text: str) -> bool:
    return {"true": True, "false": False}[text]


_TYPES: dict[str, tuple[Callable[[str], object], object]] = {
    "day": (iso_day, pa.date32()),
    "month": (iso_day, pa.date32()),
    "flag": (_as_bool, pa.bool_()),
    "whole": (int, pa.int32()),
    "decimal": (_exact, pa.decimal128(12, 2)),
    "money": (_exact, pa.decimal128(12, 2)),
    "share": (float, pa.float64()),
    "texts": (lambda text: text.split("|"), pa.list_(pa.string())),
}


def typed(table: str, column: str, rows: Sequence[Row]) -> pa.Array:
    """A column in the type that its kind would have in Parquet. Raises when a value is not of it."""
    told = next((told for told in SPEC[table] if told.name == column), Told(column, False, "text"))
    convert, kind = _TYPES.get(told.kind, (str, pa.string()))
    return pa.array([convert(row[column]) if row.get(column) else None for row in rows], kind)


def _is_typed(table: str, column: str, text: str) -> bool:
    try:
        typed(table, column, [{column: text}])
    except (ValueError, KeyError, ArithmeticError, pa.ArrowInvalid):
        return False
    return True


def fits_types(table: str, row: Row) -> bool:
    """Whether typed Parquet can hold the row."""
    return all(_is_typed(table, name, text) for name, text in row.items())


def _write_plain_finnish(folder: Path, world: Mapping[str, Sequence[Row]]) -> None:
    _write_finnish(folder, world, FINNISH)


def _write_mapped(folder: Path, world: Mapping[str, Sequence[Row]]) -> Path:
    _write_finnish(folder, world, MAPPED)
    return write_mapping(folder / "mapping.yaml", MAPPED)


CSV = Form("csv", write_csv, "{}.csv".format)
FINNISH = Form("finnish-csv", _write_plain_finnish, "{}.csv".format, cell=finnish)
TEXTS = Form("parquet-of-texts", _write_texts, "{}.parquet".format)
TYPED = Form("parquet", _write_typed, "{}.parquet".format, cell=typed_text)
MAPPED = Form("mapping", _write_mapped, "ote_{}.csv".format, "Sarake {}".format, finnish)
FORMS = (CSV, FINNISH, TEXTS, TYPED, MAPPED)
