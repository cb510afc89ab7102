"""What the figures of a contract mean, in sentences that a contract meeting can use."""

from __future__ import annotations

from collections.abc import Iterator

from polku.definition import Contract, ResultRateFee
from polku.forecast._figures import Figures
from polku.forecast._language import Words


def sentences(contract: Contract, found: Figures, words: Words) -> list[str]:
    """The contract's sentences: what it pays, what would have come anyway, and what it invites a provider to do."""
    if not found.at(contract.id).participants:
        return [words.say("contract.nobody")]
    return [
        *_pay(contract, found, words),
        *_anyway(contract, found, words),
        *_nothing(contract, found, words),
        *_low(contract, found, words),
        *_fees(contract, found, words),
    ]


def _pay(contract: Contract, found: Figures, words: Words) -> Iterator[str]:
    figure = found.at(contract.id)
    yield words.say(
        "contract.mean",
        mean=words.euros(figure.mean),
        low=words.euros(figure.p10),
        high=words.euros(figure.p90),
        each=words.euros(figure.each or 0),
        count=words.mean(figure.participants),
    )


def _anyway(contract: Contract, found: Figures, words: Words) -> Iterator[str]:
    figure = found.at(contract.id)
    if figure.anyway is None:
        yield words.say("contract.anyway-none")
    else:
        yield words.say("contract.anyway", share=words.points(figure.anyway))
    if figure.anyway_low is not None and figure.anyway_high is not None and figure.anyway_low < figure.anyway_high:
        yield words.say("contract.anyway-sure", span=words.points_between(figure.anyway_low, figure.anyway_high))


def _nothing(contract: Contract, found: Figures, words: Words) -> Iterator[str]:
    nothing, strong = (found.at(contract.id, one).mean for one in ("no_effect", "strong_effect"))
    if strong:
        share = words.points((20_000 * nothing + strong) // (2 * strong))
        yield words.say("contract.nothing", nothing=words.euros(nothing), share=share, strong=words.euros(strong))


def _low(contract: Contract, found: Figures, words: Words) -> Iterator[str]:
    everyone, low, idle = (
        found.at(contract.id, one).each for one in ("as_simulated", "low_risk_only", "low_risk_no_effect")
    )
    if everyone is not None and low is not None:
        yield words.say("contract.low", low=words.euros(low), each=words.euros(everyone))
    if idle is not None:
        yield words.say("contract.low-idle", idle=words.euros(idle))


def _fees(contract: Contract, found: Figures, words: Words) -> Iterator[str]:
    for fee in contract.fees:
        if isinstance(fee, ResultRateFee):
            noise = found.at(contract.id, "no_effect", fee=fee.id)
            mean, low, high = (words.euros(number) for number in (noise.mean, noise.p10, noise.p90))
            key = "contract.noise" if noise.p90 else "contract.noise-none"
            yield words.say(key, fee=fee.id, mean=mean, low=low, high=high)
