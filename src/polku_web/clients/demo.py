"""What the national system would tell of the demo's clients: when their job search began and what they are since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from polku_web.clients.models import AllowanceRight, Client, Residence, StatusPeriod

NEW, WAITING = 8, 9  # the last figure of a client's place: began three days ago; began three weeks ago, has no coach
STATUS = {3: "in_service", 5: "subsidised", 7: "laid_off"}  # the others are unemployed


def began(n: int, on: date) -> date:
    """The first day of the n-th client's job search."""
    return on - timedelta({NEW: 3, WAITING: 21}.get(n % 10, 200 - 5 * n % 150))


def load(*, clients: Sequence[Client], on: date) -> None:
    """Statuses and rights of the clients, in the order in which they were registered; they lived where they live."""
    rows = [(n, client, began(n, on)) for n, client in enumerate(clients)]
    changed = [(n, client, since + (on - since) // 2) for n, client, since in rows if n % 10 in STATUS]
    then = {client.pk: day for _n, client, day in changed}
    StatusPeriod.objects.bulk_create(
        StatusPeriod(
            client=client,
            status="unemployed",
            start_date=since,
            end_date=then[client.pk] - timedelta(1) if client.pk in then else None,
        )
        for n, client, since in rows
    )
    StatusPeriod.objects.bulk_create(
        StatusPeriod(client=client, status=STATUS[n % 10], start_date=day) for n, client, day in changed
    )
    Residence.objects.filter(client__in=clients, end_date=None).update(start_date=date(2020, 1, 1))
    AllowanceRight.objects.bulk_create(
        AllowanceRight(client=client, earnings_related=n % 4 == 2, start_date=since) for n, client, since in rows
    )
