"""The OpenAPI document and what the API does: requests invented from the one, answers held to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from polku_web.api.urls import api
from polku_web.base.rights import roles_of
from polku_web.organisations.models import Token
from polku_web.project.addresses import addresses
from tests.conftest import PROFILE
from tests.web.api_things import Caller, token_for

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 4 if PROFILE == "usual" else 200
NOBODYS = UUID(int=0)


@contextmanager
def one_connection() -> Iterator[None]:
    """A request ends with its connection; here it is the test's, whose transaction takes everything back."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def loaded() -> Any:
    """The document as schemathesis reads it, and the service itself to call in this process."""
    found = schemathesis.openapi.from_dict(api.get_openapi_schema())
    found.app = WSGIHandler()
    return found


CALLS = [(path, method) for path, ways in api.get_openapi_schema()["paths"].items() for method in ways]


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_whatever_is_sent_the_answer_fits_the_document(world: Any, path: str, method: str) -> None:
    _token, text = token_for(world.ours, world.units[:1])
    sent = Caller(text).post("batches/rows", {"rows": [{"number": "wrong"}, {"number": "also wrong"}]}).json()
    ids = st.sampled_from([sent["id"], str(NOBODYS)])
    operation = loaded()[path][method]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(
        max_examples=EXAMPLES,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=cases, batch_id=ids)
    def every(case: Any, batch_id: str) -> None:
        if "{batch_id}" in path:
            case.path_parameters = {"batch_id": batch_id}
        with one_connection():
            answer = case.call(headers={"Authorization": f"Bearer {text}"})
        case.validate_response(answer, checks=CHECKS)

    every()


def test_the_document_tells_every_path_and_what_it_needs() -> None:
    answer = Browser().get("/api/v1/openapi.json")
    told = answer.json()
    assert (answer["Content-Type"], told["openapi"]) == ("application/json", "3.1.0")
    assert told["components"]["securitySchemes"] == {"Bearer": {"type": "http", "scheme": "bearer"}}
    asked = {
        f"/{one.path}".replace("<uuid:", "{").replace(">", "}"): dict(one.access.methods)
        for one in addresses()
        if one.access and one.access.who == "token"
    }
    paths = {
        path: {method.upper(): call["x-ability"] for method, call in ways.items()}
        for path, ways in told["paths"].items()
    }
    assert paths == asked
    assert {ability for ways in paths.values() for ability in ways.values()} == set(Token.ABILITIES)
    assert all(call["description"] and call["security"] for ways in told["paths"].values() for call in ways.values())


def test_people_and_systems_do_not_meet() -> None:
    """No page is open to a token, and no path of the API to a role of people."""
    for one in addresses():
        if one.access and one.access.who in ("roles", "token"):
            assert ("system" in roles_of(one.access)) == (one.access.who == "token"), one.path
            assert one.path.startswith("api/v1/") == (one.access.who == "token"), one.path
