"""The list of exceptions: people whom a coach keeps out of a draw, each with the reason."""

from __future__ import annotations

import csv
from pathlib import Path

from polku.experiment._errors import DrawError

COLUMNS = ("person_id", "reason")


def read_exceptions(path: Path) -> dict[str, str]:
    """The reason by person_id, from a CSV file with the columns person_id and reason.

    Raises DrawError, with the line, when a column or a value is missing, or a person stands there twice.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise DrawError(f"{path}: the heading lacks {', '.join(missing)}. The columns are person_id,reason.")
            found: dict[str, str] = {}
            for row in rows:
                person, reason = ((row[name] or "").strip() for name in COLUMNS)
                if not person or not reason:
                    lacking = "person_id" if not person else "the reason"
                    raise DrawError(
                        f"{path}, line {rows.line_num}: {lacking} is missing. Every exception has its reason."
                    )
                if person in found:
                    raise DrawError(f"{path}, line {rows.line_num}: {person} stands there already. Leave one row.")
                found[person] = reason
    except OSError as error:
        raise DrawError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DrawError(f"{path} cannot be read as CSV in UTF-8: {error}.") from error
    return found
