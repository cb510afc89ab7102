"""From what `polku` counted to rows: a pilot's contracts with their sums, and its picture as series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from polku.base import month_end
from polku.definition import Contract as Agreed
from polku.definition import Pilot as Definition
from polku.definition import Text, agreed_at, contract_invented, fees_ever
from polku.pipeline import Figures
from polku.settlement import FeeSum as Sum
from polku.settlement import fee_text
from polku.situation import Indicator, indicators, notes
from polku_web.base.bulk import insert
from polku_web.contracts.models import Pilot, PilotVersion
from polku_web.figures import apart
from polku_web.figures.models import Contract, ContractFigures, FeeSum, Measure, PilotFigures, Run, Series

LANGUAGES = ("fi", "sv", "en")
# Indicators that rest on a fact table of their own; without it they would all be nothing, and read as if it were so.
RESTS_ON = {"vacancies_opened": "vacancies", "vacancies_open": "vacancies", "municipal_share_eur": "benefits"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """A pilot's figures on a day with what they rest on: the version of its file, and which fact tables there were."""

    pilot: Pilot
    version: PilotVersion
    told: Definition
    until: date
    counted: Figures
    tables: Collection[str]


def still_counts(told: Definition, on: date) -> bool:
    """Whether the pilot has figures of the day: it has begun, and it or the results of a contract are not over."""
    if told.period is None or told.period.start > on:
        return False
    ends = [_counts_until(agreed_at(contract, on)) for contract in told.contracts]
    return told.period.end is None or max([told.period.end, *ends]) >= on


def _counts_until(agreed: Agreed) -> date:
    return agreed.period.end + timedelta(agreed.tail_days)


def write(run: Run, one: Gathered) -> int:
    """Write it under the run; the number of rows."""
    kept = PilotFigures(run=run, pilot=one.pilot, version=one.version, until=one.until)
    kept.save(force_insert=True)
    return _write_contracts(kept, one) + _write_picture(kept, one)


def _write_contracts(kept: PilotFigures, one: Gathered) -> int:
    providers = {provider.id: provider.name.in_language("fi") for provider in one.told.providers}
    providers |= dict(one.pilot.suppliers.values_list("provider_key", "organisation__name"))
    sums: list[FeeSum] = []
    for contract in one.told.contracts:
        agreed = agreed_at(contract, one.until)
        known, _new = Contract.objects.update_or_create(
            pilot=one.pilot, key=contract.id, defaults={"provider_key": contract.provider}
        )
        figures = ContractFigures(
            figures=kept,
            contract=known,
            provider_name=providers.get(contract.provider, contract.provider),
            start_date=agreed.period.start,
            end_date=agreed.period.end,
            counts_until=_counts_until(agreed),
            cap_cents=agreed.cap_per_person,
            ceiling_cents=agreed.ceiling,
            invented=contract_invented(one.told, contract),
        )
        figures.save(force_insert=True)
        sums += _sums(figures, contract, (row for row in one.counted.fees if row.contract_id == contract.id))
    insert(sums)
    return len(sums)


def _sums(figures: ContractFigures, contract: Agreed, rows: Iterable[Sum]) -> Iterator[FeeSum]:
    fees = {fee.id: (n, by_language(fee_text(fee))) for n, fee in enumerate(fees_ever(contract))}
    for row in rows:
        order, names = fees[row.fee_id]
        yield FeeSum(
            contract=figures,
            fee_key=row.fee_id,
            names=names,
            order=order,
            month=row.month,
            status=row.status,
            lines=row.lines,
            amount_cents=row.amount_cents,
            payable_cents=row.payable_cents,
        )


def _write_picture(kept: PilotFigures, one: Gathered) -> int:
    if not one.counted.months:
        return 0
    told = [each for each in indicators() if RESTS_ON.get(each.indicator) in (None, *one.tables)]
    months = (one.counted.months[0], month_end(one.counted.months[-1]))
    measures = {each.indicator: _measure(kept, n, each, months) for n, each in enumerate(told)}
    for measure in measures.values():
        measure.save(force_insert=True)
    found = apart.kept(series_of(one.counted.picture), one.told.municipalities)
    series = [
        Series(measure=measures[indicator], area_kind=kind, area=area, group=group, points=points)
        for (indicator, kind, area, group), points in found.items()
        if indicator in measures
    ]
    insert(series)
    return len(series)


def _measure(kept: PilotFigures, order: int, one: Indicator, days: tuple[date, date]) -> Measure:
    return Measure(
        figures=kept,
        indicator=one.indicator,
        order=order,
        kind=one.kind,
        version=one.version,
        names=by_language(one.name),
        definitions=by_language(one.definition),
        denominators=by_language(one.denominator) if one.denominator else None,
        sources=by_language(one.source),
        notes=[
            {"first": note.first.isoformat(), "last": note.last and note.last.isoformat(), **by_language(note.text)}
            for note in notes()
            if note.concerns(one.indicator, *days)
        ],
    )


def series_of(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str, str, str], dict[str, list[Any] | None]]:
    """Rows of `published` by indicator, area and group; in each the months with their figures, None where blanked."""
    found: dict[tuple[str, str, str, str], dict[str, list[Any] | None]] = {}
    for indicator, month, kind, area, group, value, numerator, denominator, suppressed in rows:
        points = found.setdefault((indicator, kind, area, group), {})
        points[f"{month:%Y-%m}"] = None if suppressed else [value, numerator, denominator]
    return found


def by_language(text: Text) -> dict[str, str]:
    """The text in each language."""
    return {language: text.in_language(language) for language in LANGUAGES}
