"""What can be wrong with a file or a row, in plain words that say what would be right."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Fault:
    """A field of a row and what is wrong with it: a kind that `told` has words for."""

    field: str
    kind: str


# A row's faults. Those of the fact tables keep the kind that `polku.facts` gives them.
ROW: dict[str, Promise] = {
    "missing_value": _("Tieto puuttuu. Täydennä se."),
    "wrong_value": _("Arvoa ei tunneta. Tarkista se."),
    "date_out_of_range": _("Päivä ei ole mahdollinen. Tarkista vuosi."),
    "end_before_start": _("Loppupäivä on ennen alkupäivää. Tarkista päivät."),
    "unknown_municipality": _("Kuntaa ei ole. Kirjoita kunnan nimi tai kolminumeroinen koodi, esimerkiksi 837."),
    "negative": _("Luku ei voi olla pienempi kuin nolla."),
    "unreadable": _("Rivillä on liikaa tai liian vähän kenttiä. Tarkista lainausmerkit ja erottimet."),
    "no_number": _("Tämä ei ole henkilötunnus. Tarkista numerot ja tarkistusmerkki, esimerkiksi 131052-308T."),
    "twice": _("Sama henkilö on tiedostossa jo aiemmalla rivillä. Jätä toinen rivi pois."),
    "elsewhere": _("Henkilöä ei voi lisätä, koska hän on jo toisen järjestäjän asiakas. Sopikaa siirrosta."),
    "other_unit": _("Henkilö on toisen yksikön asiakas. Pyydä palvelusuunnittelijaa viemään tämä rivi."),
    "no_name": _("Nimessä on merkkejä, joita nimessä ei voi olla. Kirjoita pelkkä nimi."),
    "no_email": _("Tämä ei ole sähköpostiosoite. Kirjoita se muodossa nimi@esimerkki.fi tai jätä tyhjäksi."),
    "too_long": _("Teksti on liian pitkä. Lyhennä sitä."),
    "formula": _("Solussa on kaava. Kirjoita sen tilalle pelkkä arvo."),
    "no_unit": _("Yksikköä ei ole. Kirjoita yksikön nimi niin kuin se on Polussa."),
    "future": _("Päivä on vasta tulossa. Tarkista päivä."),
    "no_day": _("Tämä ei ole päivä. Kirjoita se muodossa 14.6.2024 tai 2024-06-14."),
    "no_language": _("Kirjoita kielen koodi, esimerkiksi fi, sv tai ru."),
    "no_occupation": _("Kirjoita ammattiluokituksen koodi: yhdestä neljään numeroa."),
    "no_level": _("Kirjoita koulutusaste numerona nollasta kahdeksaan."),
    "no_flag": _("Kirjoita kyllä tai ei."),
    "no_sex": _("Kirjoita nainen, mies tai muu."),
    "no_status": _("Kirjoita tilanteen koodi 00–08, esimerkiksi 02 (työtön)."),
    "no_person": _("Kirjoita henkilötunnus tai asiakasnumero."),
    "no_client": _("Henkilö ei ole asiakkaamme. Tarkista henkilötunnus, tai jätä rivi pois."),
    "other_person": _("Henkilötunnus ja asiakasnumero ovat eri henkilöiden. Tarkista ne."),
    "several": _("Asiakasnumero on useammalla asiakkaalla. Kirjoita henkilötunnus."),
    "twice_told": _("Sama numero on jo aiemmalla rivillä. Jätä toinen rivi pois."),
    "no_meeting": _("Kirjoita alkuhaastattelu, työnhakukeskustelu, täydentävä työnhakukeskustelu tai muu."),
    "no_mode": _("Kirjoita paikan päällä, puhelimessa tai videolla."),
    "no_time": _("Tämä ei ole kellonaika. Kirjoita se muodossa 9.30."),
    "no_plan": _("Kirjoita työllistymissuunnitelma, kotoutumissuunnitelma tai monialainen."),
    "not_yet": _("Tapaamista ei ole voitu vielä pitää, koska päivä on vasta tulossa."),
}
# A better word for a wrong value, by field.
WRONG_VALUE = {
    "sex": "no_sex",
    "status": "no_status",
    "education_level": "no_level",
    "immigrant": "no_flag",
    "non_disclosure": "no_flag",
    "earnings_related": "no_flag",
    "municipality_since": "no_day",
    "status_since": "no_day",
    "earnings_related_since": "no_day",
    "kind": "no_meeting",
    "mode": "no_mode",
    "held": "no_flag",
    "date": "no_day",
    "made_on": "no_day",
    "check_on": "no_day",
}
# Why a whole file or a step did not go through.
FILE: dict[str, Promise] = {
    "empty": _("Tiedosto on tyhjä. Ensimmäisellä rivillä pitää olla sarakkeiden nimet ja sen alla tiedot."),
    "no_rows": _("Tiedostossa ei ole yhtään riviä otsikkorivin alla."),
    "too_big": _("Tiedosto on liian suuri. Jaa se pienempiin tiedostoihin."),
    "too_many_rows": _("Tiedostossa on liikaa rivejä. Jaa se pienempiin tiedostoihin."),
    "too_many_columns": _("Tiedostossa on liikaa sarakkeita. Poista tarpeettomat sarakkeet."),
    "bomb": _("Tiedosto on purettuna liian suuri. Tallenna se uudelleen ilman muotoiluja tai CSV-muodossa."),
    "not_utf8": _("Tiedoston merkistö ei ole UTF-8. Tallenna se Excelissä muodossa ”CSV UTF-8”."),
    "not_xlsx": _("Tiedosto ei ole ehjä Excel-työkirja (.xlsx). Avaa se Excelissä ja tallenna uudelleen."),
    "unknown_form": _("Tiedosto ei ole CSV- eikä Excel-tiedosto (.xlsx). Tallenna se jompaankumpaan muotoon."),
    "twice_named": _("Kahdella sarakkeella on sama nimi. Anna kullekin sarakkeelle oma nimi."),
    "unnamed": _("Sarakkeella ei ole nimeä. Kirjoita jokaisen sarakkeen nimi ensimmäiselle riville."),
    "broken_quotes": _("Tiedostossa on lainausmerkki, joka ei pääty. Tallenna tiedosto uudelleen."),
    "no_sheet": _("Työkirjassa ei ole yhtään taulukkoa."),
    "failed": _("Käsittely keskeytyi virheeseen, eikä mitään viety rekisteriin. Yritä uudelleen."),
    "changed_meanwhile": _("Joku muutti samoja asiakkaita samaan aikaan, eikä mitään viety. Vie tiedot uudelleen."),
    "many_gone": _(
        "Tiedostosta puuttuu yli puolet ajan aiemmista riveistä, joten mitään ei viety eikä poistettu. Tarkista, että "
        "tiedosto on kokonainen, tai lähetä se kertomatta, että se on."
    ),
    "newer_in": _(
        "Tätä uudempi tiedosto on jo viety rekisteriin, joten mitään ei viety: vanhemmat tiedot olisivat korvanneet "
        "uudemmat. Jos tiedot ovat sittenkin ajan tasalla, lähetä tiedosto uudelleen."
    ),
    "no_target_group": _("Kokeilun tiedostossa ei ole kohderyhmää, joten päätöksiä ei tehty eikä mitään viety."),
}


class FileFault(Exception):  # noqa: N818 - it says what is wrong with a file
    """A file that cannot be taken as it is: a code of FILE."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)

    def told_on(self, field: str) -> ValidationError:
        """The same as the fault of a form's field, with its kind as code."""
        return ValidationError({field: ValidationError(told(self.kind), code=self.kind)})


def told(kind: str) -> Promise:
    """The words for a code, of a row or of a file."""
    return ROW.get(kind) or FILE[kind]
