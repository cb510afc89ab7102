"""Which services: begun, going on and ended, why they ended, and how long people waited."""

from __future__ import annotations

from polku.page import (
    NONE,
    Bar,
    Block,
    Count,
    Line,
    Row,
    Section,
    Shown,
    Table,
    bars,
    columns,
    counted,
    drawn,
    every_month,
    largest_first,
    lines,
    mask,
    mask_column,
    total_shown,
)
from polku.report._figures import Figures, ServiceFigures
from polku.report._written import MOST_BARS, Asked
from polku.targeting import asks_nobody

END_REASONS = ("completed", "job", "education", "interrupted", "moved", "other", "unknown")


def path_section(found: Figures, asked: Asked) -> Section:
    """The section on participations from the pilot's first day to the last day that is known."""
    title = asked.say("path.title")
    if not found.participations.value:
        return Section("path", title, [asked.say("path.none")])
    lead = [asked.say("path.lead"), *([] if asks_nobody(asked.pilot) else [asked.say("path.members")])]
    blocks = [_used(found, asked), _starts(found, asked), _waits(found, asked), _ends(found, asked)]
    return Section("path", title, lead, blocks)


def service_name(service_id: str, asked: Asked) -> str:
    """The service's name in the pilot's file; its id, and that the file does not have it, otherwise."""
    for service in asked.pilot.services:
        if service.id == service_id:
            name = service.name.in_language(asked.language.lang)
            return f"{name} ({asked.say('cell.invented')})" if service.invented else name
    return asked.say("sources.pilot.not-listed", name=service_id)


def _used(found: Figures, asked: Asked) -> Block:
    keys = [*found.services]
    every = [*found.services.values(), found.services_total]
    grid = [[service.going, service.ended, service.started] for service in every]
    if len(keys) == 1:
        grid.pop()
    marks = mask(grid, across=True, down=len(keys) > 1)
    told = {key: (grid[i], marks[i]) for i, key in enumerate(keys)}
    begun = [Line(service_name(key, asked), counts[2], shown[2]) for key, (counts, shown) in told.items()]
    order = {line.label: place for place, line in enumerate(largest_first(begun))}
    rows = sorted((_row(service_name(key, asked), *told[key], asked) for key in keys), key=lambda row: order[row.label])
    total = _row(asked.say("page.total"), grid[-1], marks[-1], asked) if len(keys) > 1 else None
    drawings = drawn(asked.language, largest_first(begun)[:MOST_BARS])
    title = asked.say("path.services.title")
    heads = [asked.say(f"path.{head}") for head in ("service", "services.started", "services.going", "services.ended")]
    return Block(
        "path-services",
        title,
        (),
        bars("path-services", title, asked.say("path.services.summary", rows=asked.language.few(drawings)), drawings),
        Table(title, heads, rows, total),
        asked.say("path.services.definition"),
    )


def _row(label: str, counts: list[Count], shown: list[Shown], asked: Asked) -> Row:
    going, ended, started = (asked.language.figure(count, state) for count, state in zip(counts, shown, strict=True))
    return Row(label, [started, going, ended])


def _starts(found: Figures, asked: Asked) -> Block:
    months = every_month(found.starts)
    shown = mask_column(list(months.values()), found.participations)
    written = [asked.language.figure(count, state) for count, state in zip(months.values(), shown, strict=True)]
    drawings = [
        Bar(asked.language.short_month(month), count.value if state is Shown.YES else 0, text)
        for (month, count), state, text in zip(months.items(), shown, written, strict=True)
    ]
    title = asked.say("path.starts.title")
    named = [asked.language.month(month) for month in months]
    ends = {"first": named[0], "last": named[-1]}
    summary = asked.say("path.starts.summary-hidden", **ends)
    if any(bar.value for bar in drawings):
        top = max(range(len(drawings)), key=lambda i: drawings[i].value or 0)
        summary = asked.say("path.starts.summary", top=named[top], figure=written[top], **ends)
    rows = [Row(name, [text]) for name, text in zip(named, written, strict=True)]
    heads = [asked.say("path.starts.head"), asked.say("path.participations")]
    return Block(
        "path-starts",
        title,
        (),
        columns("path-starts", asked.say("path.starts.chart"), summary, drawings, asked.language.thousands),
        Table(title, heads, rows, fold=True),
        asked.say("path.starts.definition"),
    )


def _waits(found: Figures, asked: Asked) -> Block:
    title = asked.say("path.waits.title")
    if not found.services_total.waits.value:
        return Block("path-waits", title, [asked.say("path.waits.none")])
    heads = [asked.say("path.service"), asked.say("path.waits.known"), asked.say("path.waits.days")]
    rows = [_wait(service_name(key, asked), service, asked) for key, service in found.services.items()]
    sentences = []
    if not _wait_hidden(found.services_total):
        sentences = [asked.say("path.waits.text", days=asked.language.number(found.services_total.wait_days or 0))]
    table = Table(title, heads, sorted(rows, key=lambda row: row.label))
    return Block("path-waits", title, sentences, None, table, asked.say("path.waits.definition"))


def _wait(label: str, service: ServiceFigures, asked: Asked) -> Row:
    if service.waits.small:
        return Row(label, [asked.language.figure(service.waits, Shown.SMALL), asked.language.figure(NONE, Shown.NO)])
    if _wait_hidden(service) or service.wait_days is None:
        return Row(label, [asked.language.figure(service.waits, Shown.NO if service.waits.value else Shown.YES)] * 2)
    return Row(label, [asked.language.number(service.waits.value), asked.language.number(service.wait_days)])


def _wait_hidden(service: ServiceFigures) -> bool:
    """Whether the number of known waits, or the rest of the service's participations, is small."""
    return service.waits.small or Count(service.no_waits, service.no_waits).small


def _ends(found: Figures, asked: Asked) -> Block:
    title = asked.say("path.ends.title")
    whole = found.end_reasons_total
    if not whole.value:
        return Block("path-ends", title, [asked.say("path.ends.none")])
    counts = {reason: found.end_reasons.get(reason, NONE) for reason in END_REASONS}
    told = lines(counts, mask_column(list(counts.values()), whole), lambda reason: asked.say(f"end.{reason}"))
    told = [line for line in told if not line.nothing]
    drawings = drawn(asked.language, told)
    heads = [asked.say(f"path.{head}") for head in ("ends.head", "participations", "share")]
    shown = asked.language.figure(whole, total_shown(whole))
    return Block(
        "path-ends",
        title,
        (),
        bars("path-ends", title, asked.say("path.ends.summary", rows=asked.language.few(drawings)), drawings),
        Table(title, heads, counted(asked.language, told, whole), Row(asked.say("page.total"), [shown, ""])),
        asked.say("path.ends.definition", whole=shown),
    )
