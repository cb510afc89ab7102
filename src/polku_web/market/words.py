"""The app's codes in plain words, for the log."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "market.offers_opened": _("avasi palvelut tarjolle"),
    "market.offer_changed": _("muutti palvelun tietoja"),
    "market.referred": _("ohjasi asiakkaan palveluun"),
    "market.referral_moved": _("muutti lähetteen tilaa"),
    "market.referral_viewed": _("katsoi lähetettä"),
    "market.referrals_listed": _("näki lähetteen luettelossa"),
    "market.services_viewed": _("katsoi, mihin palveluihin asiakas sopii"),
    "market.link_made": _("antoi tuottajalle linkin lähetteeseen"),
    "market.link_refused": _("avasi linkin, joka ei ole voimassa"),
    "market.reminded": _("muistutti lähetteestä"),
    "market.job_told": _("kertoi työpaikasta"),
    "market.job_confirmed": _("vahvisti työpaikan"),
    "market.job_corrected": _("korjasi työpaikan tietoja"),
    "market.milestone_told": _("kertoi saavutetusta tavoitteesta"),
    "market.delivery_told": _("kertoi tehdystä työstä"),
}
KINDS = {
    "offer": _("palvelu"),
    "referral": _("lähete"),
    "referrallink": _("linkki lähetteeseen"),
    "participation": _("palvelujakso"),
    "job": _("työpaikka"),
    "milestone": _("tavoite"),
    "delivery": _("tehty työ"),
}
TO_CLIENT = {
    "market.referred": _("ohjasi sinut palveluun"),
    "market.referral_moved": _("kertoi, miten palveluun ohjaaminen etenee"),
    "market.referral_viewed": _("katsoi lähetettäsi"),
    "market.referrals_listed": _("näki nimesi lähetteiden luettelossa"),
    "market.services_viewed": _("katsoi, mitkä palvelut sopivat sinulle"),
    "market.link_made": _("antoi palveluntuottajalle linkin lähetteeseesi"),
    "market.reminded": _("muistutti palveluntuottajaa lähetteestäsi"),
    "market.job_told": _("kertoi työpaikastasi"),
    "market.job_confirmed": _("vahvisti tiedon työpaikastasi"),
    "market.job_corrected": _("korjasi tietoa työpaikastasi"),
    "market.milestone_told": _("kertoi, mitä palvelussa on saavutettu"),
    "market.delivery_told": _("kertoi, mitä kanssasi on tehty"),
}
BASES = {
    "provider": _("Sinut on ohjattu hänen palveluunsa."),
}
