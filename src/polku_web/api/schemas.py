"""What goes in and comes out of the API, as the OpenAPI document tells it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict, create_model, model_validator

from polku_web.intake.columns import FIELDS

PROBLEMS = (400, 401, 403, 404, 409, 411, 413, 422, 429, 503)
Text = Annotated[str, Field(pattern=r"^[^\u0000]*$")]
Name = Annotated[str, Field(pattern=r"^[^\u0000-\u001f]*$", max_length=120)]
Day = Annotated[date | None, Field(description="The day of what has no day of its own; today when left out.")]
UnitId = Annotated[
    UUID | None, Field(description="The unit that new clients come to; may be left out where the token has one only.")
]
PilotKey = Annotated[
    Annotated[str, Field(pattern=r"^[^\u0000]*$", max_length=80)] | None,
    Field(description="The key of the pilot about whose target group is decided; none when left out."),
]
TakeIn = Annotated[bool, Field(description="Take in what is sound as soon as it has been checked. Needs that ability.")]


class Strict(Schema):
    """What a caller sends: a name that is not known is a mistake, and said to be one."""

    model_config = ConfigDict(extra="forbid")


class Fault(Schema):
    """A place in the call and what is wrong there."""

    at: str
    kind: str
    told: str


class ProblemBody(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request: str = Field(description="The call's id, by which the service's log tells more.")
    errors: list[Fault]


class Place(Schema):
    """A unit."""

    id: UUID
    name: str


class Units(Schema):
    """The units into which the token may send clients."""

    items: list[Place]


class PilotTold(Schema):
    """A pilot that runs or begins later."""

    key: str
    name: str
    start_date: date
    end_date: date | None


class Pilots(Schema):
    """The organiser's pilots that run or begin later."""

    items: list[PilotTold]


class Why(Schema):
    """Why a step did not go through: a code, and the same in words."""

    kind: str
    told: str


class Progress(Schema):
    """How far the work in the background is."""

    step: str = Field(description="read, check, compare or write; empty when nothing is going on.")
    done: int
    total: int | None = Field(description="Rows that go through the step, once they are counted.")
    silent: bool = Field(description="Whoever worked on it gives no sign of life; go on with it.")


class RowCounts(Schema):
    """How many rows are in each state."""

    sound: int
    faulty: int
    taken_in: int
    left_out: int


class BatchTold(Schema):
    """A file of clients, or rows sent as JSON, and where it is."""

    id: UUID
    name: str
    state: str = Field(description="uploaded, checking, checked, taking_in, taken_in or cancelled.")
    state_told: str
    unit: Place
    pilot: str | None
    on: date
    take_in: bool
    digest: str = Field(description="SHA-256 of the content.")
    made_at: datetime
    made_by: str
    header: list[str]
    columns: dict[str, str] = Field(description="Our field → the file's column.")
    missing: list[str] = Field(description="Fields that must have a column and have none yet.")
    progress: Progress
    rows: RowCounts
    result: dict[str, int] = Field(
        description="What taking in did: new, changed, same, returned, left, stuck; decisions."
    )
    problem: Why | None


class Sent(BatchTold):
    """The batch of what was sent."""

    same_file: bool = Field(description="The same content was there before; nothing was done.")


class Batches(Schema):
    """A page of batches, the latest first."""

    items: list[BatchTold]
    page: int
    pages: int
    total: int


class RowFault(Schema):
    """A field of a row and what is wrong with it; an empty field means the whole row."""

    field: str
    label: str
    kind: str
    told: str


class FaultyRow(Schema):
    """A row that waits to be corrected: its number among the data rows, from 1."""

    row: int
    faults: list[RowFault]


class FaultyRows(Schema):
    """A page of faulty rows, by number."""

    items: list[FaultyRow]
    page: int
    pages: int
    total: int


class Corrected(BatchTold):
    """The batch after corrections."""

    mended: int = Field(description="Rows that became sound by this call.")


class SendFile(Strict):
    """What a file is about."""

    unit: UnitId = None
    pilot: PilotKey = None
    on: Day = None
    take_in: TakeIn = False


class _Row(BaseModel):
    """A client in words: each value as a cell of a file would have it."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _tells_something(self) -> Any:
        if not any(text.strip() for text in self.told().values()):
            raise ValueError("a row has to tell something")
        return self

    def told(self) -> dict[str, str]:
        """The fields that the row tells, without what is not about the client."""
        return {one.name: text for one in FIELDS if (text := getattr(self, one.name)) is not None}


def _described(one: Any) -> Any:
    told = "Must be told." if one.must else "May be left out."
    return Field(None, description=told + (f" For example {one.example}." if one.example else ""))


_FIELDS: dict[str, Any] = {one.name: (Text | None, _described(one)) for one in FIELDS}
ClientRow: Any = create_model("ClientRow", __base__=_Row, __doc__=_Row.__doc__, **_FIELDS)
CorrectedRow: Any = create_model(
    "CorrectedRow",
    __base__=_Row,
    __doc__="What a faulty row says now, as a whole.",
    row=(int, Field(ge=1, le=10_000_000)),
    **_FIELDS,
)


class SendRows(SendFile):
    """Rows instead of a file."""

    name: Name = Field("rows.json", description="A name by which staff know the batch.")
    rows: list[ClientRow] = Field(min_length=1)


class Columns(Strict):
    """Our field → the file's column, by its name on the first row."""

    columns: dict[Text, Text]


class Corrections(Strict):
    """Faulty rows as they are now; what is not told of a row is empty in it."""

    rows: list[CorrectedRow] = Field(min_length=1)

    def says(self) -> dict[int, dict[str, str]]:
        """What each row tells, by its number."""
        return {one.row: one.told() for one in self.rows}  # type: ignore[attr-defined] # made from FIELDS above


class LeftOut(Strict):
    """Faulty rows, by number, that are not taken in."""

    rows: list[Annotated[int, Field(ge=1, le=10_000_000)]] = Field(min_length=1, max_length=1000)


class Paging(Strict):
    """Which page of a list, and how long a page is."""

    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(100, ge=1, le=500)
