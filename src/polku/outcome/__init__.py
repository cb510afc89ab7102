"""What came of it: for each participation the first job, days in work, studies and status afterwards.

Reads participations, employment, education and statuses up to the day until which facts are known; gives `outcomes`.
A window that is not over yet has no answer, never a smaller one.
"""

from polku.outcome._outcomes import OUTCOMES, outcomes

__all__ = ["OUTCOMES", "outcomes"]
