"""What a contract would pay, before it is signed: on invented people, many times over.

`forecast` invents people for a pilot, settles its contracts on them by the rules that pay in earnest, and does so again
with a service that helps a lot, one that helps nobody and one that takes low-risk clients only. It writes the table
`forecast` (FORECAST) and the page `forecast.html`. Nobody in it exists: it tells how the terms behave, not what comes.
"""

from polku.forecast._scenarios import SCENARIOS, Scenario
from polku.forecast._table import FORECAST
from polku.forecast._write import forecast
from polku.page import LANGUAGES, Language

__all__ = ["FORECAST", "LANGUAGES", "SCENARIOS", "Language", "Scenario", "forecast"]
