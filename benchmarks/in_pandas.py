"""The same questions in pandas, as an analyst would write them in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import answers
from benchmarks.contracts import UNTIL as LAST_RESULT
from benchmarks.place import ON, UNTIL, Answer, Clock, Place
from polku.law import FOLDER as LAW

IN_SCOPE = ["subsidised", "unemployed", "laid_off", "in_service", "in_training"]
PIRKANMAA = (
    "020 108 143 177 211 250 418 508 536 562 581 604 619 635 702 790 837 887 908 922 936 980".split()  # noqa: SIM905
)
FAR = pd.Timestamp("9999-12-31")
LISTS = {
    "sex": ["f", "m", "x"],
    "status": [*IN_SCOPE, "employed", "reduced_hours", "outside", "pension"],
    "benefit": ["labour_market_subsidy", "basic_allowance", "earnings_related_allowance", "general_support"],
    "source": ["register", "employer", "provider", "client"],
    "chosen_by": ["client", "coach", "lottery", "default"],
    "mode": ["face_to_face", "phone", "video"],
}
LISTS_OF_TABLE = {
    "participations": {"end_reason": ["completed", "job", "education", "interrupted", "moved", "other"]},
    "contacts": {"kind": ["initial_interview", "job_search_discussion", "supplementary_discussion", "other"]},
}
REQUIRED = {
    "persons": ["person_id", "birth_date"],
    "residences": ["person_id", "municipality", "start_date"],
    "statuses": ["person_id", "status", "start_date"],
    "rights": ["person_id", "earnings_related", "start_date"],
    "benefits": ["person_id", "benefit", "start_date"],
    "employment": ["employment_id", "person_id", "start_date"],
    "earnings": ["person_id", "month", "eur"],
    "education": ["person_id", "start_date"],
    "participations": ["participation_id", "service_id", "start_date"],
    "milestones": ["participation_id", "milestone", "date"],
    "enrolments": ["pilot_id", "person_id", "start_date"],
    "coach_assignments": ["person_id", "coach_id", "start_date"],
    "risk_scores": ["person_id", "scored_on"],
    "contacts": ["person_id", "kind", "date"],
    "employers": ["employer_id"],
}
KEYS = {"persons": "person_id", "employment": "employment_id", "participations": "participation_id",
        "employers": "employer_id"}  # fmt: skip
EARNINGS_KEY = ["person_id", "employer_id", "month"]


def _frame(place: Place, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A table with its days as timestamps, which pandas compares quickly."""
    read = pq.read_table(place.facts / f"{table}.parquet", columns=columns)
    fields = [
        pa.field(f.name, pa.timestamp("s") if pa.types.is_date(f.type) else pa.float64() if pa.types.is_decimal(f.type)
                 else f.type) for f in read.schema
    ]  # fmt: skip
    return read.cast(pa.schema(fields)).to_pandas()


def check_errors(place: Place, clock: Clock) -> Answer:
    rows: list[tuple[str, Any]] = []
    with clock.running():
        codes = pd.read_csv(LAW / "municipalities.csv", dtype="str", usecols=["code", "valid_to"])
        valid_to = pd.to_datetime(codes.set_index("code")["valid_to"])
        known: dict[str, pd.Index] = {}
        for table in REQUIRED:
            frame = _frame(place, table)
            rows += _own_faults(table, frame)
            if table in KEYS:
                rows.append(("duplicate_key", frame[KEYS[table]].duplicated().sum()))
                known[KEYS[table]] = pd.Index(frame[KEYS[table]].dropna().unique())
            if table == "earnings":
                rows.append(("duplicate_key", frame[EARNINGS_KEY].duplicated().sum()))
            if "municipality" in frame:
                rows.append(("unknown_municipality", _unknown_codes(frame, valid_to)))
            parent = "participation_id" if table == "milestones" else "person_id"
            if parent in frame and table != "persons":
                rows.append(("unknown_reference", (frame[parent].notna() & ~frame[parent].isin(known[parent])).sum()))
            if table in ("residences", "statuses", "rights", "benefits"):
                rows.append(("overlap", _overlaps(frame)))
    return answers.counted(rows)


