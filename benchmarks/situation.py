"""The situational picture of 60 months, and a month on top: Polku, and a part of it as SQL by hand and in pandas."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from benchmarks import answers
from benchmarks.by_hand import opened
from benchmarks.place import HERE, Answer, Clock, Place
from polku import pipeline
from polku.law import FOLDER as LAW
from polku.situation import count_day, months_between

FIRST, LAST, NEXT = date(2021, 1, 1), date(2025, 12, 1), date(2026, 1, 1)  # 60 months, and the one on top
FEW, FIRST_OF_FEW = 10_000, date(2025, 10, 1)  # for fewer people three months tell whether it all still works
EARLIER = "picture"  # the folder of the earlier run, beside the facts
UNEMPLOYED = ("unemployed", "laid_off")
IN_SERVICES = ("subsidised", "in_service", "in_training")
FAR = pd.Timestamp("2262-01-01")
GROUPS = ("age", "sex", "language", "education")
# Of each indicator that the other ways tell, too, numbers that differ when a figure does.
_OF_INDICATOR = """
    sum(value) FILTER (indicator = '{0}' AND area_kind = 'country' AND "group" = 'all') AS {0},
    sum(value * value) FILTER (indicator = '{0}' AND area_kind = 'municipality') AS {0}_of_municipalities,
    sum(value * value) FILTER (indicator = '{0}' AND area_kind = 'employment_area') AS {0}_of_areas,
    sum(value * value * (1 + hash("group") % 97)) FILTER (indicator = '{0}') AS {0}_of_groups"""
FIGURES = ("unemployed", "long_term_unemployed", "in_services")
TOLD = f"SELECT {','.join(_OF_INDICATOR.format(name) for name in FIGURES)} FROM {{0}}"


def product(place: Place, clock: Clock) -> Answer:
    """All indicators with the door's marks, from reading the facts to the tables."""
    with clock.running():
        _picture(place, place.out, LAST)
    shutil.copytree(place.out, place.facts / EARLIER, dirs_exist_ok=True)
    return _told_of(place.out / "indicators.parquet", _first(place), LAST)


def one_month(place: Place, clock: Clock) -> Answer:
    """One month on top of 60; the earlier run is made when it is not there, and not timed."""
    earlier = place.facts / EARLIER
    if not earlier.is_dir():
        _picture(place, earlier, LAST)
    shutil.copytree(earlier, place.out, dirs_exist_ok=True)
    with clock.running():
        _picture(place, place.out, NEXT, add=True)
    return _told_of(place.out / "indicators.parquet", NEXT, NEXT)


def _first(place: Place) -> date:
    people = pq.ParquetFile(place.facts / "persons.parquet").metadata.num_rows
    return FIRST_OF_FEW if people < FEW else FIRST


def _picture(place: Place, out: Path, until: date, *, add: bool = False) -> None:
    asked = pipeline.PictureAsked(_first(place), until, publish=True, add=add)
    pipeline.situation(pipeline.Input(place.facts), pipeline.Target(out), asked, lambda _: None)


def _told_of(path: Path, first: date, last: date) -> Answer:
    """The numbers of the months; the groups by duration are Polku's only."""
    rows = (
        f"(FROM read_parquet('{path}') WHERE month BETWEEN '{first}' AND '{last}' AND \"group\" NOT LIKE 'duration:%')"
    )
    return answers.told(duckdb.connect(), TOLD, rows)


def by_hand(place: Place, clock: Clock) -> Answer:
    return _by_hand(place, clock, _first(place), LAST)


def one_month_by_hand(place: Place, clock: Clock) -> Answer:
    return _by_hand(place, clock, NEXT, NEXT)


def _by_hand(place: Place, clock: Clock, first: date, last: date) -> Answer:
    connection = opened(place)
    connection.execute(
        f"CREATE TABLE employment_areas AS SELECT code, employment_area FROM read_csv('{LAW / 'municipalities.csv'}',"
        " types = {'code': 'VARCHAR', 'employment_area': 'VARCHAR'})"
    )
    connection.execute("CREATE TABLE count_days (month DATE, day DATE)")
    connection.executemany(
        "INSERT INTO count_days VALUES (?, ?)", [(m, count_day(m)) for m in months_between(first, last)]
    )
    query = (HERE / "by_hand" / "situation.sql").read_text(encoding="utf-8")
    path = place.out / "by_hand.parquet"
    with clock.running():
        connection.execute(f"COPY ({query} ORDER BY ALL) TO '{path}' (COMPRESSION zstd)")
    return _told_of(path, first, last)


