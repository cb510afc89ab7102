"""Logs for machines: one JSON object a line, with the request's id and no personal data.

A line has the route (`clients/<uuid:client_id>/`), not the path; no name, address or query. An exception has its type
and places in the code, not its message, since a message may quote what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
FIELDS = ("method", "route", "status", "milliseconds")


class JsonLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, request and event; the named fields; of an exception its type and places."""
        quiet = record.exc_info is not None or record.name.startswith(
            ("django.request", "django.security", "django.db")
        )
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id.get(),
            # Django puts paths and values into these messages; the template of the message tells enough.
            "event": str(record.msg) if quiet else record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["places"] = [
                f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ][-12:]
        return json.dumps(line, ensure_ascii=False, default=str)
