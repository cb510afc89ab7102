"""Asking `polku` about clients: their rows as facts in an engine, on which its steps answer as they do for all.

    with asked([client.pk]) as engine:
        verdict = verdicts(engine, definition_of(pilot), on)[str(client.pk)]

One client takes milliseconds: engines are kept between questions, each used by one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from polku.base.engine import DuckDB, Engine, Standing
from polku.facts import put
from polku_web.base.facts import exports

ASKED = ("persons", "residences", "statuses", "rights", "risk_scores")  # what `persons_at` reads and the service keeps
FEW = 50  # up to here the kept engine is the quicker one
CHUNK = 5000  # ids in a query
_idle: list[Standing] = []


def person_rows(clients: Iterable[UUID]) -> dict[str, list[dict[str, Any]]]:
    """The clients' rows of the tables by which rules decide: five queries for each 5 000 clients."""
    ids = list(clients)
    told = exports()
    chunks = [ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK)]
    return {name: [row for chunk in chunks for row in told[name].of_persons(chunk)] for name in ASKED}


@contextmanager
def asked(clients: Iterable[UUID]) -> Iterator[Engine]:
    """An engine that holds the facts of these clients and of nobody else. Use no more of it than the block."""
    ids = list(clients)
    facts = person_rows(ids)
    if len(ids) > FEW:
        with DuckDB() as engine:
            put(engine, facts)
            yield engine
        return
    try:
        engine = _idle.pop()
    except IndexError:
        engine = Standing()
    put(engine, facts)
    yield engine
    _idle.append(engine)  # after a failure it is not used again
