"""What this app keeps of a client."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku_web.base.keeping import BOTH, NATIONAL, SERVICE, STAFF, Kept, Term, keep, said, said_by
from polku_web.casework import duties
from polku_web.casework.imported_fields import former_words
from polku_web.casework.models import Agreement, Duty, Former, Meeting, Message, Note, Plan, Step, Supporter

ROW_ID = "the row's number, which nothing outside tells"
REFERS = "who it is about: the one who reads it"
UNTOLD = {"id": ROW_ID, "client": REFERS}
ORIGIN = {"source_key": _("Numero valtakunnallisessa järjestelmässä")}
WORKER = {"author__given_name": _("Kirjoittajan etunimi"), "author__family_name": _("Kirjoittajan sukunimi")}

PLANS = [
    Kept(
        Meeting,
        _("Tapaamisesi"),
        STAFF,
        Term.CASEWORK,
        {
            "kind": _("Laji"),
            "date": _("Päivä"),
            "time": _("Kello"),
            "mode": _("Tapa"),
            "place": _("Paikka"),
            "held": _("Pidetty"),
            "coach__given_name": _("Valmentajan etunimi"),
            "coach__family_name": _("Valmentajan sukunimi"),
            **ORIGIN,
        },
        untold=UNTOLD,
        last_day="date",
        counted={"meetings": "date"},
    ),
    Kept(
        Plan,
        _("Suunnitelmasi"),
        NATIONAL,
        Term.CASEWORK,
        {
            "kind": _("Laji"),
            "made_on": _("Tehty"),
            "check_on": _("Tarkistetaan"),
            "lines": _("Sisältö"),
            **ORIGIN,
        },
        untold=UNTOLD,
    ),
    Kept(
        Former,
        _("Mitä tapaamisistasi ja suunnitelmistasi kerrottiin aiemmin"),
        NATIONAL,
        Term.CASEWORK,
        {
            "about": _("Mistä"),
            "told": _("Mitä kerrottiin"),
            "until": _("Mihin asti"),
            "withdrawn": _("Poistettu"),
            **ORIGIN,
        },
        untold=UNTOLD,
        words={"told": said(lambda told: ", ".join(former_words(told)))},
        last_day="until",
    ),
]


# Whose step it is, to the client.
DOERS = {"client": _("sinä"), "coach": _("valmentajasi"), "provider": _("palveluntuottaja")}
AGREED = [
    Kept(
        Agreement,
        _("Mitä on sovittu"),
        STAFF,
        Term.CASEWORK,
        {
            "version": _("Versio"),
            "made_by__given_name": _("Valmentajan etunimi"),
            "made_by__family_name": _("Valmentajan sukunimi"),
            "made_at": _("Tehty"),
            "coach_accepted_at": _("Valmentaja hyväksyi"),
            "client_accepted_at": _("Sinä hyväksyit"),
            "accepted_how": _("Missä hyväksyit"),
            "client_answer": _("Mitä muuttaisit"),
        },
        untold={"id": ROW_ID, "client": REFERS},
        last_day="made_at",
    ),
    Kept(
        Step,
        _("Sovitut askeleet"),
        STAFF,
        Term.CASEWORK,
        {
            "agreement__version": _("Versio"),
            "order": _("Järjestys"),
            "text": _("Askel"),
            "if_no": _("Jos et tee tätä"),
            "doer": _("Kuka tekee"),
            "due_on": _("Mihin mennessä"),
            "done_on": _("Tehty"),
        },
        path="agreement__client",
        words={"doer": said_by(DOERS)},
        untold={"id": ROW_ID},
    ),
]


UNTOLD_NOTE = {**UNTOLD, "shared": "told by the heading"}
NOTE = {**WORKER, "at": _("Aika"), "text": _("Merkintä")}
NOTES = [
    Kept(Note, _("Merkinnät, jotka näet"), STAFF, Term.CASEWORK, NOTE, only=Q(shared=True), untold=UNTOLD_NOTE),
    Kept(
        Note,
        _("Työntekijöiden omat merkinnät"),
        STAFF,
        Term.CASEWORK,
        NOTE,
        only=Q(shared=False),
        untold=UNTOLD_NOTE,
        by_hand=True,
        last_day="at",
    ),
    Kept(
        Message,
        _("Viestisi"),
        BOTH,
        Term.MESSAGES,
        {
            "at": _("Aika"),
            "from_client": _("Sinä kirjoitit"),
            **WORKER,
            "text": _("Viesti"),
            "read_at": _("Luettu"),
        },
        untold={"id": ROW_ID, "client": REFERS},
        last_day="at",
    ),
]


DUTIES = [
    Kept(
        Duty,
        _("Tapaamiset, joita laki edellyttää"),
        SERVICE,
        Term.CASEWORK,
        {
            "kind": _("Laji"),
            "due_on": _("Mihin mennessä"),
            "since": _("Mistä laskettu"),
            "wanted": _("Kuinka monta"),
            "planned_on": _("Sovittu"),
            "law": _("Sääntö"),
            "law_value": _("Mitä sääntö sanoo"),
            "law_source": _("Säännön lähde"),
            "unverified": _("Olemme tarkistaneet säännön"),
            "counted_on": _("Laskettu"),
        },
        words={
            "law": said(duties.law_words),
            "law_value": duties.value_words,
            "law_source": said(duties.source_words),
            "unverified": said_by({True: _("emme vielä"), False: _("kyllä")}),
        },
        untold=UNTOLD,
    ),
]


PEOPLE = [
    Kept(
        Supporter,
        _("Tukiryhmäsi"),
        STAFF,
        Term.CASEWORK,
        {
            "name": _("Nimi"),
            "organisation__name": _("Organisaatio"),
            "task": _("Tehtävä"),
            "phone": _("Puhelin"),
            "start_date": _("Alkoi"),
            "end_date": _("Päättyi"),
        },
        untold={"id": ROW_ID, "client": REFERS, "user": "the name is told"},
        last_day="end_date",
    ),
]


def declare_kept() -> None:
    """Called once, when the app is ready."""
    keep(*DUTIES, *PLANS, *AGREED, *NOTES, *PEOPLE)
