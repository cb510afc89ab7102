"""The words in which a pilot is described, in Finnish, Swedish and English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from polku.base import euros, finnish_day
from polku.definition._condition_words import CONDITION_WORDS
from polku.definition._scalars import percent

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")

# phrase → Finnish, Swedish, English; {names} are filled in.
WORDS: dict[str, tuple[str, str, str]] = {
    "organiser": ("Järjestäjä: {name}", "Organisatör: {name}", "Organiser: {name}"),
    "model": ("Malli: {model}", "Modell: {model}", "Model: {model}"),
    "municipal": ("kuntakokeilu", "kommunförsök", "municipal pilot"),
    "regional": ("alueellinen kokeilu", "regionalt försök", "regional pilot"),
    "purchase": ("ostopalvelukokeilu", "köptjänstförsök", "purchase pilot"),
    "employment_area": ("työllisyysalue", "sysselsättningsområde", "employment area"),
    "source": ("Lähde: {source}", "Källa: {source}", "Source: {source}"),
    "period": ("Aika: {period}", "Tid: {period}", "Period: {period}"),
    "until_unknown": ("{start} alkaen, loppu ei ole tiedossa", "från {start}, slutet är inte känt",
                      "from {start}, the end is not known"),
    "takeover": ("Asiakkaat siirtyvät järjestäjälle {day}", "Klienterna övergår till organisatören {day}",
                 "Clients move to the organiser on {day}"),
    "municipalities": ("Kunnat ({n}): {names}", "Kommuner ({n}): {names}", "Municipalities ({n}): {names}"),
    "process": ("Palveluprosessi: {name}", "Serviceprocess: {name}", "Service process: {name}"),
    "own_process": ("omat säännöt", "egna regler", "own rules"),
    "belongs": ("Kuka kuuluu kohderyhmään", "Vem hör till målgruppen", "Who belongs to the target group"),
    "scope": ("Ehto kaikille: {text}", "Villkor för alla: {text}", "For everyone: {text}"),
    "one_of": ("ja lisäksi ainakin yksi näistä:", "och dessutom minst ett av dessa:",
               "and also at least one of these:"),
    "services": ("Palvelut", "Tjänster", "Services"),
    "own": ("oma tuotanto", "egen produktion", "own production"),
    "purchased": ("ostettu", "köpt", "purchased"),
    "partner": ("kumppanin tuottama", "producerad av partner", "by a partner"),
    "capacity": ("{n} asiakasta kerrallaan", "{n} klienter åt gången", "{n} clients at a time"),
    "unit_cost": ("{eur} / {per}", "{eur} / {per}", "{eur} / {per}"),
    "conditions": ("ehto: {text}", "villkor: {text}", "condition: {text}"),
    "in_languages": ("kielet: {names}", "språk: {names}", "languages: {names}"),
    "by_choice": ("asiakas valitsee tuottajan ({id})", "klienten väljer producent ({id})",
                  "the client picks the provider ({id})"),
    "choices": ("Valinnat", "Val", "Choices"),
    "offer": ("tarjotaan {n} tuottajaa", "{n} producenter erbjuds", "{n} providers are offered"),
    "shown": ("näytetään: {names}", "visas: {names}", "shown: {names}"),
    "no_choice_draw": ("ilman valintaa arvotaan", "utan val avgör lotten", "without a choice, by lot"),
    "no_choice_nearest": ("ilman valintaa lähin", "utan val den närmaste", "without a choice, the nearest"),
    "no_choice_coach": ("ilman valintaa valmentaja valitsee", "utan val väljer coachen",
                        "without a choice, the coach picks"),
    "vouchers": ("Palvelusetelit", "Servicesedlar", "Service vouchers"),
    "voucher_value": ("arvo {eur}", "värde {eur}", "worth {eur}"),
    "valid_days": ("voimassa {n} päivää", "giltig i {n} dagar", "valid for {n} days"),
    "issued": ("myönnetään {period}", "beviljas {period}", "issued {period}"),
    "budget_of": ("budjetti {eur}", "budget {eur}", "budget {eur}"),
    "providers": ("Tuottajat", "Producenter", "Providers"),
    "contracts": ("Sopimukset (summat ilman arvonlisäveroa)", "Avtal (belopp utan mervärdesskatt)",
                  "Contracts (sums without VAT)"),
    "in_force": ("aloitukset {period}; tuloksia lasketaan {n} päivää sen jälkeen",
                 "starter {period}; resultat räknas {n} dagar därefter",
                 "starts {period}; results are counted for {n} days after it"),
    "max_participants": ("enintään {n} asiakasta", "högst {n} klienter", "at most {n} clients"),
    "cap_per_person": ("asiakkaasta enintään {eur}", "högst {eur} per klient", "at most {eur} a client"),
    "ceiling": ("yhteensä enintään {eur}", "sammanlagt högst {eur}", "at most {eur} in all"),
    "latest": ("työpaikka luetaan asiakkaan viimeisimmälle jaksolle", "jobbet räknas till klientens senaste period",
               "a job counts for the client's latest participation"),
    "shared": ("työpaikka luetaan jokaiselle sitä ennen alkaneelle jaksolle",
               "jobbet räknas till varje period som började före det",
               "a job counts for every participation that started before it"),
    "former_employer": ("työ entisellä työnantajalla ({n} päivää ennen aloitusta) ei kelpaa",
                        "arbete hos en tidigare arbetsgivare ({n} dagar före starten) räknas inte",
                        "a job at a former employer ({n} days before the start) does not count"),
    "any_employer": ("työ entisellä työnantajallakin kelpaa", "arbete också hos en tidigare arbetsgivare räknas",
                     "a job at a former employer counts too"),
    "amended": ("muutos {day} alkaen: {why}", "ändring från {day}: {why}", "amendment from {day}: {why}"),
    "amended_for": ("koskee {day} tai myöhemmin alkavia jaksoja", "gäller perioder som börjar {day} eller senare",
                    "for participations that start on {day} or later"),
    "starts_until": ("aloituksia {day} asti", "starter till och med {day}", "starts until {day}"),
    "tail": ("tuloksia lasketaan {n} päivää viimeisen aloituspäivän jälkeen",
             "resultat räknas {n} dagar efter den sista startdagen",
             "results are counted for {n} days after the last day of starts"),
    "services_are": ("palvelut: {names}", "tjänster: {names}", "services: {names}"),
    "no_longer": ("{name}: ei enää makseta", "{name}: betalas inte längre", "{name}: no longer paid"),
    "without_max_participants": ("ei enää ylärajaa asiakkaille", "ingen övre gräns för klienter längre",
                                 "no maximum of clients any more"),
    "without_cap_per_person": ("ei enää asiakaskohtaista ylärajaa", "ingen övre gräns per klient längre",
                               "no limit a client any more"),
    "without_ceiling": ("ei enää ylärajaa sopimukselle", "ingen övre gräns för avtalet längre",
                        "no ceiling any more"),
    "accepts": ("todisteeksi kelpaa: {names}", "godtagna intyg: {names}", "proof accepted: {names}"),
    "register": ("rekisteri", "register", "register"),
    "employer": ("työnantaja", "arbetsgivare", "employer"),
    "provider": ("tuottaja", "producent", "provider"),
    "client": ("asiakas", "klient", "client"),
    "from_day": ("{day} alkaen {what}", "från {day} {what}", "from {day} {what}"),
    "fee_start": ("{amount}, kun asiakas aloittaa", "{amount} när klienten börjar", "{amount} when the client starts"),
    "fee_milestone": ("{amount}, kun sovittu vaihe ”{milestone}” saavutetaan",
                      "{amount} när det avtalade steget ”{milestone}” nås",
                      "{amount} when the agreed step “{milestone}” is reached"),
    "within_days": ("{n} päivän kuluessa aloituksesta", "inom {n} dagar från starten", "within {n} days of the start"),
    "fee_delivery": ("{amount} jokaisesta yksiköstä ({unit})", "{amount} för varje enhet ({unit})",
                     "{amount} for each unit ({unit})"),
    "max_quantity": ("enintään {n} jaksoa kohti", "högst {n} per period", "at most {n} a participation"),
    "fee_employment": ("{amount}, kun asiakas on ollut työssä {days} päivää {window} päivän kuluessa aloituksesta",
                       "{amount} när klienten har arbetat {days} dagar inom {window} dagar från starten",
                       "{amount} when the client has been in work for {days} days within {window} days of the start"),
    "cumulative": ("päivät lasketaan yhteen", "dagarna räknas ihop", "the days add up"),
    "continuous": ("yhdessä jaksossa", "i en följd", "in one stretch"),
    "gap": ("enintään {n} päivän väli ei katkaise", "ett uppehåll på högst {n} dagar bryter inte",
            "a gap of at most {n} days does not break it"),
    "hours": ("vähintään {n} tuntia viikossa", "minst {n} timmar i veckan", "at least {n} hours a week"),
    "unsubsidised": ("vain työ ilman palkkatukea", "endast arbete utan lönesubvention", "unsubsidised work only"),
    "subsidised": ("myös palkkatuettu työ", "även arbete med lönesubvention", "subsidised work too"),
    "self_employed": ("oma yritys lasketaan", "eget företag räknas", "own business counts"),
    "not_self_employed": ("omaa yritystä ei lasketa", "eget företag räknas inte", "own business does not count"),
    "fee_education": ("{amount}, kun tutkintoon johtavat opinnot alkavat {window} päivän kuluessa aloituksesta",
                      "{amount} när studier som leder till examen börjar inom {window} dagar från starten",
                      "{amount} when studies for a qualification begin within {window} days of the start"),
    "fee_earnings": ("{amount}, kun palkkaa on kertynyt {threshold} {window} päivän kuluessa aloituksesta",
                     "{amount} när lönen har uppgått till {threshold} inom {window} dagar från starten",
                     "{amount} when wages have reached {threshold} within {window} days of the start"),
    "fee_share": ("{share} palkasta {window} päivän ajalta aloituksesta",
                  "{share} av lönen under {window} dagar från starten",
                  "{share} of wages within {window} days of the start"),
    "fee_result_rate": ("{amount} jokaisesta tuloksesta ({of}) yli odotetun määrän; odotettu osuus {expected}",
                        "{amount} för varje resultat ({of}) över det förväntade antalet; förväntad andel {expected}",
                        "{amount} for each result ({of}) above the expected number; expected share {expected}"),
    "quarter": ("lasketaan neljännesvuosittain alkaneista, {n} päivää sen jälkeen",
                "räknas per kvartal då klienterna började, {n} dagar därefter",
                "counted by the quarter of the start, {n} days after it"),
    "year": ("lasketaan vuosittain alkaneista, {n} päivää sen jälkeen",
             "räknas per år då klienterna började, {n} dagar därefter",
             "counted by the year of the start, {n} days after it"),
    "contract": ("lasketaan koko sopimuksesta, {n} päivää sen jälkeen", "räknas för hela avtalet, {n} dagar därefter",
                 "counted over the whole contract, {n} days after it"),
    "min_participants": ("ei makseta ennen kuin aloittaneita on {n}", "betalas inte förrän {n} har börjat",
                         "not paid while fewer than {n} have started"),
    "ladder": ("portaat ”{name}”: parempi tulos maksaa vain erotuksen",
               "trappa ”{name}”: ett bättre resultat betalar endast skillnaden",
               "ladder “{name}”: a better result pays only the difference"),
    "areas": ("Alueet", "Områden", "Areas"),
    "lead": ("vetäjä {name}", "leds av {name}", "led by {name}"),
    "shares_population": ("jako asukasluvun mukaan", "delas enligt invånarantal", "shared by population"),
    "shares_clients": ("jako asiakasmäärän mukaan", "delas enligt antalet klienter", "shared by clients"),
    "procurement": ("Hankinta", "Upphandling", "Procurement"),
    "decided": ("päätetty {day}", "beslutad {day}", "decided on {day}"),
    "successors": ("Kuka jatkaa", "Vem fortsätter", "Who carries on"),
    "experiments": ("Kokeet", "Experiment", "Experiments"),
    "lottery": ("arvonta", "lottning", "lottery"),
    "staggered": ("porrastettu alku", "stegvis start", "staggered start"),
    "encouragement": ("kannustus", "uppmuntran", "encouragement"),
    "arms": ("ryhmät: {names}", "grupper: {names}", "arms: {names}"),
    "within": ("tasapainotettu: {names}", "balanserad: {names}", "balanced within: {names}"),
    "seed_from": (
        "siemenluku julkisesta arvonnasta: {name}, {day}",
        "frötal ur en offentlig dragning: {name}, {day}",
        "seed from a public drawing: {name}, {day}",
    ),
    "legal_basis": ("peruste: {text}", "grund: {text}", "legal basis: {text}"),
    "voluntary": ("vapaaehtoinen", "frivilligt", "voluntary"),
    "not_voluntary": ("ei vapaaehtoinen", "inte frivilligt", "not voluntary"),
    "surveys": ("Asiakaskyselyt", "Klientenkäter", "Client surveys"),
    "every_month": ("kuukausittain", "varje månad", "every month"),
    "every_quarter": ("neljännesvuosittain", "varje kvartal", "every quarter"),
    "every_half-year": ("puolivuosittain", "varje halvår", "every half-year"),
    "every_year": ("vuosittain", "varje år", "every year"),
    "every_once": ("kerran", "en gång", "once"),
    "sample_all": ("kaikille", "till alla", "to all"),
    "sample": ("otos {share}", "urval {share}", "a sample of {share}"),
    "questions": ("kysymykset: {names}", "frågor: {names}", "questions: {names}"),
    "goals": ("Tavoitteet", "Mål", "Goals"),
    "change": ("{measure} {share}", "{measure} {share}", "{measure} {share}"),
    "against": ("verrataan: {name}", "jämförs med: {name}", "against: {name}"),
    "evaluation": ("Arviointi", "Utvärdering", "Evaluation"),
    "by_experiment": ("koe {id}", "experiment {id}", "experiment {id}"),
    "outcomes": ("tulokset: {names}", "utfall: {names}", "outcomes: {names}"),
    "horizon": ("{n} päivän kuluttua", "efter {n} dagar", "after {n} days"),
    "budget": ("Budjetti", "Budget", "Budget"),
    "invented": ("[keksitty]", "[påhittad]", "[invented]"),
    "is_invented": ("Koko kokeilu on keksitty.", "Hela försöket är påhittat.", "The whole pilot is invented."),
    "has_invented": ("Merkintä [keksitty]: tieto ei ole asiakirjoista, eivätkä siitä lasketut luvut ole.",
                     "Det som är märkt [påhittad] kommer inte från dokumenten, inte heller det som räknas ur det.",
                     "What is marked [invented] is not from the documents, nor is anything computed from it."),
    "learned": ("Mitä aiemmasta kokeilusta opittiin", "Vad ett tidigare försök lärde", "What an earlier pilot taught"),
    "unknown": ("Ei tiedossa", "Inte känt", "Not known"),
}  # fmt: skip


WORDS |= CONDITION_WORDS


class Speaker:
    """Says phrases, sums, shares and days in one language."""

    def __init__(self, language: Language) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"{language} is none of the languages {', '.join(LANGUAGES)}")
        self.language = language
        self._place = LANGUAGES.index(language)

    def say(self, phrase: str, /, **filled: object) -> str:
        """A phrase of WORDS with its names filled in."""
        return WORDS[phrase][self._place].format(**filled)

    def word(self, kind: str, text: str) -> str:
        """The word for a value of a short list (`unit`, `language` …); the value itself where there is none."""
        return self.say(f"{kind}_{text}") if f"{kind}_{text}" in WORDS else text

    def words(self, kind: str, texts: Iterable[str]) -> str:
        """The words for several values, with commas between."""
        return ", ".join(self.word(kind, text) for text in texts)

    def money(self, cents: int) -> str:
        """Cents as 1 200,00 €, in English €1,200.00."""
        text = f"{euros(cents):,.2f}"
        return f"€{text}" if self.language == "en" else text.replace(",", " ").replace(".", ",") + " €"

    def share(self, points: int) -> str:
        """Basis points as 12,5 %, in English 12.5 %."""
        return percent(points) if self.language == "en" else percent(points).replace(".", ",")

    def number(self, value: Decimal | int) -> str:
        """A number without needless zeros."""
        text = f"{Decimal(value).normalize():f}"
        return text if self.language == "en" else text.replace(".", ",")

    def day(self, day: date) -> str:
        """1.3.2021, in English 2021-03-01."""
        return day.isoformat() if self.language == "en" else finnish_day(day)

    def period(self, start: date, end: date | None) -> str:
        """Both days, or from the first when the last is not known."""
        if end is None:
            return self.say("until_unknown", start=self.day(start))
        return f"{self.day(start)}–{self.day(end)}"
