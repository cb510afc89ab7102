"""The end of a pilot, its extension, and the pilot that goes on from it.

`close` says what is open on a day and who takes it over; `extend` moves the end of a pilot file and tells what must be
decided with it; `carry_over` begins a new pilot file from a finished one, with what was learned. Files are changed as
text, so that comments stay, and what comes of it is held against the strict loader.
"""

from polku.handover._carry_over import carry_over
from polku.handover._close import CASES, CLIENTS, TAIL_FEES, WITHOUT_SUCCESSOR, close
from polku.handover._closing import Closing, ContractTail, FeeTail, HandedOver, closing, closing_json
from polku.handover._edit import NewPilotFile
from polku.handover._extend import extend
from polku.handover._lessons import is_results, lessons, read_results
from polku.handover._page import closing_page
from polku.page import Language

__all__ = [
    "CASES",
    "CLIENTS",
    "TAIL_FEES",
    "WITHOUT_SUCCESSOR",
    "Closing",
    "ContractTail",
    "FeeTail",
    "HandedOver",
    "Language",
    "NewPilotFile",
    "carry_over",
    "close",
    "closing",
    "closing_json",
    "closing_page",
    "extend",
    "is_results",
    "lessons",
    "read_results",
]
