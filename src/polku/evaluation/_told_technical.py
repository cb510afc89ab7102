"""The technical part: every estimate, and how alike the groups were."""

from __future__ import annotations

from polku.evaluation._evaluate import Evaluation
from polku.evaluation._words import Asked
from polku.page import Block, Row, Section, Table


def technical_section(found: Evaluation, asked: Asked) -> Section:
    """All estimates and the balance, as tables that open."""
    sentences = [asked.say("technical.lead")]
    if found.companies:
        sentences.append(asked.say("technical.companies", count=asked.words.number(found.companies)))
    return Section(
        "technical", asked.say("technical.title"), sentences, [_estimates(found, asked), _balance(found, asked)]
    )


def _estimates(found: Evaluation, asked: Asked) -> Block:
    words, rows = asked.words, []
    for answered in found.answered:
        for one in answered.findings.found:
            made = one.made
            counts = f"{words.number(made.n_treated)} / {words.number(made.n_comparison)}"
            rows.append(
                Row(
                    one.name,
                    [
                        f"{one.group} ({asked.study(answered.study)})",
                        asked.say(f"design.{made.design}"),
                        words.amount(one.outcome, made.estimate),
                        asked.interval(one),
                        words.written(f"{one.p:.3f}"),
                        counts,
                    ],
                )
            )
    keys = ("effects.outcome", "groups.group", "technical.design", "effects.effect", "effects.interval", "technical.p")
    heads = [asked.say(key) for key in (*keys, "technical.n")]
    title = asked.say("technical.estimates")
    return Block("technical-estimates", title, table=Table(title, heads, rows, fold=True) if rows else None)


def _balance(found: Evaluation, asked: Asked) -> Block:
    words = asked.words
    rows = []
    for answered in found.answered:
        for _, group, design, covariate, treated, compared, before, after in answered.findings.balance_rows():
            figures = [
                words.written(f"{one:,.2f}") if isinstance(one, float) else "–"
                for one in (treated, compared, before, after)
            ]
            rows.append(Row(str(covariate), [f"{group}, {asked.say(f'design.{design}')}", *figures]))
    keys = ("covariate", "design", "treated", "compared", "before", "after")
    heads = [asked.say(f"technical.{key}") for key in keys]
    title = asked.say("technical.balance")
    table = Table(title, heads, rows, fold=True) if rows else None
    return Block("technical-balance", title, table=table, definition=asked.say("technical.balance-definition"))
