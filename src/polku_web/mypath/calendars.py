"""A meeting as a calendar file (RFC 5545). It says when and where, and nothing else about the person."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.casework.models import Meeting

LINE = 75  # octets, by the standard


def calendar_file(meeting: Meeting, at: datetime) -> bytes:
    """The file of one event. It has no end, since a meeting has none here."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Polku//Oma polku//FI",
        "BEGIN:VEVENT",
        f"UID:{meeting.pk}@polku",
        f"DTSTAMP:{_moment(at)}",
        _start(meeting),
        f"SUMMARY:{_text(_('Tapaaminen'))}",
        *([f"LOCATION:{_text(where)}"] if (where := _where(meeting)) else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _where(meeting: Meeting) -> str:
    return meeting.place or (str(meeting.get_mode_display()) if meeting.mode else "")


def _start(meeting: Meeting) -> str:
    if meeting.time is None:
        return f"DTSTART;VALUE=DATE:{meeting.date:%Y%m%d}"
    return f"DTSTART:{_moment(timezone.make_aware(datetime.combine(meeting.date, meeting.time)))}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(plain.splitlines())


def _folded(line: str) -> str:
    """Long lines go on after a line break and a space; a letter is not cut in two."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)
