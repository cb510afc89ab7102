"""The steps in a row; the one room that knows them all.

`Input` and `Target` say where facts come from and where tables go; each function is a command's work: it reads, runs
rooms in their order, writes all its tables or none, and returns a summary.
"""

from polku.pipeline._chain import demo, run, simulate
from polku.pipeline._checking import Checked, check
from polku.pipeline._cost import CostAsked, cost
from polku.pipeline._evaluation import evaluate
from polku.pipeline._experiment import DesignAsked, design, draw, freeze_plan, told_changes
from polku.pipeline._figures import Figures, figures
from polku.pipeline._handover import carry_over_pilot, close_pilot, extend_pilot
from polku.pipeline._path import path
from polku.pipeline._situation import PictureAsked, situation
from polku.pipeline._source import Input, Progress, Summary, Target
from polku.pipeline._steps import EngineKind, explain, outcomes, settle, target

__all__ = [
    "Checked",
    "CostAsked",
    "DesignAsked",
    "EngineKind",
    "Figures",
    "Input",
    "PictureAsked",
    "Progress",
    "Summary",
    "Target",
    "carry_over_pilot",
    "check",
    "close_pilot",
    "cost",
    "demo",
    "design",
    "draw",
    "evaluate",
    "explain",
    "extend_pilot",
    "figures",
    "freeze_plan",
    "outcomes",
    "path",
    "run",
    "settle",
    "simulate",
    "situation",
    "target",
    "told_changes",
]
