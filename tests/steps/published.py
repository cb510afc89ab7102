"""Published figures of unemployment and of the municipal share, as shares and ratios.

Sources: KEHA's monthly releases of 2025–26 (whole country, Häme, Pirkanmaa), Kela's open data on municipal shares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SUBSIDY, BASIC, EARNINGS, GENERAL = (
    "labour_market_subsidy", "basic_allowance", "earnings_related_allowance", "general_support",
)  # fmt: skip


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
