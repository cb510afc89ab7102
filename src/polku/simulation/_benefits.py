"""Rights and benefits, as they follow from the spells."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from polku.definition import daily_amounts
from polku.simulation._columns import days, flags, hundredths, take, whole
from polku.simulation._people import People
from polku.simulation._rates import CLIENT_STATES, LAID_OFF, OPEN, SUBSIDISED, UNEMPLOYED, Flags, Ints
from polku.simulation._rows import covering, cut_at, rows_at
from polku.simulation._state import BENEFITS, GENERAL_SUPPORT_DAY, RIGHT_EARNINGS, WAITING_DAYS
from polku.simulation._world import World, day_number

SERVICES_COUNT = day_number(date(2025, 1, 1))  # from then on days in services are paid days too (cost.md)
LOOK_BACK = 730  # days before the first day from which the payer's rows are had
UNTOLD_SHARE = 0.35  # of rows that go on from another do not tell the paid days before


def rights(world: World, people: People, windows: dict[str, Ints], first: Ints) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `rights`: from the person's first day on without a gap.

    windows: benefit rights ordered by person and start. first: (n) first day of each person's rows.
    """
    last = np.append(windows["person"][1:] != windows["person"][:-1], True)
    following = np.where(last, OPEN, np.append(windows["start"][1:], OPEN) - 1)
    ends = np.minimum(windows["end"], following)
    ends = np.where(ends >= OPEN, OPEN, ends)
    following = np.where(following >= OPEN - 1, OPEN, following)
    earnings = windows["kind"] == RIGHT_EARNINGS
    everyone = np.arange(len(people))
    who = np.concatenate([windows["person"], windows["person"], everyone])
    start = np.concatenate([windows["start"], ends + 1, first])
    end = np.concatenate([ends, following, np.full(len(people), OPEN)])
    right = np.concatenate([earnings, np.zeros(len(ends) + len(people), bool)])
    begun = np.full(len(people), OPEN)
    np.minimum.at(begun, windows["person"], windows["start"])
    end[2 * len(ends) :] = np.where(begun == OPEN, OPEN, begun - 1)
    kept = (start <= end) & (start <= day_number(world.until)) & people.right_known[who]
    end = np.where(end > day_number(world.until), OPEN, end)
    order = np.flatnonzero(kept)[np.lexsort((start[kept], who[kept]))]
    return _joined(who[order], start[order], end[order], right[order])


def _joined(who: Ints, start: Ints, end: Ints, right: Flags) -> tuple[Ints, dict[str, pa.Array]]:
    """Adjoining rows that say the same become one."""
    new = np.ones(len(who), bool)
    new[1:] = (who[1:] != who[:-1]) | (right[1:] != right[:-1])
    begins = np.flatnonzero(new)
    ends = np.append(begins[1:], len(who)) - 1 if len(who) else begins
    columns = {"earnings_related": flags(right[begins]), "start_date": days(start[begins]), "end_date": days(end[ends])}
    return who[begins], columns


