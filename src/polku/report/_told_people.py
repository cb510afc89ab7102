"""Who belongs: by reason, municipality and age, and of whom it is not known."""

from __future__ import annotations

from polku.definition import municipality_name
from polku.page import (
    NONE,
    Block,
    Chart,
    Count,
    Line,
    Row,
    Section,
    Shown,
    Table,
    bars,
    counted,
    drawn,
    largest_first,
    lines,
    mask_column,
    mask_overlapping,
    total_shown,
)
from polku.report._figures import Figures
from polku.report._invented import group_invented
from polku.report._written import MOST_BARS, Asked
from polku.targeting import asks_nobody

AGES = ("under-25", "25-29", "30-39", "40-49", "50-59", "60-plus")


def people_section(found: Figures, asked: Asked) -> Section:
    """The section on the target group on the day."""
    title = asked.say("people.title")
    if asks_nobody(asked.pilot):
        return Section("people", title, [asked.say("people.no-group")])
    if not found.members.value:
        return Section("people", title, [asked.say("people.none")], [_missing(found, asked)])
    blocks = [_reasons(found, asked), _municipalities(found, asked), _ages(found, asked), _missing(found, asked)]
    return Section("people", title, [asked.say("people.lead")], blocks)


def _chart(asked: Asked, topic: str, found: list[Line], title: str = "") -> Chart:
    drawings = drawn(asked.language, found)
    summary = asked.say(f"people.{topic}.summary", rows=asked.language.few(drawings))
    return bars(f"people-{topic}", title or asked.say(f"people.{topic}.title"), summary, drawings)


def _table(asked: Asked, topic: str, found: list[Line], whole: Count | None, total: Count | None = None) -> Table:
    heads = [asked.say(f"people.{topic}.head"), asked.say("people.persons")]
    if whole is not None:
        heads.append(asked.say("people.share"))
    last = None
    if total is not None:
        last = Row(
            asked.say("page.total"), [asked.language.figure(total, total_shown(total)), *([""] if whole else [])]
        )
    return Table(asked.say(f"people.{topic}.title"), heads, counted(asked.language, found, whole), last)


def _reasons(found: Figures, asked: Asked) -> Block:
    group = asked.pilot.target_group
    criteria = group.any_of if group is not None else ()
    counts = {c.id: found.reasons.get(c.id, NONE) for c in criteria}
    names = {c.id: c.name.in_language(asked.language.lang) for c in criteria}
    told = lines(counts, mask_overlapping(list(counts.values()), found.members), names.__getitem__)
    whole = asked.language.figure(found.members, total_shown(found.members))
    return Block(
        "people-reasons",
        asked.say("people.reasons.title"),
        [asked.say("people.reasons.text")] if len(counts) > 1 else [],
        _chart(asked, "reasons", told),
        _table(asked, "reasons", told, found.members),
        asked.say("people.reasons.definition", whole=whole),
        group_invented(asked.pilot),
    )


def _municipalities(found: Figures, asked: Asked) -> Block:
    counts = {code: found.municipalities.get(code, NONE) for code in asked.pilot.municipalities}
    counts |= found.municipalities
    told = lines(counts, mask_column(list(counts.values()), found.members), lambda code: _place(code, asked))
    told = largest_first(told)
    title = asked.say("people.municipalities.title")
    bars_of = [line for line in told if not line.nothing]
    if len(bars_of) > MOST_BARS:
        title = asked.say("people.municipalities.most", n=str(MOST_BARS))
    return Block(
        "people-municipalities",
        asked.say("people.municipalities.title"),
        (),
        _chart(asked, "municipalities", bars_of[:MOST_BARS], title),
        _table(asked, "municipalities", told, None, found.members),
        asked.say("people.municipalities.definition"),
        group_invented(asked.pilot),
    )


def _place(code: str, asked: Asked) -> str:
    if not code:
        return asked.say("people.municipalities.hidden-row")
    return municipality_name(code, asked.language.lang)


def _ages(found: Figures, asked: Asked) -> Block:
    counts = {age: found.ages.get(age, NONE) for age in AGES}
    shown = mask_column(list(counts.values()), found.members)
    told = lines(counts, shown, lambda age: asked.say(f"age.{age}"))
    return Block(
        "people-ages",
        asked.say("people.ages.title"),
        (),
        _chart(asked, "ages", told),
        _table(asked, "ages", told, found.members, found.members),
        asked.say("people.ages.definition"),
        group_invented(asked.pilot),
    )


def _missing(found: Figures, asked: Asked) -> Block:
    title = asked.say("people.missing.title")
    if not found.undecided.value:
        return Block("people-missing", title, [asked.say("people.missing.none")])
    shown = mask_column(list(found.missing.values()), found.undecided)
    told = largest_first(lines(found.missing, shown, lambda key: _columns(key, asked)))
    single = len(told) == 1 and told[0].shown is Shown.YES
    return Block(
        "people-missing",
        title,
        [asked.say("people.missing.text")],
        None,
        _table(asked, "missing", told, None, None if single else found.undecided),
        asked.say("people.missing.definition"),
        group_invented(asked.pilot),
    )


def _columns(missing: str, asked: Asked) -> str:
    """The missing columns in words; one that has no words of its own stands as it is."""
    keys = [f"missing.{column}" for column in missing.split("|")]
    return ", ".join(asked.say(key) if asked.language.knows(key) else key.partition(".")[2] for key in keys)
