"""Who belongs, read from definition.md: scope and municipality true as well as one of any_of; null is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tests.readings.criteria import Every, Node, Some, among
from tests.readings.days import Facts, Row
from tests.readings.persons_at import persons_at


@dataclass(frozen=True)
class Group:
    """A target group: its scope (None when the file has none) and the criteria of any_of by id, in file order."""

    scope: Node | None
    any_of: Sequence[tuple[str, Node]]
    municipalities: Sequence[str]

    @property
    def rule(self) -> Node:
        """The whole as one statement, in order of use."""
        place = among("municipality", self.municipalities)
        parts = [place, Some([node for _, node in self.any_of])]
        return Every([self.scope, *parts] if self.scope else parts)


def members(facts: Facts, group: Group, day: date) -> tuple[list[Row], list[Row]]:
    """The tables `members` and `undecided`, in order of person_id."""
    inside, undecided = [], []
    for person in persons_at(facts, day):
        answer = group.rule.verdict(person)
        if answer is None:
            missing = "|".join(group.rule.missing(person))
            undecided.append({"person_id": person["person_id"], "missing": missing})
        elif answer:
            inside.append(_member(person, group))
    return inside, undecided


def _member(person: Row, group: Group) -> Row:
    reasons = [name for name, node in group.any_of if node.verdict(person)]
    return {name: person[name] for name in ("person_id", "municipality")} | {"reasons": "|".join(reasons)}
