"""What staff and the client do together: plan, meetings, next steps, notes, messages; and who covers for whom."""

from polku_web.casework.models.agreed import Agreement, Message, Note, Step, Supporter
from polku_web.casework.models.desk import Absence, BulkAct, WorkingList
from polku_web.casework.models.meetings import Duty, Meeting, Origin, Plan
from polku_web.casework.models.national import Former, NationalLinks

__all__ = [
    "Absence",
    "Agreement",
    "BulkAct",
    "Duty",
    "Former",
    "Meeting",
    "Message",
    "NationalLinks",
    "Note",
    "Origin",
    "Plan",
    "Step",
    "Supporter",
    "WorkingList",
]
