"""The check of rows: what fact tables hold by `polku.facts`, what a client's record holds besides by its own rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from polku.base.engine import Engine
from polku.facts import TABLES
from polku_web.clients.identity import birth_date, identity_number, key_of
from polku_web.clients.models import Client
from polku_web.intake.by_facts import Table, judged
from polku_web.intake.columns import BY_NAME, FIELDS, in_our_words
from polku_web.intake.faults import ROW, WRONG_VALUE, Fault
from polku_web.intake.files import FORMULA

NO_NAME = re.compile(r"[<>=\"\\{}\[\]|\x00-\x1f\x7f]|\d")
NO_TEXT = re.compile(r"[\x00-\x1f\x7f]")
FORMS = {
    "native_language": (re.compile(r"[a-z]{2,3}"), "no_language"),
    "occupation": (re.compile(r"\d{1,4}"), "no_occupation"),
}
UNREADABLE = "unreadable"


@dataclass(slots=True)
class Checked:
    """A row with what it says in our values, and what is wrong with it."""

    number: int
    told: dict[str, str]
    read: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    faults: list[Fault] = field(default_factory=list)
    client_id: Any = None  # whom the row is about, where it can only be a client
    aside: bool = False  # about somebody who is not a client here: nothing of it is kept


@dataclass
class Ground:
    """What rows are held against: the organiser and its units, the day, and whose rows were there before."""

    organisation_id: Any
    units: Mapping[str, str]  # name, casefolded → id
    on: date
    only_unit: Any = None  # where the rows may concern one unit's clients alone
    seen: set[str] = field(default_factory=set)


def check_rows(engine: Engine, rows: Iterable[tuple[int, dict[str, str]]], ground: Ground) -> list[Checked]:
    """Each row with its faults; a row's person joins `ground.seen` when nothing is wrong with the row."""
    checked = [_by_itself(number, told, ground) for number, told in rows]
    _by_facts(engine, checked, ground.on)
    elsewhere = _elsewhere(checked, ground)
    for row in checked:
        if row.key and row.key in elsewhere:
            row.faults.append(Fault("number", elsewhere[row.key]))
        if row.key and row.key in ground.seen:
            row.faults.append(Fault("number", "twice"))
        if not row.faults:
            ground.seen.add(row.key)
    return checked


def _by_itself(number: int, told: dict[str, str], ground: Ground) -> Checked:
    row = Checked(number, told)
    if UNREADABLE in told:
        row.faults.append(Fault("", UNREADABLE))
        return row
    for one in FIELDS:
        text = told.get(one.name, "")
        kind = _wrong_text(one.name, text)
        if kind:
            row.faults.append(Fault(one.name, kind))
        elif text and not one.table:
            row.read[one.name] = text
    _identity(row)
    _unit_and_days(row, ground)
    return row


def _wrong_text(name: str, text: str) -> str:
    one = BY_NAME[name]
    if not text:
        return "missing_value" if one.must else ""
    if text == FORMULA:
        return "formula"
    if len(text) > one.longest:
        return "too_long"
    if name in ("family_name", "given_name"):
        return "no_name" if NO_NAME.search(text) else ""
    if NO_TEXT.search(text):
        return "wrong_value"
    if name == "email":
        return "no_email" if _refused_by(validate_email, text) else ""
    if name in FORMS:
        form, kind = FORMS[name]
        return "" if form.fullmatch(in_our_words(name, text)) else kind
    return ""


def _refused_by(validator: Any, text: str) -> bool:
    try:
        validator(text)
    except ValidationError:
        return True
    return False


def _identity(row: Checked) -> None:
    if "number" not in row.read:
        return
    try:
        number = identity_number(row.read["number"])
    except ValidationError:
        row.faults.append(Fault("number", "no_number"))
        return
    row.read |= {"number": number, "birth_date": birth_date(number)}
    row.key = key_of(number)


def _unit_and_days(row: Checked, ground: Ground) -> None:
    if "unit" in row.read:
        unit = ground.units.get(str(row.read["unit"]).casefold())
        row.read["unit"] = unit
        if unit is None:
            row.faults.append(Fault("unit", "no_unit"))


