"""The person on a day: what rules may ask."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

from polku.base.engine import Columns, Engine, read_sql
from polku.definition import law

FOLDER = Path(__file__).parent

PERSONS_AT: Columns = {
    "person_id": "VARCHAR",
    "age": "BIGINT",
    "sex": "VARCHAR",
    "native_language": "VARCHAR",
    "immigrant": "BOOLEAN",
    "education_level": "INTEGER",
    "occupation": "VARCHAR",
    "service_line": "VARCHAR",
    "municipality": "VARCHAR",
    "status": "VARCHAR",
    "status_days": "BIGINT",
    "unemployed": "BOOLEAN",
    "in_services": "BOOLEAN",
    "unemployed_days": "BIGINT",
    "unemployment_spell_days": "BIGINT",
    "unemployed_days_365": "BIGINT",
    "unemployed_days_730": "BIGINT",
    "benefit": "VARCHAR",
    "benefit_days": "BIGINT",
    "earnings_related_right": "BOOLEAN",
    "risk": "DOUBLE",
    "risk_band": "VARCHAR",
}

# What needs a pass over a person's whole history is worked out only when it is asked for.
_PARTS: dict[str, Columns] = {
    "status_history_at": {
        name: PERSONS_AT[name]
        for name in (
            "person_id",
            "status_days",
            "unemployed_days",
            "unemployment_spell_days",
            "unemployed_days_365",
            "unemployed_days_730",
        )
    },
    "benefit_days_at": {name: PERSONS_AT[name] for name in ("person_id", "benefit_days")},
    "risk_at": {name: PERSONS_AT[name] for name in ("person_id", "risk", "risk_band")},
}


def persons_at(engine: Engine, day: date, name: str = "persons_at", only: Collection[str] | None = None) -> None:
    """Keep the table `name`: one row for every person with what rules may ask on the day.

    Columns and types as in PERSONS_AT. `only` names the columns that the caller will read; the costly ones among the
    rest then hold no answer (0 or null). Source: docs/path/facts.md, "The person on a day".
    """
    for part, columns in _PARTS.items():
        if only is None or not set(columns).isdisjoint(set(only) - {"person_id"}):
            engine.run(FOLDER, part, day=day, **_count_rules())
        else:
            engine.load(part, columns, [])
    engine.make(name, read_sql(FOLDER / "persons_at.sql"), day=day)
    engine.drop(*_PARTS)


def _count_rules() -> dict[str, object]:
    """The last days of two rules on counting paid days, from the law files (docs/path/facts.md, Running number)."""
    return {
        "services_left_out": _day_before_true("municipal_share_rules.service_days_counted"),
        "by_benefit": _day_before_true("municipal_share_rules.counted_across_benefits"),
    }


def _day_before_true(key: str) -> date:
    steps = law(key).values.steps
    return next(step.first for step in steps if step.value) - timedelta(days=1)
