"""Statements as files: a page, a workbook and JSON, in three languages, without a client's name."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from polku.definition import Pilot, read_yaml
from polku.settlement import Language, Statement, StatementError, write_statement
from tests.steps.statement_world import Posting, pilot_with, row, stated

LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
JUNE, JULY = date(2024, 6, 14), date(2024, 7, 1)
GAP = "\u00a0"


@pytest.fixture
def pilot(tmp_path: Path) -> Pilot:
    return pilot_with(tmp_path)


@pytest.fixture
def full(pilot: Pilot) -> Statement:
    """A new line, a changed and a withdrawn one, a cohort, a claim and one over the maximum."""
    old = [Posting("aino", "job-90", "k2", JUNE, 500_00), Posting("eino", "start", "k3", JUNE, 250_00)]
    new = [
        Posting("maija-meri", "start", "maija-meri-1", JUNE, 250_00),
        Posting("aino", "job-90", "k2", JUNE, 300_00, "changed"),
        Posting("eino", "start", "k3", JUNE, -250_00, "withdrawn"),
        Posting("2024-01-01", "above", None, JULY, 1234_56),
    ]
    rows = [
        row("maija-meri", "start", "maija-meri-1", JUNE, 250_00),
        row("aino", "job-90", "k2", JUNE, 800_00),
        row("2024-01-01", "above", None, JULY, 3000_00, 1234_56, "partly"),
        row("toivo-saari", "wages", "k7", JULY, 900_00, 0, "claimed"),
        row("lempi-laakso", "start", "=k8", JULY, 250_00, 0, "over_maximum"),
    ]
    return stated(pilot, new, old, rows)


def test_three_files_are_named_by_the_contract(full: Statement, tmp_path: Path) -> None:
    paths = write_statement(full, tmp_path / "statements" / "2", "fi")
    assert [path.name for path in paths] == ["sparraus-a.html", "sparraus-a.xlsx", "sparraus-a.json"]
    assert sorted(path.name for path in paths[0].parent.iterdir()) == sorted(path.name for path in paths)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_file_names_a_client_or_an_evidence(full: Statement, tmp_path: Path, lang: Language) -> None:
    page, book, told = write_statement(full, tmp_path, lang)
    with ZipFile(book) as archive:
        inside = "".join(archive.read(name).decode() for name in archive.namelist())
    for text in (page.read_text(), told.read_text(), inside):
        for secret in ("maija", "aino", "eino", "toivo", "lempi", "työsuhde-77"):
            assert secret not in text.casefold()
        assert "k2" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_whole_and_needs_nothing_from_elsewhere(full: Statement, tmp_path: Path, lang: Language) -> None:
    text = write_statement(full, tmp_path, lang)[0].read_text()
    found = Page()
    found.feed(text)
    assert text.startswith("<!doctype html>")
    assert found.attributes["html"][0]["lang"] == lang
    style = text.split("<style>")[1].split("</style>")[0]
    assert f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}" in text
    assert "src" not in {key for parts in found.attributes.values() for each in parts for key in each}
    assert {each["href"] for each in found.attributes["a"]} == {"#content"}
    assert len(found.attributes["table"]) == len(found.attributes["caption"]) == 4
    assert all(each.get("scope") in ("col", "row") for each in found.attributes["th"])
    ids = [each["id"] for parts in found.attributes.values() for each in parts if "id" in each]
    assert len(ids) == len(set(ids))
    assert {each["aria-labelledby"] for each in found.attributes["section"]} <= set(ids)


def test_the_page_says_sums_as_its_language_does(full: Statement, tmp_path: Path) -> None:
    finnish = write_statement(full, tmp_path, "fi")[0].read_text()
    assert f"1{GAP}534,56{GAP}€" in finnish, "250 + 300 - 250 + 1234.56"
    assert f"−250,00{GAP}€" in finnish
    assert "14.6.2024" in finnish
    english = write_statement(full, tmp_path, "en")[0].read_text()
    assert "€1,534.56" in english
    assert "−€250.00" in english
    assert f"14{GAP}June 2024" in english


def test_ids_of_the_files_are_text_and_not_markup(pilot: Pilot, tmp_path: Path) -> None:
    odd = Posting("a", "start", "<b>&k1\x01", JUNE, 250_00)
    page, book, told = write_statement(stated(pilot, [odd]), tmp_path, "fi")
    assert "&lt;b&gt;&amp;k1" in page.read_text()
    assert openpyxl.load_workbook(book).worksheets[1]["B2"].value == "<b>&k1\ufffd"
    assert json.loads(told.read_text())["lines"][0]["reference"] == "<b>&k1\x01"


def test_cells_have_types(full: Statement, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_statement(full, tmp_path, "fi")[1])
    assert book.sheetnames == ["Yhteenveto", "Kirjatut rivit", "Näyttöä odottavat", "Yli enimmäisasiakasmäärän"]
    lines = book["Kirjatut rivit"]
    assert (lines.freeze_panes, lines.print_title_rows) == ("A2", "$1:$1")
    rows = list(lines.iter_rows(min_row=2))
    assert [cell[4].value for cell in rows] == [datetime(2024, 6, 14), datetime(2024, 7, 1)] + [
        datetime(2024, 6, 14)
    ] * 2
    assert [Decimal(str(cell[8].value)) for cell in rows] == [250, Decimal("1234.56"), 300, -250]
    assert all(cell.number_format == '#,##0.00\\ "€"' for one in rows for cell in one[5:9])
    assert all(cell.number_format == "d.m.yyyy" for one in rows for cell in one[4:5])
    over = book["Yli enimmäisasiakasmäärän"]["B2"]
    assert (over.value, over.data_type) == ("=k8", "s"), "a text is never a formula"
    widths = [lines.column_dimensions[letter].width for letter in "ABCDEFGHIJK"]
    assert all(width >= 6 for width in widths)
    assert widths[2] > len("90 työpäivää 365 päivän kuluessa")


def test_json_has_the_documented_keys(full: Statement, tmp_path: Path) -> None:
    told = json.loads(write_statement(full, tmp_path, "sv")[2].read_text())
    page = (Path(__file__).parents[2] / "docs" / "guides" / "statements.md").read_text()
    for key in (*told, *told["totals"], *told["lines"][0], *told["claims"][0]):
        assert f"`{key}`" in page, key
    assert told["lines"][1]["difference_cents"] == 1234_56
    assert told["lines"][1]["fee_text"] == "Resultat över det väntade, av arvodet job-90"
    assert told["lines"][0]["earned_on"] == "2024-06-14"
    assert told["totals"]["posted_now_cents"] == sum(line["difference_cents"] for line in told["lines"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_statement_is_written_too(pilot: Pilot, tmp_path: Path, lang: Language) -> None:
    page, book, told = write_statement(stated(pilot, []), tmp_path, lang)
    assert page.read_text().count("<table>") == 1
    assert [sheet.max_row for sheet in openpyxl.load_workbook(book).worksheets[1:]] == [1, 1, 1]
    assert json.loads(told.read_text())["lines"] == []


def test_what_is_invented_says_so_in_each_file(tmp_path: Path) -> None:
    page, book, told = write_statement(stated(pilot_with(tmp_path, "    invented: true\n"), []), tmp_path, "fi")
    assert "Keksittyjä tietoja" in page.read_text()
    assert "Keksittyjä tietoja" in [cell.value for cell in openpyxl.load_workbook(book).worksheets[0]["A"]]
    assert json.loads(told.read_text())["invented"] is True


def test_a_folder_that_cannot_be_written_is_told(full: Statement, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StatementError, match=r"Cannot write .*file/sparraus-a\.html: "):
        write_statement(full, tmp_path / "file", "fi")


def test_the_languages_have_the_same_texts() -> None:
    folder = Path(__file__).parents[2] / "src" / "polku" / "settlement" / "statements"
    texts = {lang: read_yaml(folder / f"{lang}.yaml").plain() for lang in LANGUAGES}
    assert texts["fi"].keys() == texts["sv"].keys() == texts["en"].keys()
    for key, text in texts["fi"].items():
        assert places(text) == places(texts["sv"][key]) == places(texts["en"][key]), key


def places(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


class Page(HTMLParser):
    """The attributes of a page's elements, by element."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, list[dict[str, str | None]]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.setdefault(tag, []).append(dict(attrs))
