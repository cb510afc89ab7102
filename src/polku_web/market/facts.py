"""The market as facts: clients in services, what was reached and delivered there, and their jobs."""

from __future__ import annotations

from django.db.models import Max, OuterRef, Q, Subquery

from polku_web.base.facts import Export, Source, export
from polku_web.clients.facts import ORGANISER, PERIOD, PERSON
from polku_web.contracts.models import Supplier
from polku_web.market.models import Delivery, Job, Milestone, Participation

PROOF: dict[str, Source] = {name: name for name in ("source", "confirmed_on", "recorded_on")}
IN_SERVICE: dict[str, Source] = {"participation_id": "participation_id"}
OF_PARTICIPATION = f"participation__{ORGANISER}"


def provider_key(offer: str) -> Subquery:
    """The pilot file's name of the provider of the offer at the path; null where the organiser's own staff gives it."""
    suppliers = Supplier.objects.filter(
        pilot=OuterRef(f"{offer}__pilot"), organisation=OuterRef(f"{offer}__provider")
    ).order_by("provider_key")
    return Subquery(suppliers.values("provider_key")[:1])


def declare_facts() -> None:
    """Called once, when the app is ready."""
    columns: dict[str, Source] = {"participation_id": "id"} | PERSON
    columns |= {"employer_id": None, "service_id": "offer__service_key", "provider_id": provider_key("offer")}
    columns |= {"contract_id": "offer__contract_key", "voucher_id": None, "referral_date": "referral_date"} | PERIOD
    columns |= {name: name for name in ("end_reason", "risk_band", "chosen_by")}
    export(Export("participations", Participation, columns, ORGANISER, ("client_id", "start_date", "id")))
    _in_services()
    _jobs()


def _in_services() -> None:
    columns = IN_SERVICE | {name: name for name in ("milestone", "date", "evidence")} | PROOF
    export(Export("milestones", Milestone, columns, OF_PARTICIPATION, ("participation_id", "date", "id")))
    columns = IN_SERVICE | {name: name for name in ("date", "unit", "quantity", "evidence")} | PROOF
    export(Export("deliveries", Delivery, columns, OF_PARTICIPATION, ("participation_id", "date", "id")))


def _jobs() -> None:
    columns: dict[str, Source] = {"employment_id": "id"} | PERSON | {"employer_id": "employer_key"} | PERIOD
    columns |= {name: name for name in ("weekly_hours", "subsidised", "self_employed")}
    columns |= {"monthly_eur": "monthly_cents", "occupation": "occupation"} | PROOF
    export(Export("employment", Job, columns, ORGANISER, ("client_id", "start_date", "id")))
    columns = {"employer_id": "employer_key", "business_id": None, "name": Max("employer_name"), "municipality": None}
    columns |= dict.fromkeys(("industry", "personnel", "growth_company"))
    named = ~Q(employer_key="")
    export(Export("employers", Job, columns, ORGANISER, ("employer_key",), which=named, grouped=True))
