"""The report as one HTML file that needs nothing else."""

from __future__ import annotations

from pathlib import Path

from polku.page import framed
from polku.report._composed import Report

TEMPLATES = Path(__file__).parent / "templates"


def html(report: Report) -> str:
    """One self-contained HTML page: light or dark, on screen and paper, without scripts."""
    return framed(
        TEMPLATES,
        report.words,
        title=report.title,
        kicker=report.kicker,
        heading=report.heading,
        facts=report.facts,
        boxes=report.boxes,
        headlines=report.headlines,
        sections=report.sections,
    )
