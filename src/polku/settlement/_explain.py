"""Why each fee of one client was earned, or was not: the settlement's own tables, asked about one client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from polku.base import PolkuError
from polku.base.engine import Engine
from polku.definition import Pilot
from polku.settlement._explain_reasons import (
    AskedFee,
    FactRow,
    Progress,
    awaiting,
    beside_its_line,
    is_counted,
    reason,
    row_told,
)
from polku.settlement._explain_words import ExplainWords
from polku.settlement._lines import BETWEEN, FOLDER, POSTED, Language, work_out
from polku.settlement._terms import named_terms

STEPS = (
    "explain_participations",
    "explain_fees",
    "explain_agreed",
    "explain_studies",
    "explain_jobs",
    "explain_days",
    "explain_wages",
)
ROWS = ("explain_agreed", "explain_studies", "explain_jobs", "explain_wages")
Asked = TypeVar("Asked")


class UnknownClientError(PolkuError):
    """A client who is not in the facts."""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A fact row that a fee looked at: its days, whether it counted, and why not (`reason_code`).

    row: employment_id, milestone, unit or employer_id; None for studies and wages without an employer. quantity: units
    delivered, or a job's weekly hours. other: the participation that took it over, or the earlier job.
    """

    row: str | None
    start_date: date
    end_date: date | None
    days: int | None
    quantity: str | None
    amount_cents: int | None
    source: str | None
    counted: bool
    reason_code: str
    other: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class AwaitedProof:
    """A row that would count if an accepted source (`accepted_sources`) proved it; `source` is who said it so far."""

    row: str | None
    start_date: date
    source: str | None
    accepted_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldFee:
    """A fee through one participation. Amounts are cents without VAT; None where it was not earned through it.

    earned: there is a fee line through this participation, whatever its status. open_until: the last day on which it
    can still be earned; None when that day has passed or the fee has none.
    """

    fee_id: str
    earned: bool
    earned_on: date | None
    amount_cents: int | None
    payable_cents: int | None
    status: str | None
    reason_code: str
    sentence: str
    open_until: date | None
    rows: tuple[ToldRow, ...]
    awaits_proof: tuple[AwaitedProof, ...]


