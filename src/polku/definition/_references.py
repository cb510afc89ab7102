"""What the parts of a pilot say of each other and of the law: ids once, references to what is there, days that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from polku.base import Fault
from polku.definition._amendment_faults import amendment_faults
from polku.definition._contract import Contract, Fee, ResultRateFee
from polku.definition._expression import COLUMNS
from polku.definition._faults import did_you_mean
from polku.definition._law import process_names, service_kinds
from polku.definition._municipalities import UnknownMunicipality, exists, known, municipality, name, successor
from polku.definition._pilot import Pilot
from polku.definition._scalars import same_twice
from polku.definition._yaml import Node, Place

_WITH_IDS = (
    ("areas",),
    ("target_group", "any_of"),
    ("services",),
    ("choices",),
    ("vouchers",),
    ("providers",),
    ("contracts",),
    ("experiments",),
    ("surveys",),
    ("goals",),
    ("evaluation",),
)
_LISTS = {
    "municipalities", "services", "languages", "accepts", "shown", "questions", "outcomes", "block_by", "without",
}  # fmt: skip


def reference_faults(pilot: Pilot, tree: Node, original: Node, file: str) -> list[Fault]:
    """The faults across parts. tree: what `pilot` was made of; original: the whole file, whose ids all count."""
    check = _Check(pilot, tree, original, file)
    check.ids()
    check.places()
    check.services()
    check.contracts()
    check.experiments()
    return check.faults


class _Check:
    """Goes through a pilot once and gathers what does not fit."""

    def __init__(self, pilot: Pilot, tree: Node, original: Node, file: str) -> None:
        self.pilot, self.tree, self.original, self.file = pilot, tree, original, file
        self.faults: list[Fault] = []

    def fault(self, place: Place, message: str, cure: str, tree: Node | None = None) -> None:
        self.faults.append(Fault(self.file, (tree or self.tree).line_of(place), message, cure))

    def refers(self, place: Place, value: str | None, there: Iterable[str], what: str) -> None:
        """`value` must be one of `there`."""
        there = list(there)
        if value is not None and value not in there:
            self.fault(place, f"There is no {what} {value}.", did_you_mean(value, there, "There are"))

    def known_ids(self, *place: str | int) -> list[str]:
        return [str(node.value) for _, node in _ids(self.original, place)]

    def ids(self) -> None:
        """Every id, year and list entry once."""
        contracts = self.original.child("contracts")
        count = len(contracts.value) if contracts is not None and isinstance(contracts.value, list) else 0
        of_fees: list[tuple[str | int, ...]] = [("contracts", i, "fees") for i in range(count)]
        for i, contract in enumerate(self.pilot.contracts):
            of_fees += [("contracts", i, "amendments", j, "changes", "fees") for j in range(len(contract.amendments))]
        for place in (*_WITH_IDS, *of_fees):
            self._once(_ids(self.original, place), f"{place[-1]}")
        self._once(_ids(self.original, ("budget",), "year"), "budget")
        for path, values in _text_lists(self.tree.plain(), ()):
            for again in same_twice(values):
                self.fault((*path, again), f"{values[again]} is here twice.", "Remove one of them.")

    def _once(self, found: Iterable[tuple[Place, Node]], where: str) -> None:
        first: dict[str, int] = {}
        for place, node in found:
            if str(node.value) in first:
                line = first[str(node.value)]
                message = f"{place[-1]} {node.value} is in {where} twice (first on line {line})."
                self.fault(place, message, "Give each its own.", self.original)
            first.setdefault(str(node.value), self.original.line_of(place))

    def places(self) -> None:
        """Municipalities: there on the pilot's first day, and the pilot's own where they share it."""
        pilot = self.pilot
        own = set(self.known_codes())
        for i, code in enumerate(pilot.municipalities):
            self._exists(("municipalities", i), code)
        for i, provider in enumerate(pilot.providers):
            for j, code in enumerate(provider.municipalities):
                self._exists(("providers", i, "municipalities", j), code)
        for i, area in enumerate(pilot.areas):
            self._own_codes(("areas", i), area.municipalities, own)
            if area.lead is not None:
                self._own(("areas", i, "lead"), area.lead, own)
            if isinstance(area.shares, Mapping):
                for code in area.shares:
                    self.refers(("areas", i, "shares", code), code, area.municipalities, "municipality in this area")
        for i, heir in enumerate(pilot.successors):
            self._own_codes(("successors", i), heir.municipalities, own)

    def known_codes(self) -> list[str]:
        node = self.original.child("municipalities")
        return [str(code) for code in node.plain()] if node is not None and isinstance(node.value, list) else []

    def _own_codes(self, place: tuple[str | int, ...], codes: Iterable[str], own: set[str]) -> None:
        for i, code in enumerate(codes):
            self._own((*place, "municipalities", i), code, own)

    def _own(self, place: Place, code: str, own: set[str]) -> None:
        if not own:
            self._exists(place, code)
        elif code not in own:
            called = f"{code} ({name(code)})" if known(code) else code
            self.fault(
                place, f"{called} is not among the pilot's municipalities.", "Add it there, or take it out here."
            )

    def _exists(self, place: Place, code: str) -> None:
        day = first_day(self.pilot)
        if not known(code):
            self.fault(place, *_no_municipality(code))
        elif day is not None and not exists(code, day):
            self.fault(place, f"{code} ({name(code)}) is no municipality on {day}.", _what_instead(code, day))

    def services(self) -> None:
        """Kinds and the process from the law; choices, vouchers and providers with their services."""
        pilot, services, choices = self.pilot, self.known_ids("services"), self.known_ids("choices")
        kinds = [kind.kind for kind in service_kinds()]
        if isinstance(pilot.process, str):
            self.refers(("process",), pilot.process, process_names(), "process in the law called")
        for i, service in enumerate(pilot.services):
            self.refers(("services", i, "kind"), service.kind, kinds, "kind of service")
            self.refers(("services", i, "choice"), service.choice, choices, "choice")
        for i, voucher in enumerate(pilot.vouchers):
            self.refers(("vouchers", i, "service"), voucher.service, services, "service")
        for i, provider in enumerate(pilot.providers):
            for j, service_id in enumerate(provider.services):
                self.refers(("providers", i, "services", j), service_id, services, "service")

    def contracts(self) -> None:
        """Contracts with their provider, services and the fees that fees are of."""
        providers, services = self.known_ids("providers"), self.known_ids("services")
        for i, contract in enumerate(self.pilot.contracts):
            self.refers(("contracts", i, "provider"), contract.provider, providers, "provider")
            for j, service in enumerate(contract.services):
                self.refers(("contracts", i, "services", j), service, services, "service")
            for j, fee in enumerate(contract.fees):
                self._dated(("contracts", i, "fees", j), contract, fee)
                if isinstance(fee, ResultRateFee):
                    self._of(("contracts", i, "fees", j, "of"), i, fee.of)
            self._amendments(("contracts", i), contract, services)

    def _amendments(self, place: tuple[str | int, ...], contract: Contract, services: list[str]) -> None:
        for i, amendment in enumerate(contract.amendments):
            changes = _at(self.original, (*place, "amendments", i, "changes"))
            if changes is not None and changes.value == {}:
                cure = "Name what changes, such as ceiling: 500000.00."
                self.fault((*place, "amendments", i, "changes"), "The amendment changes nothing.", cure)
            for j, service in enumerate(amendment.changes.services):
                self.refers((*place, "amendments", i, "changes", "services", j), service, services, "service")
        for wrong in amendment_faults(contract):
            self.fault((*place, *wrong.place), wrong.message, wrong.cure)

    def _dated(self, place: tuple[str | int, ...], contract: Contract, fee: Fee) -> None:
        for key in ("amount", "expected"):
            value = getattr(fee, key, None)
            first = value.first if value is not None else None
            if first is not None and first > contract.period.start:
                message = f"The first {key} of {fee.id} begins on {first}, after the contract starts on"
                cure = f"Begin with {contract.period.start} or earlier."
                self.fault((*place, key, str(first)), f"{message} {contract.period.start}.", cure)

    def _of(self, place: Place, contract: int, of: str) -> None:
        kinds: dict[str, object] = {}
        for path, node in _ids(self.original, ("contracts", contract, "fees")):
            fee = _at(self.original, path[:-1])
            pays_for = fee.child("pays_for") if fee is not None else None
            kinds[str(node.value)] = pays_for.value if pays_for is not None else None
        results = [fee for fee, kind in kinds.items() if kind in ("employment", "education")]
        if of not in results:
            why = f"pays for {kinds[of]}" if of in kinds else "is no fee of this contract"
            near = did_you_mean(of, results, "They are")
            self.fault(place, f"{of} {why}; `of` names an employment or education fee of this contract.", near)

    def experiments(self) -> None:
        """Experiments with their service and columns, evaluations with their experiment."""
        services, experiments = self.known_ids("services"), self.known_ids("experiments")
        for i, experiment in enumerate(self.pilot.experiments):
            self.refers(("experiments", i, "service"), experiment.service, services, "service")
            for j, column in enumerate(experiment.block_by):
                self.refers(("experiments", i, "block_by", j), column, COLUMNS, "column of persons_at called")
        for i, evaluation in enumerate(self.pilot.evaluation):
            self.refers(("evaluation", i, "experiment"), evaluation.experiment, experiments, "experiment")


def first_day(pilot: Pilot) -> date | None:
    """The day on which the pilot's municipalities must be there."""
    return pilot.period.start if pilot.period is not None else pilot.takeover


