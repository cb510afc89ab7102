"""What the law's service process asks for each client, and by which day: interview and discussions.

Reads statuses, meetings and enrolments, and a process (the law's, or a pilot's own); gives `duties`, one row for each
meeting that is to be held: for one client or for a whole caseload in one pass. Overdue is what is due before the day.
"""

from polku.duties._calendar import is_working_day, working_days_after
from polku.duties._duties import DUTIES, Duty, duties, duties_of, process_of

__all__ = ["DUTIES", "Duty", "duties", "duties_of", "is_working_day", "process_of", "working_days_after"]
