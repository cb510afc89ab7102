"""Published figures beside those of invented people; `python -m tests.steps.calibration --write` writes the table.

Each figure is a share or a ratio, so that the number of invented people does not matter. Sources: KEHA's monthly
releases, Kela's open data on municipal shares 2025–26, the ministry's forecast.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku import facts
from polku.base.engine import DuckDB
from polku.definition import Pilot, load_pilot, municipalities
from polku.simulation import simulate
from tests.house.tree import ROOT
from tests.readings.brackets import ALL, Benefit, Shared, numbered, shared

PAGE = ROOT / "docs" / "path" / "simulation-calibration.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
START, UNTIL = date(2023, 10, 1), date(2026, 8, 31)
SEED = 2025
CLIENTS = {"FI": 16_000, "Häme": 6_000, "Pirkanmaa": 8_000, "Tampere": 6_000}
SUBSIDY, BASIC, EARNINGS, GENERAL = (
    "labour_market_subsidy", "basic_allowance", "earnings_related_allowance", "general_support",
)  # fmt: skip
CLOSE, ROUGH = 0.10, 0.25

Found = dict[str, float]


@dataclass(frozen=True)
class Figure:
    """A published share or ratio. world: whose people are asked. role: `fitted` or `tested` (not used in fitting).

    band: how far the invented figure may lie from it, as a share of it.
    """

    id: str
    what: str
    published: float
    band: float
    world: str = "FI"
    role: str = "fitted"
    source: str = "KEHA"


def _releases() -> Iterator[Figure]:
    """Shares of the unemployed in the country, and their number beside that of 9/2025."""
    told = {
        "9/2025": (0.424, 0.487, 0.116, 0.259, 0.049, 0.081),
        "11/2025": (0.419, 0.498, 0.114, 0.261, 0.062, 0.098),
        "1/2026": (0.403, 0.502, 0.122, 0.253, 0.079, 0.111),
    }
    names = (
        ("long", "unemployed for 12 months, of the unemployed", 0.15),
        ("very-long", "for more than 24 months, of those for 12", 0.25),
        ("young", "under 25, of the unemployed", 0.15),
        ("old", "over 55, of the unemployed", 0.10),
        ("laid-off", "laid off full-time, of the unemployed", 0.35),
        ("all-laid-off", "laid off or on reduced hours, beside the unemployed", 0.30),
    )
    for month, figures in told.items():
        for (name, what, band), figure in zip(names, figures, strict=True):
            yield Figure(f"{name} {month}", what, figure, band)
    levels = {"9/2024": 0.905, "11/2024": 0.947, "1/2025": 1.055, "11/2025": 1.032, "1/2026": 1.121}
    for month, figure in levels.items():
        yield Figure(f"number {month}", "unemployed, beside 9/2025", figure, 0.08)


def _spells() -> Iterator[Figure]:
    short = "spells ended before three months"
    yield Figure("young-short 2024", f"{short}, under 25", 0.56, 0.15)
    yield Figure("young-short 1–9/2025", f"{short}, under 25", 0.475, 0.20)
    yield Figure("young-short 1/2026", f"{short}, under 25", 0.437, 0.30)
    yield Figure("old-short 2024", f"{short}, over 55", 0.487, 0.15)
    yield Figure("old-short 1–11/2025", f"{short}, over 55", 0.437, 0.15)
    yield Figure("old-short 1/2026", f"{short}, over 55", 0.405, 0.25)


def _areas() -> Iterator[Figure]:
    yield Figure("long 3/2025", "unemployed for 12 months, of the unemployed", 0.348, 0.25, "Häme", "tested")
    yield Figure("very-long 3/2025", "for more than 24 months, of those for 12", 0.494, 0.20, "Häme", "tested")
    yield Figure("five-years 3/2025", "for more than five years, of the unemployed", 0.052, 0.40, "Häme")
    yield Figure("young 3/2025", "under 25, of the unemployed", 0.115, 0.20, "Häme", "tested")
    yield Figure("sixty 3/2025", "60 or over, of the unemployed", 0.163, 0.30, "Häme")
    yield Figure("secondary 3/2025", "secondary education, of the unemployed", 0.522, 0.10, "Häme")
    yield Figure("higher 3/2025", "higher education, of the unemployed", 0.123, 0.35, "Häme")
    yield Figure("foreign 3/2025", "foreigners (here: foreign language), of the unemployed", 0.11, 0.35, "Häme")
    yield Figure("long 5/2025", "unemployed for 12 months, of the unemployed", 0.373, 0.20, "Pirkanmaa", "tested")
    yield Figure("very-long 5/2025", "for more than 24 months, of those for 12", 0.471, 0.25, "Pirkanmaa", "tested")
    yield Figure("broad 5/2025", "unemployed and in services, beside the unemployed", 1.395, 0.05, "Pirkanmaa")
    yield Figure("structural 5/2025", "structural unemployment, of the unemployed", 0.579, 0.20, "Pirkanmaa", "tested")
    yield Figure("higher 5/2025", "higher education, of the unemployed", 0.25, 0.25, "Pirkanmaa")


def _kela() -> Iterator[Figure]:
    """Persons beside all persons with a share, and cents beside all; months beside the unemployed of 9/2025."""
    source = "Kela"

    def persons(month: str, key: str, figure: float, band: float, role: str, world: str = "FI") -> Figure:
        return Figure(f"persons {month} {key}", f"persons: {_told(key)}", figure, band, world, role, source)

    def euros(month: str, key: str, figure: float, band: float, role: str, world: str = "FI") -> Figure:
        return Figure(f"euros {month} {key}", f"euros: {_told(key)}", figure, band, world, role, source)

    yield Figure("payees 4/2025", "persons with a municipal share, beside the unemployed of 9/2025", 0.815, 0.10,
                 source=source)  # fmt: skip
    yield Figure("each 4/2025", "euros a person", 274.0, 0.10, source=source)
    for low, figure, band in ((101, 0.044, 0.5), (201, 0.036, 0.45), (301, 0.041, 0.6), (401, 0.142, 0.25)):
        yield persons("4/2025", f"{SUBSIDY} {low}", figure, band, "fitted")
    yield persons("4/2025", f"{SUBSIDY} 701", 0.415, 0.15, "fitted")
    yield persons("4/2025", f"{EARNINGS} all", 0.262, 0.20, "fitted")
    yield persons("4/2025", f"{BASIC} all", 0.092, 0.25, "fitted")
    yield euros("4/2025", f"{EARNINGS} all", 0.137, 0.25, "fitted")
    yield euros("4/2025", f"{BASIC} all", 0.042, 0.25, "fitted")
    yield Figure("payees 2025", "persons with a municipal share, beside the unemployed of 9/2025", 1.229, 0.20,
                 role="tested", source=source)  # fmt: skip
    yield Figure("each 2025", "euros a person", 2058.0, 0.12, role="tested", source=source)
    for low, figure, band in (
        (101, 0.397, 0.25),
        (201, 0.316, 0.2),
        (301, 0.253, 0.25),
        (401, 0.265, 0.45),
        (701, 0.368, 0.15),
    ):
        yield persons("2025", f"all {low}", figure, band, "tested")
    for low, figure, band in (
        (101, 0.040, 0.6),
        (201, 0.068, 0.35),
        (301, 0.083, 0.2),
        (401, 0.203, 0.3),
        (701, 0.606, 0.1),
    ):
        yield euros("2025", f"all {low}", figure, band, "tested")
    for kind, figure, band in ((SUBSIDY, 0.839, 0.05), (BASIC, 0.039, 0.25), (EARNINGS, 0.122, 0.2)):
        yield euros("2025", f"{kind} all", figure, band, "tested")
    yield Figure("payees 1–8/2026", "persons with a municipal share, beside the unemployed of 9/2025", 1.164, 0.2,
                 role="tested", source=source)  # fmt: skip
    yield Figure("each 1–8/2026", "euros a person", 1652.0, 0.12, role="tested", source=source)
    yield euros("1–8/2026", f"{SUBSIDY} all", 0.504, 0.25, "tested")
    yield euros("1–8/2026", f"{EARNINGS} all", 0.095, 0.4, "tested")
    yield Figure("each 10/2025", "euros a person", 338.7, 0.25, "Tampere", "tested", source)
    for low, figure, band in (
        (101, 0.149, 0.6),
        (201, 0.148, 0.6),
        (301, 0.127, 0.35),
        (401, 0.185, 0.35),
        (701, 0.472, 0.2),
    ):
        yield persons("10/2025", f"all {low}", figure, band, "tested", "Tampere")
    for kind, figure, band in ((SUBSIDY, 0.875, 0.1), (BASIC, 0.038, 0.35), (EARNINGS, 0.086, 0.6)):
        yield euros("10/2025", f"{kind} all", figure, band, "tested", "Tampere")


def _told(key: str) -> str:
    kind, low = key.split()
    names = {SUBSIDY: "labour market subsidy", BASIC: "basic allowance", EARNINGS: "earnings-related allowance"}
    days = {"101": "101–200", "201": "201–300", "301": "301–400", "401": "401–700", "701": "from 701"}
    brackets = f"{days[low]} paid days" if low in days else "all brackets"
    return f"{names.get(kind, 'all benefits')}, {brackets}"


FIGURES = (*_releases(), *_spells(), *_areas(), *_kela())


# What invented people give


def measure(folder: Path) -> dict[tuple[str, str], float]:
    """The figure of every (world, id), from people invented into `folder`."""
    found: dict[tuple[str, str], float] = {}
    for world, clients in CLIENTS.items():
        out = folder / world
        simulate(_pilot(world, folder), clients=clients, seed=SEED, start=START, until=UNTIL, out=out)
        with DuckDB() as engine:
            facts.load(engine, out)
            figures = {"FI": _country, "Häme": _hame, "Pirkanmaa": _pirkanmaa, "Tampere": _tampere}[world](engine)
        found |= {(world, name): figure for name, figure in figures.items()}
    return found


def _pilot(world: str, folder: Path) -> Pilot:
    """A pilot that says only where it is."""
    regions = {"Häme": ("05", "07"), "Pirkanmaa": ("06",)}
    there = municipalities(on=START)
    codes = [place.code for place in there if world == "FI" or place.region_code in regions.get(world, ())]
    if world == "Tampere":
        codes = ["837"]
    path = folder / f"{world}.yaml"
    named = ", ".join(f'"{code}"' for code in codes)
    text = "pilot: calibration\nname: {fi: Kalibrointi}\nsource: test\norganiser: {id: o, name: O}\nmodel: regional\n"
    path.write_text(f"{text}municipalities: [{named}]\n", encoding="utf-8")
    return load_pilot(path)


STOCK = {
    "number": "count(*) FILTER (unemployed)",
    "broad": "count(*) FILTER (unemployed OR in_services)",
    "long": "count(*) FILTER (unemployed AND unemployed_days >= 365)",
    "very-long": "count(*) FILTER (unemployed AND unemployed_days > 730)",
    "five-years": "count(*) FILTER (unemployed AND unemployed_days > 1826)",
    "young": "count(*) FILTER (unemployed AND age < 25)",
    "old": "count(*) FILTER (unemployed AND age >= 55)",
    "sixty": "count(*) FILTER (unemployed AND age >= 60)",
    "laid-off": "count(*) FILTER (status = 'laid_off')",
    "all-laid-off": "count(*) FILTER (status IN ('laid_off', 'reduced_hours'))",
    "secondary": "count(*) FILTER (unemployed AND education_level IN (3, 4))",
    "higher": "count(*) FILTER (unemployed AND education_level >= 5)",
    "foreign": "count(*) FILTER (unemployed AND native_language NOT IN ('fi', 'sv', 'se', 'smn', 'sms'))",
}


def _stock(engine: DuckDB, day: date, month: str) -> Found:
    """Shares of the unemployed on a day; their number as it is."""
    facts.persons_at(engine, day, name="on_the_day")
    row = engine.rows(f"SELECT {', '.join(STOCK.values())} FROM on_the_day")[0]
    counts = dict(zip(STOCK, row, strict=True))
    of = {name: counts["long"] if name == "very-long" else counts["number"] for name in STOCK if name != "number"}
    shares = {f"{name} {month}": counts[name] / whole for name, whole in of.items()}
    return shares | {f"number {month}": counts["number"]}


def _country(engine: DuckDB) -> Found:
    days = {
        "9/2024": date(2024, 9, 30), "11/2024": date(2024, 11, 29), "1/2025": date(2025, 1, 31),
        "9/2025": date(2025, 9, 30), "11/2025": date(2025, 11, 28), "1/2026": date(2026, 1, 30),
    }  # fmt: skip
    found: Found = {}
    for month, day in days.items():
        found |= _stock(engine, day, month)
    unemployed = found["number 9/2025"]
    found |= {name: figure / unemployed for name, figure in found.items() if name.startswith("number ")}
    found |= _short(engine)
    rows = numbered(engine, UNTIL)
    for month, first, last in (
        ("4/2025", date(2025, 4, 1), date(2025, 4, 30)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("1–8/2026", date(2026, 1, 1), UNTIL),
    ):
        found |= _brackets(shared(rows, first, last), month, unemployed)
    return found


def _hame(engine: DuckDB) -> Found:
    return _stock(engine, date(2025, 3, 31), "3/2025")


def _pirkanmaa(engine: DuckDB) -> Found:
    day = date(2025, 5, 30)
    found = _stock(engine, day, "5/2025")
    return found | {"structural 5/2025": _structural(engine, day) / found["number 5/2025"]}


def _tampere(engine: DuckDB) -> Found:
    rows: list[Benefit] = numbered(engine, UNTIL)
    return _brackets(shared(rows, date(2025, 10, 1), date(2025, 10, 31)), "10/2025", 1)


def _brackets(found: Shared, month: str, unemployed: float) -> Found:
    everyone, cents = len(found.persons[ALL, ALL]), found.cents[ALL, ALL]
    figures = {f"payees {month}": everyone / unemployed, f"each {month}": cents / everyone / 100}
    for (kind, low), people in found.persons.items():
        figures[f"persons {month} {kind} {low}"] = len(people) / everyone
        figures[f"euros {month} {kind} {low}"] = found.cents[kind, low] / cents
    return figures


SPELLS = """
WITH days AS (
    SELECT person_id, start_date, coalesce(end_date, DATE '2100-01-01') AS end_date FROM statuses
    WHERE status IN ('unemployed', 'laid_off')
), runs AS (
    SELECT *, sum(begins) OVER (PARTITION BY person_id ORDER BY start_date) AS run FROM (
        SELECT *, CASE WHEN lag(end_date) OVER (PARTITION BY person_id ORDER BY start_date) + 1 = start_date
            THEN 0 ELSE 1 END AS begins FROM days
    )
), spells AS (
    SELECT person_id, min(start_date) AS began, max(end_date) AS ended FROM runs GROUP BY person_id, run
)
SELECT avg(CASE WHEN ended < began + INTERVAL 3 MONTH THEN 1.0 ELSE 0.0 END) FROM spells JOIN persons USING (person_id)
WHERE began >= $first AND began < $following
    AND date_diff('year', birth_date, began) BETWEEN $youngest AND $oldest
