"""Fair comparisons prepared: how many clients find which effect, a plan that is frozen, and places given by lot.

Reads a pilot's experiments and evaluations and, from the facts, who meets the condition on a day. Gives `designs`, the
plan's file, and `assignments`: everyone keeps what the law gives, and nobody is drawn twice or until it suits.
"""

from polku.experiment._baseline import READABLE, DesignError, baseline, kind_of, readable, window_of
from polku.experiment._chain import chain_held, read_chain
from polku.experiment._condition import who_meets
from polku.experiment._designs import DESIGNS, DESIGNS_ORDER, UNITS, Asked, Designed, designs, load_designs
from polku.experiment._draw import ASSIGNMENTS, EXCEPTIONS, WAITING_LIST, Drawn, draw
from polku.experiment._errors import DrawError, ExperimentError
from polku.experiment._exceptions import read_exceptions
from polku.experiment._page import page
from polku.experiment._plan import (
    METHODS,
    Change,
    Freezing,
    PlanError,
    diff,
    first_outcome_on,
    freeze,
    plan_of,
    read_plan,
)
from polku.experiment._power import (
    Kind,
    Outcome,
    Setting,
    Unit,
    clients_needed,
    design_effect,
    power_for,
    smallest_effect,
)
from polku.experiment._register import Registered, record, register
from polku.experiment._rounding import places
from polku.experiment._seed import public_seed
from polku.experiment._starts import STARTS, wave_days
from polku.experiment._terms import Terms, experiment_of, only_experiment, terms_of

__all__ = [
    "ASSIGNMENTS",
    "DESIGNS",
    "DESIGNS_ORDER",
    "EXCEPTIONS",
    "METHODS",
    "READABLE",
    "STARTS",
    "UNITS",
    "WAITING_LIST",
    "Asked",
    "Change",
    "DesignError",
    "Designed",
    "DrawError",
    "Drawn",
    "ExperimentError",
    "Freezing",
    "Kind",
    "Outcome",
    "PlanError",
    "Registered",
    "Setting",
    "Terms",
    "Unit",
    "baseline",
    "chain_held",
    "clients_needed",
    "design_effect",
    "designs",
    "diff",
    "draw",
    "experiment_of",
    "first_outcome_on",
    "freeze",
    "kind_of",
    "load_designs",
    "only_experiment",
    "page",
    "places",
    "plan_of",
    "power_for",
    "public_seed",
    "read_chain",
    "read_exceptions",
    "read_plan",
    "readable",
    "record",
    "register",
    "smallest_effect",
    "terms_of",
    "wave_days",
    "who_meets",
    "window_of",
]
