"""The settlement statement: what a run posted for one contract, as its provider checks it. No client is named."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, Protocol

from polku.base import PolkuError
from polku.definition import Contract, Pilot, Text, agreed_at, contract_invented, fees_ever
from polku.settlement._statement_texts import fee_text

_IDENTITY_NUMBER = re.compile(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]")
_LONG_ENOUGH = 4  # letters from which a client's id is looked for inside a longer word too
_REASONS = ("new", "changed", "withdrawn")


class StatementError(PolkuError):
    """What a statement was to be made of does not fit the pilot."""


class Posted(Protocol):
    """A ledger's entry, as far as a statement needs it; money in cents."""

    @property
    def contract_id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def fee_id(self) -> str: ...
    @property
    def participation_id(self) -> str | None: ...
    @property
    def earned_on(self) -> date | None: ...
    @property
    def difference_cents(self) -> int: ...
    @property
    def reason(self) -> str: ...


class SettlementRun(NamedTuple):
    """A settlement run: its id, the last day that was known, the day asked for, and the ledger's head after it.

    secret: makes references unguessable where a participation_id would reveal the client; the same in every run.
    cut_by_cap: what clients' caps took of this run's lines, in cents by contract.
    """

    run_id: str
    until: date
    known_on: date | None
    ledger_head: str
    secret: bytes = b""
    cut_by_cap: Mapping[str, int] = MappingProxyType({})


class FeeLine(NamedTuple):
    """A row of `fee_lines`, in its columns' order; money in cents."""

    contract_id: str
    subject: str
    person_id: str | None
    participation_id: str | None
    fee_id: str
    earned_on: date
    amount_cents: int
    payable_cents: int
    status: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One posting of the run; money in cents without VAT.

    amount_cents: the full fee as known now, 0 when it was withdrawn. due_before, due_now: what the ledger owes before
    and after the run. status: that of the fee line, or `withdrawn`. reason: new, changed or withdrawn. supplied_on:
    the earned day under which the money was first posted; its VAT rate stays the line's, whatever corrects it.
    """

    reference: str
    fee_id: str
    fee_text: Text
    earned_on: date
    amount_cents: int
    due_before_cents: int
    due_now_cents: int
    difference_cents: int
    status: str
    reason: str
    supplied_on: date


@dataclass(frozen=True, slots=True)
class UnpaidLine:
    """A fee line on which nothing is payable: a claim that awaits proof, or one over the maximum."""

    reference: str
    fee_id: str
    fee_text: Text
    earned_on: date
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Totals:
    """A contract's sums in cents without VAT. earned: full amounts, neither claimed nor over the maximum.

    left_of_ceiling: what may still be posted; None where the contract has no ceiling.
    """

    earned_cents: int
    cut_by_cap_cents: int
    cut_by_ceiling_cents: int
    claimed_cents: int
    over_maximum_cents: int
    posted_before_cents: int
    posted_now_cents: int
    posted_cents: int
    ceiling_cents: int | None
    left_of_ceiling_cents: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a run means for one contract. lines: new, then changed, then withdrawn, each by earned day and reference.

    invented: whether the pilot, the contract, its provider or one of its fees is.
    """

    pilot: str
    pilot_name: Text
    contract_id: str
    provider_name: Text
    business_id: str | None
    organiser: Text
    run_id: str
    until: date
    known_on: date | None
    lines: tuple[StatementLine, ...]
    claims: tuple[UnpaidLine, ...]
    over_maximum: tuple[UnpaidLine, ...]
    totals: Totals
    ledger_head: str
    invented: bool


