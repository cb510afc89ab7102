"""Finland's municipalities since 2017 with their validity and mergers, and the employment areas of 2025."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from polku.base import Fault, PolkuError
from polku.definition._base import Text
from polku.definition._faults import DefinitionError, in_order
from polku.law import FOLDER

MUNICIPALITIES, AREAS = "municipalities.csv", "employment_areas.csv"
REGIONS_CHANGED = date(2021, 1, 1)

Languages = Literal["fi", "fi_sv", "sv", "sv_fi"]
_CODE = re.compile(r"[0-9]{3}\Z")
_LANGUAGES: Mapping[str, Languages] = {"fi": "fi", "fi_sv": "fi_sv", "sv": "sv", "sv_fi": "sv_fi"}


class UnknownMunicipality(PolkuError):  # noqa: N818 - the error says what is not known
    """A code that no municipality since 2017 has had. `code` is what was asked for."""

    def __init__(self, code: str) -> None:
        self.code = code
        meant = ", ".join(f"{found.code} {found.name_fi}" for found in near(code))
        cure = f"Did you mean {meant}?" if meant else "A code has three digits, such as 837 (Tampere)."
        super().__init__(f"There is no municipality {code}. {cure}")


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality of 2017-2026 (Statistics Finland's code).

    valid_from, valid_to: its days, None where no change is known. merged_into: the code that took it in. language: one
    or two languages, the majority's first. employment_area: of 2025, None when it ended before. population: people at
    the end of population_year (Sotkanet), None when it is not known. pilot_2017_area, pilot_2021_area: the pilot to
    which it belonged, as far as is established (pilot_2021_evidence says from what). unverified: the row is not known
    for sure.
    """

    code: str
    name_fi: str
    name_sv: str
    valid_from: date | None
    valid_to: date | None
    merged_into: str | None
    language: Languages
    employment_area: str | None
    region_code: str
    region_fi: str
    region_sv: str
    region_2017: str
    population: int | None
    population_year: int | None
    pilot_2017_area: str | None
    pilot_2021_area: str | None
    pilot_2021_evidence: str | None
    unverified: bool
    source: str

    def exists(self, day: date) -> bool:
        """Whether it exists on `day`; without a known beginning it existed on all earlier days."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def region_on(self, day: date) -> str:
        """The Finnish name of its region on `day`; five municipalities changed region on 1.1.2021."""
        return self.region_2017 if day < REGIONS_CHANGED else self.region_fi


@dataclass(frozen=True, slots=True)
class EmploymentArea:
    """An employment area of 2025 with the codes of its municipalities. in_reform: false only for Åland."""

    code: str
    name: Text
    valid_from: date
    valid_to: date | None
    in_reform: bool
    source: str
    municipalities: tuple[str, ...]


def municipalities(on: date | None = None, folder: Path = FOLDER) -> tuple[Municipality, ...]:
    """The municipalities by code: those that exist on `on`, or all that have existed since 2017.

    folder: where to read the lists, if not Polku's own. Raises DefinitionError with the lines that cannot be used.
    """
    return tuple(place for place in _by_code(folder).values() if on is None or place.exists(on))


def municipality(code: str) -> Municipality:
    """The municipality of a code; UnknownMunicipality, with what may have been meant, when there is none."""
    if code not in _by_code():
        raise UnknownMunicipality(code)
    return _by_code()[code]


def known(code: str) -> bool:
    """Whether a municipality has had the code since 2017."""
    return code in _by_code()


def exists(code: str, day: date) -> bool:
    """Whether the code is a municipality's on `day`. Known ones without a beginning existed on all earlier days."""
    return known(code) and _by_code()[code].exists(day)


def name(code: str, language: str = "fi") -> str:
    """The municipality's name in `fi`, `sv` or `en` (its majority's name). UnknownMunicipality for another code."""
    place = municipality(code)
    swedish = language == "sv" or (language == "en" and place.language.startswith("sv"))
    return place.name_sv if swedish else place.name_fi


def successor(code: str, day: date) -> str:
    """The code whose area the municipality belongs to on `day`: its own, or of the one that it merged into."""
    place = municipality(code)
    while place.valid_to is not None and place.valid_to < day and place.merged_into is not None:
        place = municipality(place.merged_into)
    return place.code