def _at(tree: Node, place: Place) -> Node | None:
    node: Node | None = tree
    for step in place:
        node = node.child(step) if node is not None else None
    return node


def _ids(tree: Node, place: Place, key: str = "id") -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """The ids of a list's parts, with their places; what is not of that form is told elsewhere."""
    parts = _at(tree, place)
    for i, part in enumerate(parts.value if parts is not None and isinstance(parts.value, list) else []):
        node = part.child(key)
        if node is not None and isinstance(node.value, str | int):
            yield (*place, i, key), node


def _text_lists(value: object, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], list[str]]]:
    """The lists of codes and ids, wherever they are."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _text_lists(below, (*place, key))
    elif isinstance(value, list):
        if place and place[-1] in _LISTS and all(isinstance(entry, str) for entry in value):
            yield place, value
        for i, below in enumerate(value):
            yield from _text_lists(below, (*place, i))


def _no_municipality(code: str) -> tuple[str, str]:
    told = UnknownMunicipality(code)
    message, _, cure = str(told).partition(". ")
    return f"{message}.", cure


def _what_instead(code: str, day: date) -> str:
    place = municipality(code)
    if place.valid_from is not None and day < place.valid_from:
        return f"It began on {place.valid_from}."
    later = successor(code, day)
    ended = f"It ended on {place.valid_to}"
    return f"{ended}; its area belongs to {later} ({name(later)})." if later != code else f"{ended}."
