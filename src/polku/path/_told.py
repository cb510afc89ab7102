"""The page's sections: what followed a service, waits, and where the path breaks."""

from __future__ import annotations

from collections.abc import Sequence

from polku.page import (
    NONE,
    Block,
    Chart,
    Count,
    Headline,
    Row,
    Section,
    Shown,
    Table,
    bars,
    drawn,
    largest_first,
    lines,
    mask,
    total_shown,
)
from polku.path._figures import ENDS, KINDS, NEXT, Figures, Waits
from polku.path._flow import Band, Node, flow
from polku.path._words import Asked

BROKEN = "dead_end"
MOST_DRAWN = 8  # services on one side of the flow chart; the table has all
Marks = list[list[Shown]]


def headlines(found: Figures, asked: Asked) -> list[Headline]:
    """The page's figures in sentences, for the top of it."""
    whole, figure = found.flow(None, None), asked.words.figure
    told = [Headline(figure(whole, total_shown(whole)), asked.say("summary.ended"))]
    if whole.value:
        soon = asked.words.share_shown(found.soon, whole, _when_shown(found), total_shown(whole))
        told.append(Headline(soon, asked.say("summary.soon")))
        dead = figure(found.flow(None, BROKEN), _sums_shown(found)[BROKEN])
        told.append(Headline(dead, asked.say("summary.dead-end")))
    if (waits := found.waits.get(None)) is not None and not waits.all.small:
        days = asked.say("waits.days-long", days=asked.words.number(waits.median_days))
        told.append(Headline(days, asked.say("summary.wait")))
    return told


def sections(found: Figures, asked: Asked) -> list[Section]:
    """The page's sections, each with its figures."""
    return [followed_section(found, asked), _waits(found, asked), breaks_section(found, asked), _how(asked)]


def _marks(found: Figures) -> Marks:
    """How the flows leave: a row a service and one of sums; a column a target, the last one is the row's sum."""
    grid = [[found.flow(service, to) for to in (*found.targets, None)] for service in (*found.services, None)]
    return mask(grid, across=True, down=True)


def _sums_shown(found: Figures) -> dict[str, Shown]:
    """How the sum of each target leaves."""
    return dict(zip(found.targets, _marks(found)[-1], strict=False))


def _when_shown(found: Figures) -> Shown:
    """How soon and gap leave: together they are the sum of all next services, so nothing of that may be hidden."""
    hidden = any(state is not Shown.YES for state in _sums_shown(found).values())
    return Shown.NO if hidden or found.soon.small or found.gap.small else Shown.YES


def _target(went_to: str, asked: Asked) -> str:
    if went_to.startswith(NEXT):
        return asked.say("followed.next", service=asked.service(went_to.removeprefix(NEXT)))
    return asked.say(f"followed.{went_to}")


def followed_section(found: Figures, asked: Asked) -> Section:
    """What followed each service: the flow chart and its table."""
    title = asked.say("followed.title")
    if not found.services:
        return Section("followed", title, [asked.say("followed.none")])
    marks = _marks(found)
    rows = []
    for service, shown in zip((*found.services, None), marks, strict=True):
        counts = [found.flow(service, to) for to in (*found.targets, None)]
        cells = [asked.words.figure(count, state) for count, state in zip(counts, shown, strict=True)]
        rows.append(Row(asked.service(service) if service else asked.say("page.total"), [cells[-1], *cells[:-1]]))
    block_title = asked.say("followed.block")
    heads = [asked.say("service"), asked.say("followed.ended"), *(_target(to, asked) for to in found.targets)]
    block = Block(
        "what-followed",
        block_title,
        [],
        _chart(found, marks, block_title, asked),
        Table(block_title, heads, rows[:-1], rows[-1]),
        " ".join(asked.say(f"followed.definition-{part}") for part in ("next", *ENDS)),
    )
    return Section("followed", title, [asked.say("followed.lead"), asked.say("followed.people")], [block])


def _chart(found: Figures, marks: Marks, title: str, asked: Asked) -> Chart:
    drawn_targets = [*[to for to in found.targets if to.startswith(NEXT)][:MOST_DRAWN], *ENDS]
    figure = asked.words.figure
    bands, left = [], []
    for service, shown in list(zip(found.services, marks, strict=False))[:MOST_DRAWN]:
        left.append(Node(service, asked.service(service), figure(found.flow(service, None), shown[-1])))
        by_target = dict(zip(found.targets, shown, strict=False))
        bands += _bands(service, [(to, found.flow(service, to), by_target[to]) for to in drawn_targets])
    reached, sums = {band.target for band in bands}, _sums_shown(found)
    right = [
        Node(to, _target(to, asked), figure(found.flow(None, to), sums[to]), to == BROKEN)
        for to in drawn_targets
        if to in reached
    ]
    ends = "; ".join(f"{node.name} {node.text}" for node in right)
    return flow("what-followed", title, asked.say("followed.summary", rows=ends), left, right, bands)


