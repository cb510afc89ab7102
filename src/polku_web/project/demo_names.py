"""Names, numbers and contact of invented people. Identity numbers are of the 900 series, which is given to no one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# Signs of a century, in the order in which they are used up: fifty women and fifty men of a day have each.
SIGNS = {1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"}


def _words(text: str) -> list[str]:
    return text.split()


BEGINNINGS = _words(
    "Aho Haapa Havu Heinä Hiekka Hilla Honka Jänis Järvi Kaisla Kallio Kanerva Karpalo Kataja Kelo Kivi Koivu "
    "Korpi Kuusi Lehto Lumi Lähde Marja Metsä Mustikka Mänty Niitty Paju Pelto Pihlaja Pilvi Poro Puro Rauta "
    "Ruoho Salo Sammal Saari Sula Suvi Syys Talvi Tammi Tervas Tuomi Tuuli Vaahtera Vadelma Valko Vesi"
)
ENDINGS = [
    "harju",
    "joki",
    "kallio",
    "kangas",
    "kari",
    "korpi",
    "koski",
    "laakso",
    "lampi",
    "lehto",
    "luoto",
    "mäki",
    "niemi",
    "nummi",
    "oja",
    "polku",
    "puro",
    "ranta",
]
WOMEN = _words(
    "Aamu Aava Alma Aura Elli Elsa Enni Helka Helmi Hilja Hilla Iida Ilta Impi Inka Jade Kaisla Kerttu Kielo "
    "Lahja Lilja Lumi Lyyli Maija Meri Minttu Oona Orvokki Peppi Pihla Pilvi Pinja Raisa Saima Sanelma Sini Siiri "
    "Suvi Taimi Tuuli Tyyne Unelma Vanamo Venla Vieno Viola"
)
MEN = _words(
    "Aarni Ahti Aimo Armas Arvi Eelis Eetu Eino Ensio Hannes Iivo Ilmari Into Jalmari Jousi Kaapo Kaino Kauko "
    "Kosti Lauri Leevi Manu Martti Nuutti Oiva Onni Osmo Otava Otso Paavo Pyry Rauha Reino Sampo Sulo Taisto "
    "Tapio Toivo Touko Tuisku Ukko Urho Valo Visa Väinö Yrjö"
)


def name_of(n: int, sex: str) -> tuple[str, str]:
    """Given name and family name of the n-th person; nine hundred family names."""
    given = WOMEN if sex == "f" else MEN if sex == "m" else WOMEN[::2] + MEN[::2]
    family = n * 7919 % (len(BEGINNINGS) * len(ENDINGS))
    beginning, ending = BEGINNINGS[family // len(ENDINGS)], ENDINGS[family % len(ENDINGS)]
    if ending.casefold() == beginning.casefold():
        ending = "la"
    return given[n * 31 % len(given)], beginning + ending


class Numbers:
    """Identity numbers of the 900 series, each once. Odd individual numbers are men's, even ones women's."""

    def __init__(self, used: Iterable[str] = ()) -> None:
        self._given: Counter[tuple[date, int]] = Counter()
        self._used = set(used)

    def next(self, born: date, sex: str) -> str:
        """A number for somebody born on the day. Raises ValueError when the day has none left."""
        odd = 1 if sex == "m" else 0
        while True:
            n = self._given[born, odd]
            self._given[born, odd] += 1
            turn, place = divmod(n, 50)
            signs = SIGNS[born.year // 100 * 100]
            if turn >= len(signs):
                raise ValueError(f"too many people were born on {born}")
            digits = f"{born:%d%m}{born.year % 100:02}{900 + 2 * place + odd}"
            number = f"{digits[:6]}{signs[turn]}{digits[6:]}{CHECK[int(digits) % 31]}"
            if number not in self._used:
                return number


def contact_of(n: int) -> tuple[str, str, str]:
    """Phone, e-mail and address of the n-th person; none of them is anybody's."""
    return f"040 000 {n % 10_000:04}", f"asiakas{n}@polku.example", f"Keksitynkatu {1 + n % 400}"
