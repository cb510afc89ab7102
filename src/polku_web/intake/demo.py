"""An invented file of clients, with faults of every kind that people make; nobody in it exists."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from polku_web.base.actors import Actor
from polku_web.contracts.models import Pilot
from polku_web.intake import actions
from polku_web.intake.models import Batch
from polku_web.intake.staging import check_batch
from polku_web.organisations.models import Unit

HEADER = [
    "Hetu",
    "Sukunimi",
    "Etunimi",
    "Asiakasnumero",
    "Kotikunta",
    "Turvakielto",
    "Puhelin",
    "Sähköposti",
    "Sukupuoli",
    "Äidinkieli",
    "Kotoutuja",
    "Työllisyyskoodi",
    "Koodi alkaen",
    "Ansiopäiväraha",
    "Huomautus",
]
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
GIVEN = ["Aarni", "Elsa", "Hilla", "Iiro", "Kaino", "Lumi", "Neea", "Otso", "Saga", "Urho", "Vilja", "Ahti"]
FAMILY = ["Aallokas", "Hillasuo", "Kaarnamäki", "Kuusiranta", "Louhijärvi", "Pihkala-Niemi", "Sammalisto", "Tuulimaa"]
HOMES = ["837", "Nokia", "211", "Ylöjärvi", "536", "Tampere", "020", "Orivesi", "604", "Valkeakoski"]
LANGUAGES = ["fi", "suomi", "fi", "sv", "ru", "fi", "arabia", "fi", "", "fi", "et"]
STATUSES = ["02", "02", "työtön", "03", "07", "02", "08", "01", "00", "02"]
BORN_FROM, BORN_DAYS = date(1959, 1, 1), 16_500


def invented_number(n: int) -> str:
    """The n-th of the identity numbers that are given to nobody: another for each n below a million."""
    born = BORN_FROM + timedelta(n % BORN_DAYS)
    individual = 900 + n // BORN_DAYS
    sign = "A" if born.year >= 2000 else "-"
    return f"{born:%d%m%y}{sign}{individual}{CHECK[int(f'{born:%d%m%y}{individual}') % 31]}"


def invented_row(n: int, on: date) -> list[str]:
    """The n-th client of the file, without a fault."""
    since = on - timedelta(20 + n * 37 % 900)
    return [
        invented_number(n),
        FAMILY[n * 7 % len(FAMILY)],
        GIVEN[n % len(GIVEN)],
        f"R{n:07}",
        HOMES[n * 3 % len(HOMES)],
        "kyllä" if n % 199 == 4 else "",
        f"+358 40 {n:07}",
        f"asiakas.{n}@polku.example",
        ("nainen", "mies")[n % 2],
        LANGUAGES[n * 5 % len(LANGUAGES)],
        ("", "ei", "ei", "kyllä")[n % 4],
        STATUSES[n % len(STATUSES)],
        f"{since.day}.{since.month}.{since.year}",
        ("kyllä", "ei", "ei", "ei", "")[n * 3 % 5],
        "",
    ]


# What goes wrong in a file: the column, and what stands there instead.
FAULTS = [
    (0, "010160-900X"),
    (4, "999"),
    (12, "31.2.2025"),
    (11, "77"),
    (1, ""),
    (7, "ei ole"),
    (13, "ehkä"),
    (2, "<b>Etunimi</b>"),
]


def invented_rows(people: int, faulty: int, on: date) -> list[list[str]]:
    """The header and the rows; `faulty` of them, evenly spread, have one fault each."""
    rows = [invented_row(n, on) for n in range(people)]
    for n in range(faulty):
        column, value = FAULTS[n % len(FAULTS)]
        rows[(n * people) // faulty][column] = value
    return [HEADER, *rows]


def invented_csv(people: int, faulty: int, on: date) -> bytes:
    """The file as the register's extract comes: semicolons, a byte-order mark."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(invented_rows(people, faulty, on))
    return out.getvalue().encode("utf-8-sig")


def load(*, unit: Unit, pilot: Pilot | None, on: date, by: Actor, people: int = 40, faulty: int = 6) -> Batch:
    """A file that has come and been checked: its sound rows wait to be taken in, the others to be repaired."""
    content = invented_csv(people, faulty, on)
    told = {"name": "uudet-asiakkaat.csv", "unit": unit, "pilot": pilot, "on": on, "whole": False}
    batch = actions.start_batch(content=content, by=by, **told)  # type: ignore[arg-type]
    actions.match_columns(batch=batch, columns=batch.columns, by=by, queued=False)
    check_batch(batch.pk)
    batch.refresh_from_db()
    return batch
