"""The OpenAPI document, made from the calls themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from ninja import NinjaAPI

from polku_web.api.problems import MEDIA, POLICY, tell_problems
from polku_web.base.rights import ANYONE, page

ABOUT = """Taking clients in from another system: files or rows are sent, checked, corrected and taken in.

A call carries a token in the header Authorization: Bearer TOKEN. The organiser's administrator makes tokens and revokes
them; each call is in the service's log under the token's name. Cookies are not looked at. Texts come in the language
that Accept-Language asks for: fi, sv or en. What goes wrong is told as problem details (RFC 9457)."""


class Api(NinjaAPI):
    """django-ninja, with problems told under their own media type."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """A call is named after its function."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **rest: Any) -> Any:
        """The document, with paths from the root of the service."""
        schema = super().get_openapi_schema(path_prefix="/api/v1/")
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA: answer["content"].popitem()[1]}
        return schema


def made(router: Any) -> Api:
    """The API with all calls of the router."""
    api = Api(title="Polku", version="1", description=ABOUT, docs_url=None, openapi_url=None)
    tell_problems(api)
    api.add_router("", router)
    return api


def document_of(api: Api) -> Any:
    """A view that gives the document to anybody: it tells nothing about people or organisations."""

    @require_GET
    @page(access=ANYONE)
    def document(request: HttpRequest) -> HttpResponse:
        answer = JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})
        answer["Content-Security-Policy"] = POLICY
        return answer

    return document
