"""A list a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 25


def paged(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page that the address asks for (`?page=2`); the nearest one there is when it asks for nonsense."""
    return Paginator(rows, SIZE).get_page(request.GET.get("page"))
