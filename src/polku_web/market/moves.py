"""From which state a referral may go to which, and who may move it: the one table of it."""

from __future__ import annotations

from enum import StrEnum

from polku_web.market.models import Referral

State = Referral.State


class Side(StrEnum):
    """Whose move it is."""

    SENDER = "sender"
    PROVIDER = "provider"
    SYSTEM = "system"


BY_PROVIDER = frozenset({Side.PROVIDER})
MOVES: dict[tuple[str, str], frozenset[Side]] = {
    (State.SENT, State.SEEN): BY_PROVIDER,
    (State.SENT, State.ACCEPTED): BY_PROVIDER,
    (State.SENT, State.DECLINED): BY_PROVIDER,
    (State.SENT, State.WITHDRAWN): frozenset({Side.SENDER}),
    (State.SENT, State.EXPIRED): frozenset({Side.SYSTEM}),
    (State.SEEN, State.ACCEPTED): BY_PROVIDER,
    (State.SEEN, State.DECLINED): BY_PROVIDER,
    (State.SEEN, State.WITHDRAWN): frozenset({Side.SENDER}),
    (State.SEEN, State.EXPIRED): frozenset({Side.SYSTEM}),
    # The client did not come, or something else came up before the first day.
    (State.ACCEPTED, State.DECLINED): BY_PROVIDER,
    (State.ACCEPTED, State.WITHDRAWN): frozenset({Side.SENDER}),
    (State.ACCEPTED, State.STARTED): BY_PROVIDER,
    (State.STARTED, State.ENDED): BY_PROVIDER,
}


def may_move(referral: Referral, to: str, side: Side) -> bool:
    """Whether the side may move the referral to the state. For an own service the sender does the provider's part."""
    sides = {side, Side.PROVIDER} if side == Side.SENDER and referral.offer.provider_id is None else {side}
    return bool(MOVES.get((referral.state, to), frozenset()) & sides)
