"""The tables of figures: their columns, their order, and how each is read from `figures`."""

from __future__ import annotations

from collections.abc import Mapping

from polku.base.engine import Columns

INDICATORS: Columns = {
    "indicator": "VARCHAR",
    "month": "DATE",
    "area_kind": "VARCHAR",
    "area": "VARCHAR",
    "group": "VARCHAR",
    "value": "DOUBLE",
    "numerator": "BIGINT",
    "denominator": "BIGINT",
    "suppressed": "BOOLEAN",
}
INDICATORS_ORDER = 'month, indicator, area_kind, area, "group"'
_BLANKED = ("value", "numerator", "denominator")


_SHOWN = {name: f"CASE WHEN NOT suppressed THEN shown_{name} END" for name in _BLANKED}


def _told(column: str, shown: Mapping[str, str]) -> str:
    return f'{shown[column]} AS "{column}"' if column in shown else f'"{column}"'


QUERIES: Mapping[str, str] = {
    name: f"SELECT {', '.join(_told(column, shown) for column in INDICATORS)} FROM figures"
    for name, shown in (("indicators", {}), ("published", _SHOWN))
}
