"""Small worlds of work and services: what `outcomes` and `fee_lines` read, around one base day as in `worlds`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tests.readings.days import Facts, Row, later
from tests.readings.worlds import PEOPLE, STATUSES, mostly, offset_days, one_at_a_time, soon_after

PARTICIPATIONS = [
    "p2",
    "p10",
    "P3",
    "é1",
    "p1",
    "z",
    "p3",
    "p20",
    "Z1",
    "ｚ",
    "𝒛",
]  # the last two differ by code point and by UTF-16
FIRMS = ["firm-x", "firm-é"]
EMPLOYERS = ["x", "y", None]
HOURS = [None, Decimal(0), Decimal("17.5"), Decimal(18), Decimal(20), Decimal("37.5")]
SOURCES = [None, "register", "employer", "provider", "client"]


@st.composite
def jobs(draw: st.DrawFn, base: date, people: Sequence[str], most: int = 12) -> list[Row]:
    """Jobs side by side and one after another, of known and unknown hours, own business, subsidised or not."""
    kind = st.fixed_dictionaries(
        {
            "person_id": st.sampled_from(people),
            "employer_id": st.sampled_from(EMPLOYERS),
            "weekly_hours": st.sampled_from(HOURS),
            "subsidised": mostly([None, False], True),
            "self_employed": mostly([None, False], True),
            "source": st.sampled_from(SOURCES),
        }
    )
    rows: list[Row] = []
    for number in range(draw(mostly(range(4, most + 1), 0, 1, 2))):
        row: Row = {"employment_id": f"e{number}", **draw(kind)}
        sort = draw(st.sampled_from(["new", "next", "next", "held", "any"]))
        ended = [other for other in rows if other["end_date"] is not None]
        if sort == "next" and ended:  # goes on where another ended, at once or after a gap
            previous = draw(st.sampled_from(ended))
            row["person_id"] = previous["person_id"]
            row |= _period(draw, later(previous["end_date"], draw(st.integers(1, 4))))
        elif sort == "held":  # ends where the days of a former employer begin or end
            end = later(base, draw(st.sampled_from([0, 1, 2, -1, -29, -30, -31, -364, -365, -366])))
            row |= {"start_date": later(end, -draw(st.sampled_from([0, 1, 60]))), "end_date": end}
        else:
            row |= _period(draw, draw(offset_days(base) if sort == "any" else soon_after(base)))
        rows.append(row)
    return rows


def _period(draw: st.DrawFn, start: date) -> Row:
    length = draw(st.sampled_from([1, 2, 3, 5, 1, 2, 30, 29, 100, 400, None]))
    return {"start_date": start, "end_date": None if length is None else later(start, length - 1)}


@st.composite
def studies(draw: st.DrawFn, base: date, people: Sequence[str]) -> list[Row]:
    row = st.fixed_dictionaries(
        {
            "person_id": st.sampled_from(people),
            "start_date": st.one_of(soon_after(base), offset_days(base)),
            "level": st.sampled_from([None, 3, 7]),
            "source": st.sampled_from(SOURCES),
        }
    )
    return draw(st.lists(row, max_size=3))


@st.composite
def participations(
    draw: st.DrawFn, base: date, people: Sequence[str], contracts: Sequence[str | None], bands: Sequence[str | None]
) -> list[Row]:
    """Clients in services: people mostly, now and then an employer; two may start on one day."""
    ids = draw(st.permutations(PARTICIPATIONS))[: draw(mostly(range(3, 10), 0, 1, 2))]
    rows = []
    for participation_id in ids:
        is_firm = draw(mostly([False], True))
        start = draw(mostly([0, 1, 2, 4], -1, 7, 29, 92))
        row: Row = {
            "participation_id": participation_id,
            "person_id": None if is_firm else draw(st.sampled_from(people)),
            "employer_id": draw(st.sampled_from(FIRMS)) if is_firm else None,
            "service_id": draw(st.sampled_from(["sparring", "elsewhere"])),
            "provider_id": draw(st.sampled_from([None, "provider-a"])),
            "contract_id": draw(st.sampled_from(contracts)),
            "start_date": base + timedelta(start),
            "end_date": draw(st.sampled_from([None, base + timedelta(start + 3)])),
            "risk_band": draw(st.sampled_from(bands)),
        }
        rows.append(row)
    return rows


@st.composite
def working_lives(draw: st.DrawFn, base: date) -> Facts:
    """People with everything that `outcomes` reads."""
    ids = draw(st.permutations(PEOPLE))[: draw(st.integers(1, 3))]
    facts: Facts = {"persons": [{"person_id": name, "birth_date": date(1990, 1, 1)} for name in ids], "statuses": []}
    facts["participations"] = draw(participations(base, ids, ["c1", None], [None]))
    facts["employment"] = draw(jobs(base, ids))
    facts["education"] = draw(studies(base, ids))
    for person_id in ids:
        facts["statuses"] += draw(one_at_a_time(base, person_id, status=st.sampled_from(STATUSES)))
    return facts


@st.composite
def milestones(draw: st.DrawFn, base: date, names: Sequence[str]) -> list[Row]:
    row = st.fixed_dictionaries(
        {
            "participation_id": st.sampled_from(names),
            "milestone": st.sampled_from(["plan", "plan", "visit"]),
            "date": st.one_of(soon_after(base), offset_days(base)),
            "source": st.sampled_from(SOURCES),
        }
    )
    return draw(st.lists(row, min_size=draw(st.integers(0, 4)), max_size=5))


@st.composite
def deliveries(draw: st.DrawFn, base: date, names: Sequence[str]) -> list[Row]:
    row = st.fixed_dictionaries(
        {
            "participation_id": st.sampled_from(names),
            "date": st.one_of(soon_after(base), offset_days(base)),
            "unit": st.sampled_from(["hour", "hour", "visit"]),
            "quantity": st.sampled_from([Decimal(q) for q in ("1", "0", "0.01", "0.5", "1.25", "7.77", "18")]),
            "source": st.sampled_from(SOURCES),
        }
    )
    return draw(st.lists(row, min_size=draw(st.integers(0, 5)), max_size=6))


@st.composite
def wages(draw: st.DrawFn, base: date, people: Sequence[str]) -> list[Row]:
    """Months of wages; person, employer and month are the key."""
    months = st.integers(-2, 5).map(lambda n: _month(base, n))
    row = st.fixed_dictionaries(
        {
            "person_id": st.sampled_from(people),
            "employer_id": st.sampled_from(EMPLOYERS),
            "month": months,
            "eur": st.sampled_from([Decimal(e) for e in ("100", "0", "0.01", "33.33", "99.99", "1000", "2500.55")]),
            "subsidised": st.sampled_from([None, None, True]),
            "source": st.sampled_from(SOURCES),
        }
    )
    key = ("person_id", "employer_id", "month")
    return draw(
        st.lists(row, min_size=draw(st.integers(0, 5)), max_size=7, unique_by=lambda r: tuple(r[name] for name in key))
    )


def _month(base: date, count: int) -> date:
    months = base.year * 12 + base.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


@st.composite
def paid_services(draw: st.DrawFn, base: date, contracts: Sequence[str | None], bands: Sequence[str | None]) -> Facts:
    """People and firms with everything that `fee_lines` reads."""
    ids = draw(st.permutations(PEOPLE))[: draw(st.sampled_from([1, 2, 3, 1, 2, 6]))]
    facts: Facts = {"persons": [{"person_id": name, "birth_date": date(1990, 1, 1)} for name in ids]}
    facts["participations"] = draw(participations(base, ids, contracts, bands))
    facts["employment"] = draw(jobs(base, ids))
    facts["education"] = draw(studies(base, ids))
    facts["earnings"] = draw(wages(base, ids))
    names = [row["participation_id"] for row in facts["participations"]]
    if names:
        facts["milestones"] = draw(milestones(base, names))
        facts["deliveries"] = draw(deliveries(base, names))
    return facts