def settlement_reference(contract_id: str, case: str, *, client: str = "", secret: bytes = b"") -> str:
    """What names a case on statements and invoices: its participation_id (a cohort's first day), which both know.

    A case whose id holds the client's id or an identity number gets 16 letters instead that do not tell it: a hash of
    contract and case, keyed with `secret`. The same case has the same reference in every run.
    """
    if not _reveals(case, client):
        return case
    told = hashlib.blake2b(f"{contract_id}\n{case}".encode(), digest_size=10, key=secret[:64]).digest()
    letters = b32encode(told).decode()
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def _reveals(case: str, client: str) -> bool:
    case, client = case.casefold(), client.casefold()
    if _IDENTITY_NUMBER.search(case.upper()):
        return True
    words = re.split(r"[\W_]+", case)
    return bool(client) and (case == client or client in words or (len(client) >= _LONG_ENOUGH and client in case))


def statement_of(
    pilot: Pilot,
    contract_id: str,
    run: SettlementRun,
    entries: Iterable[Posted],
    earlier: Iterable[Posted],
    fee_lines: Iterable[Sequence[object]],
) -> Statement:
    """The statement of one contract.

    entries: what the run posted; earlier: what the ledger had before it, in its order; fee_lines: rows of `fee_lines`
    as the run settled them, in their columns' order. Rows of other contracts are passed over. Raises StatementError
    for a contract that the pilot does not have. Source: docs/path/settlement.md, "Ledger".
    """
    contract = next((contract for contract in pilot.contracts if contract.id == contract_id), None)
    if contract is None:
        there = ", ".join(contract.id for contract in pilot.contracts) or "none"
        raise StatementError(f"The pilot {pilot.pilot} has no contract {contract_id}. It has: {there}.")
    lines = [line for row in fee_lines if (line := FeeLine(*row)).contract_id == contract_id]  # type: ignore[arg-type]
    own = [entry for entry in entries if entry.contract_id == contract_id]
    old = [entry for entry in earlier if entry.contract_id == contract_id]
    return _Contract(pilot, contract, run).statement(own, old, lines)


def statements_of(
    pilot: Pilot,
    run: SettlementRun,
    entries: Iterable[Posted],
    earlier: Iterable[Posted],
    fee_lines: Iterable[Sequence[object]],
) -> list[Statement]:
    """The statements of all contracts of the pilot, in its order, in one pass; arguments as in `statement_of`.

    A contract for which nothing was posted has one too: claims and totals may have changed.
    """
    new, old, lines = _by_contract(entries), _by_contract(earlier), defaultdict[str, list[FeeLine]](list)
    for row in fee_lines:
        lines[str(row[0])].append(FeeLine(*row))  # type: ignore[arg-type]  # the engine's rows are not typed
    return [_Contract(pilot, c, run).statement(new[c.id], old[c.id], lines[c.id]) for c in pilot.contracts]


def _by_contract(entries: Iterable[Posted]) -> Mapping[str, list[Posted]]:
    found = defaultdict[str, list[Posted]](list)
    for entry in entries:
        found[entry.contract_id].append(entry)
    return found


