"""What came of it: work, studies and the situation after the start of a service, each with its denominator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polku.page import (
    NONE,
    Bar,
    Block,
    Chart,
    Count,
    Row,
    Section,
    Shown,
    Table,
    bars,
    counted,
    drawn,
    lines,
    mask,
    mask_column,
    total_shown,
)
from polku.report._figures import HORIZONS, Figures
from polku.report._told_path import service_name
from polku.report._written import MOST_BARS, Asked

SITUATIONS = ("employed", "none", "unemployed", "in_services", "other")
BROAD = ("unemployed", "in_services")


def after_section(found: Figures, asked: Asked) -> Section:
    """The section on what followed the participations of which it is known."""
    title = asked.say("after.title")
    if found.participations.value and not found.participants:
        return Section("after", title, [asked.say("after.companies")])
    if not found.work_total:
        return Section("after", title, [asked.say("after.none")])
    if not found.jobs_known:
        jobs = [Block("after-work", asked.say("after.work.title"), [asked.say("after.work.unknown")])]
    else:
        jobs = [_work(found, asked), _results(found, asked)]
    blocks = [*jobs, _studies(found, asked), _situations(found, asked)]
    lead = [asked.say("after.lead"), asked.say("after.cause")]
    return Section("after", title, lead, [block for block in blocks if block is not None])


def year_shown(found: Figures) -> list[list[Shown]]:
    """How the figures on work within a year leave: a row for each service, then the total; work, none, all."""
    grid = [_year_row(counts) for counts in (*found.results.values(), found.results_total)]
    if len(found.results) == 1:  # the service is the total
        return mask(grid[1:], across=True) * 2
    return mask(grid, across=True, down=True)


def _year_row(counts: Mapping[str, Count]) -> list[Count]:
    return [counts.get(kind, NONE) for kind in ("work", "none", "all")]


def _shares(asked: Asked, rows: Sequence[tuple[str, Count, Count, Sequence[Shown]]]) -> list[Bar]:
    """Bars of per cents: label, part, whole and how both leave."""
    bars_of = []
    for label, part, whole, shown in rows:
        text = asked.language.share_shown(part, whole, *shown)
        seen = whole.value and all(state is Shown.YES for state in shown)
        bars_of.append(Bar(label, 100 * part.value / whole.value if seen else 0, text))
    return bars_of


def _chart(asked: Asked, topic: str, drawings: list[Bar], title: str) -> Chart:
    return bars(
        f"after-{topic}", title, asked.say(f"after.{topic}.summary", rows=asked.language.few(drawings)), drawings
    )


def _work(found: Figures, asked: Asked) -> Block:
    title = asked.say("after.work.title")
    days = [n for n in HORIZONS if n in found.work_total]
    grid = [[*(found.work[n].get(k, NONE) for k in ("open", "subsidised", "none")), found.work_total[n]] for n in days]
    marks = mask(grid, across=True)
    names = [asked.say("after.work.days", days=str(n)) for n in days]
    rows = []
    for label, counts, shown in zip(names, grid, marks, strict=True):
        first = asked.language.figure(counts[3], shown[3])
        parts = [asked.language.figure(count, state) for count, state in zip(counts[:3], shown[:3], strict=True)]
        rows.append(Row(label, [first, *parts, asked.language.share_shown(counts[0], counts[3], shown[0], shown[3])]))
    drawings = _shares(asked, [(n, c[0], c[3], (m[0], m[3])) for n, c, m in zip(names, grid, marks, strict=True)])
    heads = [
        asked.say(f"after.{head}")
        for head in ("work.head", "known", "work.open", "work.subsidised", "work.no", "work.share")
    ]
    chart = _chart(asked, "work", drawings, asked.say("after.work.chart"))
    return Block("after-work", title, (), chart, Table(title, heads, rows), asked.say("after.work.definition"))


def _results(found: Figures, asked: Asked) -> Block:
    title = asked.say("after.results.title")
    if not found.results:
        return Block("after-results", title, [asked.say("after.results.none")])
    marks = year_shown(found)
    told = [
        (service_name(key, asked), _year_row(counts), shown)
        for (key, counts), shown in zip(found.results.items(), marks, strict=False)
    ]
    told.sort(key=lambda row: row[0])
    rows = [_result_row(label, counts, shown, asked) for label, counts, shown in told]
    total = _year_row(found.results_total)
    last = _result_row(asked.say("page.total"), total, marks[-1], asked) if len(told) > 1 else None
    drawings = _shares(asked, [(label, c[0], c[2], (m[0], m[2])) for label, c, m in told[:MOST_BARS]])
    heads = [asked.say(key) for key in ("path.service", "after.known", "after.results.work", "after.results.no")]
    return Block(
        "after-results",
        title,
        [asked.say("after.results.text")] if len(told) > 1 else [],
        _chart(asked, "results", drawings, title),
        Table(title, [*heads, asked.say("people.share")], rows, last),
        asked.say("after.results.definition"),
    )


def _result_row(label: str, counts: list[Count], shown: list[Shown], asked: Asked) -> Row:
    work, none, known = (asked.language.figure(count, state) for count, state in zip(counts, shown, strict=True))
    return Row(label, [known, work, none, asked.language.share_shown(counts[0], counts[2], shown[0], shown[2])])


def _studies(found: Figures, asked: Asked) -> Block | None:
    whole = found.studies_total
    if not whole.value:
        return None
    if not found.studies_known:
        return Block("after-studies", asked.say("after.studies.title"), [asked.say("after.studies.unknown")])
    part = found.studies.get("studies", NONE)
    shown = mask([[part, found.studies.get("none", NONE), whole]], across=True)[0]
    told = {"whole": asked.language.figure(whole, shown[2]), "part": asked.language.figure(part, shown[0])}
    if Shown.YES is shown[0] is shown[2]:
        sentence = asked.say("after.studies.text", share=asked.language.share_shown(part, whole), **told)
    else:
        sentence = asked.say("after.studies.hidden", whole=told["whole"])
    definition = asked.say("after.studies.definition")
    return Block("after-studies", asked.say("after.studies.title"), [sentence], definition=definition)


def _situations(found: Figures, asked: Asked) -> Block | None:
    whole = found.statuses_total
    if not whole.value:
        return None
    counts = {key: found.statuses.get(key, NONE) for key in SITUATIONS}
    shown = mask_column(list(counts.values()), whole)
    told = lines(counts, shown, lambda key: asked.say(f"situation.{key}"))
    drawings = drawn(asked.language, told)
    title = asked.say("after.statuses.title")
    heads = [asked.say("after.statuses.head"), asked.say("path.participations"), asked.say("path.share")]
    total = Row(asked.say("page.total"), [asked.language.figure(whole, total_shown(whole)), ""])
    return Block(
        "after-statuses",
        title,
        _broad(asked, counts, dict(zip(counts, shown, strict=True)), whole),
        _chart(asked, "statuses", drawings, title),
        Table(title, heads, counted(asked.language, told, whole), total),
        asked.say("after.statuses.definition"),
    )


def _broad(asked: Asked, counts: dict[str, Count], shown: dict[str, Shown], whole: Count) -> list[str]:
    why = asked.say("after.statuses.why")
    if any(shown[key] is not Shown.YES for key in BROAD) or whole.small:
        return [why]
    part = Count(sum(counts[key].value for key in BROAD), sum(counts[key].clients for key in BROAD))
    number = asked.language.number
    figures = {
        "part": number(part.value),
        "whole": number(whole.value),
        "share": asked.language.share_shown(part, whole),
    }
    return [asked.say("after.statuses.broad", **figures), why]
