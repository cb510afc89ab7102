"""The API knows no cookies: nobody is signed in there, so no page elsewhere can make a browser act for a person."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROOT = "/api/"


class NoCookies:
    """Takes the cookies off a request to the API before anybody reads them: sessions, languages, messages."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, by the token alone."""
        if request.path_info.startswith(ROOT):
            request.COOKIES = {}
        return self.answer(request)
