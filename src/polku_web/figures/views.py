"""Pages of figures: contracts with what they have earned, one contract, the situational picture, and their files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from polku_web.audit.actions import record
from polku_web.base.actors import Role
from polku_web.base.rights import allowed, page
from polku_web.contracts.models import Pilot
from polku_web.figures import exports, money, pages, queries
from polku_web.figures.models import Contract


@require_GET
@page("contract", "view")
def contracts(request: Any) -> HttpResponse:
    """The contracts that the reader may see, each with what it has earned and what waits for proof."""
    found = [money.told(one) for one in queries.contracts_of(request.actor)]
    parts = pages.standing(request.actor) | {
        "contracts": found,
        "sums": money.total(one.sums for one in found),
        "ours": not request.actor.posts_as(Role.PROVIDER_WORKER),
    }
    return render(request, "figures/contracts.html", parts)


@require_GET
@page("contract", "view", key="contract_id")
def contract(request: Any, contract: Contract) -> HttpResponse:
    """A contract's fees, and what each came to month by month. No client is named."""
    return render(request, "figures/contract.html", pages.standing(request.actor) | pages.of_contract(contract))


@require_GET
@page("contract", "view")
def contracts_file(request: Any, form: str) -> HttpResponse:
    """The sums of all contracts that the reader may see, as a file."""
    rows = list(queries.fees_of(queries.contracts_of(request.actor).values("pk")))
    record(request.actor, "figures.exported", after={"what": "contracts", "form": form, "rows": len(rows)})
    return exports.answer(form, pages.file_name("contracts", request.actor), *exports.fee_table(rows))


@require_GET
@page("contract", "view", key="contract_id")
def contract_file(request: Any, contract: Contract, form: str) -> HttpResponse:
    """The sums of a contract, as a file."""
    rows = list(queries.fees_of([one for one in [queries.figures_of(contract)] if one]))
    record(request.actor, "figures.exported", contract, after={"form": form, "rows": len(rows)})
    return exports.answer(form, pages.file_name("contract", request.actor), *exports.fee_table(rows))


@require_GET
@page("pilot", "picture")
def pictures(request: Any) -> HttpResponse:
    """The pilots that have a picture; straight there when there is one."""
    pilots = list(allowed(request.actor, "picture", "pilot"))
    with_figures = list(queries.newest().filter(pilot__in=pilots).select_related("pilot", "run"))
    if len(with_figures) == 1:
        return redirect("picture", pilot_id=with_figures[0].pilot_id)
    return render(request, "figures/pictures.html", pages.standing(request.actor) | {"figures": with_figures})


@require_GET
@page("pilot", "picture", key="pilot_id")
def picture(request: Any, pilot: Pilot) -> HttpResponse:
    """An indicator month by month and by municipality, with what it means; published figures only."""
    parts = pages.standing(request.actor) | pages.of_picture(pilot, request.GET)
    return render(request, "figures/picture.html", parts, status=422 if parts["faulty"] else 200)


@require_GET
@page("pilot", "picture", key="pilot_id")
def picture_file(request: Any, pilot: Pilot, form: str) -> HttpResponse:
    """An indicator's published figures of all areas, groups and months, as a file."""
    heads, rows = pages.picture_table(pilot, request.GET.get("indicator", ""))
    record(request.actor, "figures.exported", pilot, after={"form": form, "rows": len(rows)})
    return exports.answer(form, pages.file_name("picture", request.actor), heads, rows)