def near(text: str) -> tuple[Municipality, ...]:
    """Up to three municipalities that may have been meant by a code without its zeros, a name or a slip in either."""
    word = text.strip().casefold()
    if word.isdecimal():
        codes = [word.zfill(3)] if known(word.zfill(3)) else _near_codes(word)
        return tuple(_by_code()[code] for code in codes)
    names = {shown.casefold(): place for place in _by_code().values() for shown in (place.name_sv, place.name_fi)}
    hits = [word] if word in names else get_close_matches(word, names, n=6, cutoff=0.66)
    return tuple(dict.fromkeys(names[hit] for hit in hits))[:3]


def _near_codes(code: str) -> list[str]:
    """Codes with the same digits in another order or with one other digit, the nearest number first."""
    slips = [
        other
        for other in _by_code()
        if len(code) == len(other)
        and (sorted(code) == sorted(other) or sum(a != b for a, b in zip(code, other, strict=True)) == 1)
    ]
    return sorted(slips, key=lambda other: abs(int(other) - int(code)))[:3]


@cache
def _by_code(folder: Path = FOLDER) -> Mapping[str, Municipality]:
    return MappingProxyType(_read_municipalities(folder))


@cache
def employment_areas() -> tuple[EmploymentArea, ...]:
    """The 45 employment areas of 2025 and Åland (46, outside the reform), by code."""
    found = []
    for _, row in _rows(FOLDER / AREAS):
        members = tuple(place.code for place in _by_code().values() if place.employment_area == row["code"])
        text = Text(fi=row["name_fi"], sv=row["name_sv"], en=row["name_en"])
        first, last = date.fromisoformat(row["valid_from"]), _day(row["valid_to"])
        found.append(EmploymentArea(row["code"], text, first, last, row["in_reform"] == "true", row["source"], members))
    return tuple(found)


def _read_municipalities(folder: Path) -> dict[str, Municipality]:
    """The municipalities of a folder's municipalities.csv by code.

    Raises DefinitionError with the lines of rows that cannot be used: a code, day, number, language or truth that is
    none, a code that is there twice, a merger into or an employment area of an unknown code.
    """
    path = folder / MUNICIPALITIES
    areas = {row["code"] for _, row in _rows(folder / AREAS)}
    found: dict[str, Municipality] = {}
    lines: dict[str, int] = {}
    faults: list[Fault] = []
    for line, row in _rows(path):
        try:
            place = _municipality(row, areas, found)
        except (ValueError, KeyError) as error:
            faults.append(Fault(str(path), line, f"{error.args[0]}.", "Compare the row with its neighbours."))
        else:
            found[place.code], lines[place.code] = place, line
    for place in found.values():
        if place.merged_into is not None and place.merged_into not in found:
            message = f"{place.code} merged into {place.merged_into}, which is no municipality here."
            faults.append(Fault(str(path), lines[place.code], message, "Add its row, or mend the code."))
    if faults:
        raise DefinitionError(in_order(faults))
    return found


def _municipality(row: dict[str, str], areas: set[str], earlier: Mapping[str, Municipality]) -> Municipality:
    code, area = row["code"], row["employment_area"] or None
    if not _CODE.match(code) or code in earlier:
        raise ValueError(f"The code {code!r} is {'here twice' if code in earlier else 'not three digits'}")
    if row["language"] not in _LANGUAGES:
        raise ValueError(f"The language {row['language']!r} is none of {', '.join(_LANGUAGES)}")
    if area is not None and area not in areas:
        raise ValueError(f"The employment area {area!r} is not in {AREAS}")
    if row["unverified"] not in ("true", "false"):
        raise ValueError(f"unverified is {row['unverified']!r}, not true or false")
    return Municipality(
        code=code,
        name_fi=row["name_fi"],
        name_sv=row["name_sv"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        merged_into=row["merged_into"] or None,
        language=_LANGUAGES[row["language"]],
        employment_area=area,
        region_code=row["region_code"],
        region_fi=row["region_fi"],
        region_sv=row["region_sv"],
        region_2017=row["region_2017"],
        population=int(row["population"]) if row["population"] else None,
        population_year=int(row["population_year"]) if row["population_year"] else None,
        pilot_2017_area=row["pilot_2017_area"] or None,
        pilot_2021_area=row["pilot_2021_area"] or None,
        pilot_2021_evidence=row["pilot_2021_evidence"] or None,
        unverified=row["unverified"] == "true",
        source=row["source"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their lines; DefinitionError when a row has more or fewer columns than the header."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            if None in row or None in row.values():
                message = "The row has more or fewer columns than the header."
                fault = Fault(str(path), reader.line_num, message, "Quote texts with commas; keep every comma between.")
                raise DefinitionError([fault])
            yield reader.line_num, row
