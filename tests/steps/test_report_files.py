"""The report as PDF and workbook: the same figures and words as the page, tagged, and the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from polku import report
from polku.base.engine import DuckDB
from polku.definition import Pilot, Text, load_pilot
from polku.report import Report
from polku.report._paper import SHOWN
from tests.steps.test_report_page import ON, UNTIL, contract_town, run, town

EVIL = '=HYPERLINK("x") #panic() $x$ *a* @b `c` <b>\x00\u202e😀 中'


def composed(pilot: Pilot, rows: dict[str, list[dict[str, object]]], lang: report.Language = "fi") -> Report:
    with DuckDB() as engine:
        run(engine, pilot, rows)
        return report.compose(engine, pilot, on=ON, until=UNTIL, lang=lang, notes=["+1 huomautus"])


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return load_pilot("pirkanmaa-2021")


@pytest.fixture(scope="module")
def finnish(pilot: Pilot) -> Report:
    return composed(pilot, contract_town())


@pytest.fixture(scope="module")
def paper(finnish: Report) -> bytes:
    return report.pdf(finnish)


@pytest.fixture(scope="module")
def book(finnish: Report) -> Workbook:
    return load_workbook(io.BytesIO(report.workbook(finnish)))


def charts(told: Report) -> list[str]:
    return [b.chart.summary for section in told.sections for b in section.blocks if b.chart is not None]


def alternatives(paper: bytes) -> list[str]:
    """The descriptions of the pictures, as PDF has them: UTF-16 with its mark, in hexadecimal."""
    return [bytes.fromhex(told.decode()).decode("utf-16") for told in re.findall(rb"/Alt\s*<([0-9A-F]+)>", paper)]


def test_the_pdf_is_tagged_and_says_that_it_is_pdf_ua(paper: bytes) -> None:
    assert paper.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in paper
    assert b"/MarkInfo<</Marked true" in paper
    assert b"/DisplayDocTitle true" in paper
    assert b"<pdfuaid:part>1</pdfuaid:part>" in paper
    assert re.search(rb"/Type/Catalog.*?/Lang\(fi\)", paper)
    assert "Pirkanmaan työllisyyden kuntakokeilu: raportti".encode() in paper  # its title, in the metadata
    assert b"/CreationDate(D:20241231" in paper


def test_every_chart_has_its_description_and_every_table_its_heads(finnish: Report, paper: bytes) -> None:
    told = alternatives(paper)
    assert len(told) == len(charts(finnish)) == paper.count(b"/S/Figure")
    assert all(any(summary in alternative for alternative in told) for summary in charts(finnish))
    tables = sum(b.table is not None for section in finnish.sections for b in section.blocks)
    assert paper.count(b"/S/Table") == paper.count(b"/S/THead") == tables
    heads = sum(len(b.table.heads) for section in finnish.sections for b in section.blocks if b.table is not None)
    assert paper.count(b"/S/TH\n") + len(re.findall(rb"/S/TH(?![A-Za-z])", paper)) >= heads


def test_fonts_are_inside_and_come_with_the_program(paper: bytes) -> None:
    fonts = set(re.findall(rb"/FontName/[A-Z]{6}\+(\w+)", paper))
    assert fonts
    assert all(font.startswith((b"Libertinus", b"DejaVu")) for font in fonts)
    assert paper.count(b"/FontFile") >= len(fonts)


def test_headings_of_the_pdf_are_in_order(paper: bytes) -> None:
    levels = [int(level) for level in re.findall(rb"/S/H([1-6])(?!\d)", paper)]
    assert set(levels) == {1, 2}


@pytest.mark.parametrize("lang", report.LANGUAGES)
def test_an_empty_run_makes_all_files_in_every_language(pilot: Pilot, lang: report.Language) -> None:
    told = composed(pilot, {}, lang)
    assert f"/Lang({lang})".encode() in report.pdf(told)
    assert load_workbook(io.BytesIO(report.workbook(told))).sheetnames


def test_names_from_a_pilot_file_stay_text_on_paper_and_in_cells(pilot: Pilot) -> None:
    evil = Text(fi=EVIL)
    services = tuple(one.model_copy(update={"name": evil}) for one in pilot.services)
    organiser = pilot.organiser.model_copy(update={"name": evil})
    told = composed(pilot.model_copy(update={"name": evil, "services": services, "organiser": organiser}), town())
    assert b"/Lang(fi)" in report.pdf(told)
    content = report.workbook(told)
    assert b"<f>" not in b"".join(zipfile.ZipFile(io.BytesIO(content)).read(n) for n in names(content))
    assert not [cell for cell in cells(load_workbook(io.BytesIO(content))) if cell.data_type == "f"]


def names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from row  # type: ignore[misc]


def test_every_letter_that_is_let_through_can_be_set(finnish: Report) -> None:
    from dataclasses import replace

    letters = "".join(chr(n) for first, last in SHOWN for n in range(first, last + 1))
    assert report.pdf(replace(finnish, kicker=letters, sections=[]))


def test_the_same_report_gives_the_same_bytes(pilot: Pilot, finnish: Report, paper: bytes) -> None:
    again = composed(pilot, {name: rows[::-1] for name, rows in contract_town().items()})
    assert report.pdf(again) == paper
    content = report.workbook(again)
    assert content == report.workbook(finnish)
    days = {info.date_time[:3] for info in zipfile.ZipFile(io.BytesIO(content)).infolist()}
    assert days == {(UNTIL.year, UNTIL.month, UNTIL.day)}


def test_the_workbook_bears_the_reports_day(book: Workbook) -> None:
    assert book.properties.created == book.properties.modified == datetime(2024, 12, 31)
    assert book.properties.language == "fi"


def sheet(book: Workbook, title: str) -> Worksheet:
    return next(one for one in book.worksheets if title in one.title)


def rows(book: Workbook, title: str) -> dict[str, list[Cell]]:
    return {str(row[0].value): list(row[1:]) for row in sheet(book, title).iter_rows(min_row=2)}  # type: ignore[arg-type]


def test_figures_are_numbers_with_their_form(book: Workbook) -> None:
    places = rows(book, "Missä kunnassa")
    assert (places["Tampere"][0].value, places["Tampere"][0].number_format) == (100, "#,##0")
    work = rows(book, "Kuinka moni oli työssä")["180 päivää"][-1]
    assert (work.value, work.number_format) == (0.5, "0%")
    fee = rows(book, "Sopimus valmennus-t1")["Palvelun alku"][-1]
    assert (fee.value, fee.number_format) == (11_400, '#,##0\\ "€"')


def test_what_is_hidden_on_the_page_has_no_number(book: Workbook) -> None:
    places = rows(book, "Missä kunnassa")
    assert [places[name][0].value for name in ("Kangasala", "Virrat")] == ["alle\u00a05"] * 2
    assert rows(book, "Sopimus valmennus-t2")["Palvelun alku"][0].value == "–"
    assert str(rows(book, "Sopimus valmennus-t1")["Yhteensä"][-1].value).startswith("noin ")


def test_heads_stay_in_sight_and_the_first_sheet_tells_what_it_is(book: Workbook, finnish: Report) -> None:
    first, *others = book.worksheets
    assert all(one.freeze_panes == "B2" for one in others)
    tables = sum(b.table is not None for section in finnish.sections for b in section.blocks)
    assert len(others) == tables
    texts = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value]
    assert finnish.title in texts
    assert "+1 huomautus" in " ".join(texts)
    assert {one.title for one in others} <= set(texts)
    assert "31.12.2024" in texts


def test_english_figures_are_read_as_english(pilot: Pilot) -> None:
    told = load_workbook(io.BytesIO(report.workbook(composed(pilot, contract_town(), "en"))))
    fee = rows(told, "Contract valmennus-t1")["Start of the service"][-1]
    assert (fee.value, fee.number_format) == (11_400, '#,##0\\ "€"')
