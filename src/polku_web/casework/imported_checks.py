"""The check of rows of meetings and plans: whose they are, what `polku.facts` says, and that each comes once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from polku.base.engine import Engine
from polku_web.casework.imported_fields import Imported
from polku_web.clients.identity import identity_number, key_of
from polku_web.clients.models import Client
from polku_web.intake.by_facts import judged
from polku_web.intake.checks import NO_TEXT, UNREADABLE, Checked, Ground
from polku_web.intake.columns import Field
from polku_web.intake.faults import ROW, WRONG_VALUE, Fault
from polku_web.intake.files import FORMULA

LENT = "1970-01-01"  # a day of birth that the check of a fact table needs and nothing reads


def check_rows(
    sort: Imported, engine: Engine, rows: Iterable[tuple[int, dict[str, str]]], ground: Ground
) -> list[Checked]:
    """Each row with its client and its faults. Rows of people who are not clients here are `aside`, and faulty."""
    checked = [_by_itself(sort, number, told) for number, told in rows]
    _find_people(checked, ground)
    _by_facts(sort, engine, [row for row in checked if UNREADABLE not in row.told and not row.aside])
    for row in checked:
        if row.read.get("held") is not None and "date" in row.read and row.read["date"] > ground.on:
            row.faults.append(Fault("held", "not_yet"))
        if row.client_id and "source_key" in row.read:
            row.key = row_key(row.client_id, row.read["source_key"])
            if row.key in ground.seen:
                row.faults.append(Fault("source_key", "twice_told"))
        if not row.faults:
            ground.seen.add(row.key)
    return checked


def row_key(client_id: Any, source_key: str) -> str:
    """By what a row of a file and a row of ours are known to be the same: the client and the number there."""
    return hashlib.sha256(f"{client_id}:{source_key}".encode()).hexdigest()


def still_here(on: date) -> Q:
    """Clients who have not left by the day."""
    return Q(last_day=None) | Q(last_day__gte=on)


def _by_itself(sort: Imported, number: int, told: dict[str, str]) -> Checked:
    row = Checked(number, told)
    if UNREADABLE in told:
        row.faults.append(Fault("", UNREADABLE))
        return row
    for one in sort.fields:
        text = told.get(one.name, "")
        if kind := _wrong_text(one, text):
            row.faults.append(Fault(one.name, kind))
        elif text and not one.table:
            _read_one(sort, row, one.name, text)
    return row


def _wrong_text(one: Field, text: str) -> str:
    if not text:
        return "missing_value" if one.must and not one.table else ""
    if text == FORMULA:
        return "formula"
    if len(text) > one.longest:
        return "too_long"
    plain = text.replace("\r", "").replace("\n", "") if one.name == "lines" else text
    return "wrong_value" if NO_TEXT.search(plain) else ""


def _read_one(sort: Imported, row: Checked, name: str, text: str) -> None:
    reads, fault = sort.reads.get(name, (str, ""))
    value = reads(text)
    if value is None:
        row.faults.append(Fault(name, fault))
    else:
        row.read[name] = value


def _find_people(rows: list[Checked], ground: Ground) -> None:
    """Whose each row is: by the identity number, by the client's number in the register, or by both."""
    numbers = {row.number: _number_key(row) for row in rows}
    of_row = {row.number: row.read.get("register_key", "") for row in rows}
    ours = Client.objects.filter(still_here(ground.on), unit__organisation=ground.organisation_id)
    if ground.only_unit is not None:
        ours = ours.filter(unit=ground.only_unit)
    keys = [key for key in numbers.values() if key]
    by_number = dict(ours.filter(identity_key__in=keys).values_list("identity_key", "pk"))
    by_register: dict[str, set[Any]] = defaultdict(set)
    told = {key for key in of_row.values() if key}
    for key, client in ours.filter(register_key__in=told).values_list("register_key", "pk"):
        by_register[key].add(client)
    for row in rows:
        if UNREADABLE not in row.told:
            _whose(row, by_number.get(numbers[row.number] or ""), by_register.get(of_row[row.number], set()))


def _number_key(row: Checked) -> str:
    """The hash of the row's identity number; empty where it has none, or a wrong one, which is a fault."""
    try:
        return key_of(identity_number(row.read["number"])) if "number" in row.read else ""
    except ValidationError:
        row.faults.append(Fault("number", "no_number"))
        return ""


def _whose(row: Checked, by_number: Any, by_register: set[Any]) -> None:
    wrong = {fault.field for fault in row.faults}
    number, register = "number" in row.read and "number" not in wrong, "register_key" in row.read
    if not number and not register:
        if not wrong & {"number", "register_key"}:
            row.faults.append(Fault("number", "no_person"))
    elif by_register and number and by_number not in by_register:
        row.faults.append(Fault("number", "other_person"))
    elif by_number or len(by_register) == 1:
        row.client_id = by_number or next(iter(by_register))
    elif by_register:
        row.faults.append(Fault("register_key", "several"))
    else:
        row.aside = True
        row.faults.append(Fault("number" if number else "register_key", "no_client"))


def _by_facts(sort: Imported, engine: Engine, rows: list[Checked]) -> None:
    """Let `polku.facts` judge and read what has a column in the fact table; its faults become the row's."""
    if not rows:
        return
    fields = {one.column: one for one in sort.fields if one.table}
    lines = [[str(row.number), *(_value(row, one) for one in fields.values()), *sort.fixed.values()] for row in rows]
    people = [[str(row.number), LENT] for row in rows]
    tables = {
        "persons": (["person_id", "birth_date"], people),
        sort.table: (["person_id", *fields, *sort.fixed], lines),
    }
    for fault in judged(engine, tables):
        if fault.table == sort.table and fault.row is not None:
            _keep(rows[fault.row - 1], fields[fault.column].name if fault.column in fields else "", fault.kind)
    by_number = {str(row.number): row for row in rows}
    for person, *values in engine.rows(f"SELECT person_id, {', '.join(fields)} FROM {sort.table}"):
        told = {one.name: value for one, value in zip(fields.values(), values, strict=True) if value is not None}
        by_number[person].read |= told


def _value(row: Checked, one: Field) -> str:
    text = row.told.get(one.name, "")
    return "" if text == FORMULA else one.words.get(text.casefold(), text)


def _keep(row: Checked, name: str, kind: str) -> None:
    if kind == "wrong_value" or kind not in ROW:
        kind = WRONG_VALUE.get(name, "wrong_value")
    if not any(fault.field == name for fault in row.faults):
        row.faults.append(Fault(name, kind))
