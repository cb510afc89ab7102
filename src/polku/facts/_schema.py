"""The tables all agree on: columns, types, keys and references, exactly as docs/path/facts.md tells them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

STATUSES = {
    "subsidised": "00",
    "employed": "01",
    "unemployed": "02",
    "laid_off": "03",
    "reduced_hours": "04",
    "outside": "05",
    "pension": "06",
    "in_service": "07",
    "in_training": "08",
}
BENEFITS = ("labour_market_subsidy", "basic_allowance", "earnings_related_allowance", "general_support")
SOURCES = ("register", "employer", "provider", "client")

SQL_TYPES = {
    "text": "VARCHAR",
    "day": "DATE",
    "month": "DATE",
    "flag": "BOOLEAN",
    "money": "BIGINT",
    "decimal": "DECIMAL(12,2)",
    "whole": "INTEGER",
    "share": "DOUBLE",
    "texts": "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, its kind (a key of SQL_TYPES), and what may stand in it."""

    name: str
    kind: str = "text"
    required: bool = False
    values: tuple[str, ...] = ()
    low: int | None = None  # of a whole number
    high: int | None = None
    default: str | None = None  # the SQL literal that stands for null

    @property
    def stored(self) -> str:
        """The name in the engine, where money is whole cents: eur → cents, daily_eur → daily_cents."""
        return self.name.removesuffix("eur") + "cents" if self.kind == "money" else self.name


@dataclass(frozen=True)
class Table:
    """A fact table. `alone`: what a person can have only one of on a day, for the fault's sentence."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()  # (column, table whose key it is)
    soft_refers: tuple[tuple[str, str], ...] = ()
    alone: str = ""
    either: bool = False  # exactly one of person_id and employer_id

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names in files."""
        return {column.name: column for column in self.columns}

    @property
    def engine_columns(self) -> dict[str, str]:
        """Name and SQL type of each column in the engine."""
        return {column.stored: SQL_TYPES[column.kind] for column in self.columns}


def _text(name: str, *, required: bool = False, values: tuple[str, ...] = (), default: str | None = None) -> Column:
    return Column(name, "text", required, values, default=default)


def _day(name: str, *, required: bool = False) -> Column:
    return Column(name, "day", required)


def _month() -> Column:
    return Column("month", "month", required=True)


def _flag(name: str, *, required: bool = False, default: str | None = None) -> Column:
    return Column(name, "flag", required, default=default)


def _whole(name: str, low: int | None = None, high: int | None = None) -> Column:
    return Column(name, "whole", low=low, high=high)


def _period() -> tuple[Column, ...]:
    return _day("start_date", required=True), _day("end_date")


def _proof() -> tuple[Column, ...]:
    source = _text("source", values=SOURCES, default="'register'")
    return source, _day("confirmed_on"), _day("recorded_on")


PERSON = _text("person_id", required=True)
OF_PERSON = (("person_id", "persons"),)
OF_EMPLOYER = (("employer_id", "employers"),)

