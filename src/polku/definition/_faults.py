"""What is wrong in a pilot or law file, told with its place and its cure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from polku.base import Fault, PolkuError


class DefinitionError(PolkuError):
    """A pilot or law file that cannot be used. `faults` has every one that was found, in the file's order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class MissingPart(PolkuError):  # noqa: N818 - the error says what is missing
    """A command needs a part that the pilot file leaves out.

    `pilot` is the pilot's id, `part` the missing key (such as `period.end`), `command` what needs it.
    """

    def __init__(self, pilot: str, part: str, command: str, listed_unknown: bool = False) -> None:
        self.pilot, self.part, self.command = pilot, part, command
        known = " (it is listed under unknown)" if listed_unknown else ""
        super().__init__(
            f"{command} needs {part}; pilot {pilot} leaves it out{known}. Add {part} to a copy of its pilot.yaml."
        )


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The word that was most likely meant, if any is near."""
    known = sorted(set(among))
    folded = {name.casefold().replace("_", "-"): name for name in reversed(known)}
    hits = get_close_matches(word.casefold().replace("_", "-"), folded, n=1, cutoff=0.6)
    return folded[hits[0]] if hits else None


def did_you_mean(word: str, among: Iterable[str], what: str = "Known") -> str:
    """A cure for a word that is not known: the nearest one, else a short list of what there is."""
    known = sorted(set(among))
    if not known:
        return "There is none yet."
    near = nearest(word, known)
    if near:
        return f"Did you mean {near}?"
    some = ", ".join(known[:30])
    return f"{what}: {some}{', …' if len(known) > 30 else ''}."


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by file and line, each once."""
    return sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line))
