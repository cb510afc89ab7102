"""How large an effect is, from any flat table: nine designs, each with its interval, its assumptions and its checks.

Reads a table and a `Question`; gives an `Estimate`. Well-kept libraries do the numbers (statsmodels, pyfixest,
diff-diff, lifelines, scikit-learn); this room prepares the table, refuses what cannot be answered, checks what the
design leans on, and says in plain words what may be concluded.
"""

from polku.estimation._beside import holm
from polku.estimation._estimate import balance_of, estimate
from polku.estimation._json import as_json
from polku.estimation._known import Answer, known_answers, known_json, known_told
from polku.estimation._question import DESIGNS, Design, Question
from polku.estimation._read import read_table
from polku.estimation._result import BalanceRow, Estimate, EstimationError, Part, Said, Verdict
from polku.estimation._told import by, say, told, verdict_of

__all__ = [
    "DESIGNS",
    "Answer",
    "BalanceRow",
    "Design",
    "Estimate",
    "EstimationError",
    "Part",
    "Question",
    "Said",
    "Verdict",
    "as_json",
    "balance_of",
    "by",
    "estimate",
    "holm",
    "known_answers",
    "known_json",
    "known_told",
    "read_table",
    "say",
    "told",
    "verdict_of",
]
