"""Who belongs: the people on whom a pilot's target group is true on a day, and those for whom it cannot be said.

Reads `persons_at` and the pilot's target group; gives `members`, with the criteria that are true, and `undecided`, with
the facts that are missing. Nobody is dropped because a fact is not known. A pilot without a target group of people (its
clients may be companies) asks nobody. `verdicts` answers the same about one person. Conditions of services are asked in
the same way.
"""

from polku.targeting._conditions import CONDITIONS_MET, conditions_met
from polku.targeting._members import MEMBERS, UNDECIDED, asks_nobody, members, nobody
from polku.targeting._verdicts import Verdict, verdicts, with_conditions

__all__ = [
    "CONDITIONS_MET",
    "MEMBERS",
    "UNDECIDED",
    "Verdict",
    "asks_nobody",
    "conditions_met",
    "members",
    "nobody",
    "verdicts",
    "with_conditions",
]
