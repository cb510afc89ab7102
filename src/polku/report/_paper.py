"""The report on paper: the same figures and words as a tagged PDF (PDF/UA-1), set by Typst.

The words go to Typst as data, never as its markup, so a name from a pilot file stays text.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from polku.page import Block, Chart, PageError, Section, Table
from polku.report._composed import Report

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
WIDE = 800  # a drawing of more units fills the line
# What Typst's own fonts can show for certain; any other letter would stop a PDF/UA file from being made.
SHOWN = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # the languages of Europe, those of the Sámi too
    (0x391, 0x3A1),
    (0x3A3, 0x3C9),
    (0x410, 0x44F),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2022, 0x2022),
    (0x2026, 0x2026),
    (0x2030, 0x2030),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)
INSTEAD = "?"


def pdf(report: Report) -> bytes:
    """The report as PDF/UA-1: tagged, in its language, every chart with its description, fonts inside.

    The same report gives the same bytes; the file bears the report's day. Letters that the fonts lack are shown as
    “?”. Raises ReportError when the file cannot be set.
    """
    import typst

    day = report.until
    told = json.dumps(_plain(_told(report)), ensure_ascii=False)
    try:
        made: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            sys_inputs={"told": told},
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise PageError(f"The report cannot be set as PDF: {error}") from error
    return made


def _told(report: Report) -> dict[str, Any]:
    say = report.words.say
    return {
        "lang": report.words.lang,
        "title": report.title,
        "organiser": report.facts[0][1],
        "kicker": report.kicker,
        "day": {"year": report.until.year, "month": report.until.month, "day": report.until.day},
        "facts": [list(fact) for fact in report.facts],
        "boxes": [{"title": b.title, "sentences": list(b.sentences), "items": list(b.items)} for b in report.boxes],
        "summary": {
            "title": say("summary.title"),
            "not_title": say("summary.not-title"),
            "effect": say("summary.not-effect"),
            "why": say("summary.not-why"),
        },
        "headlines": [
            {"figure": h.figure, "sentence": h.sentence, "mark": _mark(report, invented=h.invented)}
            for h in report.headlines
        ],
        "contents": say("paper.contents"),
        "definition": say("page.definition"),
        "made": say("page.made", version=version("polku")),
        "sections": [_section(report, section) for section in report.sections],
    }


def _mark(report: Report, *, invented: bool) -> str | None:
    return report.words.say("cell.invented") if invented else None


def _section(report: Report, section: Section) -> dict[str, Any]:
    blocks = [_block(report, block) for block in section.blocks]
    return {"title": section.title, "sentences": list(section.sentences), "blocks": blocks}


def _block(report: Report, block: Block) -> dict[str, Any]:
    return {
        "title": block.title,
        "mark": _mark(report, invented=block.invented),
        "sentences": list(block.sentences),
        "items": list(block.items),
        "chart": _chart(block.chart, block.title) if block.chart else None,
        "table": _table(block.table, block.title) if block.table else None,
        "definition": block.definition or None,
    }


def _chart(chart: Chart, title: str) -> dict[str, Any]:
    """The wide drawing; where its title is the block's, it is not said twice."""
    svg = str(chart.wide)
    width = float(svg.partition('viewBox="')[2].split()[2])
    return {
        "title": None if chart.title == title else chart.title,
        "alt": f"{chart.title}. {chart.summary}",
        "svg": svg,
        "wide": width > WIDE,
    }


def _table(table: Table, title: str) -> dict[str, Any]:
    rows = [*table.rows, *([table.total] if table.total else [])]
    return {
        "caption": None if table.caption == title else table.caption,
        "heads": list(table.heads),
        "rows": [[row.label, *row.cells] for row in rows],
        "total": table.total is not None,
        "words": table.words,
    }


def _plain(value: Any) -> Any:
    """Every text of the data in letters that the fonts have."""
    match value:
        case str():
            return "".join(map(_letter, unicodedata.normalize("NFC", value)))
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {key: _plain(one) for key, one in value.items()}
    return value


def _letter(letter: str) -> str:
    if letter in "\n\t":
        return letter
    return letter if any(first <= ord(letter) <= last for first, last in SHOWN) else INSTEAD
