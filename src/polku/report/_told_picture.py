"""The situational picture: a few published indicators, broad unemployment always beside unemployment."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from polku.base import month_end
from polku.definition import municipality_name
from polku.page import Bar, Block, Headline, Row, Section, Table, columns
from polku.report._picture_figures import BROAD, CLIENTS, SHOWN, Cell, Picture
from polku.report._written import Asked
from polku.situation import Indicator, indicators, notes

UNEMPLOYED, _, BROADLY = BROAD


def picture_headline(seen: Picture, asked: Asked) -> list[Headline]:
    """Broad unemployment of the last month, with unemployment beside it."""
    if not seen.months or not seen.areas:
        return []
    month, area = seen.months[-1], seen.areas[0]
    broad, narrow = (seen.cell(month, area, name) for name in (BROADLY, UNEMPLOYED))
    if broad.hidden or narrow.hidden or broad.value is None:
        return []
    key = "summary.broad-clients" if area == CLIENTS else "summary.broad-everyone"
    told = asked.say(key, month=asked.language.month(month), narrow=_written(narrow, "count", asked))
    return [Headline(_written(broad, "count", asked), told)]


def picture_section(seen: Picture, asked: Asked) -> Section:
    """The picture of the last whole month, how broad unemployment went, and what the figures mean."""
    title = asked.say("picture.title")
    if not seen.months or not seen.areas:
        return Section("picture", title, [asked.say("picture.none")])
    blocks = [_broad(seen, asked), _now(seen, asked), *_places(seen, asked), _meanings(asked), *_notes(seen, asked)]
    return Section("picture", title, [asked.say("picture.lead"), asked.say("picture.why")], blocks)


def _written(cell: Cell, kind: str, asked: Asked) -> str:
    if cell.hidden or cell.value is None:
        return asked.say("cell.hidden")
    rounded = Decimal(str(cell.value)).quantize(Decimal("0.1") if kind == "share" else 1, ROUND_HALF_UP)
    return asked.language.percent(f"{rounded}") if kind == "share" else asked.language.number(int(rounded))


def _name(one: Indicator, asked: Asked) -> str:
    return one.name.in_language(asked.language.lang)


def _found() -> list[Indicator]:
    by_id = {one.indicator: one for one in indicators()}
    return [by_id[name] for name in SHOWN]


def _area(area: str, asked: Asked) -> str:
    return asked.say("picture.clients" if area == CLIENTS else "picture.everyone")


def _broad(seen: Picture, asked: Asked) -> Block:
    area, months = seen.areas[0], seen.months
    found = {name: [seen.cell(month, area, name) for month in months] for name in BROAD}
    written = {name: [_written(cell, "count", asked) for cell in cells] for name, cells in found.items()}
    drawings = [
        Bar(asked.language.short_month(month), cell.value or 0, text)
        for month, cell, text in zip(months, found[BROADLY], written[BROADLY], strict=True)
    ]
    rows = [Row(asked.language.month(month), [written[name][i] for name in BROAD]) for i, month in enumerate(months)]
    heads = [asked.say("picture.month"), *(_name(one, asked) for one in _found()[: len(BROAD)])]
    title = asked.say("picture.broad.title", who=_area(area, asked))
    ends = {"first": asked.language.month(months[0]), "last": asked.language.month(months[-1])}
    figures = {"begin": written[BROADLY][0], "end": written[BROADLY][-1]}
    summary = asked.say("picture.broad.summary", **ends, **figures)
    chart = columns("picture-broad", title, summary, drawings, asked.language.thousands)
    definition = asked.say("picture.broad.definition")
    return Block("picture-broad", title, [], chart, Table(title, heads, rows, fold=True), definition)


def _now(seen: Picture, asked: Asked) -> Block:
    month = seen.months[-1]
    rows = [
        Row(
            _name(one, asked), [_written(seen.cell(month, area, one.indicator), one.kind, asked) for area in seen.areas]
        )
        for one in _found()
    ]
    title = asked.say("picture.now.title", month=asked.language.month(month))
    heads = [asked.say("picture.indicator"), *(_area(area, asked) for area in seen.areas)]
    return Block("picture-now", title, [], None, Table(title, heads, rows), asked.say("picture.now.definition"))


def _places(seen: Picture, asked: Asked) -> list[Block]:
    if not seen.places:
        return []
    month, lang = seen.months[-1], asked.language.lang
    rows = [
        Row(name, [_written(seen.cell(month, code, one), "count", asked) for one in BROAD])
        for name, code in sorted((municipality_name(code, lang), code) for code in seen.places)
    ]
    title = asked.say("picture.places.title", month=asked.language.month(month))
    heads = [asked.say("picture.place"), *(_name(one, asked) for one in _found()[: len(BROAD)])]
    table = Table(title, heads, rows)
    return [Block("picture-places", title, [], None, table, asked.say("picture.places.definition"))]


def _meanings(asked: Asked) -> Block:
    """Each indicator's definition, denominator, source and version."""
    lang = asked.language.lang
    rows = [
        Row(
            _name(one, asked),
            [
                one.definition.in_language(lang),
                one.denominator.in_language(lang) if one.denominator else asked.say("picture.no-denominator"),
                asked.say("picture.version", source=one.source.in_language(lang), version=str(one.version)),
            ],
        )
        for one in _found()
    ]
    title = asked.say("picture.meanings.title")
    heads = [asked.say(f"picture.{head}") for head in ("indicator", "meaning", "denominator", "source")]
    return Block("picture-meanings", title, [], None, Table(title, heads, rows, words=True))


def _notes(seen: Picture, asked: Asked) -> list[Block]:
    """What must be known of the months and indicators that are told."""
    first, last = seen.months[0], month_end(seen.months[-1])
    language = asked.language
    told = [
        f"{language.days(note.first, note.last)}: {note.text.in_language(language.lang)}"
        for note in notes()
        if any(note.concerns(name, first, last) for name in SHOWN)
    ]
    if not told:
        return []
    return [Block("picture-notes", asked.say("picture.notes.title"), [asked.say("picture.notes.text")], items=told)]
