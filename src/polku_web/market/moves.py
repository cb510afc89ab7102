"""From which state a referral may go to which, and who may move it: the one table of it."""

from __future__ import annotations

from enum import StrEnum

from polku_web.market.models import Referral


class Side(StrEnum):
    """Whose move it is."""

    SENDER = "sender"
    PROVIDER = "provider"
    SYSTEM = "system"


BY_PROVIDER = frozenset({Side.PROVIDER})
SENDER_OR_LEFT = frozenset({Side.SENDER, Side.SYSTEM})  # by itself when the client is no client here any more
MOVES: dict[tuple[str, str], frozenset[Side]] = {
    ("sent", "seen"): BY_PROVIDER,
    ("sent", "accepted"): BY_PROVIDER,
    ("sent", "declined"): BY_PROVIDER,
    ("sent", "withdrawn"): SENDER_OR_LEFT,
    ("sent", "expired"): frozenset({Side.SYSTEM}),
    ("seen", "accepted"): BY_PROVIDER,
    ("seen", "declined"): BY_PROVIDER,
    ("seen", "withdrawn"): SENDER_OR_LEFT,
    ("seen", "expired"): frozenset({Side.SYSTEM}),
    # The client did not come, or something else came up before the first day.
    ("accepted", "declined"): BY_PROVIDER,
    ("accepted", "withdrawn"): SENDER_OR_LEFT,
    ("accepted", "started"): BY_PROVIDER,
    ("started", "ended"): BY_PROVIDER,
}


def may_move(referral: Referral, to: str, side: Side) -> bool:
    """Whether the side may move the referral to the state. For an own service the sender does the provider's part."""
    sides = {side, Side.PROVIDER} if side == Side.SENDER and referral.offer.provider_id is None else {side}
    return bool(MOVES.get((referral.state, to), frozenset()) & sides)
