"""The chain told to people: one page that a council member understands at first reading.

`page` counts the tables of a run (members, undecided, outcomes, fee lines and the facts) and gives one self-contained
HTML page in Finnish, Swedish or English: every figure beside its definition, every chart beside its table. The page may
be published: figures that rest on 1-4 people are hidden, with what would reveal them. `summary` gives a few true
figures for the console. Nothing is derived here that another step decides.
"""

from polku.page import LANGUAGES, Language
from polku.page import PageError as ReportError
from polku.report._console import summary
from polku.report._page import note_invented_people, notes_on_facts, page

__all__ = ["LANGUAGES", "Language", "ReportError", "note_invented_people", "notes_on_facts", "page", "summary"]
