"""The examples of docs/web/api.md: each call is made, in order, and the answer has what the page says."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.test.client import MULTIPART_CONTENT, encode_multipart

from polku_web.api.problems import KINDS
from polku_web.audit.models import Entry
from polku_web.clients.models import Client
from tests.house.tree import ROOT
from tests.web.api_things import token_for

pytestmark = pytest.mark.django_db
PAGE = (ROOT / "docs" / "web" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|json|csv)\n(.*?)^```", PAGE, re.M | re.S)
FILES = {"clients.csv": next(text for kind, text in BLOCKS if kind == "csv")}
FILES["odd.csv"] = [text for kind, text in BLOCKS if kind == "csv"][1]
BOUNDARY = "polku"


def called(command: str, known: dict[str, str]) -> Any:
    """What curl would be answered: options as curl reads them."""
    for name, value in known.items():
        command = command.replace(f"${name}", value)
    words = iter(shlex.split(command.replace("\\\n", ""))[1:])
    headers, form, body, method, address = {}, {}, "", "", ""
    for word in words:
        if word == "-H":
            name, _colon, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-F":
            name, _equals, value = next(words).partition("=")
            form[name] = SimpleUploadedFile(value[1:], FILES[value[1:]].encode()) if value.startswith("@") else value
        elif word == "--json":
            body = next(words)
        elif word == "-X":
            method = next(words)
        else:
            address = word
    content: Any = encode_multipart(BOUNDARY, form) if form else body
    kind = MULTIPART_CONTENT.replace("BoUnDaRyStRiNg", BOUNDARY) if form else "application/json"
    way = method or ("POST" if form or body else "GET")
    return Browser(headers=headers).generic(way, address, content, content_type=kind).json()


def has(answer: Any, told: Any) -> bool:
    """Whether everything that is told is in the answer."""
    if isinstance(told, dict):
        return all(name in answer and has(answer[name], value) for name, value in told.items())
    if isinstance(told, list):
        return len(answer) == len(told) and all(map(has, answer, told))
    return bool(answer == told)


def test_the_examples_are_true(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the tests work is done at once; on the page a file is on its way first."""
    _token, text = token_for(world.ours, world.units[:1])
    known = {"TOKEN": text, "POLKU": "", "BATCH": ""}
    answer: Any = None
    done = {"checking": {"checked", "taken_in"}, "taking_in": {"taken_in"}}
    for kind, block in BLOCKS:
        if kind == "sh":
            for command in re.split(r"\n(?=curl )", block.strip()):
                answer = called(command, known)
                known["BATCH"] = str(answer.get("id", known["BATCH"]))
        elif kind == "json":
            told = json.loads(block)
            if told.get("state") in done:
                assert answer["state"] in done[told.pop("state")], block
            assert has(answer, told), f"{block}\n{json.dumps(answer, indent=1)}"
    clients = Client.objects.filter(family_name="Esimerkki")
    assert sorted(clients.values_list("given_name", flat=True)) == ["Aino", "Eero", "Silja"]
    assert clients.get(given_name="Eero").left_for == "Toinen alue"
    assert Entry.objects.filter(action="clients.registered", actor_name="Yöajo").count() == 3


def test_every_kind_of_problem_is_on_the_page() -> None:
    rows = re.findall(r"^\| (\d{3}) \| (.+?) \|", PAGE, re.M)
    told = {kind: int(status) for status, kinds in rows for kind in re.findall(r"`([\w-]+)`", kinds)}
    assert told == {kind: status for kind, (status, _title, _cure) in KINDS.items()}
