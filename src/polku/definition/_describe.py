"""A pilot in plain words: the text of `polku pilot show`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from polku.definition._base import Part
from polku.definition._conditions import condition_text
from polku.definition._contract import SOURCES, Contract
from polku.definition._describe_amendments import amendment_lines
from polku.definition._describe_fees import fee_sentence, self_billing_parts
from polku.definition._describe_trial import trial_sections
from polku.definition._law import service_kinds
from polku.definition._municipalities import name as municipality_name
from polku.definition._parts import Area, Choice, Provider, Service, Voucher
from polku.definition._pilot import Pilot
from polku.definition._words import Language, Speaker


def describe(pilot: Pilot, lang: Language = "fi") -> str:
    """The whole definition in plain words, as lines of text: who belongs, services, contracts with each fee criterion
    as a sentence, what is invented, what is not known. ValueError for a language other than fi, sv and en.
    """
    return "\n".join(_Description(pilot, lang).lines()) + "\n"


class _Description:
    """One pilot in one language."""

    def __init__(self, pilot: Pilot, language: Language) -> None:
        self.pilot, self.speaker = pilot, Speaker(language)
        self.say = self.speaker.say
        self.kinds = {kind.kind: kind.name.in_language(language) for kind in service_kinds()}

    def lines(self) -> Iterator[str]:
        """The lines of the text."""
        pilot, said = self.pilot, self.say
        yield from self._head()
        if pilot.target_group is not None:
            yield from self._target_group()
        yield from self._section("services", [self._service(service) for service in pilot.services])
        yield from self._section("choices", [self._choice(choice) for choice in pilot.choices])
        yield from self._section("vouchers", [self._voucher(voucher) for voucher in pilot.vouchers])
        yield from self._section("providers", [self._provider(provider) for provider in pilot.providers])
        yield from self._section("contracts", [line for part in pilot.contracts for line in self._contract(part)])
        yield from self._section("areas", [self._area(area) for area in pilot.areas])
        for title, entries in trial_sections(pilot, self.speaker):
            yield from self._section(title, entries)
        yield from self._section("learned", pilot.learned)
        yield from self._section("unknown", pilot.unknown)
        if pilot.invented:
            yield from ("", said("is_invented"))
        elif any(_invented(part) for part in _parts(pilot)):
            yield from ("", said("has_invented"))

    def _section(self, title: str, entries: Iterable[str]) -> Iterator[str]:
        """A heading and an entry a line; an entry that begins with a space belongs under the one before."""
        entries = list(entries)
        if entries:
            yield from ("", self.say(title))
        yield from (f"    - {entry.strip()}" if entry.startswith(" ") else f"  - {entry}" for entry in entries)

    def _head(self) -> Iterator[str]:
        pilot, speaker = self.pilot, self.speaker
        yield self._named(pilot, f"{pilot.name.in_language(speaker.language)} ({pilot.pilot})")
        yield self._named(
            pilot.organiser, self.say("organiser", name=pilot.organiser.name.in_language(speaker.language))
        )
        yield self.say("model", model=self.say(pilot.model))
        yield self.say("source", source=pilot.source)
        if pilot.period is not None:
            yield self.say("period", period=speaker.period(pilot.period.start, pilot.period.end))
        if pilot.takeover is not None:
            yield self.say("takeover", day=speaker.day(pilot.takeover))
        if pilot.municipalities:
            yield self.say("municipalities", n=len(pilot.municipalities), names=self._places(pilot.municipalities))
        if pilot.process is not None:
            own = not isinstance(pilot.process, str)
            yield self.say("process", name=self.say("own_process") if own else pilot.process)

    def _target_group(self) -> Iterator[str]:
        group = self.pilot.target_group
        assert group is not None  # noqa: S101 (asked before)
        yield from ("", self._named(group, self.say("belongs")))
        if group.scope is not None:
            yield "  " + self.say("scope", text=condition_text(group.scope, self.speaker))
            yield f"  {self.say('one_of')}"
        for criterion in group.any_of:
            name = criterion.name.in_language(self.speaker.language)
            when = condition_text(criterion.when, self.speaker)
            yield f"  - {self._named(criterion, f'{name}: {when}')}"

    def _service(self, service: Service) -> str:
        parts = [self.kinds.get(service.kind, service.kind), self.say(service.production)]
        if service.capacity is not None:
            parts.append(self.say("capacity", n=service.capacity))
        if service.unit_cost is not None:
            cost = self.say(
                "unit_cost",
                eur=self.speaker.money(service.unit_cost.eur),
                per=self.speaker.word("unit", service.unit_cost.per),
            )
            parts.append(self._named(service.unit_cost, cost))
        if service.languages:
            parts.append(self.say("in_languages", names=self.speaker.words("language", service.languages)))
        if service.choice is not None:
            parts.append(self.say("by_choice", id=service.choice))
        if service.conditions is not None:
            parts.append(self.say("conditions", text=condition_text(service.conditions, self.speaker)))
        name = service.name.in_language(self.speaker.language)
        return self._named(service, f"{name} ({service.id}): {'; '.join(parts)}")

    def _choice(self, choice: Choice) -> str:
        parts = [self.say("offer", n=choice.offer)] if choice.offer is not None else []
        if choice.shown:
            parts.append(self.say("shown", names=self.speaker.words("shows", choice.shown)))
        if choice.no_choice is not None:
            parts.append(self.say(f"no_choice_{choice.no_choice}"))
        return self._named(choice, f"{choice.id}: {'; '.join(parts)}")

    def _voucher(self, voucher: Voucher) -> str:
        parts = [voucher.service]
        if voucher.value is not None:
            parts.append(self.say("voucher_value", eur=self.speaker.money(voucher.value)))
        if voucher.valid_days is not None:
            parts.append(self.say("valid_days", n=voucher.valid_days))
        if voucher.issued is not None:
            parts.append(self.say("issued", period=self.speaker.period(voucher.issued.start, voucher.issued.end)))
        if voucher.budget is not None:
            parts.append(self.say("budget_of", eur=self.speaker.money(voucher.budget)))
        return self._named(voucher, f"{voucher.id}: {'; '.join(parts)}")

    def _provider(self, provider: Provider) -> str:
        parts = [", ".join(provider.services)]
        if provider.business_id is not None:
            parts.append(provider.business_id)
        if provider.municipalities:
            parts.append(self._places(provider.municipalities))
        if provider.languages:
            parts.append(self.say("in_languages", names=self.speaker.words("language", provider.languages)))
        name = provider.name.in_language(self.speaker.language)
        return self._named(provider, f"{name} ({provider.id}): {'; '.join(parts)}")

    def _contract(self, contract: Contract) -> Iterator[str]:
        speaker = self.speaker
        when = speaker.period(contract.period.start, contract.period.end)
        parts = [", ".join(contract.services), self.say("in_force", period=when, n=contract.tail_days)]
        if contract.max_participants is not None:
            parts.append(self.say("max_participants", n=contract.max_participants))
        if contract.cap_per_person is not None:
            parts.append(self.say("cap_per_person", eur=speaker.money(contract.cap_per_person)))
        if contract.ceiling is not None:
            parts.append(self.say("ceiling", eur=speaker.money(contract.ceiling)))
        parts.append(self.say(contract.attribution))
        if contract.former_employer_days:
            parts.append(self.say("former_employer", n=contract.former_employer_days))
        if set(contract.accepts) != set(SOURCES):
            parts.append(self.say("accepts", names=", ".join(self.say(source) for source in contract.accepts)))
        if contract.self_billing is not None:
            parts += self_billing_parts(contract.self_billing, speaker)
        yield self._named(contract, f"{contract.id} ({contract.provider}): {'; '.join(parts)}")
        for fee in contract.fees:
            yield " " + self._named(fee, f"{fee.id}: {fee_sentence(fee, speaker)}")
        for amendment in contract.amendments:
            first, *rest = amendment_lines(amendment, speaker)
            yield from (" " + line for line in (self._named(amendment, first), *rest))

    def _area(self, area: Area) -> str:
        parts = [self._places(area.municipalities)]
        if area.lead is not None:
            parts.append(self.say("lead", name=self._places([area.lead])))
        if isinstance(area.shares, str):
            parts.append(self.say(f"shares_{area.shares}"))
        elif isinstance(area.shares, Mapping):
            parts += [f"{self._places([code])} {self.speaker.share(share)}" for code, share in area.shares.items()]
        return self._named(area, f"{area.id}: {'; '.join(parts)}")

    def _places(self, codes: Iterable[str]) -> str:
        return ", ".join(municipality_name(code, self.speaker.language) for code in codes)

    def _named(self, part: Part, text: str) -> str:
        return f"{text} {self.say('invented')}" if part.invented else text


def _parts(value: object) -> Iterator[Part]:
    """Every part of the pilot, inside each other too."""
    if isinstance(value, Part):
        yield value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from _parts(entry)


def _invented(part: Part) -> bool:
    return part.invented
