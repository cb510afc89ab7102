"""What is counted in the background, beside the web process (`polku work`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from polku_web.casework.duties import count_again, count_everyone

AT_ONCE = 500  # clients: a whole register taken in is counted afterwards, so that nobody waits for it


@task()
def count_all() -> None:
    """Count everybody's duties as of today."""
    count_everyone(timezone.localdate())


def recount(client_ids: Collection[UUID], on: date) -> None:
    """Count the duties of these clients: few at once, many when the transaction has ended well."""
    if len(client_ids) <= AT_ONCE:
        count_again(client_ids, on)
    else:
        transaction.on_commit(lambda: count_all.enqueue() and None)
