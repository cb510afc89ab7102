"""Published figures beside those of invented people; `python -m tests.steps.calibration --write` writes the table.

Each figure is a share or a ratio, so that the number of invented people does not matter. Sources: KEHA's monthly
releases, Kela's open data on municipal shares 2025–26, the ministry's forecast.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from polku import facts
from polku.base.engine import DuckDB
from polku.definition import Pilot, load_pilot, municipalities
from polku.simulation import simulate
from tests.house.tree import ROOT
from tests.readings.brackets import ALL, Benefit, Shared, numbered, shared
from tests.steps.published import FIGURES, Figure

PAGE = ROOT / "docs" / "path" / "simulation-calibration.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
START, UNTIL = date(2023, 10, 1), date(2026, 8, 31)
SEED = 2025
CLIENTS = {"FI": 16_000, "Häme": 6_000, "Pirkanmaa": 8_000, "Tampere": 6_000}
CLOSE, ROUGH = 0.10, 0.25

Found = dict[str, float]


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
