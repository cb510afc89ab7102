"""What came of a service, as it is told and confirmed: each a function, a transaction and an entry in the log.

Somebody's word is a claim until staff have confirmed it or a register tells the same; the contract says whether a claim
pays. A correction changes the row and stands in the log with what was before: a fee that was posted is never changed,
the next settlement takes it back by an entry of its own.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.market.codes import TOLD
from polku_web.market.models import DELIVERY_IS, JOB_IS, Delivery, Job, Milestone, Participation

SAME = {
    "job": ("client", *JOB_IS),
    "milestone": ("participation", "milestone", "date"),
    "delivery": ("participation", *DELIVERY_IS),
}
CORRECTED = ("start_date", "end_date", "weekly_hours", "subsidised", "self_employed", "employer_name")


@transaction.atomic
def tell_job(*, client: Client, source: str, by: Actor, participation: Participation | None = None, **told: Any) -> Job:
    """Add a job or own business that somebody has told of. `told` are fields of Job.

    Raises ValidationError for one that has not begun, or is told already: same employer, same first day.
    """
    on = timezone.localdate(by.at)
    job = Job(client=client, source=source, participation=participation, recorded_on=on, **told)
    job.employer_key = job.employer_key or employer_key(job.employer_name)
    if job.start_date and job.start_date > on:
        raise ValidationError({"start_date": _("Työ merkitään vasta, kun se on alkanut.")})
    _keep(job, "job")
    record(by, "market.job_told", job, subject_id=client.pk, after=_repeated(job))
    return job


@transaction.atomic
def confirm_job(*, job: Job, by: Actor, proof: str) -> Job:
    """Staff have seen a proof (a payslip, a contract), named in a few words. Who comes second is told."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not job.awaits_proof:
        raise ValidationError(_("Tieto on jo vahvistettu."))
    job.confirmed_on = timezone.localdate(by.at)
    job.save(update_fields=["confirmed_on"])
    record(by, "market.job_confirmed", job, subject_id=job.client_id, reason=proof)
    return job


@transaction.atomic
def correct_job(*, job: Job, by: Actor, **told: Any) -> Job:
    """Change what was told wrong; nothing is written when nothing is different."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    before = _repeated(job)
    changed = {name: value for name, value in told.items() if name in CORRECTED and getattr(job, name) != value}
    if not changed:
        return job
    for name, value in changed.items():
        setattr(job, name, value)
    if "employer_name" in changed:
        job.employer_key = employer_key(job.employer_name)
    _keep(job, "job", force_insert=False)
    record(by, "market.job_corrected", job, subject_id=job.client_id, before=before, after=_repeated(job))
    return job


def employer_key(name: str) -> str:
    """By what jobs at one employer are known as such: the name in small letters. Nobody asks a business id here."""
    return "-".join(name.casefold().split())[:80]


def _repeated(job: Job) -> dict[str, Any]:
    """What of a job decides about a fee: the log needs no more."""
    return {
        "start_date": str(job.start_date),
        "end_date": str(job.end_date) if job.end_date else None,
        "weekly_hours": str(job.weekly_hours) if job.weekly_hours is not None else None,
        "subsidised": job.subsidised,
        "self_employed": job.self_employed,
    }


@transaction.atomic
def tell_milestone(
    *, participation: Participation, milestone: str, date: date, by: Actor, evidence: str = "", source: str = "provider"
) -> Milestone:
    """Add a milestone that was reached. Raises ValidationError for one that is told of the day already."""
    _within(participation, date, by)
    told = {"participation": participation, "milestone": milestone, "date": date, "evidence": evidence}
    found = Milestone(**told, source=source, recorded_on=timezone.localdate(by.at))
    _keep(found, "milestone")
    after = {"milestone": milestone, "date": str(date)}
    record(by, "market.milestone_told", found, subject_id=participation.client_id, after=after)
    return found


@transaction.atomic
def tell_delivery(
    *,
    participation: Participation,
    unit: str,
    quantity: Decimal,
    date: date,
    by: Actor,
    evidence: str = "",
    source: str = "provider",
) -> Delivery:
    """Add work done for the client. Raises ValidationError for the very same work a second time."""
    _within(participation, date, by)
    found = Delivery(
        participation=participation,
        unit=unit,
        quantity=quantity,
        date=date,
        evidence=evidence,
        source=source,
        recorded_on=timezone.localdate(by.at),
    )
    _keep(found, "delivery")
    after = {"unit": unit, "quantity": str(quantity), "date": str(date)}
    record(by, "market.delivery_told", found, subject_id=participation.client_id, after=after)
    return found


def _keep(row: Model, kind: str, *, force_insert: bool = True) -> None:
    """Check and save. Raises ValidationError for what is told already, also when somebody tells it this moment."""
    same = {name: getattr(row, name) for name in SAME[kind]}
    if type(row)._default_manager.filter(**same).exclude(pk=row.pk).exists():
        raise ValidationError(TOLD[kind])
    row.full_clean()
    try:
        with transaction.atomic():
            row.save(force_insert=force_insert)
    except IntegrityError as error:  # the row of somebody quicker came between the check and the saving
        raise ValidationError(TOLD[kind]) from error


def _within(participation: Participation, day: date, by: Actor) -> None:
    last = min(participation.end_date or timezone.localdate(by.at), timezone.localdate(by.at))
    if not participation.start_date <= day <= last:
        raise ValidationError({"date": _("Päivän pitää olla palvelun aikana, eikä se voi olla tulevaisuudessa.")})
