"""Signs of gaming: figures of producers and services beside what is normal. Never of one client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from polku.base import DAY_MAX
from polku.base.engine import Columns, Engine
from polku.definition import EmploymentFee, Pilot, fees_ever, law, municipal_share_brackets
from polku.evaluation._counted import FOLDER

GAMING: Columns = {
    "signal": "VARCHAR",
    "service_id": "VARCHAR",
    "provider_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "n": "BIGINT",
    "value": "DOUBLE",
    "normal": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "p": "DOUBLE",
    "verdict": "VARCHAR",
}
PAY_LINES: Columns = {"contract_id": "VARCHAR", "fee_id": "VARCHAR", "days": "INTEGER"}
STEPS: Columns = {"benefit": "VARCHAR", "first_day": "DATE", "last_day": "DATE", "step": "INTEGER"}
FEWEST = 20  # cases; with fewer there is no figure
SURE = 0.01  # a p below it is worth a look; many figures are looked at, so some are there by chance
Row = tuple[object, ...]


def gaming(engine: Engine, pilot: Pilot, cases: Any, until: date) -> list[Row]:
    """The rows of GAMING: what each sign is, its figure, what is normal, and how sure the difference is.

    creaming: mean expected chance of a producer's clients beside the other producers'. parking: hours given to the
    third with the lowest chance, as a part of those given to the third with the highest; normal is 1. revolving_door:
    share who had been in the same service within a year before. former_employer: share of first jobs at an employer of
    the year before. bunching: share of endings in the week from a fee's pay line on, among three weeks around it;
    normal is a third. activation_before_step: share of service starts in the ten paid days before the municipality's
    share rises, among thirty around it; normal is a third.
    """
    rows = [*_by_producer(cases), *_pay_lines(engine, pilot, until), *_steps(engine)]
    return sorted(rows, key=lambda row: tuple(str(part or "") for part in row[:4]))


def _by_producer(cases: Any) -> Iterator[Row]:
    for service, part in cases.groupby("service_id", sort=True):
        for provider, own in part.groupby("provider_id", sort=True):
            others = part[part["provider_id"] != provider]
            yield _means("creaming", service, provider, own["expected"], others["expected"])
            yield _shares("revolving_door", service, provider, own["again"], others["again"])
            jobs = own["at_former"].dropna(), others["at_former"].dropna()
            yield _shares("former_employer", service, provider, *jobs)
            if own["hours"].notna().any():
                yield _parking(service, provider, own.dropna(subset=["hours"]))


def _row(
    signal: str, key: Sequence[object], n: int, figures: Sequence[float] | None, more_is_worse: bool = True
) -> Row:
    """A row; without figures where there are too few cases."""
    if figures is None:
        return (signal, *key, None, None, None, None, None, None, "too_few")
    value, normal, low, high, p = map(float, figures)
    off = value > normal if more_is_worse else value < normal
    return (signal, *key, n, value, normal, low, high, p, "look" if p < SURE and off else "usual")


def _means(signal: str, service: Any, provider: Any, own: Any, others: Any) -> Row:
    from scipy import stats

    key = (service, provider, None)
    if min(len(own), len(others)) < FEWEST or own.std() == 0 or others.std() == 0:
        return _row(signal, key, len(own), None)
    test = stats.ttest_ind(own, others, equal_var=False)
    reach = 1.96 * own.std() / len(own) ** 0.5
    return _row(signal, key, len(own), (own.mean(), others.mean(), own.mean() - reach, own.mean() + reach, test.pvalue))


def _shares(signal: str, service: Any, provider: Any, own: Any, others: Any) -> Row:
    """A producer's share beside the others': Fisher's exact test, Wilson's interval."""
    from scipy import stats

    key = (service, provider, None)
    if min(len(own), len(others)) < FEWEST:
        return _row(signal, key, len(own), None)
    hits, other_hits = int(own.sum()), int(others.sum())
    table = [[hits, len(own) - hits], [other_hits, len(others) - other_hits]]
    ends = stats.binomtest(hits, len(own)).proportion_ci(method="wilson")
    p = stats.fisher_exact(table).pvalue
    return _row(signal, key, len(own), (own.mean(), others.mean(), ends.low, ends.high, p))


def _parking(service: Any, provider: Any, own: Any) -> Row:
    """Hours of the hardest third beside those of the easiest; Mann and Whitney's test, interval of the ratio."""
    from scipy import stats

    key = (service, provider, None)
    ordered = own.sort_values(["expected", "block"], kind="stable")["hours"]
    third = len(ordered) // 3
    hardest, easiest = ordered.iloc[:third], ordered.iloc[len(ordered) - third :]
    if third < FEWEST or not easiest.mean() or not hardest.mean():
        return _row("parking", key, len(own), None)
    ratio = hardest.mean() / easiest.mean()
    relative = sum((part.std() / part.mean()) ** 2 / third for part in (hardest, easiest)) ** 0.5
    p = stats.mannwhitneyu(hardest, easiest).pvalue
    ends = (ratio * (1 - 1.96 * relative), ratio * (1 + 1.96 * relative))
    return _row("parking", key, len(own), (ratio, 1.0, *ends, p), more_is_worse=False)


def _third(signal: str, key: Sequence[object], inside: int, around: int) -> Row:
    """The share of one of three windows of the same length, which would be a third of a smooth flow."""
    from scipy import stats

    if around < FEWEST:
        return _row(signal, key, around, None)
    test = stats.binomtest(inside, around, 1 / 3)
    ends = test.proportion_ci(method="wilson")
    return _row(signal, key, around, (inside / around, 1 / 3, ends.low, ends.high, test.pvalue))


def _pay_lines(engine: Engine, pilot: Pilot, until: date) -> Iterator[Row]:
    lines = {
        (contract.id, fee.id, fee.days)
        for contract in pilot.contracts
        for fee in fees_ever(contract)
        if isinstance(fee, EmploymentFee)
    }
    engine.load("pay_lines", PAY_LINES, sorted(lines))
    engine.run(FOLDER, "job_ends", until=until)
    counts = (
        "SELECT service_id, provider_id, fee_id, cast(sum(CASE WHEN lasted BETWEEN days AND days + 6 THEN 1 ELSE 0 END)"
        " AS BIGINT), count(*) FROM job_ends GROUP BY service_id, provider_id, fee_id ORDER BY ALL"
    )
    for service, provider, fee, inside, around in engine.rows(counts):
        yield _third("bunching", (service, provider, fee), inside, around)
    engine.drop("pay_lines", "job_ends")


def _steps(engine: Engine) -> Iterator[Row]:
    engine.load("share_steps", STEPS, _share_steps())
    counted = law("municipal_share_rules.service_days_counted").values.steps
    left_out = next(step.first for step in counted if step.value) - timedelta(days=1)
    engine.run(FOLDER, "step_distances", services_left_out=left_out)
    counts = (
        "SELECT service_id, cast(sum(CASE WHEN days_left BETWEEN 0 AND 9 THEN 1 ELSE 0 END) AS BIGINT), count(*)"
        " FROM step_distances GROUP BY service_id ORDER BY service_id"
    )
    for service, inside, around in engine.rows(counts):
        yield _third("activation_before_step", (service, None, None), inside, around)
    engine.drop("share_steps", "step_distances")


def _share_steps() -> list[tuple[str, date, date, int]]:
    """The paid days at which the municipality's share rises: benefit, first and last day of the rule, paid day."""
    rows = municipal_share_brackets()
    return [(one.benefit, one.valid_from, one.valid_to or DAY_MAX, one.first_day) for one in rows if one.rate_bp > 0]
