"""What this app keeps of a client."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku.definition import municipality_name
from polku_web.base.keeping import NATIONAL, SERVICE, STAFF, Kept, Term, keep, said, said_by
from polku_web.base.languages import language_name, spoken
from polku_web.base.secrets import decrypted
from polku_web.clients import codes
from polku_web.clients.models import (
    AllowanceRight,
    Client,
    CoachAssignment,
    Decision,
    EmergencyAccess,
    Enrolment,
    Residence,
    RiskScore,
    StatusPeriod,
)
from polku_web.organisations.models import User


def _place(code: str) -> str:
    return municipality_name(code, spoken()) if code else ""


def service_name(provider: str) -> str:
    """The name by which the sign-in page calls an identity service."""
    services = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return next((str(one["name"]) for one in services if one["provider_id"] == provider), provider)


ROW_ID = "the row's number, which nothing outside tells"
DAYS = {"start_date": _("Alkoi"), "end_date": _("Päättyi")}
REFERS = "who it is about: the one who reads it"
UNTOLD = {"id": ROW_ID, "client": REFERS}

CONTACT = {"phone": _("Puhelin"), "email": _("Sähköposti"), "address": _("Postiosoite")}
CLIENT = [
    Kept(
        Client,
        _("Perustietosi"),
        NATIONAL,
        Term.REGISTER,
        {
            "given_name": _("Etunimi"),
            "family_name": _("Sukunimi"),
            "identity_sealed": _("Henkilötunnus"),
            "birth_date": _("Syntymäaika"),
            "municipality": _("Kotikunta"),
            "non_disclosure": _("Turvakielto"),
            "sex": _("Sukupuoli"),
            "native_language": _("Äidinkieli"),
            "immigrant": _("Kotoutumislaki koskee"),
            "education_level": _("Koulutusaste"),
            "occupation": _("Ammattiluokka (ISCO-numero)"),
            "service_line": _("Palvelulinja"),
            "register_key": _("Numerosi valtakunnallisessa järjestelmässä"),
            "unit__name": _("Yksikkö"),
            "last_day": _("Viimeinen päivä asiakkaana"),
            "left_for": _("Minne siirryit"),
        },
        path="pk",
        last_day="last_day",
        reads={"identity_sealed": decrypted, "municipality": _place},
        words={"native_language": said(language_name), "education_level": said_by(codes.EDUCATION)},
        untold={
            "id": ROW_ID,
            "identity_key": "a hash of the identity number, which is told",
            "sort_name": "the name again, by which lists are ordered",
            "user": "the account is told on its own",
        },
    ),
    Kept(
        Client,
        _("Yhteystietosi"),
        STAFF,
        Term.CONTACT,
        CONTACT,
        path="pk",
        emptied=dict.fromkeys(CONTACT, ""),
    ),
]


PERIODS = [
    Kept(
        Residence,
        _("Kotikuntasi"),
        NATIONAL,
        Term.REGISTER,
        {"municipality": _("Kotikunta"), **DAYS},
        untold=UNTOLD,
        reads={"municipality": _place},
    ),
    Kept(
        StatusPeriod,
        _("Tilanteesi työmarkkinoilla"),
        NATIONAL,
        Term.REGISTER,
        {"status": _("Tilanne"), **DAYS},
        untold=UNTOLD,
        last_day="end_date",
        open_while=Q(end_date=None) & ~Q(status__in=("employed", "outside", "pension")),  # still a jobseeker
    ),
    Kept(
        AllowanceRight,
        _("Oikeus ansiosidonnaiseen päivärahaan"),
        NATIONAL,
        Term.REGISTER,
        {"earnings_related": _("Oikeus"), **DAYS},
        untold=UNTOLD,
    ),
]


DECISIONS = [
    Kept(
        Enrolment,
        _("Kokeilut, joissa olet"),
        STAFF,
        Term.REGISTER,
        {"pilot__name": _("Kokeilu"), **DAYS, "end_reason": _("Miksi päättyi")},
        words={"end_reason": said_by(codes.LEFT)},
        untold={**UNTOLD, "decision": "told on its own"},
        open_while=Q(end_date=None),
        last_day="end_date",
        counted={"enrolments_began": "start_date", "enrolments_ended": "end_date"},
        part="pilot__key",
    ),
    Kept(
        Decision,
        _("Kuulutko kokeilun kohderyhmään"),
        SERVICE,
        Term.REGISTER,
        {
            "pilot__name": _("Kokeilu"),
            "on": _("Päivä"),
            "result": _("Tulos"),
            "reasons": _("Säännön kohdat, jotka täyttyvät"),
            "missing": _("Tiedot, jotka puuttuvat"),
            "rule_version": _("Säännön versio"),
            "decided_at": _("Laskettu"),
        },
        words={
            "reasons": codes.reason_words,
            "missing": codes.missing_words,
            "rule_version": codes.version_words,
        },
        beside=("pilot_id",),
        untold=UNTOLD,
        last_day="on",
    ),
    Kept(
        RiskScore,
        _("Arvio työttömyyden pitkittymisestä"),
        SERVICE,
        Term.REGISTER,
        {
            "scored_on": _("Päivä"),
            "risk": _("Todennäköisyys"),
            "risk_band": _("Luokka"),
            "model_version": _("Laskentatavan versio"),
        },
        words={"risk": said(codes.share_words), "risk_band": said(codes.band_words)},
        untold=UNTOLD,
    ),
]


PEOPLE = [
    Kept(
        CoachAssignment,
        _("Omavalmentajasi"),
        STAFF,
        Term.REGISTER,
        {"coach__given_name": _("Etunimi"), "coach__family_name": _("Sukunimi"), **DAYS, "reason": _("Syy")},
        untold=UNTOLD,
        last_day="end_date",
        open_while=Q(end_date=None),
    ),
    Kept(
        EmergencyAccess,
        _("Tietojesi avaaminen hätäkäytöllä"),
        STAFF,
        Term.CASEWORK,
        {
            "reason": _("Syy"),
            "explanation": _("Selitys"),
            "began_at": _("Alkoi"),
            "ends_at": _("Päättyi"),
        },
        words={"reason": said_by(codes.OPENED)},
        untold={**UNTOLD, "user": "a worker, whom the data-protection officer can name"},
    ),
]


# The client's account: made at the first sign-in, and what the sign-in service's library keeps beside it.
ACCOUNT_ITSELF = "the account itself"
ACCOUNT = [
    Kept(
        User,
        _("Käyttäjätilisi"),
        SERVICE,
        Term.REGISTER,
        {
            "given_name": _("Etunimi"),
            "family_name": _("Sukunimi"),
            "email": _("Sähköposti"),
            "language": _("Kieli"),
            "last_login": _("Kirjauduit viimeksi"),
            "is_active": _("Käytössä"),
        },
        words={"language": said(language_name)},
        path="client",
        untold={"id": ROW_ID, "password": "a client has none"},
    ),
    Kept(
        SocialAccount,
        _("Tunnistuspalvelu, jolla kirjaudut"),
        SERVICE,
        Term.REGISTER,
        {"provider": _("Palvelu"), "date_joined": _("Ensimmäinen kirjautuminen"), "last_login": _("Viimeisin")},
        words={"provider": said(service_name)},
        path="user__client",
        untold={"id": ROW_ID, "user": ACCOUNT_ITSELF, "uid": "the service's own number", "extra_data": "always empty"},
    ),
    Kept(
        Authenticator,
        _("Tunnistussovellus"),
        SERVICE,
        Term.REGISTER,
        {"type": _("Laji"), "created_at": _("Otettu käyttöön"), "last_used_at": _("Käytetty viimeksi")},
        words={"type": said_by(codes.SIGNED_BY)},
        path="user__client",
        untold={"id": ROW_ID, "user": ACCOUNT_ITSELF, "data": "a secret that opens the account"},
    ),
    Kept(
        EmailAddress,
        _("Kirjautumisen sähköpostiosoite"),
        SERVICE,
        Term.REGISTER,
        {"email": _("Sähköposti")},
        path="user__client",
        untold={"id": ROW_ID, "user": ACCOUNT_ITSELF, "verified": "not used", "primary": "not used"},
    ),
]


def declare_kept() -> None:
    """Called once, when the app is ready."""
    keep(*CLIENT, *PERIODS, *DECISIONS, *PEOPLE, *ACCOUNT)