@dataclass(frozen=True, slots=True)
class ToldParticipation:
    """A participation: whether it belongs to a contract, why not (`reason`), and each fee of the contract."""

    participation_id: str
    contract_id: str | None
    start_date: date
    belongs: bool
    reason: str | None
    over_maximum: bool
    sentence: str
    fees: tuple[ToldFee, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is told of one client, as known on the day `until`; `lang` is the language of the sentences."""

    subject: str
    until: date
    lang: Language
    participations: tuple[ToldParticipation, ...]


@dataclass(frozen=True, slots=True)
class _Participation:
    participation_id: str
    contract_id: str | None
    start_date: date
    starts_on: date | None
    ends_on: date | None
    max_participants: int | None
    over_maximum: bool
    reason: str | None


def explain(engine: Engine, pilot: Pilot, subject: str, until: date, lang: Language = "fi") -> Explanation:
    """Why each fee of the client was or was not earned, what is missing, and what proof is awaited.

    subject: a person_id, or the employer_id of a company that is a client. Settles the whole pilot afresh, beside no
    ledger, and keeps `fee_lines` as `fee_lines` does. Raises UnknownClientError when the facts do not have the client,
    SettlementError as `fee_lines` does. Source: docs/path/settlement.md.
    """
    _refuse_unknown(engine, subject)
    engine.load("posted", POSTED, [])
    work_out(engine, pilot, until, lang)
    for step in STEPS:
        engine.run(FOLDER, step, subject=subject, until=until)
    named = [one for contract in pilot.contracts for one in named_terms(contract, until)]
    sources = {name: terms.contract.accepts for name, terms in named}
    told = _told(engine, until, ExplainWords(lang), sources)
    engine.drop(*BETWEEN, *STEPS)
    return Explanation(subject, until, lang, told)


def _refuse_unknown(engine: Engine, subject: str) -> None:
    known = engine.rows(
        "SELECT 1 FROM persons WHERE person_id = $subject"
        " UNION ALL SELECT 1 FROM employers WHERE employer_id = $subject"
        " UNION ALL SELECT 1 FROM participations WHERE coalesce(person_id, employer_id) = $subject LIMIT 1",
        subject=subject,
    )
    if not known:
        raise UnknownClientError(
            f"No client {subject!r} in the facts. Give a person_id of persons, or for services to companies an"
            " employer_id, as it is written there."
        )


def _told(engine: Engine, until: date, words: ExplainWords, sources: dict[str, Any]) -> tuple[ToldParticipation, ...]:
    fees = _read(engine, AskedFee, "explain_fees", "participation_id, position")
    progress = {(p.participation_id, p.fee_id): p for p in _read(engine, Progress, "explain_days", "ALL")}
    rows = [row for name in ROWS for row in _read(engine, FactRow, name, "start_date, id, ALL")]
    found = _read(engine, _Participation, "explain_participations", "start_date, participation_id")
    told = []
    for one in found:
        own = [fee for fee in fees if fee.participation_id == one.participation_id]
        told_fees = tuple(
            _fee(
                fee,
                [row for row in rows if (row.participation_id, row.fee_id) == (fee.participation_id, fee.fee_id)],
                progress.get((fee.participation_id, fee.fee_id)),
                until,
                words,
                sources[fee.terms_id],
                one.max_participants,
            )
            for fee in own
        )
        told.append(_participation(one, words, until, told_fees))
    return tuple(told)


def _read(engine: Engine, kind: type[Asked], table: str, order: str) -> list[Asked]:
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # every kind is a dataclass
    order = order.replace("ALL", ", ".join(names))
    return [kind(*row) for row in engine.rows(f'SELECT {", ".join(names)} FROM "{table}" ORDER BY {order}')]


def _participation(
    one: _Participation, words: ExplainWords, until: date, fees: tuple[ToldFee, ...]
) -> ToldParticipation:
    sentence = words.say(
        "participation",
        one.reason or ("over_maximum" if one.over_maximum else "belongs"),
        participation=one.participation_id,
        contract=one.contract_id,
        start=words.day(one.start_date),
        begins=words.day(one.starts_on),
        ends=words.day(one.ends_on),
        until=words.day(until),
        maximum=one.max_participants,
    )
    return ToldParticipation(
        one.participation_id,
        one.contract_id,
        one.start_date,
        one.reason is None,
        one.reason,
        one.over_maximum,
        sentence,
        fees,
    )


def _fee(
    fee: AskedFee,
    rows: Sequence[FactRow],
    progress: Progress | None,
    until: date,
    words: ExplainWords,
    sources: tuple[str, ...],
    maximum: int | None,
) -> ToldFee:
    rows = [beside_its_line(fee, row) for row in rows]
    waits = awaiting(fee, rows)
    code, sentence, may_come = reason(fee, rows, progress, until, words, maximum)
    if waits:
        sentence = f"{sentence} {words.awaiting([words.row(fee, row) for row in waits], waits, sources)}"
    line: tuple[Any, Any, Any, Any] = (None, None, None, None)
    if fee.own:
        line = (fee.earned_on, fee.amount_cents, fee.payable_cents, fee.status)
    return ToldFee(
        fee.fee_id,
        fee.own,
        *line,
        code,
        sentence,
        fee.closes_on if may_come else None,
        tuple(_row(fee, row, words, sources) for row in rows),
        tuple(AwaitedProof(row.id, row.start_date, row.source, sources) for row in waits),
    )


def _row(fee: AskedFee, row: FactRow, words: ExplainWords, sources: tuple[str, ...]) -> ToldRow:
    return ToldRow(
        row.id,
        row.start_date,
        row.end_date,
        row.days,
        None if row.quantity is None else str(row.quantity),
        row.cents,
        row.source,
        is_counted(fee, row),
        row.code,
        row.other if row.code in ("taken_over", "former_employer") else None,
        f"{words.row(fee, row)}: {row_told(fee, row, words, sources)}",
    )
