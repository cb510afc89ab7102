"""What a row says, encrypted on its way in: as it stands in the file, and as it was read."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from polku_web.base.secrets import decrypted, encrypted
from polku_web.intake.checks import Checked
from polku_web.intake.kinds import kind_of
from polku_web.intake.models import Row

DAYS = ("birth_date", "municipality_since", "status_since", "earnings_related_since", "last_day")


def sealed(row: Checked) -> str:
    """The row as text that only we read. What was read of a faulty row is not kept: it is read again."""
    return encrypted(json.dumps([row.told, {} if row.faults else row.read], default=str, ensure_ascii=False))


def told_by(row: Row) -> dict[str, str]:
    """What the row says, field by field, as the file has it; nothing once it has been taken in."""
    return json.loads(decrypted(row.sealed))[0] if row.sealed else {}


def withheld_of(row: Row) -> dict[str, str]:
    """What the row says and nobody sees here: where a client with a non-disclosure order is met."""
    if row.client is None or not row.client.non_disclosure:
        return {}
    return {name: value for name, value in told_by(row).items() if name in kind_of(row).withheld}


def shown_of(row: Row) -> dict[str, str]:
    """What the row says, without what is withheld."""
    hidden = withheld_of(row)
    return {name: value for name, value in told_by(row).items() if name not in hidden}


def read_of(sealed: str, days: Collection[str] = DAYS) -> dict[str, Any]:
    """What was read of a sound row, in our values; `days` names those that are days."""
    values = json.loads(decrypted(sealed))[1]
    return {name: date.fromisoformat(value) if name in days else value for name, value in values.items()}


def as_row(batch_id: Any, checked: Checked) -> Row:
    """The row as it is kept with its batch."""
    return Row(
        batch_id=batch_id,
        number=checked.number,
        state=Row.State.FAULTY if checked.faults else Row.State.SOUND,
        key=checked.key,
        client_id=checked.client_id,
        sealed=sealed(checked),
        faults=[[fault.field, fault.kind] for fault in checked.faults],
    )
