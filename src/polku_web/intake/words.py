"""The app's codes in plain words, for the log and for the client."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "intake.started": _("lähetti tiedoston"),
    "intake.sent_again": _("lähetti saman tiedoston uudelleen, eikä mitään tehty"),
    "intake.columns_matched": _("kertoi, mitä tiedoston sarakkeet ovat"),
    "intake.column_forgotten": _("unohti tiedoston sarakkeen merkityksen"),
    "intake.file_removed": _("poisti tiedoston, jota kukaan ei vienyt rekisteriin"),
    "intake.rows_removed": _("poisti tiedoston rivit, joita ei enää tarvita"),
    "intake.taking_in": _("käynnisti tiedoston viennin rekisteriin"),
    "intake.taken_in": _("vei tiedoston asiakkaat rekisteriin"),
    "intake.gone_on": _("jatkoi keskeytynyttä käsittelyä"),
    "intake.cancelled": _("perui tiedoston"),
    "intake.row_mended": _("korjasi tiedoston rivin"),
    "intake.row_left_out": _("jätti tiedoston rivin pois"),
    "intake.corrected": _("lähetti korjatut rivit"),
    "intake.allocation_proposed": _("teki ehdotuksen omavalmentajista"),
    "intake.allocation_confirmed": _("vahvisti ehdotuksen omavalmentajista"),
    "intake.allocation_undone": _("perui ehdotuksen omavalmentajista"),
    "intake.scopes_set": _("kertoi, keitä valmentajat voivat ottaa"),
    "clients.coach_taken_back": _("perui omavalmentajan nimeämisen"),
    "intake.faulty_downloaded": _("latasi korjattavat rivit tiedostona"),
}
KINDS = {
    "batch": _("tiedosto"),
    "row": _("tiedoston rivi"),
    "allocation": _("ehdotus omavalmentajista"),
    "columnmatch": _("muistettu sarake"),
}
TO_CLIENT = {"clients.coach_taken_back": _("perui omavalmentajasi nimeämisen")}
BASES = {"intake": _("Hän ottaa vastaan asiakkaita ja tarkistaa heidän tietojaan.")}
