"""A new pilot file from a finished one: what holds is kept, what is to be agreed anew is not guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from polku.definition import Pilot, load_pilot, new_pilot
from polku.handover._edit import NewPilotFile, PilotText, checked
from polku.handover._words import Words
from polku.page import LANGUAGES, Language

# What belonged to the old days, the old money and the old consent of clients and providers.
AGREED_ANEW = (
    "period", "takeover", "vouchers", "contracts", "procurement", "successors", "experiments", "evaluation", "budget",
)  # fmt: skip


def carry_over(name_or_path: str | Path, name: str, learned: Sequence[str] = (), lang: Language = "fi") -> NewPilotFile:
    """The text of a new pilot's file, begun from a finished pilot's, and what is to be decided in it.

    Who belongs, services, choices, providers, areas, surveys and goals are kept with their comments. AGREED_ANEW stands
    behind # signs and is listed under `unknown`. `learned` are the lessons (see `lessons`). Raises DefinitionError when
    the file has faults or `name` is no id.
    """
    pilot = load_pilot(name_or_path)
    new_pilot(name)  # refuses what is no id
    words, source = Words(lang), PilotText(name_or_path)
    source.at_top(words.say("carried.head", pilot=pilot.pilot))
    source.set_key("pilot", _id(name))
    source.set_key("name", _name(pilot))
    source.set_key("source", _text(words.say("carried.source", pilot=pilot.pilot, source=pilot.source)))
    gone = [key for key in source.named() if key in AGREED_ANEW]
    for key in gone:
        source.comment_out(key, words.say("carried.gone", pilot=pilot.pilot))
    unknown = [line for line in _unknown(pilot, gone, words) if line not in pilot.unknown]
    source.add_lines("learned", learned, words.say("carried.learned", pilot=pilot.pilot))
    source.add_lines("unknown", unknown)
    text = source.changed()
    checked(text, source.path)
    return NewPilotFile(text, tuple(unknown))


def _id(name: str) -> str:
    """The id as YAML reads it back as text: 2025 and 1e5 would be a number in other readers."""
    return name if re.fullmatch(r"[a-z][a-z0-9-]*", name) and name not in ("true", "false", "null") else _text(name)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _name(pilot: Pilot) -> str:
    """The old names, each marked as that of a continuation."""
    named = {"fi": pilot.name.fi, "sv": pilot.name.sv, "en": pilot.name.en}
    told = [
        f"{lang}: {_text(Words(lang).say('carried.name', name=named[lang]))}"
        for lang in LANGUAGES
        if named[lang] is not None
    ]
    return f"{{{', '.join(told)}}}"


def _unknown(pilot: Pilot, gone: Iterable[str], words: Words) -> Iterator[str]:
    """A line for each part that is to be agreed anew, and for the days that the new pilot must have."""
    period = words.say("unknown.none")
    if pilot.period is not None:
        period = words.days(pilot.period.start, pilot.period.end)
    yield words.say("unknown.period", pilot=pilot.pilot, period=period)
    if pilot.takeover is not None:
        yield words.say("unknown.takeover", pilot=pilot.pilot, day=words.day(pilot.takeover))
    for key in gone:
        if key not in ("period", "takeover"):
            yield words.say("unknown.part", part=key, pilot=pilot.pilot)