def _bands(source: str, targets: Sequence[tuple[str, Count, Shown]]) -> list[Band]:
    return [
        Band(source, target, count.value if shown is Shown.YES else None)
        for target, count, shown in targets
        if count.value or shown is not Shown.YES
    ]


def _waits(found: Figures, asked: Asked) -> Section:
    title = asked.say("waits.title")
    services = sorted((key for key in found.waits if key is not None), key=asked.service)
    if not services:
        return Section("waits", title, [asked.say("waits.none")])
    told = [found.waits[service] for service in (*services, None)]
    marks = _wait_marks(found)
    rows = [
        _wait(asked.service(service) if service else asked.say("page.total"), waits, marks[service], asked)
        for service, waits in zip((*services, None), told, strict=True)
    ]
    heads = [asked.say(key) for key in ("service", "waits.known", "waits.beyond", "waits.days")]
    table = Table(asked.say("waits.caption"), heads, rows[:-1], rows[-1] if len(rows) > 2 else None)
    block = Block("waits-services", asked.say("waits.caption"), [], None, table, asked.say("waits.definition"))
    return Section("waits", title, [asked.say("waits.lead")], [block])


def _wait_marks(found: Figures) -> dict[str | None, list[Shown]]:
    """How waits leave, by service and in all: within the limit, beyond it, all."""
    keys = [*(key for key in found.waits if key is not None), None]
    grid = [[waits.within, waits.beyond, waits.all] for waits in (found.waits[key] for key in keys)]
    return dict(zip(keys, mask(grid, across=True, down=True), strict=True))


def _wait(label: str, waits: Waits, shown: list[Shown], asked: Asked) -> Row:
    figure = asked.words.figure
    days = asked.words.number(waits.median_days) if shown[2] is Shown.YES else asked.say("cell.hidden")
    return Row(label, [figure(waits.all, shown[2]), figure(waits.beyond, shown[1]), days])


def breaks_section(found: Figures, asked: Asked) -> Section:
    """Where the path breaks, by kind."""
    title = asked.say("breaks.title")
    if not found.breaks:
        return Section("breaks", title, [asked.say("breaks.none")])
    counts = {kind: found.breaks[kind].breaks if kind in found.breaks else NONE for kind in KINDS}
    shown = _break_marks(found, counts)
    told = largest_first(lines(counts, [shown[kind] for kind in KINDS], lambda kind: asked.say(f"breaks.{kind}")))
    kinds = {asked.say(f"breaks.{kind}"): kind for kind in KINDS}
    rows = []
    for line in told:
        kind = kinds[line.label]
        known = kind in found.breaks and not line.hidden and not line.nothing
        days = asked.words.number(found.breaks[kind].median_days) if known else asked.say("cell.hidden")
        rows.append(Row(line.label, [asked.words.figure(line.count, line.shown), days]))
    drawings = drawn(asked.words, told)
    heads = [asked.say(key) for key in ("breaks.kind", "breaks.cases", "breaks.days")]
    caption = asked.say("breaks.caption")
    summary = asked.say("breaks.summary", rows=asked.words.few(drawings))
    block = Block(
        "breaks-kinds",
        caption,
        [],
        bars("breaks-kinds", caption, summary, drawings),
        Table(caption, heads, rows),
        " ".join(asked.say(f"breaks.definition-{kind}") for kind in KINDS),
    )
    return Section("breaks", title, [asked.say("breaks.lead")], [block])


def _break_marks(found: Figures, counts: dict[str, Count]) -> dict[str, Shown]:
    """How breaks leave: as they leave in the other tables of the page, so that none tells what another hides."""
    shown = {kind: total_shown(count) for kind, count in counts.items()}
    if found.services:
        shown |= {BROKEN: _sums_shown(found)[BROKEN], "gap": _when_shown(found)}
    if found.waits:
        shown["long_wait"] = _wait_marks(found)[None][1]
    return shown


def _how(asked: Asked) -> Section:
    return Section(
        "how", asked.say("how.title"), [asked.say("how.small"), asked.say("how.tables"), asked.say("how.not")]
    )