class _Contract:
    """One contract of a run, on the way to its statement."""

    def __init__(self, pilot: Pilot, contract: Contract, run: SettlementRun) -> None:
        self.pilot, self.contract, self.run = pilot, agreed_at(contract, run.until), run
        self.invented = contract_invented(pilot, contract)
        self.texts = {fee.id: fee_text(fee) for fee in fees_ever(contract)}

    def statement(self, new: Sequence[Posted], old: Sequence[Posted], lines: Sequence[FeeLine]) -> Statement:
        provider = next((one for one in self.pilot.providers if one.id == self.contract.provider), None)
        return Statement(
            pilot=self.pilot.pilot,
            pilot_name=self.pilot.name,
            contract_id=self.contract.id,
            provider_name=provider.name if provider else Text(fi=self.contract.provider),
            business_id=provider.business_id if provider else None,
            organiser=self.pilot.organiser.name,
            run_id=self.run.run_id,
            until=self.run.until,
            known_on=self.run.known_on,
            lines=self._posted(new, old, lines),
            claims=self._unpaid(lines, "claimed"),
            over_maximum=self._unpaid(lines, "over_maximum"),
            totals=self._totals(new, old, lines),
            ledger_head=self.run.ledger_head,
            invented=self.invented or (provider is not None and provider.invented),
        )

    def _posted(
        self, new: Sequence[Posted], old: Sequence[Posted], lines: Sequence[FeeLine]
    ) -> tuple[StatementLine, ...]:
        before, supplied = _open_sums(old)
        now = {(line.subject, line.fee_id): line for line in lines}
        told = [self._line(entry, before, supplied, now.get((entry.subject, entry.fee_id))) for entry in new]
        return tuple(
            sorted(told, key=lambda line: (_REASONS.index(line.reason), line.earned_on, line.reference, line.fee_id))
        )

    def _line(
        self,
        entry: Posted,
        before: Mapping[tuple[str, str], int],
        supplied: Mapping[tuple[str, str], date | None],
        now: FeeLine | None,
    ) -> StatementLine:
        key = (entry.subject, entry.fee_id)
        due_before = before.get(key, 0)
        earned_on = entry.earned_on or supplied.get(key) or self.run.until
        withdrawn = now is None or entry.reason == "withdrawn"
        return StatementLine(
            reference=self._reference(entry.participation_id, entry.subject),
            fee_id=entry.fee_id,
            fee_text=self._text(entry.fee_id),
            earned_on=earned_on,
            amount_cents=0 if now is None or withdrawn else now.amount_cents,
            due_before_cents=due_before,
            due_now_cents=due_before + entry.difference_cents,
            difference_cents=entry.difference_cents,
            status="withdrawn" if now is None or withdrawn else now.status,
            reason=entry.reason,
            supplied_on=supplied.get(key) or earned_on,
        )

    def _unpaid(self, lines: Sequence[FeeLine], status: str) -> tuple[UnpaidLine, ...]:
        found = [
            UnpaidLine(
                reference=self._reference(line.participation_id, line.subject),
                fee_id=line.fee_id,
                fee_text=self._text(line.fee_id),
                earned_on=line.earned_on,
                amount_cents=line.amount_cents,
            )
            for line in lines
            if line.status == status
        ]
        return tuple(sorted(found, key=lambda line: (line.earned_on, line.reference, line.fee_id)))

    def _totals(self, new: Sequence[Posted], old: Sequence[Posted], lines: Sequence[FeeLine]) -> Totals:
        before = sum(entry.difference_cents for entry in old)
        now = sum(entry.difference_cents for entry in new)
        owed = [line for line in lines if line.status not in ("claimed", "over_maximum")]
        earned = sum(line.amount_cents for line in owed)
        cut = self.run.cut_by_cap.get(self.contract.id, 0)
        ceiling = self.contract.ceiling
        return Totals(
            earned_cents=earned,
            cut_by_cap_cents=cut,
            cut_by_ceiling_cents=earned - cut - sum(line.payable_cents for line in owed),
            claimed_cents=sum(line.amount_cents for line in lines if line.status == "claimed"),
            over_maximum_cents=sum(line.amount_cents for line in lines if line.status == "over_maximum"),
            posted_before_cents=before,
            posted_now_cents=now,
            posted_cents=before + now,
            ceiling_cents=ceiling,
            left_of_ceiling_cents=None if ceiling is None else ceiling - before - now,
        )

    def _reference(self, participation_id: str | None, subject: str) -> str:
        case, client = (subject, "") if participation_id is None else (participation_id, subject)
        return settlement_reference(self.contract.id, case, client=client, secret=self.run.secret)

    def _text(self, fee_id: str) -> Text:
        return self.texts.get(fee_id) or Text(fi=fee_id)


def _open_sums(old: Sequence[Posted]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], date | None]]:
    """What is posted by subject and fee, and the earned day of the entry that opened each sum that is not 0."""
    sums: dict[tuple[str, str], int] = {}
    opened: dict[tuple[str, str], date | None] = {}
    for entry in old:
        key = (entry.subject, entry.fee_id)
        if not sums.get(key):
            opened[key] = entry.earned_on
        sums[key] = sums.get(key, 0) + entry.difference_cents
    return sums, {key: day for key, day in opened.items() if sums[key]}