"""


def _short(engine: DuckDB) -> Found:
    """Shares of spells that began three months before the months told, ended before three months."""
    spans = {
        "2024": (date(2023, 10, 1), date(2024, 10, 1)),
        "1–9/2025": (date(2024, 10, 1), date(2025, 7, 1)),
        "1–11/2025": (date(2024, 10, 1), date(2025, 9, 1)),
        "1/2026": (date(2025, 10, 1), date(2025, 11, 1)),
    }
    ages = {"young-short": (15, 24), "old-short": (55, 75)}
    return {
        f"{name} {month}": float(
            engine.rows(SPELLS, first=first, following=following, youngest=youngest, oldest=oldest)[0][0]
        )
        for name, (youngest, oldest) in ages.items()
        for month, (first, following) in spans.items()
    }


def _structural(engine: DuckDB, day: date) -> int:
    """The four groups of structural unemployment, each person once (situation.md); the reading counts days by hand."""
    seeking: dict[str, list[tuple[date, date, str]]] = {}
    for person, status, start, end in engine.rows(
        "SELECT person_id, status, start_date, least(coalesce(end_date, $day), $day) FROM statuses"
        " WHERE start_date <= $day ORDER BY person_id, start_date",
        day=day,
    ):
        seeking.setdefault(person, []).append((start, end, status))
    return sum(_is_structural(rows, day) for rows in seeking.values())


def _is_structural(rows: list[tuple[date, date, str]], day: date) -> bool:
    _, end, status = rows[-1]
    out_of_work, served = ("unemployed", "laid_off"), ("subsidised", "in_service", "in_training")
    if end != day or status not in (*out_of_work, *served):
        return False
    recent = sum(
        max(0, (end - max(start, date.fromordinal(day.toordinal() - 485))).days + 1)
        for start, end, status in rows
        if status in out_of_work
    )
    periods = _periods([(start, end) for start, end, status in rows if status in served])
    if status in out_of_work:
        return recent >= 365 or any(90 < (day - end).days <= 365 for _, end in periods[-1:])
    earlier = periods[:-1]
    return any(90 < (periods[-1][0] - end).days <= 365 for _, end in earlier[-1:])


def _periods(days: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for start, end in days:
        if found and (start - found[-1][1]).days <= 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


# The page


def table(found: dict[tuple[str, str], float]) -> str:
    """The figures as a Markdown table."""
    head = (
        "| area | when | figure | published | invented | off by | held within | met | used |\n" + "| --- " * 9 + "|\n"
    )
    rows = [_row(figure, found[figure.world, figure.id]) for figure in FIGURES]
    met = Counter(_met(figure, found[figure.world, figure.id]) for figure in FIGURES)
    told = f"Of {len(FIGURES)} figures {met['closely']} are met closely, {met['roughly']} roughly and {met['no']} not."
    return f"{head}{''.join(rows)}\n{told}\n"


def _met(figure: Figure, invented: float) -> str:
    off = abs(invented / figure.published - 1)
    return "closely" if off <= CLOSE else "roughly" if off <= ROUGH else "no"


def _row(figure: Figure, invented: float) -> str:
    off, met = invented / figure.published - 1, _met(figure, invented)
    when = figure.id.split()[1]
    shown = (f"{number:.0f}" if number > 10 else f"{number:.3f}" for number in (figure.published, invented))
    cells = (figure.world, when, figure.what, *shown, f"{off:+.0%}", f"±{figure.band:.0%}", met, figure.role)
    return f"| {' | '.join(cells)} |\n"


def main(arguments: list[str]) -> None:
    """Print the table, or write it into the page with --write."""
    with tempfile.TemporaryDirectory() as folder:
        text = table(measure(Path(folder)))
    if "--write" not in arguments:
        sys.stdout.write(text)
        return
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
