"""Which columns of the organiser's files are remembered as what, and forgetting one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from polku_web.base.pages import paged
from polku_web.base.rights import page
from polku_web.intake import actions, queries
from polku_web.intake.models import ColumnMatch


@require_GET
@page("columnmatch", "forget")
def column_matches(request: Any) -> HttpResponse:
    """What is remembered, by kind of file."""
    shown = paged(request, queries.column_matches(request.actor))
    return render(request, "intake/column_matches.html", {"page": shown, "rows": queries.labelled(shown)})


@require_POST
@page("columnmatch", "forget", key="match_id")
def forget_column(request: Any, match: ColumnMatch) -> HttpResponse:
    """Forget one: the next file guesses the column by its name again."""
    actions.forget_column(match=match, by=request.actor)
    messages.success(request, _("Sarake on unohdettu. Seuraavassa tiedostossa se arvataan nimestä."))
    return redirect("column_matches")
