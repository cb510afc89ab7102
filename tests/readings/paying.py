"""Both settlements of one small world: the product's and the reading's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.facts import put
from polku.settlement import fee_lines as product_fee_lines
from tests.readings.contracts import contracts
from tests.readings.days import Facts, Row
from tests.readings.pilot_files import paying_pilot
from tests.readings.settlement import COLUMNS
from tests.readings.tables import table
from tests.readings.working_worlds import paid_services
from tests.readings.worlds import BANDS, bases, untils


@dataclass(frozen=True)
class World:
    facts: Facts
    contracts: list[Row]
    until: date

    def with_facts(self, **tables: list[Row]) -> World:
        return replace(self, facts=self.facts | tables)


@st.composite
def paying_worlds(draw: st.DrawFn, *, full: bool = False, priced: bool = True) -> World:
    """One or two contracts and their clients; when `priced`, no participation lacks a band that an amount asks for."""
    base = draw(bases)
    bands = draw(st.booleans())
    names = ["c1", "c2", "c3"][: draw(st.integers(1, 3))]
    terms = [draw(contracts(base, name, bands=bands, full=full)) for name in names]
    known_bands = BANDS if bands and priced else [None, "low", "unheard-of"]
    facts = draw(paid_services(base, names * 8 + [None, "c9"], known_bands))
    return World(facts, terms, draw(untils(base)))


def by_product(engine: DuckDB, folder: Path, world: World) -> list[Row]:
    """The product's lines by key, after a look at their evidence, which is for people and not compared."""
    put(engine, world.facts)
    product_fee_lines(engine, paying_pilot(folder, world.contracts), world.until)
    assert list(engine.columns("fee_lines")) == COLUMNS
    lines = table(engine, "fee_lines", "contract_id, subject, fee_id")
    for line in lines:
        evidence = line.pop("evidence")
        assert (evidence or "").strip(), f"no evidence: {line}"
    return lines
