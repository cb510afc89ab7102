"""The app's codes in plain words, for the log and for the client whom it concerns."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "casework.agreement_proposed": _("ehdotti seuraavia askelia"),
    "casework.agreement_accepted": _("kirjasi seuraavat askeleet hyväksytyiksi"),
    "casework.agreement_questioned": _("pyysi muutosta seuraaviin askeliin"),
    "casework.step_marked": _("merkitsi askeleen"),
    "casework.message_sent": _("lähetti viestin"),
    "casework.messages_read": _("merkitsi viestit luetuiksi"),
    "casework.note_added": _("kirjoitti merkinnän"),
    "casework.meeting_added": _("kirjasi tapaamisen"),
    "casework.meeting_marked": _("merkitsi, pidettiinkö tapaaminen"),
    "casework.meeting_cancelled": _("perui tapaamisen"),
    "casework.meetings_taken_in": _("toi tapaamiset valtakunnallisesta järjestelmästä"),
    "casework.plans_taken_in": _("toi suunnitelmat valtakunnallisesta järjestelmästä"),
    "casework.absence_added": _("merkitsi poissaolon"),
    "casework.absence_ended": _("päätti poissaolon"),
    "casework.supporter_added": _("lisäsi jäsenen tukiryhmään"),
    "casework.supporter_ended": _("päätti jäsenyyden tukiryhmässä"),
    "casework.bulk_done": _("teki saman monelle asiakkaalle"),
    "casework.bulk_undone": _("perui monelle asiakkaalle tehdyn"),
    "casework.coach_back": _("palautti edellisen omavalmentajan"),
    "casework.list_kept": _("tallensi työlistan"),
    "casework.list_removed": _("poisti työlistan"),
    "casework.listed": _("näki asiakkaan työpöydällään"),
    "casework.worked_with": _("katsoi asiakkaan asioita"),
}
KINDS = {
    "agreement": _("sovitut askeleet"),
    "step": _("askel"),
    "message": _("viesti"),
    "note": _("merkintä"),
    "meeting": _("tapaaminen"),
    "absence": _("poissaolo"),
    "supporter": _("tukiryhmän jäsen"),
    "bulkact": _("monelle tehty toimi"),
    "workinglist": _("työlista"),
}
TO_CLIENT = {
    "casework.agreement_proposed": _("ehdotti sinulle seuraavia askelia"),
    "casework.agreement_accepted": _("kirjasi, että hyväksyit seuraavat askeleet"),
    "casework.step_marked": _("merkitsi askeleesi"),
    "casework.message_sent": _("lähetti sinulle viestin"),
    "casework.messages_read": _("luki viestisi"),
    "casework.note_added": _("kirjoitti sinusta merkinnän"),
    "casework.meeting_added": _("kirjasi sinulle tapaamisen"),
    "casework.meeting_marked": _("merkitsi, pidettiinkö tapaamisesi"),
    "casework.meeting_cancelled": _("perui tapaamisesi"),
    "casework.coach_back": _("palautti edellisen omavalmentajasi"),
    "casework.listed": _("näki nimesi työpöydällään"),
    "casework.worked_with": _("katsoi asioitasi"),
    "casework.supporter_added": _("lisäsi jäsenen tukiryhmääsi"),
    "casework.supporter_ended": _("päätti jäsenyyden tukiryhmässäsi"),
}
BASES = {"cover": _("Hän sijaistaa omavalmentajaasi.")}