def _own_faults(table: str, frame: pd.DataFrame) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [("missing_value", frame[REQUIRED[table]].isna().sum().sum())]
    for column, allowed in (LISTS | LISTS_OF_TABLE.get(table, {})).items():
        if column in frame:
            rows.append(("wrong_value", (frame[column].notna() & ~frame[column].isin(allowed)).sum()))
    for column in frame.select_dtypes("datetime"):
        odd = (frame[column] < pd.Timestamp("1900-01-01")) | (frame[column] > pd.Timestamp("2100-12-31"))
        rows.append(("date_out_of_range", odd.sum()))
    if "end_date" in frame:
        rows.append(("end_before_start", (frame["end_date"] < frame["start_date"]).sum()))
    for column in {"daily_eur", "monthly_eur", "eur", "paid_days_before", "personnel"} & set(frame):
        rows.append(("negative", (frame[column] < 0).sum()))
    for column, kind, high in (
        ("weekly_hours", "hours_out_of_range", 168), ("education_level", "wrong_value", 8),
        ("level", "wrong_value", 8), ("risk", "wrong_value", 1),
    ):  # fmt: skip
        if column in frame:
            rows.append((kind, ((frame[column] < 0) | (frame[column] > high)).sum()))
    if table == "participations":
        rows.append(("subject", (frame["person_id"].isna() == frame["employer_id"].isna()).sum()))
    return rows


def _unknown_codes(frame: pd.DataFrame, valid_to: pd.Series) -> Any:
    code = frame["municipality"]
    wrong = code.notna() & ~code.isin(valid_to.index)
    if "start_date" in frame:
        wrong |= frame["start_date"] > code.map(valid_to)
    return wrong.sum()


def _overlaps(frame: pd.DataFrame) -> Any:
    ordered = frame.sort_values(["person_id", "start_date"])
    before = ordered["end_date"].fillna(FAR).shift()
    same = ordered["person_id"] == ordered["person_id"].shift()
    return (same & (ordered["start_date"] <= before)).sum()


def _on_the_day(place: Place, table: str, column: str, day: pd.Timestamp) -> pd.DataFrame:
    frame = _frame(place, table, ["person_id", column, "start_date", "end_date"])
    covers = (frame["start_date"] <= day) & ~(frame["end_date"] < day)
    return frame.loc[covers, ["person_id", column]]


def target(place: Place, clock: Clock) -> Answer:
    day = pd.Timestamp(ON)
    with clock.running():
        people = _frame(place, "persons", ["person_id", "birth_date", "native_language", "immigrant"])
        status = _on_the_day(place, "statuses", "status", day)
        people = people.merge(status[status["status"].isin(IN_SCOPE)], on="person_id")
        for table, column in (("residences", "municipality"), ("rights", "earnings_related"), ("benefits", "benefit")):
            people = people.merge(_on_the_day(place, table, column, day), on="person_id", how="left")
        judged = _judged(people, day)
    connection = duckdb.connect()
    connection.register("judged", judged)
    return answers.told(connection, answers.TARGET, "judged")


