"""Did it work: compared with whom, what effect, what it saved to whom, and how sure.

`evaluate` reads the facts and the pilot's `evaluation:` entries, follows everybody of a study through the same windows
of days (`what_counts`), lets `polku.estimation` do the numbers, and keeps `estimates`, `balance`, `verdicts` and
`conclusions`; beside them `producers`, compared by what their clients let expect, and `gaming`, its signs. `tell` says
all in Finnish, Swedish or English, and `page` sets it as one HTML page for the council. `write_package` gives
researchers the rows without ids and days, and `repeat` gets the same figures from them elsewhere. No figure without a
comparison, its interval and its weak points; "cannot tell" where that is so.
"""

from polku.evaluation._conclusions import CONCLUSIONS, Conclusion
from polku.evaluation._counted import WHAT_COUNTS, WINDOWS, what_counts
from polku.evaluation._estimates import BALANCE, ESTIMATES, VERDICTS, Findings, Found
from polku.evaluation._evaluate import Answered, Evaluation, evaluate
from polku.evaluation._gaming import GAMING
from polku.evaluation._outcomes import EvaluationError, Outcome, Payer
from polku.evaluation._package import repeat, write_package
from polku.evaluation._page import Told, page, tell, told_of_run
from polku.evaluation._producers import PRODUCERS, expect, producers
from polku.evaluation._studies import Study

__all__ = [
    "BALANCE",
    "CONCLUSIONS",
    "ESTIMATES",
    "GAMING",
    "PRODUCERS",
    "VERDICTS",
    "WHAT_COUNTS",
    "WINDOWS",
    "Answered",
    "Conclusion",
    "Evaluation",
    "EvaluationError",
    "Findings",
    "Found",
    "Outcome",
    "Payer",
    "Study",
    "Told",
    "evaluate",
    "expect",
    "page",
    "producers",
    "repeat",
    "tell",
    "told_of_run",
    "what_counts",
    "write_package",
]
