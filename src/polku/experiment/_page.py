"""The page: designs side by side, for each outcome a picture and a table; what was assumed, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from polku.experiment._curve import Look, curve, points
from polku.experiment._designs import Designed
from polku.experiment._power import Outcome
from polku.experiment._words import Words
from polku.page import Block, Box, Chart, Headline, Language, Row, Section, Table, framed

TEMPLATES = Path(__file__).parent / "templates"
HOW = ("power", "itt", "units", "not")


def page(
    found: Sequence[Designed],
    *,
    heading: str | None = None,
    people: int = 0,
    on: date | None = None,
    lang: Language = "fi",
) -> str:
    """One self-contained HTML page on designs; it is for planning, not for publication.

    found: what `designs` gives, of one outcome or more. heading: what is planned. people, on: the clients and the day
    on which the values rest; without them they were given. Raises PageError when the picture cannot be drawn.
    """
    words = Words(lang)
    heading = heading or words.say("page.heading")
    source = words.say("source.given")
    if on is not None and people:
        source = words.say("source.facts", people=words.number(people), day=words.day(on))
    by_outcome: dict[str, list[Designed]] = {}
    for one in found:
        by_outcome.setdefault(one.outcome.name, []).append(one)
    setting = found[0].setting
    return framed(
        TEMPLATES,
        words,
        title=words.say("page.title", name=heading),
        kicker=words.say("page.kicker"),
        heading=heading,
        facts=[
            (words.say("page.power"), words.part(setting.power)),
            (words.say("page.alpha"), words.part(setting.alpha)),
            (words.say("page.take-up"), words.part(setting.take_up)),
            (words.say("page.drop-out"), words.part(setting.drop_out)),
        ],
        box=Box("notes", words.say("page.notes"), [source, words.say("page.planning")]),
        headlines=[_headline(own, words) for own in by_outcome.values()],
        sections=[*(_section(n, own, words) for n, own in enumerate(by_outcome.values())), _how(words)],
    )


def _headline(own: Sequence[Designed], words: Words) -> Headline:
    """The best of the designs asked for."""
    able = [one for one in own if one.smallest is not None]
    name = words.outcome(own[0].outcome.name)
    if not able:
        return Headline(words.say("none"), words.say("summary.none", outcome=name))
    best = min(able, key=lambda one: one.smallest or 0)
    said = words.say(
        "summary.best",
        outcome=name,
        clients=words.number(best.setting.clients),
        design=words.say(f"unit.{best.setting.unit}").lower(),
    )
    return Headline(words.effect(best.outcome.kind, best.smallest), said)


def _section(n: int, own: Sequence[Designed], words: Words) -> Section:
    outcome = own[0].outcome
    title = words.outcome(outcome.name)
    shown = _table(own, words)
    blocks = [Block(f"table-{n}", shown.caption, [], None, shown, words.say("table.definition"))]
    if (drawn := _chart(n, own, words)) is not None:
        blocks.insert(0, Block(f"designs-{n}", drawn.title, [], drawn))
    return Section(f"outcome-{n}", title, _known(outcome, words), blocks)


def _known(outcome: Outcome, words: Words) -> list[str]:
    told = [words.say("known.mean", mean=words.value(outcome.kind, outcome.mean))]
    if outcome.kind != "share":
        told[0] += " " + words.say("known.sd", sd=words.value(outcome.kind, outcome.sd))
    if outcome.clusters > 1:
        icc = words.written(f"{outcome.icc:.3f}")
        told.append(words.say("known.clusters", n=words.number(outcome.clusters), icc=icc))
    if outcome.blocks > 1:
        told.append(words.say("known.blocks", n=words.number(outcome.blocks), part=words.part(outcome.explained)))
    return told


def _chart(n: int, own: Sequence[Designed], words: Words) -> Chart | None:
    outcome, lines = own[0].outcome, points(own)
    if not lines:
        return None
    units = list(dict.fromkeys(point.unit for point in lines))
    look = Look(
        clients=words.say("axis.clients"),
        effect=words.say(f"axis.{outcome.kind}"),
        names={unit: words.say(f"unit.{unit}") for unit in units},
        thousands=words.thousands,
        scale=100 if outcome.kind == "share" else 1,
    )
    told = []
    for unit in units:
        ends = [point for point in lines if point.unit == unit]
        told.append(
            words.say(
                "designs.line",
                design=look.names[unit],
                few=words.number(ends[0].clients),
                large=words.effect(outcome.kind, ends[0].effect),
                many=words.number(ends[-1].clients),
                small=words.effect(outcome.kind, ends[-1].effect),
            )
        )
    summary = words.say("designs.summary", lines=" ".join(told))
    title = words.say("designs.title", outcome=words.outcome(outcome.name))
    return curve(f"designs-{n}", title, summary, lines, look)


def _table(own: Sequence[Designed], words: Words) -> Table:
    asked = any(one.effect is not None for one in own)
    heads = [words.say(f"table.{key}") for key in ("design", "clients", "share", "smallest", "takers")]
    if asked:
        effect = words.effect(own[0].outcome.kind, own[0].effect)
        heads.append(words.say("table.needed", effect=effect))
    rows = []
    for one in own:
        kind, setting = one.outcome.kind, one.setting
        cells = [
            words.number(setting.clients),
            f"{words.part(setting.treated)} / {words.part(setting.comparison)}",
            words.effect(kind, one.smallest),
            words.effect(kind, one.on_takers),
        ]
        if asked:
            cells.append(words.number(one.needed) if one.needed is not None else words.say("none"))
        rows.append(Row(words.say(f"unit.{setting.unit}"), cells))
    return Table(words.say("table.caption", outcome=words.outcome(own[0].outcome.name)), heads, rows)


def _how(words: Words) -> Section:
    return Section("how", words.say("how.title"), [words.say(f"how.{part}") for part in HOW])
