"""What clients tell of services as facts: one answer to one question, the grade from 1 to 5 and the words beside it."""

from __future__ import annotations

from django.db.models import Value

from polku_web.base.facts import Export, Source, export
from polku_web.market.facts import provider_key
from polku_web.mypath.models import Feedback

SURVEY, QUESTION = "service-feedback", "grade"
OF_PARTICIPATION = "participation__client__unit__organisation"


def declare_facts() -> None:
    """Called once, when the app is ready."""
    columns: dict[str, Source] = {"survey_id": Value(SURVEY), "question_id": Value(QUESTION), "respondent_id": "id"}
    columns |= {"person_id": "participation__client_id", "municipality": None}
    columns |= {"service_id": "participation__offer__service_key", "provider_id": provider_key("participation__offer")}
    columns |= {name: name for name in ("answered_on", "value", "text")}
    export(Export("responses", Feedback, columns, OF_PARTICIPATION, ("answered_on", "id")))
