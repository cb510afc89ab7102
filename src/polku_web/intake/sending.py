"""What another system sends: a file or rows, taken as far as they go by themselves. The same again changes nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.rights import allowed
from polku_web.contracts.models import Pilot
from polku_web.intake import actions, queries
from polku_web.intake.columns import FIELDS, MUST
from polku_web.intake.models import Batch
from polku_web.organisations.models import Organisation, Unit

OPEN = ("uploaded", "checking", "checked", "taking_in")


@dataclass(frozen=True)
class Sent:
    """The batch of what was sent. `same_file`: it was there before, and no second one was made."""

    batch: Batch
    same_file: bool = False


@transaction.atomic
def send(
    *,
    content: bytes,
    name: str,
    unit: Unit,
    pilot: Pilot | None,
    on: date,
    onward: bool,
    by: Actor,
    columns: Mapping[str, int] | None = None,
) -> Sent:
    """Keep a file, and let it be checked when its columns are known. Raises ValidationError when it cannot be read.

    The same content about the same unit, pilot and day makes no second batch while none has come after it: in the
    register already, or sent by the same system and still on its way.
    """
    # Two calls with one file at one moment: the second waits here, and then sees the first one's batch.
    Organisation.objects.select_for_update(no_key=True).get(pk=unit.organisation_id)
    there = _same(hashlib.sha256(content).hexdigest(), unit, pilot, on, by)
    if there is not None:
        return _again(there, onward, by)
    whole = queries.may_take_in_all(by, unit)
    about = {"unit": unit, "pilot": pilot, "on": on, "whole": whole, "onward": onward}
    batch = actions.start_batch(content=content, name=name, by=by, **about)
    known = dict(columns or batch.columns)
    if set(MUST) <= set(known):
        batch = actions.match_columns(batch=batch, columns=known, by=by, remember=columns is None)
    return Sent(batch)


def _again(there: Batch, onward: bool, by: Actor) -> Sent:
    """The same once more. Where whoever checked it died before taking it in, as was asked, that is done now."""
    record(by, "intake.sent_again", there)
    if onward and there.onward and there.state == Batch.State.CHECKED:
        with suppress(ValidationError):  # no row is sound, or somebody is at it by now
            actions.begin_taking_in(batch=there, by=by)
    return Sent(there, same_file=True)


def _same(digest: str, unit: Unit, pilot: Pilot | None, on: date, by: Actor) -> Batch | None:
    """The same content, told of the same: in the register, or sent by the same system and still on its way.

    None where another file has come after it: then sending it again says that it holds, and not the other one.
    """
    whole = queries.may_take_in_all(by, unit)
    about = {"kind": Batch.Kind.CLIENTS, "unit": unit, "pilot": pilot, "on": on, "whole": whole}
    on_its_way = Q(made_by_token=by.token_id, made_by=by.user_id, state__in=OPEN)
    same = allowed(by, "take_in", "batch").filter(on_its_way | Q(state=Batch.State.TAKEN_IN), digest=digest, **about)
    found = same.order_by("-made_at").first()
    return None if found is None or queries.overtaken(found) else found


def table_of(rows: Sequence[Mapping[str, str]]) -> tuple[bytes, dict[str, int]]:
    """Rows by field as a file, and which column is which field. What must be told has its column in any case."""
    told = {name for row in rows for name in row} | set(MUST)
    names = [one.name for one in FIELDS if one.name in told]
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=";")
    table.writerow(names)
    table.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue().encode(), {name: place for place, name in enumerate(names)}