def benefits(
    rng: np.random.Generator, world: World, people: People, spells: dict[str, Ints], windows: dict[str, Ints]
) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `benefits`.

    Paid while unemployed or in services without wages, after the waiting days; a row ends with its spell, its kind and
    its daily amount. Paid days are counted as cost.md counts them.
    """
    entitled = np.isin(spells["state"], CLIENT_STATES) & (spells["state"] != SUBSIDISED)
    rows = rows_at(spells, entitled & people.paid[spells["person"]])
    window = covering(windows, rows["person"], rows["start"])
    rows |= {"carried": np.append(windows["carried"], 0)[window]}
    rows |= {"window": window, "fresh": (windows["start"][window] == rows["start"]).astype(np.int64) * (window >= 0)}
    rows["start"] = rows["start"] + WAITING_DAYS * rows["fresh"]
    rows = rows_at(rows, rows["start"] <= np.minimum(rows["end"], day_number(world.until)))
    limits = np.append(windows["end"], -OPEN)
    rows = cut_at(rows, limits[rows["window"]])
    kinds = np.append(windows["kind"], 0)
    rows["kind"] = np.where(rows["start"] <= limits[rows["window"]], kinds[rows["window"]], 0)
    own = np.append(windows["kind"], 0)[rows["window"]]
    rows = rows_at(rows, (rows["kind"] == own) | people.paid_after[rows["person"]])
    for last in _cut_days(world):
        rows = cut_at(rows, last)
    rows = rows_at(rows, rows["start"] <= day_number(world.until))
    rows["end"] = np.where(rows["end"] > day_number(world.until), OPEN, rows["end"])
    later = (rows["start"] >= GENERAL_SUPPORT_DAY) & (rows["kind"] != RIGHT_EARNINGS)
    rows["kind"] = np.where(later, BENEFITS.index("general_support"), rows["kind"])
    before, must = _paid_before(rows, day_number(world.until))
    rows |= {"before": before, "told": (must | (rng.random(len(must)) >= UNTOLD_SHARE)).astype(np.int64)}
    return _table(world, rows)


def _table(world: World, rows: dict[str, Ints]) -> tuple[Ints, dict[str, pa.Array]]:
    rows = rows_at(rows, rows["start"] >= day_number(world.start) - LOOK_BACK)
    first = np.ones(len(rows["person"]), bool)
    first[1:] = rows["person"][1:] != rows["person"][:-1]
    amount = _amounts(rows["kind"], rows["start"])
    columns = {
        "benefit": take(BENEFITS, rows["kind"]),
        "start_date": days(rows["start"]),
        "end_date": days(rows["end"]),
        "daily_eur": hundredths(amount, amount > 0),
        "paid_days_before": whole(rows["before"], first | (rows["told"] == 1)),
    }
    return rows["person"], columns


def _cut_days(world: World) -> list[int]:
    """Last days of what is the same: an amount, a way of counting, a benefit, and what the payer still had."""
    firsts = {day_number(row.valid_from) for row in daily_amounts()}
    firsts |= {SERVICES_COUNT, int(GENERAL_SUPPORT_DAY), day_number(world.start) - LOOK_BACK}
    return sorted(day - 1 for day in firsts)


def _paid_before(rows: dict[str, Ints], until: int) -> tuple[Ints, Flags]:
    """Running number of paid days before each row, and whether the payer must tell it.

    Under the law until 2024 each benefit of a right is counted by itself, afterwards all of the right together.
    """
    counts = np.isin(rows["state"], (UNEMPLOYED, LAID_OFF)) | (rows["start"] >= SERVICES_COUNT)
    begin, after = (day.astype("datetime64[D]") for day in (rows["start"], np.minimum(rows["end"], until) + 1))
    paid = np.where(counts, np.busday_count(begin, after), 0)
    same = {name: _as_before(rows[name]) for name in ("person", "window", "kind")}
    of_right = _since(paid, same["person"] & same["window"])
    of_kind = _since(paid, same["person"] & same["window"] & same["kind"])
    new_law = rows["start"] >= SERVICES_COUNT
    before = rows["carried"] + np.where(new_law, of_right, of_kind)
    goes_on = same["person"] & (same["kind"] | new_law)
    implied = np.concatenate([[0], (before + paid)[:-1]])[: len(before)]
    return before, ~goes_on | (implied != before)


def _as_before(values: Ints) -> Flags:
    """Whether each row has the same value as the one before; the first has none before."""
    same = np.zeros(len(values), bool)
    same[1:] = values[1:] == values[:-1]
    return same


def _since(paid: Ints, goes_on: Flags) -> Ints:
    """Sums of the rows before, begun anew where the row does not go on from the one before."""
    so_far = np.cumsum(paid) - paid
    begins = np.maximum.accumulate(np.where(goes_on, 0, np.arange(len(paid)))) if len(paid) else paid
    return so_far - so_far[begins]


def _amounts(kind: Ints, day: Ints) -> Ints:
    """Cents a day by the law of the row's first day; 0 where the law files have none."""
    cents = np.zeros(len(kind), np.int64)
    for row in daily_amounts():
        if row.benefit in BENEFITS:
            in_force = (day >= day_number(row.valid_from)) & (kind == BENEFITS.index(row.benefit))
            if row.valid_to is not None:
                in_force &= day <= day_number(row.valid_to)
            cents[in_force] = row.cents
    return cents
