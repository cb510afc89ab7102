"""Whether the service lives, and whether it can work: for the machinery that starts and watches it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from polku_web.audit.triggers import missing
from polku_web.base.rights import ANYONE, page


@require_GET
@page(access=ANYONE)
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. It asks nothing of the database: a restart would not mend that."""
    return JsonResponse({"status": "ok"})


@require_GET
@page(access=ANYONE)
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers, its tables are of this version, and the log is protected; else 503 and what is not."""
    try:
        executor = MigrationExecutor(connection)
        told = {
            "database": True,
            "tables": not executor.migration_plan(executor.loader.graph.leaf_nodes()),
            "audit": not missing(connection),
        }
    except DatabaseError:
        told = {"database": False}
    fine = all(told.values())
    return JsonResponse({"status": "ok" if fine else "unavailable", **told}, status=200 if fine else 503)
