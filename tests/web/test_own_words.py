"""Own data are told in words: no code of the office stands untold before the one whom it concerns."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation

from polku.definition import DeliveryFee, MilestoneFee, load_pilot, process, process_names, shipped_pilots
from polku_web.base.actors import Actor
from polku_web.base.keeping import Kept, kept
from polku_web.base.money import in_euros
from polku_web.casework.models import Duty, Meeting, Plan
from polku_web.clients.codes import EDUCATION, LEFT
from polku_web.clients.leaving import WhyLeft
from polku_web.clients.models import Decision, Enrolment
from polku_web.contracts.queries import definition_of, latest
from polku_web.market.codes import Chooser, DeclineReason, EndReason
from polku_web.market.models import Job, Referral
from polku_web.market.result_actions import tell_delivery, tell_milestone
from polku_web.market.tending import REMINDED
from polku_web.market.terms import UNITS
from polku_web.privacy.own_data import field_of, readable, sections, word_of
from tests.web.test_privacy import opened, rows_of

pytestmark = pytest.mark.django_db
BY = Actor(timezone.now(), name="tests")
ENTRIES = [(entry, name) for entry in kept() for name in entry.told]

# Names, numbers and what people wrote: nothing in them is a code.
PLAIN = {
    "accounts": ("email", "given_name", "family_name", "identity_sealed", "phone", "address", "occupation"),
    "others": ("author__", "coach__", "made_by__", "answered_by__", "by_name", "name", "organisation__name"),
    "written": ("text", "if_no", "client_answer", "message", "answer_note", "answer", "task", "explanation"),
    "shown": ("place", "evidence", "employer_name", "employer_key", "service_line", "pilot__name", "unit__name"),
    "numbers": ("source_key", "register_key", "link", "lines", "left_for", "model_version", "offer__provider__name"),
}


def _is_plain(entry: Kept, name: str) -> bool:
    if entry.model._meta.model_name == "coachassignment" and name == "reason":
        return True
    return any(name == one or (one.endswith("__") and name.startswith(one)) for some in PLAIN.values() for one in some)


def _codes() -> dict[str, dict[str, list[Any]]]:
    """The codes of fields that have no choices in the model, by table: from the lists that give them."""
    fees = [fee for one in shipped_pilots() for contract in load_pilot(one).contracts for fee in contract.fees]
    kinds = [*Meeting.Kind.values, *Plan.Kind.values]
    return {
        "clients.client": {"education_level": list(range(9)), "native_language": ["fi", "sv", "se", "ru", "ku", "fa"]},
        "clients.enrolment": {"end_reason": list(WhyLeft.values)},
        "clients.decision": {"missing": [["earnings_related_right", "risk_band"], ["benefit_days"]]},
        "organisations.user": {"language": ["fi", "sv", "en"]},
        "market.participation": {"chosen_by": list(Chooser.values), "risk_band": ["low", "medium", "high"]},
        "clients.riskscore": {"risk_band": ["low", "medium", "high"]},
        "market.referralevent": {"detail": [*DeclineReason.values, *EndReason.values, REMINDED]},
        "market.milestone": {"milestone": [fee.milestone for fee in fees if isinstance(fee, MilestoneFee)]},
        "market.delivery": {"unit": [*UNITS, *(fee.unit for fee in fees if isinstance(fee, DeliveryFee))]},
        "casework.former": {"told": [{"kind": one} for one in kinds] + [{"mode": one} for one in Meeting.Mode.values]},
        "casework.duty": {"law": [name for one in process_names() for name in process(one).duties]},
    }


# Codes that are words of the language.
ENGLISH = ("day", "employer", "high", "hour", "low", "medium", "meeting", "month", "plan", "register")
SAME = {("sv", "register"), ("sv", "plan"), *(("en", word) for word in (*ENGLISH, "unemployed", "visit", "week"))}
# What is no code, or one that only a row of the database can tell.
BY_ROW = {"reasons", "rule_version", "law_value", "law_source", "provider", "monthly_cents", "risk", "unverified"}


def test_a_field_that_is_told_is_plain_or_has_words() -> None:
    """A new field that is told holds plain text, has choices, or gets words beside it in its app's `keeping.py`."""
    loose = [
        f"{entry.model.__name__}.{name}"
        for entry, name in ENTRIES
        if isinstance(field_of(entry, name), models.CharField | models.TextField | models.JSONField)
        and not (field_of(entry, name).flatchoices or name in entry.words or name in entry.reads)
        and not _is_plain(entry, name)
    ]
    assert loose == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_code_says_something(language: str) -> None:
    """From the lists of codes themselves: one that is added there and has no words is found here."""
    listed, raw = _codes(), []
    for entry, name in ENTRIES:
        found = [code for code, _label in field_of(entry, name).flatchoices if code != ""]
        found += listed.get(entry.model._meta.label_lower, {}).get(name, [])
        if name in entry.words and name not in BY_ROW:
            assert found, f"{entry.model.__name__}.{name}: say in _codes where its codes are listed"
        for code in found:
            with translation.override(language):
                word = word_of(entry, name, {"law": "", "pilot_id": None, name: code})
            if not word or "_" in word or (word == str(code) and (language, word) not in SAME):
                raw.append(f"{entry.model.__name__}.{name}: {code}")
    assert sorted(set(raw)) == []


