"""Settlement in one pass over all contracts of a pilot."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from polku.base import PolkuError, finnish_day
from polku.base.engine import Columns, Engine, read_sql
from polku.definition import Pilot, read_yaml
from polku.settlement._terms import TABLES, load_terms

FOLDER = Path(__file__).parent
Language = Literal["fi", "sv", "en"]
STEPS = (
    "former_employers",
    "own_jobs",
    "sweeps",
    "counting_rows",
    "qualifying_spans",
    "employment_earned",
    "milestones_earned",
    "delivered",
    "studies_earned",
    "own_wages",
    "wages_earned",
    "wage_shares",
    "earned",
    "earned_once",
    "job_evidence",
    "delivery_evidence",
    "wage_evidence",
    "ladders",
    "capped",
    "cohorts",
    "payable",
    "fee_lines",
)
BETWEEN = (*TABLES, "posted", "sentences", "belonging", "unpriced", *STEPS[:-1])
FEE_LINES: Columns = {
    "contract_id": "VARCHAR",
    "subject": "VARCHAR",
    "person_id": "VARCHAR",
    "participation_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "earned_on": "DATE",
    "amount_cents": "BIGINT",
    "payable_cents": "BIGINT",
    "status": "VARCHAR",
    "evidence": "VARCHAR",
}


class SettlementError(PolkuError):
    """A participation that cannot be settled as it stands; nothing is settled before it is mended."""


POSTED: Columns = {
    "contract_id": "VARCHAR",
    "subject": "VARCHAR",
    "fee_id": "VARCHAR",
    "participation_id": "VARCHAR",
    "place": "BIGINT",
    "cents": "BIGINT",
}


def fee_lines(engine: Engine, pilot: Pilot, until: date, lang: Language = "fi") -> None:
    """Keep the table `fee_lines` (FEE_LINES): what the pilot's contracts owe, as known on the day `until`.

    This is the fresh computation, without what a ledger has posted; `post` settles beside one. Money is whole cents
    without VAT; `lang` is the language of the evidence. A pilot without contracts owes nothing: the table is empty.
    Raises SettlementError for a risk band that the terms in force do not list (rule 8).
    Source: docs/path/settlement.md.
    """
    engine.load("posted", POSTED, [])
    settle_beside_posted(engine, pilot, until, lang)


def settle_beside_posted(engine: Engine, pilot: Pilot, until: date, lang: Language) -> dict[str, int]:
    """Keep `fee_lines` where the lines of the table `posted` (POSTED) keep their places; `posted` goes.

    Returns the cents that clients' caps took, by contract.
    """
    work_out(engine, pilot, until, lang, kept=("capped",))
    cut = engine.rows(
        "SELECT contract_id, cast(sum(amount_cents - left_by_cap) AS BIGINT) FROM capped WHERE NOT unpaid"
        " GROUP BY contract_id"
    )
    engine.drop(*BETWEEN)
    return dict(cut)


def work_out(
    engine: Engine, pilot: Pilot, until: date, lang: Language, kept: Collection[str] = frozenset(BETWEEN)
) -> None:
    """Keep `fee_lines` beside the table `posted`, and of BETWEEN, the tables between facts and lines, those `kept`.

    The others go as soon as no later step reads them: together they would take several times the room of the facts.
    """
    words = _words(lang)
    load_terms(engine, pilot, until)
    engine.load("sentences", {"kind": "VARCHAR", "sentence": "VARCHAR"}, list(words.items()))
    engine.run(FOLDER, "belonging", until=until)
    engine.run(FOLDER, "unpriced")
    _refuse_unpriced(engine)
    for step in STEPS:
        engine.run(FOLDER, step, until=until, decimal=words["decimal"], unit_days=words["unit_days"])
        engine.drop(*(table for table in _read_last_by(step) if table not in kept))


@cache
def _read_last_by(step: str) -> tuple[str, ...]:
    """The tables of BETWEEN that this step reads, or makes, and no step behind it reads."""
    behind = STEPS[STEPS.index(step) + 1 :]
    needed = {word for name in behind for word in _words_of(name)}
    return tuple(table for table in BETWEEN if table in {step, *_words_of(step)} - needed)


@cache
def _words_of(step: str) -> frozenset[str]:
    text = re.sub("--.*", "", read_sql(FOLDER / f"{step}.sql"))
    return frozenset(re.findall(r"\w+", text))


@cache
def _words(lang: Language) -> dict[str, str]:
    words: dict[str, str] = read_yaml(FOLDER / "evidence.yaml").plain()[lang]
    return words


def _refuse_unpriced(engine: Engine) -> None:
    rows = engine.rows(
        "SELECT participation_id, contract_id, fee_id, terms, risk_band, start_date, count(*) OVER () FROM unpriced"
        " ORDER BY participation_id, contract_id, fee_id LIMIT 5"
    )
    if not rows:
        return
    told = "; ".join(
        f"{participation} (contract {contract}, {terms} of fee {fee}, started {finnish_day(start)}):"
        f" {'no risk band' if band is None else f'risk band {band!r}'}"
        for participation, contract, fee, terms, band, start, _ in rows
    )
    more = f" and {rows[0][6] - len(rows)} more" if rows[0][6] > len(rows) else ""
    raise SettlementError(
        f"Participations whose risk band the contract's terms do not list: {told}{more}."
        " Mend risk_band in participations, or list the band in the contract. Nothing was settled."
    )