def _by_facts(engine: Engine, rows: list[Checked], on: date) -> None:
    """Let `polku.facts` judge and read what goes into fact tables; its faults become the row's."""
    sound = [row for row in rows if not row.faults or row.faults[0].kind != UNREADABLE]
    if not sound:
        return
    stand: dict[str, list[Checked]] = {}  # for each table the rows in the order in which they stand there
    for fault in judged(engine, {name: _table(name, sound, on, stand) for name in JUDGED}):
        if fault.kind in ROW and fault.row is not None:
            _keep(stand[fault.table][fault.row - 1], fault.table, fault.column or "", fault.kind)
    _read(engine, {str(row.number): row for row in sound}, on)


def _table(table: str, rows: list[Checked], on: date, stand: dict[str, list[Checked]]) -> Table:
    fields = [one for one in FIELDS if one.table == table]
    found, stand[table] = [], []
    for row in rows:
        values = [_value(row, one.name) for one in fields]
        if not _stands(table, row, values):
            continue
        if table in ("residences", "statuses", "rights") and not values[1]:
            values[1] = on.isoformat()
        stand[table].append(row)
        found.append([str(row.number), *values, *_fixed(table, row, on)])
    return ["person_id", *(one.column for one in fields), *_FIXED.get(table, ())], found


JUDGED = ("persons", "residences", "statuses", "rights", "enrolments")
# A last day is read as the end of an enrolment, so that days are read in one way.
_FIXED = {"persons": ("birth_date",), "enrolments": ("pilot_id", "start_date", "end_date")}


def _fixed(table: str, row: Checked, on: date) -> tuple[str, ...]:
    if table == "persons":
        return (str(row.read.get("birth_date", "1970-01-01")),)
    if table == "enrolments":
        return ("-", "1900-01-01", row.told["last_day"])
    return ()


def _stands(table: str, row: Checked, values: list[str]) -> bool:
    """Whether the row has anything for the table. A day without its value stands there too, and is a fault."""
    if table == "enrolments":
        return bool(row.told.get("last_day")) and row.told["last_day"] != FORMULA
    return table == "persons" or any(values)


def _value(row: Checked, name: str) -> str:
    text = row.told.get(name, "")
    return "" if text == FORMULA else in_our_words(name, text)


_BACK = {(one.table, one.column): one.name for one in FIELDS if one.table} | {
    ("enrolments", "end_date"): "last_day",
    ("persons", "birth_date"): "number",
}


def _keep(row: Checked, table: str, column: str, kind: str) -> None:
    name = _BACK.get((table, column), "")
    if kind == "wrong_value":
        kind = WRONG_VALUE.get(name, "no_day" if name == "last_day" else kind)
    if not any(fault.field == name for fault in row.faults):
        row.faults.append(Fault(name, kind))


def _read(engine: Engine, rows: dict[str, Checked], on: date) -> None:
    """What the fact tables hold of each row, in our values; a day that is still to come is a fault."""
    for table in JUDGED:
        fields = {one.column: one.name for one in FIELDS if one.table == table}
        if table == "enrolments":
            fields = {"end_date": "last_day"}
        columns = [name for name in TABLES[table].by_name if name in fields]
        for person, *values in engine.rows(f"SELECT person_id, {', '.join(columns)} FROM {table}"):
            row = rows[person]
            for column, value in zip(columns, values, strict=True):
                if value is None or (column == "start_date" and not row.told.get(fields[column])):
                    continue  # a day that the file does not tell was only lent for the check
                row.read[fields[column]] = value
                if column == "start_date" and value > on:
                    row.faults.append(Fault(fields[column], "future"))


def _elsewhere(rows: list[Checked], ground: Ground) -> dict[str, str]:
    """Persons whom these rows may not concern, with the fault that says so."""
    keys = [row.key for row in rows if row.key]
    found: dict[str, str] = {}
    there = Client.objects.filter(identity_key__in=keys).values_list("identity_key", "unit", "unit__organisation")
    for key, unit, organisation in there:
        if organisation != ground.organisation_id:
            found[key] = "elsewhere"
        elif ground.only_unit is not None and unit != ground.only_unit:
            found[key] = "other_unit"
    return found
