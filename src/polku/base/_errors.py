"""The error tree. Every error says what is wrong, where, and what would be right.

PolkuError
├── definition.DefinitionError   a pilot or law file that cannot be used
├── definition.MissingPart       a command needs a part that the pilot file leaves out
├── definition.NoValueOn         a dated value is asked for outside its days
├── definition.UnknownLaw        a key that the law files do not have
├── definition.UnknownMunicipality
├── facts.FactsError             facts that have errors
├── settlement.SettlementError   a participation that the contract cannot price
├── settlement.LedgerError       a ledger that cannot be read or added to
├── settlement.StatementError, InvoiceError
├── settlement.UnknownClientError
├── cost.BillError               a payer's bill that cannot be read
├── situation.EarlierRunError    an earlier picture to which new months cannot be added
├── experiment.ExperimentError    an experiment that cannot be designed, frozen or drawn
│   ├── experiment.DesignError, PlanError, DrawError
├── estimation.EstimationError    a table or a question from which no effect can be estimated
├── engine.EngineError           a step's output is not of the promised form
└── page.PageError               a chart or a page cannot be made
"""

from __future__ import annotations

from dataclasses import dataclass


class PolkuError(Exception):
    """The input has faults: the command line tells them on stderr and ends with 1."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a text file, with its place and its cure.

    `line` counts from 1; 0 when the fault has no line of its own (a missing file).
    """

    file: str
    line: int
    message: str
    cure: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}" + (f" {self.cure}" if self.cure else "")
