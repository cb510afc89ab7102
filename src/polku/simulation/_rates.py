"""How long things last and where they lead in the invented world.

What is fitted to published figures stands in rates.yaml with its source; what stands here as numbers is judgement.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from polku.definition import service_kinds
from polku.facts import STATUSES
from polku.simulation._fitted import value

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

OPEN = 1_000_000  # the last day of what still goes on; far after every day that facts may hold
YEAR = 365.2425

# The nine statuses by their code 00–08, and two states without a status: at work and not seeking, and gone.
STATES = tuple(STATUSES)
SUBSIDISED, EMPLOYED, UNEMPLOYED, LAID_OFF, REDUCED, OUTSIDE, PENSION, IN_SERVICE, IN_TRAINING = range(9)
AT_WORK, GONE = 9, 10
N_STATES = 11
UNEMPLOYED_STATES = (UNEMPLOYED, LAID_OFF)
SERVICE_STATES = (SUBSIDISED, IN_SERVICE, IN_TRAINING)
JOB_STATES = (SUBSIDISED, EMPLOYED, AT_WORK)
CLIENT_STATES = (*UNEMPLOYED_STATES, *SERVICE_STATES)


def _row(**weights: float) -> Floats:
    row = np.zeros(N_STATES)
    for name, weight in weights.items():
        row[globals()[name.upper()]] = weight
    return np.asarray(row / row.sum())


STOCK, OTHERS, ENTRY = (_row(**value(name)) for name in ("stock", "others", "entry"))
OTHERS_SHARE = sum(value("others").values())  # jobseekers beside the clients, for each client
LAID_OFF_SEASON = tuple(value("laid_off_season"))

# The risk of leaving unemployment falls with time: gamma-distributed hazards among those who came at the same time.
HAZARD_SHAPE, HAZARD_DAYS = value("hazard_shape"), value("hazard_days")
STOCK_DAYS = value("stock_days")
QUICK_SHARE, QUICK_DAYS = tuple(value("quick_share")), value("quick_days")  # besides, some find the next job at once
QUICK_AGES = (25, 55)
QUICK_STOCK = value("quick_stock")

# Days of a spell in each other state: least, mean of what comes on top, shape of the gamma (1: exponential).
LASTS: dict[int, tuple[int, float, float]] = {
    SUBSIDISED: (60, 230.0, 2.0),
    EMPLOYED: (20, 130.0, 1.0),
    LAID_OFF: (10, 110.0, 1.0),
    REDUCED: (14, 110.0, 1.0),
    OUTSIDE: (30, 190.0, 1.5),
    PENSION: (2 * OPEN, 0.0, 1.0),
    IN_SERVICE: (14, 250.0, 2.0),
    IN_TRAINING: (30, 280.0, 2.0),
    AT_WORK: (0, 0.0, 1.0),  # see JOB_LENGTHS
    GONE: (150, 350.0, 1.5),
}
JOB_LENGTHS = ((0.28, 10, 45.0), (0.34, 60, 150.0), (0.38, 200, 1400.0))  # share, least days, mean of what comes on top

# Where a spell leads.
QUICK_EXITS = _row(at_work=0.70, employed=0.08, in_service=0.07, in_training=0.03, outside=0.07, gone=0.06)
SLOW_EXITS = _row(
    at_work=0.26, employed=0.05, in_service=0.43, in_training=0.11, subsidised=0.08, outside=0.085, gone=0.05,
    pension=0.006, reduced=0.004,
)  # fmt: skip
EXITS: dict[int, Floats] = {
    SUBSIDISED: _row(unemployed=0.60, at_work=0.28, in_service=0.06, outside=0.06),
    EMPLOYED: _row(unemployed=0.45, at_work=0.50, outside=0.05),
    LAID_OFF: _row(at_work=0.70, unemployed=0.30),
    REDUCED: _row(at_work=0.72, unemployed=0.20, laid_off=0.08),
    OUTSIDE: _row(unemployed=0.50, gone=0.42, pension=0.05, in_service=0.03),
    PENSION: _row(gone=1.0),
    IN_SERVICE: _row(unemployed=0.74, at_work=0.09, in_training=0.06, subsidised=0.05, outside=0.06),
    IN_TRAINING: _row(unemployed=0.62, at_work=0.20, in_service=0.07, outside=0.08, subsidised=0.03),
    AT_WORK: _row(unemployed=0.58, laid_off=0.10, reduced=0.02, gone=0.31),
    GONE: _row(unemployed=1.0),
}
COMES_BACK = 0.35  # of those who are gone; the others are not heard of again

# What came before, told backwards; AT_WORK ends the tale.
BEFORE: dict[int, Floats] = {
    SUBSIDISED: _row(unemployed=1.0),
    EMPLOYED: _row(unemployed=0.6, at_work=0.4),
    UNEMPLOYED: _row(at_work=0.36, in_service=0.30, in_training=0.08, subsidised=0.07, outside=0.13, employed=0.06),
    LAID_OFF: _row(at_work=1.0),
    OUTSIDE: _row(unemployed=0.5, at_work=0.5),
    IN_SERVICE: _row(unemployed=0.92, outside=0.08),
    IN_TRAINING: _row(unemployed=0.85, outside=0.15),
    REDUCED: _row(at_work=1.0),
}
PAST_ROWS = 6

# How people differ in how fast they find work: factors by age (under 25, 25–39, 40–54, 55–59, from 60) and schooling.
EASE_AGE = (1.55, 1.20, 1.00, 0.60, 0.35)
EASE_SCHOOL = (0.75, 1.00, 1.25)  # ISCED 0–2, 3–4, 5–8
EASE_FOREIGN = 0.85
EASE_SPREAD = 0.45  # of a lognormal factor that no column tells

# Benefits: kinds of right, and paid days of earlier times that come along with the labour market subsidy.
BASIC_SHARE, PAID_SHARE, PAID_AFTER = value("basic"), value("paid"), value("paid_after")
CARRIED_NONE, CARRIED_DAYS = value("carried_none"), value("carried_days")

EFFECT_DAYS = 365  # a service's planted effect lasts from its first day to so many days after its last
PILOT_SHARE = 0.7  # of the members' services of a kind; the others come from elsewhere
LIGHT_SHARE = 0.25  # of the members' unemployment spells have a service that leaves the status as it is

# Kinds of services by the status of those in them (docs/path/facts.md, 00, 07 and 08). A light service leaves the
# status as it is; a company service has no jobseekers in it.
STATE_OF_KIND: dict[str, int] = dict.fromkeys(
    ("wage_subsidy", "employment_subsidy_55", "startup_grant", "local_subsidy"), SUBSIDISED
) | dict.fromkeys(
    ("labour_market_training", "recruitment_training", "self_motivated_studies", "integration_training"), IN_TRAINING
)
LIGHT_KINDS = frozenset({"career_guidance", "expert_assessment", "multi_sector_support"})
COMPANY_KINDS = frozenset(kind.kind for kind in service_kinds() if kind.for_companies)
AGES_OF_KIND: dict[str, tuple[int, int]] = {"employment_subsidy_55": (55, 74), "youth_workshop": (15, 29)}

BANDS = ("low", "medium", "high")
BAND_EDGES = (0.40, 0.62)  # the risk from which medium and high begin


def pick(rng: np.random.Generator, weights: Floats) -> Ints:
    """A column for each row of `weights` (n, k), drawn by its weights; rows need not sum to 1."""
    heap = np.cumsum(weights, axis=1)
    drawn = rng.random(len(weights)) * heap[:, -1]
    return np.asarray((heap <= drawn[:, None]).sum(axis=1), np.int64)


def lasting(rng: np.random.Generator, state: int, n: int) -> Ints:
    """Days that `n` new spells of a state other than unemployment last."""
    if state == AT_WORK:
        kind = pick(rng, np.tile([share for share, _, _ in JOB_LENGTHS], (n, 1)))
        least = np.array([days for _, days, _ in JOB_LENGTHS])[kind]
        more = np.array([mean for _, _, mean in JOB_LENGTHS])[kind]
        return np.asarray(least + rng.exponential(1.0, n) * more, np.int64)
    least_days, mean, shape = LASTS[state]
    return least_days + rng.gamma(shape, mean / shape, n).astype(np.int64)
