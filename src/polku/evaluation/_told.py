"""A study in words: its headlines, what changed, what it saved to whom, for whom, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polku import estimation
from polku.estimation import Said
from polku.evaluation._conclusions import Conclusion
from polku.evaluation._drawing import intervals
from polku.evaluation._estimates import Findings, Found
from polku.evaluation._evaluate import Answered, Evaluation
from polku.evaluation._outcomes import PAYERS, service_payer
from polku.evaluation._waves import Waves
from polku.evaluation._words import Asked
from polku.page import Block, Headline, Language, Row, Section, Table, people

COUNCIL = (
    "employed", "open-market", "employed-days", "unemployed-days", "broadly-unemployed-days", "earnings-eur",
    "benefit-eur", "service-cost-eur", "public-cost-eur",
)  # fmt: skip

# The page has a trial on the past and groups of its own.
OWN_HERE = ("note.no-past", "note.no-groups")


def headlines(answered: Answered, asked: Asked) -> Iterator[Headline]:
    """Work, saving and goals of a study, each in a sentence."""
    findings, name = answered.findings, asked.study(answered.study)
    if not any(one.role == "main" for one in findings.found):
        yield Headline("", asked.say("summary.none", name=name))
        return
    words, work, saved = asked.words, findings.main("employed"), findings.main("net-saving-eur")
    yield _work(work, findings, name, asked) if work else Headline("", asked.say("summary.work-none", name=name))
    for one in answered.conclusions:
        if one.question == "saving" and one.payer == "all" and saved is not None:
            told = abs(saved.made.estimate) if one.verdict == "costs" else saved.made.estimate
            written = words.amount(saved.outcome, told, sign=one.verdict == "cannot_tell")
            yield Headline(written, asked.say(f"summary.saving-{one.verdict}", name=name))
        if one.question.startswith("goal:"):
            yield _goal(one, name, asked)


def _work(work: Found, findings: Findings, name: str, asked: Asked) -> Headline:
    words, days = asked.words, asked.words.number(work.outcome.days)
    low, high = (words.amount(work.outcome, end) for end in (work.made.low, work.made.high))
    figure = words.amount(work.outcome, work.made.estimate)
    told = asked.say(f"summary.work-{findings.verdict(work)}", name=name, days=days, low=low, high=high)
    return Headline(figure, told)


def _goal(one: Conclusion, name: str, asked: Asked) -> Headline:
    goal = next(goal for goal in asked.pilot.goals if f"goal:{goal.id}" == one.question)
    change = asked.words.part((goal.change or 0) / 10_000)
    named = goal.name.in_language(asked.words.lang)
    if one.value is None or one.low is None or one.high is None:
        return Headline("", asked.say("summary.goal-not_estimated", goal=named, name=name))
    ends = {"low": asked.words.part(one.low), "high": asked.words.part(one.high)}
    sentence = asked.say(f"summary.goal-{one.verdict}", goal=named, change=change, name=name, **ends)
    return Headline(asked.words.part(one.value), sentence)


def study_section(answered: Answered, found: Evaluation, asked: Asked, place: int) -> Section:
    """The section of a study; `place` makes its ids its own, and its name its headings where there are several."""
    id = f"study-{place + 1}"
    whose = f": {asked.study(answered.study)}" if len(found.answered) > 1 else ""
    blocks = [
        _effects(answered, asked, id, whose),
        _savings(answered, found, asked, id, whose),
        *_groups(answered, asked, id, whose),
        Block(f"{id}-sure", asked.say("sure.title") + whose, items=_sure(answered, asked)),
    ]
    return Section(id, asked.study(answered.study), _people(answered.findings, asked), blocks)


def _people(findings: Findings, asked: Asked) -> list[str]:
    number, study = asked.words.number, findings.study
    counts = {"treated": findings.treated, "others": findings.people - findings.treated, "open": findings.not_over}
    told = {name: number(count) for name, count in counts.items()}
    said = [asked.say(f"study.how-{asked.way(study)}")]
    if study.waves is not None:
        return said + _in_waves(findings, study.waves, asked)
    said.append(asked.say("study.people", days=number(study.main_days), **told))
    if findings.without_counterpart:
        said.append(asked.say("study.counterpart", count=number(findings.without_counterpart)))
    if study.kind == "draw" and study.service is not None:
        arms = (findings.takers, findings.comparison_takers)
        taken, others = (asked.words.figure(people(n), asked.words.door(n)) for n in arms)
        said.append(asked.say("study.takers", taken=taken, others=others))
    return said


def _in_waves(findings: Findings, waves: Waves, asked: Asked) -> list[str]:
    """How many municipalities began, and how many people that concerned."""
    number, study = asked.words.number, findings.study
    told = {"places": len(waves.starts), "waves": waves.count, "treated": findings.treated, "days": study.main_days}
    said = [asked.say("study.people-staggered", **{name: number(count) for name, count in told.items()})]
    if findings.small_places:
        said.append(asked.say("study.small-places", count=number(findings.small_places)))
    if study.service is not None:
        taken = asked.words.figure(people(findings.takers), asked.words.door(findings.takers))
        said.append(asked.say("study.took-staggered", taken=taken))
    return said


def _told_effects(findings: Findings) -> list[Found]:
    """The main estimates that the council sees: what was asked, and what is always told, each once."""
    mains = [one for one in findings.found if one.role == "main" and one.outcome.payer is None]
    order = {measure: place for place, measure in enumerate(COUNCIL)}
    told = [one for one in mains if one.outcome.measure in order]
    return sorted(told, key=lambda one: (order[one.outcome.measure], one.outcome.days))


def _effects(answered: Answered, asked: Asked, id: str, whose: str) -> Block:
    findings, words = answered.findings, asked.words
    rows = [
        Row(
            asked.outcome(one.outcome),
            [
                words.amount(one.outcome, one.made.estimate),
                asked.interval(one),
                words.amount(one.outcome, one.made.comparison_mean, sign=False),
                asked.verdict(findings, one),
            ],
        )
        for one in _told_effects(findings)
    ]
    heads = [asked.say(f"effects.{key}") for key in ("outcome", "effect", "interval", "comparison", "verdict")]
    title = asked.say("effects.title") + whose
    table = Table(title, heads, rows) if rows else None
    return Block(f"{id}-effects", title, table=table, definition=asked.say("effects.definition"))


def _savings(answered: Answered, found: Evaluation, asked: Asked, id: str, whose: str) -> Block:
    findings, title = answered.findings, asked.say("saving.title") + whose
    by_payer = {one.payer: one for one in answered.conclusions if one.question == "saving"}
    rows = []
    for payer in ("all", *PAYERS):
        one = findings.main("net-saving-eur", next((known for known in PAYERS if known == payer), None))
        if one is not None and payer in by_payer:
            figure = asked.words.amount(one.outcome, one.made.estimate)
            rows.append(Row(asked.say(f"payer.{payer}"), [figure, asked.interval(one), asked.answer(by_payer[payer])]))
    heads = [asked.say(key) for key in ("saving.payer", "saving.value", "effects.interval", "effects.verdict")]
    payer_of = asked.say(f"payer.{service_payer(asked.pilot)}")
    table = Table(title, heads, rows) if rows else None
    sentences = [*_clash(by_payer, asked), *_extra_job(answered.conclusions, asked)]
    if found.without_price:
        names = ", ".join(asked.service(service) for service in found.without_price)
        sentences.append(asked.say("saving.unpriced", names=names))
    definition = asked.say("saving.definition", payer=payer_of)
    return Block(f"{id}-saving", title, sentences, table=table, definition=definition)


def _clash(by_payer: dict[str, Conclusion], asked: Asked) -> list[str]:
    """A saving to one payer that is a cost to another is said as that."""
    sides = {
        verdict: [
            asked.say(f"payer.{payer}") for payer in PAYERS if payer in by_payer and by_payer[payer].verdict == verdict
        ]
        for verdict in ("saves", "costs")
    }
    if not (sides["saves"] and sides["costs"]):
        return []
    return [asked.say("saving.clash", **{verdict: ", ".join(names) for verdict, names in sides.items()})]


def _extra_job(conclusions: Sequence[Conclusion], asked: Asked) -> list[str]:
    one = next((one for one in conclusions if one.question == "cost-per-extra-job"), None)
    if one is None:
        return []
    if one.value is None or one.low is None or one.high is None:
        return [asked.say("saving.job-none")]
    value, low, high = (asked.words.money(f"{end:,.0f}") for end in (one.value, one.low, one.high))
    return [asked.say("saving.job", value=value, low=low, high=high)]


def _groups(answered: Answered, asked: Asked, id: str, whose: str) -> Iterator[Block]:
    """The groups of the first outcome, as points with their intervals and as a table."""
    findings = answered.findings
    first = answered.study.asked[0]
    rows = [one for one in findings.found if one.role == "group" and one.outcome == first]
    if not rows:
        return
    words, title = asked.words, asked.say("groups.title") + whose
    table_rows = [
        Row(
            asked.group(one.group),
            [words.amount(first, one.made.estimate), asked.interval(one), asked.verdict(findings, one)],
        )
        for one in rows
    ]
    heads = [asked.say(key) for key in ("groups.group", "effects.effect", "effects.interval", "effects.verdict")]
    told = "; ".join(f"{row.label} {row.cells[0]}" for row in table_rows)
    caption = f"{title}: {asked.outcome(first)}"
    points = [
        (row.label, one.made.estimate, one.made.low, one.made.high) for row, one in zip(table_rows, rows, strict=True)
    ]
    scale = 100 if first.measure in ("employed", "open-market") else 1
    chart = intervals(f"{id}-groups", caption, asked.say("groups.summary", rows=told), points, scale)
    yield Block(f"{id}-groups", title, [], chart, Table(caption, heads, table_rows), asked.say("groups.definition"))


def _sure(answered: Answered, asked: Asked) -> list[str]:
    """What the answer rests on and what to be careful of, as sentences."""
    findings, lang = answered.findings, asked.words.lang
    first = next((one for one in findings.found if one.role == "main"), None)
    said: list[str] = []
    if first is not None:
        said += [estimation.say(one, lang) for one in first.made.assumptions]
        beside = (one for one in (*first.made.warnings, *first.made.notes) if one.key not in OWN_HERE)
        said += [estimation.say(one, lang) for one in beside]
        said.append(asked.say("sure.errors", kind=estimation.by(first.made.se_kind, lang)))
    said += [_placebo(one, asked) for one in findings.found if one.role == "placebo"]
    said += _others(findings, first, asked)
    said += [line for line in _takers_rest(findings, first, lang) if line not in said]
    for one in answered.conclusions:
        if one.question == "displacement" and one.value is not None:
            share = asked.words.percent(f"{100 * one.value:.1f}")
            said.append(asked.say(f"sure.displacement-{one.verdict}", share=share))
    return said + _refused(findings, asked)


def _takers_rest(findings: Findings, first: Found | None, lang: Language) -> Iterator[str]:
    """What the effect on takers rests on: the draw's own sentences are another design's."""
    for one in findings.found:
        if first is not None and one.role == "takers" and one.outcome == first.outcome:
            first_stage = (said for said in one.made.notes if said.key == "note.first-stage")
            yield from (estimation.say(said, lang) for said in (*one.made.assumptions, *first_stage))
            yield from (estimation.say(said, lang) for said in one.made.warnings)


def _refused(findings: Findings, asked: Asked) -> list[str]:
    """What could not be estimated, by reason: the page's own words for it, else those of `estimation`."""
    by_reason: dict[str, list[str]] = {}
    for name, why in findings.refused:
        own = asked.words.knows(f"sure.refused-{why}")
        told = asked.say(f"sure.refused-{why}") if own else estimation.say(Said(f"why.{why}"), asked.words.lang)
        by_reason.setdefault(told, []).append(name)
    return [asked.say("sure.refused", name=", ".join(names), why=why) for why, names in by_reason.items()]


def _placebo(one: Found, asked: Asked) -> str:
    value, low, high = (
        asked.words.amount(one.outcome, end) for end in (one.made.estimate, one.made.low, one.made.high)
    )
    kind = "good" if one.made.low <= 0 <= one.made.high else "bad"
    return asked.say(f"sure.placebo-{kind}", value=value, low=low, high=high)


def _others(findings: Findings, first: Found | None, asked: Asked) -> list[str]:
    """What other designs say of the first outcome."""
    if first is None:
        return []
    told = []
    for one in findings.found:
        if one.role in ("beside", "takers") and one.outcome == first.outcome:
            ends = (one.made.estimate, one.made.low, one.made.high)
            value, low, high = (asked.words.amount(one.outcome, end) for end in ends)
            name = asked.say(f"design.{one.made.design}")
            part = "" if one.group == findings.study.group else f", {asked.group(one.group)}"
            told.append(asked.say("sure.beside", value=value, low=low, high=high, design=f"{name}{part}"))
    return told