def _judged(people: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    from_benefit = (people["benefit"] == "earnings_related_allowance").astype("boolean").mask(people["benefit"].isna())
    right = people["earnings_related"].astype("boolean").fillna(from_benefit)
    language = people["native_language"]
    criteria = {
        "no-earnings-related": ~right,
        "under-30": (people["birth_date"] > day - pd.DateOffset(years=30)).astype("boolean"),
        "foreign-language": (~language.isin(["fi", "sv", "se", "smn", "sms"])).astype("boolean").mask(language.isna()),
        "immigrant": people["immigrant"].astype("boolean"),
    }
    code = people["municipality"]
    lives = code.isin(PIRKANMAA).astype("boolean").mask(code.isna())
    one_of = criteria["no-earnings-related"]
    for verdict in list(criteria.values())[1:]:
        one_of = one_of | verdict
    belongs = lives & one_of
    reasons = pd.Series("", index=people.index, dtype="str")
    for name, verdict in criteria.items():
        reasons = reasons.where(~verdict.fillna(False), reasons + "|" + name)
    kept = belongs.fillna(True)
    sure = belongs.fillna(False)
    judged = pd.DataFrame({"person_id": people["person_id"], "municipality": code.where(sure),
                           "reasons": reasons.str.slice(1).where(sure), "belongs": belongs})  # fmt: skip
    return judged[kept]


def outcomes(place: Place, clock: Clock) -> Answer:
    until = pd.Timestamp(UNTIL)
    with clock.running():
        columns = ["participation_id", "person_id", "service_id", "provider_id", "start_date"]
        rows = _frame(place, "participations", columns)
        rows = rows[rows["start_date"] <= until].set_index("participation_id", drop=False)
        jobs = _paired_jobs(place, rows, until)
        _add_days(rows, jobs, until)
        studies = _frame(place, "education", ["person_id", "start_date"]).rename(columns={"start_date": "study"})
        pairs = rows.merge(studies, on="person_id")
        pairs = pairs[(pairs["study"] > pairs["start_date"]) & (pairs["study"] <= until)]
        rows["education_on"] = pairs.groupby("participation_id")["study"].min()
        _add_statuses(rows, place, until)
    connection = duckdb.connect()
    connection.register("outcomes", rows)
    return answers.told(connection, answers.OUTCOMES, "outcomes")


def _paired_jobs(place: Place, rows: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Each participation with each of the person's jobs that reach past its start; own_last is the job's last day."""
    columns = ["person_id", "start_date", "end_date", "subsidised", "self_employed"]
    jobs = _frame(place, "employment", columns).rename(columns={"start_date": "first", "end_date": "own_last"})
    jobs["own_last"] = jobs["own_last"].fillna(until).clip(upper=until)
    jobs["open"] = ~(jobs["subsidised"].fillna(False) | jobs["self_employed"].fillna(False)).astype(bool)
    base = rows[["participation_id", "person_id", "start_date"]].rename(columns={"start_date": "base"})
    pairs = base.merge(jobs[["person_id", "first", "own_last", "open"]], on="person_id")
    return pairs[(pairs["first"] <= until) & (pairs["own_last"] > pairs["base"])].reset_index(drop=True)


def _add_days(rows: pd.DataFrame, jobs: pd.DataFrame, until: pd.Timestamp) -> None:
    new = jobs[jobs["first"] > jobs["base"]]
    rows["first_job_on"] = new.groupby("participation_id")["first"].min()
    for name, kind, days in (
        ("employed_days_90", jobs, 90), ("employed_days_180", jobs, 180), ("employed_days_365", jobs, 365),
        ("open_market_days_365", jobs[jobs["open"]], 365),
    ):  # fmt: skip
        worked = _fresh(kind, days).groupby("participation_id")["days"].sum().reindex(rows.index, fill_value=0)
        rows[name] = worked.where(rows["start_date"] + pd.Timedelta(days=days) <= until)
    fresh = _fresh(new[new["open"]], 365).copy()
    fresh["so_far"] = fresh.groupby("participation_id")["days"].cumsum()
    full = fresh[fresh["so_far"] >= 30]
    day = full["last"] - pd.to_timedelta(full["so_far"] - 30, unit="D")
    rows["result_on"] = day.groupby(full["participation_id"]).min()


def _fresh(jobs: pd.DataFrame, window: int) -> pd.DataFrame:
    """Each row's days in the window that no earlier row of the participation covers."""
    rows = jobs[["participation_id", "base"]].copy()
    rows["first"] = jobs["first"].clip(lower=jobs["base"] + pd.Timedelta(days=1))
    rows["last"] = jobs["own_last"].clip(upper=jobs["base"] + pd.Timedelta(days=window))
    rows = rows[rows["first"] <= rows["last"]].sort_values(["participation_id", "first", "last"])
    reached = rows.groupby("participation_id")["last"].cummax()
    before = reached.groupby(rows["participation_id"]).shift()
    start = rows["first"].where(before.isna() | (before < rows["first"]), before + pd.Timedelta(days=1))
    rows["days"] = (rows["last"] - start).dt.days + 1
    return rows[rows["days"] > 0]


def _add_statuses(rows: pd.DataFrame, place: Place, until: pd.Timestamp) -> None:
    statuses = _frame(place, "statuses").rename(columns={"start_date": "first", "end_date": "last"})
    pairs = rows[["participation_id", "person_id", "start_date"]].merge(statuses, on="person_id")
    pairs["last"] = pairs["last"].fillna(FAR)
    for days in (90, 180, 365):
        then = pairs["start_date"] + pd.Timedelta(days=days)
        found = pairs[(pairs["first"] <= then) & (pairs["last"] >= then)].set_index("participation_id")["status"]
        known = rows["start_date"] + pd.Timedelta(days=days) <= until
        rows[f"status_{days}"] = found.reindex(rows.index).fillna("none").where(known)


def one_fee_of_all(place: Place, clock: Clock) -> Answer:
    until = pd.Timestamp(LAST_RESULT)
    with clock.running():
        columns = ["person_id", "start_date", "end_date", "weekly_hours", "subsidised", "source"]
        jobs = _frame(place, "employment", columns).rename(columns={"start_date": "first", "end_date": "last"})
        jobs = jobs[jobs["first"] <= until].reset_index(names="job")
        rows = _frame(place, "participations", ["participation_id", "person_id", "contract_id", "start_date"])
        pairs = jobs.merge(rows, on="person_id")
        pairs = pairs[pairs["first"] > pairs["start_date"]].sort_values(["start_date", "participation_id"])
        pairs = pairs.drop_duplicates("job", keep="last")
        pairs = pairs[~pairs["subsidised"] & pairs["source"].fillna("register").isin(["register", "employer"])]
        window = (pairs["start_date"] + pd.Timedelta(days=365)).clip(upper=until)
        pairs["last"] = pairs["last"].fillna(FAR).clip(upper=window)
        pairs = pairs[pairs["first"] <= pairs["last"]]
        spans = _levels(pairs.assign(hours=pairs["weekly_hours"].fillna(0)))
        spans = spans[(spans["hours"] >= 18) & (spans["days"] > 0)]
        so_far = spans.groupby("participation_id")["days"].cumsum()
        full = spans[(so_far >= 90) & (so_far - spans["days"] < 90)]
        day = full["day"] + pd.to_timedelta(full["days"] - so_far[full.index] + 89, unit="D")
        found = rows[["participation_id", "person_id", "contract_id"]].merge(
            full.assign(earned_on=day)[["participation_id", "earned_on"]], on="participation_id"
        )
        answer = found.groupby(["contract_id", "person_id"], as_index=False)["earned_on"].min()
        answer.to_parquet(place.out / "one_fee.parquet")
    connection = duckdb.connect()
    connection.register("answer", answer)
    return answers.told(connection, answers.ONE_FEE_OF_ALL, "answer")


def _levels(jobs: pd.DataFrame) -> pd.DataFrame:
    """For each participation the days on which the hours of its jobs change, how many from then on, and until when."""
    begins = jobs[["participation_id", "first", "hours"]].rename(columns={"first": "day"})
    ends = jobs[["participation_id", "last", "hours"]].rename(columns={"last": "day"})
    ends = ends.assign(day=ends["day"] + pd.Timedelta(days=1), hours=-ends["hours"])
    levels = pd.concat([begins, ends]).sort_values(["participation_id", "day"], ignore_index=True)
    levels["hours"] = levels.groupby("participation_id")["hours"].cumsum()
    levels["days"] = (levels.groupby("participation_id")["day"].shift(-1) - levels["day"]).dt.days
    return levels
