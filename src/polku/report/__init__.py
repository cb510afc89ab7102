"""The chain told to people: one report that a council member understands at first reading, as page, PDF and workbook.

`compose` counts the tables of a run (members, undecided, outcomes, fee lines, costs, the path, the published picture
and the facts) and says them in Finnish, Swedish or English: every figure beside its definition, every chart beside its
table. `html`, `pdf` and `workbook` set the same figures and words. The report may be published: figures that rest on
1-4 people are hidden, with what would reveal them. `summary` gives a few true figures for the console. Nothing is
derived here that another step decides.
"""

from polku.page import LANGUAGES, Language
from polku.page import PageError as ReportError
from polku.report._composed import Report, compose, note_invented_people, notes_on_facts
from polku.report._console import summary
from polku.report._page import html
from polku.report._paper import pdf
from polku.report._sheets import workbook

__all__ = [
    "LANGUAGES",
    "Language",
    "Report",
    "ReportError",
    "compose",
    "html",
    "note_invented_people",
    "notes_on_facts",
    "pdf",
    "summary",
    "workbook",
]