def in_pandas(place: Place, clock: Clock) -> Answer:
    path = place.out / "in_pandas.parquet"
    with clock.running():
        people, runs, homes = _people(place), _runs(place), _frame(place, "residences")
        areas = pd.read_csv(LAW / "municipalities.csv", dtype="str").set_index("code")["employment_area"]
        found = [
            part for month in months_between(_first(place), LAST) for part in _month(month, people, runs, homes, areas)
        ]
        pd.concat(found, ignore_index=True).to_parquet(path)
    return _told_of(path, _first(place), LAST)


def _frame(place: Place, table: str) -> pd.DataFrame:
    frame = pq.read_table(place.facts / f"{table}.parquet").to_pandas(date_as_object=False)
    if "end_date" in frame:
        frame["end_date"] = frame["end_date"].fillna(FAR)
    return frame


def _people(place: Place) -> pd.DataFrame:
    people = _frame(place, "persons").set_index("person_id")
    level, language = people["education_level"], people["native_language"]
    people["education"] = pd.cut(level, [-1, 2, 4, 8], labels=["0-2", "3-4", "5-8"]).astype(object).fillna("unknown")
    spoken = language.isin(["fi", "sv", "se", "smn", "sms"]).map({True: "domestic", False: "foreign"})
    people["language"] = spoken.where(language.notna(), "unknown")
    return people[["birth_date", "sex", "language", "education"]]


def _runs(place: Place) -> pd.DataFrame:
    """Status rows with the first day of the unbroken run of their kind."""
    rows = _frame(place, "statuses")
    rows = rows[rows["status"].isin(UNEMPLOYED + IN_SERVICES)].sort_values(["person_id", "start_date"])
    rows["unemployed"] = rows["status"].isin(UNEMPLOYED)
    before = rows.shift()
    goes_on = (
        (before["person_id"] == rows["person_id"])
        & (before["unemployed"] == rows["unemployed"])
        & (before["end_date"] == rows["start_date"] - pd.Timedelta(days=1))
    )
    rows["since"] = rows["start_date"].where(~goes_on).ffill()
    return rows


def _month(
    month: date, people: pd.DataFrame, runs: pd.DataFrame, homes: pd.DataFrame, areas: pd.Series
) -> Iterator[pd.DataFrame]:
    """The month's figures in long form, area by area and group by group."""
    day = pd.Timestamp(count_day(month))
    now = runs[(runs["start_date"] <= day) & (runs["end_date"] >= day)].join(people, on="person_id")
    home = homes[(homes["start_date"] <= day) & (homes["end_date"] >= day)].set_index("person_id")["municipality"]
    now = now.assign(
        municipality=now["person_id"].map(home),
        country="FI",
        long_term_unemployed=now["unemployed"] & ((day - now["since"]).dt.days >= 364),
        in_services=~now["unemployed"],
        all="all",
        age=_ages(now["birth_date"], day),
    )
    now["employment_area"] = now["municipality"].map(areas)
    for area_kind in ("municipality", "employment_area", "country"):
        for kind in ("all", *GROUPS):
            sums = now.groupby([area_kind, kind])[list(FIGURES)].sum().astype("float64")
            told = sums.rename_axis(["area", "group"]).melt(ignore_index=False, var_name="indicator").reset_index()
            if kind != "all":
                told["group"] = kind + ":" + told["group"].astype(str)
            yield told.assign(month=month, area_kind=area_kind)


def _ages(births: pd.Series, day: pd.Timestamp) -> pd.Series:
    young, old = day - pd.DateOffset(years=25), day - pd.DateOffset(years=55)
    return pd.Series("25-54", births.index).mask(births > young, "under-25").mask(births <= old, "55-plus")
