"""What is odd but possible in a pilot file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polku.base import BASIS_POINTS, Fault, Period
from polku.definition._contract import EarningsFee, EducationFee, EmploymentFee
from polku.definition._contract_warnings import Odd, contract_oddities
from polku.definition._expression import Expression
from polku.definition._faults import did_you_mean, in_order
from polku.definition._law import benefits, service_kinds, statuses
from polku.definition._municipalities import known
from polku.definition._pilot import Pilot
from polku.definition._scalars import percent
from polku.definition._yaml import Node

_CHECK_DIGIT = (7, 9, 10, 5, 8, 4, 2)  # weights of a business id's digits, modulo 11


def oddities(pilot: Pilot, tree: Node, file: str) -> list[Fault]:
    """The warnings of a pilot, in the file's order."""
    found = [*_days(pilot), *_places(pilot), *_expressions(pilot), *_experiments(pilot), *_providers(pilot)]
    found += _companies(pilot)
    for i, contract in enumerate(pilot.contracts):
        found += contract_oddities(("contracts", i), contract, pilot)
    return in_order(Fault(file, tree.line_of(place), message, cure) for place, message, cure in found)


def _days(pilot: Pilot) -> Iterator[Odd]:
    period = pilot.period
    for i, voucher in enumerate(pilot.vouchers):
        if voucher.value == 0:
            yield Odd(("vouchers", i, "value"), f"A voucher of {voucher.id} is worth 0 euros.", "Check the value.")
        if voucher.value and voucher.budget is not None and voucher.budget < voucher.value:
            yield Odd(("vouchers", i, "budget"), f"The budget of {voucher.id} is below one voucher.", "Check both.")
        if period is not None and voucher.issued is not None and not _inside(voucher.issued, period):
            yield Odd(
                ("vouchers", i, "issued"), f"{voucher.id} is issued outside the pilot's period.", "Check the days."
            )
    if period is None:
        return
    if pilot.takeover is not None and pilot.takeover not in period:
        yield Odd(("takeover",), f"The takeover, {pilot.takeover}, is outside the pilot's period.", "Check both.")
    last = period.end.year if period.end is not None else 2100
    for i, budget in enumerate(pilot.budget):
        if not period.start.year <= budget.year <= last:
            yield Odd(("budget", i, "year"), f"The year {budget.year} is outside the pilot's period.", "Check it.")


def _inside(inner: Period, outer: Period) -> bool:
    return inner.start in outer and (outer.end is None or (inner.end is not None and inner.end in outer))


def _places(pilot: Pilot) -> Iterator[Odd]:
    heirs: dict[str, str] = {}
    for i, heir in enumerate(pilot.successors):
        for j, code in enumerate(heir.municipalities):
            if code in heirs:
                message = f"{code} goes to two successors: {heirs[code]} and {heir.organiser}."
                yield Odd(("successors", i, "municipalities", j), message, "Leave it to one of them.")
            heirs.setdefault(code, heir.organiser)
    for i, area in enumerate(pilot.areas):
        shares = area.shares.values() if isinstance(area.shares, Mapping) else None
        if shares is not None and sum(shares) != BASIS_POINTS:
            message = f"The shares of {area.id} add up to {percent(sum(shares))}."
            yield Odd(("areas", i, "shares"), message, "They should add up to 100 %.")
    for i, provider in enumerate(pilot.providers):
        for j, code in enumerate(provider.municipalities):
            if pilot.municipalities and code not in pilot.municipalities:
                message = f"{provider.id} works in {code}, which is not among the pilot's municipalities."
                yield Odd(("providers", i, "municipalities", j), message, "Check the code.")


def _expressions(pilot: Pilot) -> Iterator[Odd]:
    """Texts that a column with a known list of values never has."""
    lists = {
        "status": [*(status.status for status in statuses()), "none"],
        "benefit": [benefit.benefit for benefit in benefits()],
        "sex": ["f", "m", "x"],
    }
    for place, expression in _all_expressions(pilot):
        for column, value in expression.compared:
            if column in lists and value not in lists[column]:
                cure = did_you_mean(value, lists[column], "Its values")
                yield Odd(place, f"{column} is never '{value}'.", cure)
            elif column == "municipality" and not known(value):
                yield Odd(place, f"There is no municipality '{value}'.", "A code has three digits, as '837'.")
        if not expression.columns:
            yield Odd(place, f"»{expression.text}« is the same for everyone.", "Ask a column of persons_at.")