def test_each_list_of_words_is_as_long_as_its_list_of_codes() -> None:
    assert set(LEFT) == set(WhyLeft.values)
    assert set(EDUCATION) == set(range(9))


@pytest.fixture
def told(world: Any) -> tuple[Any, dict[str, Any], str]:
    """A client of whom something with a code is kept in each place where codes stood raw, with the file of it all."""
    from polku_web.privacy.actions import give_own_data

    referral = Referral.objects.filter(state="started", participation__isnull=False).first()
    assert referral is not None
    client, day = referral.client, timezone.localdate()
    begun = referral.participation.start_date
    Job.objects.create(client=client, start_date=begun, monthly_cents=245_050, weekly_hours=Decimal("37.50"))
    tell_milestone(participation=referral.participation, milestone="business_registered", date=day, by=BY)
    tell_delivery(participation=referral.participation, unit="visit", quantity=Decimal(2), date=day, by=BY)
    told = {"client": client, "pilot": referral.offer.pilot}
    Enrolment.objects.create(**told, start_date=begun, end_date=day, end_reason="pilot_ends")
    Decision.objects.create(
        **told, on=day, result="undecided", missing=["earnings_related_right"], rule_version="?", decided_at=BY.at
    )
    page, values = opened(give_own_data(client=client, by=BY))
    return client, values, page


def test_own_data_speak(told: Any) -> None:
    _client, values, page = told
    words = str([one["in_words"] for one in values["data"]]) + page
    for word in ("2\xa0450,50\xa0€", "yritys on rekisteröity", "käynti", "kokeilu päättyi", "oikeus ansiopäivärahaan"):
        assert word in words
    for code in ("business_registered", "pilot_ends", "earnings_related_right", "_working_days", "245050", "sentteinä"):
        assert code not in page
    job = next(row for row in rows_of(values, "market.job") if row["monthly_cents"])
    assert job["monthly_cents"] == 245_050, "machines read what is stored"
    assert [len(one["rows"]) for one in values["data"]] == [len(one["in_words"]) for one in values["data"]]


def test_a_duty_is_told_with_its_rule_and_source(world: Any) -> None:
    from polku_web.casework.duties import count_everyone

    count_everyone(timezone.localdate())
    found = [one for client in world.clients for one in sections(client, by_hand=False)]
    rows = [row for one in found if one.entry.model is Duty for row in one.shown]
    duties = [{str(label): word for label, word in row} for row in rows]
    assert duties
    assert {one["Sääntö"] for one in duties} <= {
        process("nordic-2022").duties[name].label.in_language("fi") for name in process("nordic-2022").duties
    }
    assert all(one["Mitä sääntö sanoo"].split()[-1] in ("työpäivää", "kuukautta", "kertaa") for one in duties)
    assert not [one for one in duties if "changes of" in one["Säännön lähde"]]


def test_the_reasons_of_a_decision_have_the_names_of_the_file_that_decided(world: Any) -> None:
    pilot = world.ours.pilots.first()
    group = definition_of(pilot).target_group
    assert group is not None
    made = {"reasons": [one.id for one in group.any_of], "pilot_id": pilot.pk, "rule_version": latest(pilot).digest}
    entry = next(one for one in kept() if one.model is Decision)
    names = ", ".join(one.name.in_language("fi") for one in group.any_of)
    assert word_of(entry, "reasons", made) == names
    assert word_of(entry, "rule_version", made).startswith("1, ")
    assert word_of(entry, "rule_version", {**made, "rule_version": "f" * 64}) == "f" * 64


def test_money_is_written_as_the_reader_writes_it() -> None:
    found = []
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            found.append(in_euros(123_456))
    assert found == ["1\xa0234,56\xa0€", "1\xa0234,56\xa0€", "€1,234.56"]


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Anna", "040 1"), 'Anna, <a href="tel:0401">040 1</a>'),
        (("", "040 1"), '<a href="tel:0401">040 1</a>'),
        (("Anna", ""), "Anna"),
        (("", ""), ""),
        (("<b>", ""), "&lt;b&gt;"),
    ],
)
def test_what_is_not_there_leaves_no_comma(parts: tuple[str, str], line: str) -> None:
    template = Template("{% load joined %}{% joined name phone|telephone %}")
    assert template.render(Context({"name": parts[0], "phone": parts[1]})) == line


def test_a_service_with_a_number_and_no_name_is_told_without_a_comma(world: Any, browser_of: Any) -> None:
    referral = Referral.objects.filter(client=world.client).first()
    offer = referral.offer
    Referral.objects.filter(pk=referral.pk).update(state="accepted", starts_on=referral.made_on)
    type(offer).objects.filter(pk=offer.pk).update(provider=None, contact_name="", contact_phone="040 700")
    page = browser_of(world.client.user).get(reverse("own_path")).content.decode()
    assert 'Kysy: <a href="tel:040700">040 700</a>' in page
    assert "Pääset palveluun" in page


def test_times_and_sentences_read_as_people_write_them() -> None:
    assert readable(time(9, 30)) == "9.30"
    assert readable(["fi", "sv"]) == "fi, sv"
    assert readable(["Haen työtä.", "Soitan."]) == "Haen työtä. Soitan."