_TABLES = (
    Table(
        "persons",
        (
            PERSON,
            _day("birth_date", required=True),
            _text("sex", values=("f", "m", "x")),
            _text("native_language"),
            _flag("immigrant"),
            _whole("education_level", 0, 8),
            _text("occupation"),
            _text("service_line"),
            _flag("non_disclosure"),
        ),
        key=("person_id",),
    ),
    Table(
        "residences",
        (PERSON, _text("municipality", required=True), *_period()),
        refers=OF_PERSON,
        alone="municipality of residence",
    ),
    Table(
        "statuses",
        (PERSON, _text("status", required=True, values=tuple(STATUSES)), *_period()),
        refers=OF_PERSON,
        alone="status",
    ),
    Table(
        "rights",
        (PERSON, _flag("earnings_related", required=True), *_period()),
        refers=OF_PERSON,
        alone="row on the right to earnings-related allowance",
    ),
    Table(
        "benefits",
        (
            PERSON,
            _text("benefit", required=True, values=BENEFITS),
            *_period(),
            Column("daily_eur", "money"),
            _whole("paid_days_before", 0),
            _day("paid_on"),
        ),
        refers=OF_PERSON,
        alone="benefit",
    ),
    Table(
        "employment",
        (
            _text("employment_id", required=True),
            PERSON,
            _text("employer_id"),
            *_period(),
            Column("weekly_hours", "decimal"),
            _flag("subsidised", default="false"),
            _flag("self_employed", default="false"),
            Column("monthly_eur", "money"),
            _text("occupation"),
            *_proof(),
        ),
        key=("employment_id",),
        refers=OF_PERSON,
        soft_refers=OF_EMPLOYER,
    ),
    Table(
        "earnings",
        (
            PERSON,
            _text("employer_id"),
            _month(),
            Column("eur", "money", required=True),
            _flag("subsidised", default="false"),
            *_proof(),
        ),
        key=("person_id", "employer_id", "month"),
        refers=OF_PERSON,
        soft_refers=OF_EMPLOYER,
    ),
    Table("education", (PERSON, *_period(), _whole("level", 0, 8), *_proof()), refers=OF_PERSON),
    Table(
        "participations",
        (
            _text("participation_id", required=True),
            _text("person_id"),
            _text("employer_id"),
            _text("service_id", required=True),
            _text("provider_id"),
            _text("contract_id"),
            _text("voucher_id"),
            _day("referral_date"),
            *_period(),
            _text("end_reason", values=("completed", "job", "education", "interrupted", "moved", "other")),
            _text("risk_band"),
            _text("chosen_by", values=("client", "coach", "lottery", "default")),
        ),
        key=("participation_id",),
        refers=OF_PERSON,
        soft_refers=(*OF_EMPLOYER, ("voucher_id", "vouchers")),
        either=True,
    ),
    Table(
        "milestones",
        (
            _text("participation_id", required=True),
            _text("milestone", required=True),
            _day("date", required=True),
            _text("evidence"),
            *_proof(),
        ),
        refers=(("participation_id", "participations"),),
    ),
    Table(
        "deliveries",
        (
            _text("participation_id", required=True),
            _day("date", required=True),
            _text("unit", required=True),
            Column("quantity", "decimal", required=True),
            _text("evidence"),
            *_proof(),
        ),
        refers=(("participation_id", "participations"),),
    ),
    Table(
        "enrolments",
        (
            _text("pilot_id", required=True),
            PERSON,
            *_period(),
            _text("end_reason"),
            _text("reasons"),
            _text("rule_version"),
        ),
        refers=OF_PERSON,
    ),
    Table(
        "coach_assignments",
        (PERSON, _text("coach_id", required=True), *_period(), _text("reason")),
        refers=OF_PERSON,
    ),
    Table(
        "risk_scores",
        (
            PERSON,
            _day("scored_on", required=True),
            Column("risk", "share"),
            _text("risk_band"),
            _text("model_version"),
        ),
        refers=OF_PERSON,
    ),
    Table(
        "assignments",
        (
            PERSON,
            _text("experiment_id", required=True),
            _text("arm", required=True),
            _day("date", required=True),
            Column("probability", "share"),
            _text("block"),
        ),
        refers=OF_PERSON,
    ),
    Table(
        "contacts",
        (
            PERSON,
            _text("coach_id"),
            _text(
                "kind",
                required=True,
                values=("initial_interview", "job_search_discussion", "supplementary_discussion", "other"),
            ),
            _day("date", required=True),
            _text("mode", values=("face_to_face", "phone", "video")),
            _flag("held"),
        ),
        refers=OF_PERSON,
    ),
    Table(
        "vouchers",
        (
            _text("voucher_id", required=True),
            _text("person_id"),
            _text("employer_id"),
            _text("service_id", required=True),
            Column("value_eur", "money", required=True),
            _day("issued_on", required=True),
            _day("expires_on", required=True),
            _text("provider_id"),
            _day("redeemed_on"),
        ),
        key=("voucher_id",),
        refers=OF_PERSON,
        soft_refers=OF_EMPLOYER,
        either=True,
    ),
    Table(
        "employers",
        (
            _text("employer_id", required=True),
            _text("business_id"),
            _text("name"),
            _text("municipality"),
            _text("industry"),
            _whole("personnel"),
            _flag("growth_company"),
        ),
        key=("employer_id",),
    ),
    Table(
        "vacancies",
        (
            _text("vacancy_id", required=True),
            _text("employer_id"),
            _text("municipality"),
            _text("occupation"),
            Column("skills", "texts"),
            _whole("positions"),
            _day("opened_on", required=True),
            _day("closed_on"),
            Column("weekly_hours", "decimal"),
            Column("monthly_eur", "money"),
        ),
        key=("vacancy_id",),
        soft_refers=OF_EMPLOYER,
    ),
    Table(
        "introductions",
        (
            PERSON,
            _text("vacancy_id", required=True),
            _day("date", required=True),
            _text("result", values=("pending", "interview", "hired", "declined", "rejected")),
        ),
        refers=OF_PERSON,
        soft_refers=(("vacancy_id", "vacancies"),),
    ),
    Table(
        "responses",
        (
            _text("survey_id", required=True),
            _text("question_id", required=True),
            _text("respondent_id"),
            _text("person_id"),
            _text("municipality"),
            _text("service_id"),
            _text("provider_id"),
            _day("answered_on", required=True),
            _text("value"),
            _text("text"),
        ),
        refers=OF_PERSON,
    ),
    Table(
        "invitations",
        (
            _text("survey_id", required=True),
            _text("respondent_id", required=True),
            _text("person_id"),
            _text("municipality"),
            _day("invited_on", required=True),
        ),
        refers=OF_PERSON,
    ),
    Table(
        "costs",
        (
            _text("service_id", required=True),
            _text("production", required=True, values=("own", "purchased", "partner")),
            _text("provider_id"),
            _text("municipality"),
            _month(),
            Column("eur", "money", required=True),
            Column("units", "decimal"),
        ),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