def _all_expressions(pilot: Pilot) -> Iterator[tuple[tuple[str | int, ...], Expression]]:
    group = pilot.target_group
    if group is not None and group.scope is not None:
        yield ("target_group", "scope"), group.scope
    for i, criterion in enumerate(group.any_of if group is not None else ()):
        yield ("target_group", "any_of", i, "when"), criterion.when
    for i, service in enumerate(pilot.services):
        if service.conditions is not None:
            yield ("services", i, "conditions"), service.conditions


def _experiments(pilot: Pilot) -> Iterator[Odd]:
    if pilot.target_group is not None and not pilot.target_group.any_of:
        yield Odd(("target_group", "any_of"), "There is no criterion, so nobody belongs.", "Add one to any_of.")
    for i, experiment in enumerate(pilot.experiments):
        place, arms = ("experiments", i), experiment.arms
        if arms and sum(arms.values()) != BASIS_POINTS:
            message = f"The arms of {experiment.id} add up to {percent(sum(arms.values()))}."
            yield Odd((*place, "arms"), message, "They should add up to 100 %.")
        if len(arms) == 1:
            yield Odd((*place, "arms"), f"{experiment.id} has one arm: nothing to compare with.", "Add another.")
        if not experiment.voluntary:
            yield Odd((*place, "voluntary"), f"{experiment.id} is not voluntary.", "The legal basis must allow it.")
        if pilot.period is not None and experiment.period is not None and not _inside(experiment.period, pilot.period):
            yield Odd((*place, "period"), f"{experiment.id} runs outside the pilot's period.", "Check the days.")


def _providers(pilot: Pilot) -> Iterator[Odd]:
    for i, provider in enumerate(pilot.providers):
        if not provider.services:
            yield Odd(("providers", i, "services"), f"{provider.id} has no services.", "List them.")
        if provider.business_id is not None and not _check_digit_fits(provider.business_id):
            message = f"The check digit of {provider.business_id} does not fit."
            yield Odd(("providers", i, "business_id"), message, "Check the business id.")
    for i, choice in enumerate(pilot.choices):
        services = {service.id for service in pilot.services if service.choice == choice.id}
        offered = sum(bool(services & set(provider.services)) for provider in pilot.providers)
        if services and offered and choice.offer is not None and choice.offer > offered:
            message = f"{choice.id} offers {choice.offer} providers, but {offered} give the service."
            yield Odd(("choices", i, "offer"), message, "Offer fewer, or add providers.")


def _companies(pilot: Pilot) -> Iterator[Odd]:
    """What is asked of a person where the client is a company."""
    kinds = {kind.kind for kind in service_kinds() if kind.for_companies}
    theirs = {service.id for service in pilot.services if service.kind in kinds}
    for i, service in enumerate(pilot.services):
        if service.id in theirs and service.conditions is not None:
            message = f"The clients of {service.id} are companies, and conditions ask about people."
            yield Odd(("services", i, "conditions"), message, "Leave it out.")
    for i, contract in enumerate(pilot.contracts):
        if not contract.services or not theirs.issuperset(contract.services):
            continue
        for j, fee in enumerate(contract.fees):
            place = ("contracts", i, "fees", j)
            if isinstance(fee, EmploymentFee | EducationFee | EarningsFee):
                message = (
                    f"{fee.id} needs a person, and the clients of {contract.id} are companies: it is never earned."
                )
                yield Odd(place, message, "Pay for a start, a milestone or a delivery.")
            elif fee.amount is not None and any(band for _, band, _ in fee.amount.rows()):
                message = f"{fee.id} is paid by risk band, and companies have none: such a client stops the settlement."
                yield Odd(place, message, "Write one amount.")


def _check_digit_fits(business_id: str) -> bool:
    rest = sum(int(digit) * weight for digit, weight in zip(business_id, _CHECK_DIGIT, strict=False)) % 11
    return rest != 1 and int(business_id[-1]) == (11 - rest) % 11
