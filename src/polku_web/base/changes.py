"""What is counted from a client's facts is counted again when they change.

Whoever changes many clients' facts (an import, a status told by hand) calls `facts_changed` in the same transaction;
an app above that keeps something counted tells with `when_facts_change` what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID

Listener = Callable[[Collection[UUID], date], None]
_LISTENERS: list[Listener] = []


def when_facts_change(listener: Listener) -> None:
    """Call the function with the clients' ids and the day."""
    _LISTENERS.append(listener)


def facts_changed(client_ids: Collection[UUID], on: date) -> None:
    """Tell that statuses, enrolments or meetings of these clients are not what they were."""
    for listener in _LISTENERS:
        listener(client_ids, on)
