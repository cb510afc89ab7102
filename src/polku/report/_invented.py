"""What in a pilot file is made up, and which figures rest on it."""

from __future__ import annotations

from collections.abc import Iterator

from polku.definition import Pilot, Text, contract_invented
from polku.report._language import Words


def invented_parts(pilot: Pilot, language: Words) -> list[str]:
    """The invented parts in words, in the order of the file."""
    return list(_parts(pilot, language))


def _parts(pilot: Pilot, language: Words) -> Iterator[str]:
    group = pilot.target_group
    if pilot.invented:
        yield language.say("invented.pilot")
    if group is not None and group.invented:
        yield language.say("invented.target_group")
    named: list[tuple[str, bool, str | Text]] = [("organiser", pilot.organiser.invented, pilot.organiser.name)]
    named += [("criterion", part.invented, part.name) for part in (group.any_of if group is not None else ())]
    named += [("service", part.invented, part.name) for part in pilot.services]
    named += [("choice", part.invented, part.id) for part in pilot.choices]
    named += [("provider", part.invented, part.name) for part in pilot.providers]
    named += [("contract", contract_invented(pilot, part), part.id) for part in pilot.contracts]
    for kind, invented, name in named:
        if invented:
            yield language.say(
                f"invented.{kind}", name=name if isinstance(name, str) else name.in_language(language.lang)
            )


def group_invented(pilot: Pilot) -> bool:
    """Whether who belongs rests on something made up."""
    group = pilot.target_group
    return pilot.invented or (group is not None and (group.invented or any(c.invented for c in group.any_of)))
