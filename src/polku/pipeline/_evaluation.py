"""Did it work: `polku evaluate`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from polku import evaluation, facts
from polku.base import DAY_MAX
from polku.base.engine import Engine, Output, output
from polku.definition import Pilot, load_pilot, require
from polku.page import Language
from polku.pipeline._source import Input, Progress, Summary, Target, loaded

if TYPE_CHECKING:
    from polku.report import Report

ORDERS = {
    "estimates": (evaluation.ESTIMATES, 'evaluation, "group", outcome, design'),
    "balance": (evaluation.BALANCE, 'evaluation, "group", design, covariate'),
    "verdicts": (evaluation.VERDICTS, 'evaluation, "group", outcome, design'),
    "producers": (evaluation.PRODUCERS, "service_id, provider_id"),
    "gaming": (evaluation.GAMING, "signal, service_id, provider_id, fee_id"),
    "conclusions": (evaluation.CONCLUSIONS, 'evaluation, "group", question, payer'),
}


def evaluate(
    name: str,
    source: Input,
    to: Target,
    until: date | None,
    lang: Language,
    tell: Progress,
    package: Path | None = None,
) -> Summary:
    """The pilot's evaluations: writes the six tables of ORDERS and `report.html` and `.pdf`.

    until is the last day that is known; None: the newest day that the facts speak of. package: a folder that gets the
    research package. Returns how many rows, and sentences for people.
    """
    from polku.report import notes_on_facts, pdf  # a heavy import that only this command needs

    pilot = load_pilot(name)
    require(pilot, "evaluation", "evaluate")
    with loaded(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        newest = facts.last_fact(engine, until or DAY_MAX)
        last = min(until or DAY_MAX, newest or DAY_MAX)
        tell("Following everybody, and comparing")
        found = evaluation.evaluate(engine, pilot, last)
        _write(engine, tables)
        tell("Drawing the page")
        aside = sum(summary["set_aside"].values())
        told = evaluation.tell(found, lang, notes_on_facts(aside, newest, last, last, lang))
        tables.text("report.html", evaluation.page(told))
        tables.content("report.pdf", pdf(_as_report(told, last)))
        if package is not None:
            tell("Making the research package")
            evaluation.write_package(engine, found, package)
        return summary | tables.counts | {"until": last.isoformat(), "told": [_left_out(found)]}


def effects(engine: Engine, tables: Output, pilot: Pilot, until: date, lang: Language, tell: Progress) -> list[str]:
    """The pilot's evaluations as a part of the whole chain: the tables of ORDERS and `effects.html`; what to say of it.

    Nothing where the pilot has no evaluation. Where the facts do not allow one (nobody was drawn yet), the tables are
    empty and the sentence says why. Takes the place of `fee_lines`, `outcomes` and `service_cost` on the engine.
    """
    if not pilot.evaluation:
        return []
    last = min(until, facts.last_fact(engine, until) or until)
    tell("Following everybody, and comparing")
    try:
        found = evaluation.evaluate(engine, pilot, last)
    except evaluation.EvaluationError as error:
        for table, (columns, _) in ORDERS.items():
            engine.load(table, columns, [])
        _write(engine, tables)
        return [evaluation.told_of_run(lang, why=str(error))]
    _write(engine, tables)
    tables.text("effects.html", evaluation.page(evaluation.tell(found, lang)))
    return [evaluation.told_of_run(lang, compared=len(found.answered))]


def _as_report(told: evaluation.Told, until: date) -> Report:
    """The page's words as a report, for the paper that reports are set on."""
    from polku.report import Report

    return Report(
        words=told.words,  # type: ignore[arg-type]  # its texts, in the same forms
        until=until,
        title=told.title,
        kicker=told.kicker,
        heading=told.heading,
        facts=told.facts,
        boxes=told.boxes,
        headlines=told.headlines,
        sections=told.sections,
    )


def _write(engine: Engine, tables: Output) -> None:
    for table, (columns, order) in ORDERS.items():
        tables.write(table, columns, order)


def _left_out(found: evaluation.Evaluation) -> str:
    people = sum(one.findings.not_over for one in found.answered)
    return f"Known until {found.until}. Left out: {people} people whose days are not over, and companies."
