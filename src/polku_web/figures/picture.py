"""What the picture's page shows: an indicator month by month, by municipality, and all of them side by side.

Broad unemployment stands beside unemployment always: whoever asks for one of the three sees all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from polku.page import Bar, Chart, columns
from polku_web.figures.areas import GROUPS, area_name
from polku_web.figures.models import Measure, PilotFigures, Series
from polku_web.figures.speaking import NONE, Point, in_language, month_of, words, written

BROAD = ("unemployed", "in_services", "broad_unemployment")
FIRST = "broad_unemployment"
IN_DAYS = ("service_wait_days",)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words. hidden: the publishing door blanked it; part and whole: what a share is of."""

    text: str
    hidden: bool = False
    part: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a month, a place or an indicator, with its cells."""

    name: str
    cells: Sequence[Cell]
    heads: Sequence[str]
    key: str = ""

    @property
    def beside(self) -> list[tuple[Cell, str]]:
        """Each cell with the head of its column."""
        return list(zip(self.cells, self.heads, strict=True))


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator in an area and a group."""

    measure: Measure
    title: str
    newest: Cell
    month: str
    heads: Sequence[str]
    months: Sequence[Line]
    places: Sequence[Line]
    chart: Chart
    hidden: bool  # whether a figure of the page is blanked


def companions(measures: Sequence[Measure], asked: str) -> list[Measure]:
    """The indicator, and those that must be seen beside it; itself first."""
    names = BROAD if asked in BROAD else (asked,)
    return sorted((one for one in measures if one.indicator in names), key=lambda one: one.indicator != asked)


def shown(measures: Sequence[Measure], series: Sequence[Series], area: str, group: str) -> Shown | None:
    """The page's figures from the series of the indicators (the asked one first) in one group; None without any."""
    found = {(one.measure_id, f"{one.area_kind}:{one.area}"): one for one in series}
    own = [found.get((one.pk, area)) for one in measures]
    if own[0] is None or not own[0].points:
        return None
    months = sorted(own[0].points)
    lines = [_line(words().month(month_of(key)), measures, own, key) for key in reversed(months)]
    places = _places(measures, found, months[-1])
    title = f"{in_language(measures[0].names)}, {area_name(*area.split(':', 1))}"
    title += "" if group == "all" else f", {GROUPS[group]}"
    return Shown(
        measures[0],
        title,
        lines[0].cells[0],
        lines[0].name,
        [in_language(one.names) for one in measures],
        lines,
        places,
        _chart(title, measures[0].kind, own[0].points, months),
        any(cell.hidden for line in (*lines, *places) for cell in line.cells),
    )


def _line(name: str, measures: Sequence[Measure], own: Sequence[Series | None], month: str, key: str = "") -> Line:
    cells = [_cell(one, each, month) for one, each in zip(measures, own, strict=True)]
    return Line(name, cells, [in_language(one.names) for one in measures], key)


def _cell(one: Measure, series: Series | None, month: str) -> Cell:
    if series is None or month not in series.points:
        return Cell(NONE)
    point: Point = series.points[month]
    if point is None:
        return Cell(_("peitetty"), hidden=True)
    value, part, whole = point
    text = written(one.kind, value)
    if value is not None and one.indicator in IN_DAYS:
        text = _("%(number)s pv") % {"number": text}
    if one.kind != "share" or value is None:
        return Cell(text)
    return Cell(text, part=words().number(part), whole=words().number(whole))


def _places(measures: Sequence[Measure], found: Mapping[tuple[int, str], Series], month: str) -> list[Line]:
    """The municipalities in the newest month, by name."""
    codes = {area for _measure, area in found if area.startswith("municipality:")}
    told = [
        _line(area_name(*area.split(":", 1)), measures, [found.get((one.pk, area)) for one in measures], month)
        for area in codes
    ]
    return sorted(told, key=lambda line: line.name)


def _chart(title: str, kind: str, points: Mapping[str, Point], months: Sequence[str]) -> Chart:
    """Bars month by month. A blanked month has a cross in the place of a bar."""
    language = words()
    bars = []
    for key in months:
        point = points[key]
        value = None if point is None or point[0] is None else float(point[0])
        text = _("peitetty") if point is None else written(kind, value)
        bars.append(Bar(language.short_month(month_of(key)), value, text))
    told = [one for one in bars if one.value is not None]
    first, last = (told[0], told[-1]) if told else (bars[0], bars[-1])
    summary = _("Pylväät kuukausittain: %(first)s %(begin)s, %(last)s %(end)s. Kuukausia ilman lukua: %(none)s.") % {
        "first": first.label,
        "begin": first.text,
        "last": last.label,
        "end": last.text,
        "none": len(bars) - len(told),
    }
    return columns("months", title, summary, bars, language.thousands)


def overview(figures: PilotFigures, measures: Sequence[Measure], area: str) -> list[Line]:
    """Every indicator of the area in the newest month that it has: one query."""
    kind, _sep, code = area.partition(":")
    series = Series.objects.filter(measure__figures=figures, area_kind=kind, area=code, group="all")
    found = {one.measure_id: one for one in series}
    lines = []
    for one in measures:
        own = found.get(one.pk)
        if own is not None and own.points:
            lines.append(_line(in_language(one.names), [one], [own], max(own.points), one.indicator))
    return lines
