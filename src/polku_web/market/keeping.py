"""What this app keeps of a client."""

from __future__ import annotations

from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku_web.base.keeping import PROVIDER, STAFF, Kept, Term, keep, said, said_by
from polku_web.base.languages import spoken
from polku_web.base.money import in_euros
from polku_web.clients.codes import band_words
from polku_web.market import client_words
from polku_web.market.models import (
    Delivery,
    Job,
    Milestone,
    Participation,
    Referral,
    ReferralEvent,
    ReferralLink,
)
from polku_web.market.terms import word


def in_language(names: dict[str, str]) -> str:
    """A service's name in the reader's language."""
    return names.get(spoken()) or names.get("fi", "")


ROW_ID = "the row's number, which nothing outside tells"
REFERS = "who it is about: the one who reads it"
DAYS = {"start_date": _("Alkoi"), "end_date": _("Päättyi")}
PROOF = {"source": _("Kuka kertoi"), "confirmed_on": _("Vahvistettu"), "recorded_on": _("Kirjattu")}
SOURCE = {"source": said_by(client_words.SOURCES)}
SERVICE_TOLD = {"offer__names": _("Palvelu"), "offer__provider__name": _("Palveluntuottaja")}

SERVICES = [
    Kept(
        Participation,
        _("Palvelut, joissa olet ollut"),
        PROVIDER,
        Term.PAYMENT,
        {
            **SERVICE_TOLD,
            "referral_date": _("Ohjasimme sinut"),
            **DAYS,
            "planned_end": _("Kestää arviolta"),
            "end_reason": _("Miksi päättyi"),
            "risk_band": _("Luokka, jonka mukaan palveluntuottajalle maksetaan"),
            "chosen_by": _("Kuka valitsi"),
        },
        untold={"id": ROW_ID, "client": REFERS, "referral": "told on its own"},
        reads={"offer__names": in_language},
        words={
            "end_reason": said_by(client_words.ENDED),
            "risk_band": said(band_words),
            "chosen_by": said_by(client_words.CHOSEN),
        },
        open_while=Q(end_date=None),
        last_day="end_date",
        counted={"services_began": "start_date", "services_ended": "end_date"},
        part="offer__service_key",
    ),
]


REFERRALS = [
    Kept(
        Referral,
        _("Palvelut, joihin ohjasimme sinut"),
        STAFF,
        Term.PAYMENT,
        {
            **SERVICE_TOLD,
            "state": _("Vaihe"),
            "made_on": _("Päivä"),
            "answer_by": _("Palveluntuottaja vastaa viimeistään"),
            "chosen_by": _("Kuka valitsi"),
            "condition": _("Täytitkö palvelun ehdot"),
            "voluntary": _("Vapaaehtoinen"),
            "message": _("Viestimme palveluntuottajalle"),
            "starts_on": _("Sovittu alkamispäivä"),
            "planned_end": _("Kestää arviolta"),
            "decline_reason": _("Miksi et päässyt palveluun"),
            "answer_note": _("Palveluntuottajan vastaus"),
            "reminded_on": _("Muistutimme palveluntuottajaa"),
            "shown_until": _("Palveluntuottaja näkee tiedon tähän asti"),
            "changed_at": _("Muutettu"),
        },
        untold={
            "id": ROW_ID,
            "client": REFERS,
            "made_by": "a worker, whom the log names to the officer",
            "offered": "numbers of the offers beside which this one was chosen",
            "rule_version": "the number of the pilot file's version",
        },
        reads={"offer__names": in_language},
        words={
            "state": said_by(client_words.STATES),
            "chosen_by": said_by(client_words.CHOSEN),
            "condition": said_by(client_words.CONDITIONS),
            "decline_reason": said_by(client_words.DECLINED),
        },
        open_while=Q(state__in=Referral.OPEN),
        last_day="made_on",
        counted={"referrals": "made_on"},
        part="offer__service_key",
    ),
    Kept(
        ReferralEvent,
        _("Miten palveluun ohjaaminen eteni"),
        PROVIDER,
        Term.PAYMENT,
        {"at": _("Aika"), "state": _("Vaihe"), "by_name": _("Kuka"), "detail": _("Lisätieto")},
        path="referral__client",
        words={"state": said_by(client_words.STATES), "detail": said_by(client_words.EVENTS)},
        untold={"id": ROW_ID, "referral": "told on its own"},
    ),
    Kept(
        ReferralLink,
        _("Linkit, joilla palveluntuottaja näkee, että ohjasimme sinut"),
        STAFF,
        Term.PAYMENT,
        {"made_at": _("Tehty"), "ends_at": _("Voimassa asti")},
        path="referral__client",
        untold={"id": ROW_ID, "referral": "told on its own", "token_hash": "a hash that opens nothing"},
    ),
]


RESULTS = [
    Kept(
        Job,
        _("Työsi ja yrityksesi"),
        PROVIDER,
        Term.PAYMENT,
        {
            "employer_name": _("Työnantaja"),
            "employer_key": _("Työnantajan tunnus"),
            **DAYS,
            "weekly_hours": _("Tunteja viikossa"),
            "subsidised": _("Palkkatuki"),
            "self_employed": _("Oma yritys"),
            "monthly_cents": _("Palkka kuukaudessa"),
            "occupation": _("Ammattiluokka (ISCO-numero)"),
            **PROOF,
        },
        words={**SOURCE, "monthly_cents": said(in_euros)},
        untold={"id": ROW_ID, "client": REFERS, "participation": "told on its own"},
        last_day="end_date",
        counted={"jobs_began": "start_date"},
    ),
    Kept(
        Milestone,
        _("Mitä palveluissa on saavutettu"),
        PROVIDER,
        Term.PAYMENT,
        {"milestone": _("Mitä"), "date": _("Päivä"), "evidence": _("Todiste"), **PROOF},
        path="participation__client",
        words={**SOURCE, "milestone": said(partial(word, "milestone"))},
        untold={"id": ROW_ID, "participation": "told on its own"},
    ),
    Kept(
        Delivery,
        _("Työ, jota sinulle on tehty"),
        PROVIDER,
        Term.PAYMENT,
        {
            "date": _("Päivä"),
            "unit": _("Yksikkö"),
            "quantity": _("Määrä"),
            "evidence": _("Todiste"),
            **PROOF,
        },
        path="participation__client",
        words={**SOURCE, "unit": said(partial(word, "unit"))},
        untold={"id": ROW_ID, "participation": "told on its own"},
    ),
]


def declare_kept() -> None:
    """Called once, when the app is ready."""
    keep(*SERVICES, *REFERRALS, *RESULTS)
