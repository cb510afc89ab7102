"""A law file that cannot be used is refused with its file, line and cure."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from polku.definition import (
    Bracket,
    DefinitionError,
    NoValueOn,
    employment_areas,
    law,
    law_keys,
    municipalities,
    read_yaml,
    source_in_words,
)
from polku.law import FOLDER

GOOD = """label: {fi: Vero, sv: Skatt, en: Tax}
unit: share
items:
  standard:
    label: {fi: Yleinen, sv: Allmän, en: Standard}
    values:
      2020-01-01: {value: 24 %, source: a page}
      2024-09-01: {value: 25.5 %, unverified: true}
  share:
    label: {fi: Osuus, sv: Andel, en: Share}
    unit: brackets
    values:
      2025-01-01:
        value:
          - {first_day: 1, share: 0 %}
          - {first_day: 101, share: 12.5 %}
        source: a page
"""


def law_of(folder: Path, text: str):
    shutil.copy(FOLDER / "units.yaml", folder)
    (folder / "tax.yaml").write_text(text, encoding="utf-8")
    return {short.key: law(short.key, folder) for short in law_keys(folder)}


def test_a_good_file(tmp_path):
    items = law_of(tmp_path, GOOD)
    assert list(items) == ["tax.share", "tax.standard"]
    assert items["tax.standard"].values.on(date(2024, 8, 31)) == 2400
    assert items["tax.share"].values.on(date(2025, 1, 1)) == (Bracket(1, 0), Bracket(101, 1250))
    assert items["tax.share"].line == 9


def test_a_value_that_ends_and_begins_again(tmp_path):
    line = "      2024-09-01: {value: 25.5 %, unverified: true}\n"
    text = GOOD.replace(
        line, "      2022-01-01: {ended: true, source: repealed}\n      2023-01-01: {value: 10 %, source: new act}\n"
    )
    values = law_of(tmp_path, text)["tax.standard"].values
    assert (values.on(date(2021, 12, 31)), values.get(date(2022, 6, 1)), values.on(date(2023, 1, 1))) == (
        2400,
        None,
        1000,
    )
    with pytest.raises(NoValueOn, match="the last day that has one is 2021-12-31, then again 2023-01-01"):
        values.on(date(2022, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("unit: share\n", "", 1, "The key unit is missing. Add unit."),
        ("unit: share\n", "unit: shares\n", 2, "The unit shares is not known. Did you mean share?"),
        ("sv: Skatt, ", "", 1, "The key sv is missing."),
        ("sv: Allmän", 'sv: ""', 5, "The text in sv is not a text."),
        ("    label: {fi: Y", "    lable: {fi: Y", 5, "The key lable is not known here. Did you mean label?"),
        ("value: 24 %, source", "value: 24, source", 7, "The value 24 is not of the unit share. Write a share"),
        ("value: 24 %, source", "value: 124 %, source", 7, "such as 25.5 %."),
        ("value: 24 %, source", "value: 24.001 %, source", 7, "such as 25.5 %."),
        (", source: a page}", "}", 7, "The value of 2020-01-01 has no source. Add source: …, or unverified: true."),
        ("2024-09-01: {value", "2019-09-01: {value", 8, "2019-09-01 does not follow 2020-01-01. Order the days."),
        ("2024-09-01: {value", "2024-09-31: {value", 8, "2024-09-31 is not a day."),
        ("2024-09-01: {value: 25.5 %", "2024-09-01: {ended: maybe", 8, "Write true or false."),
        ("{value: 24 %,", "{ended: true,", 7, "The first day has no value to end."),
        ("{value: 25.5 %, unv", "{value: 25.5 %, ended: true, unv", 8, "needs a value, or ended: true, and not both."),
        ("{value: 25.5 %, unv", "{ended: true, replaced_by: tax.standrad, unv", 4, "Did you mean tax.standard?"),
        ("unverified: true}", "replaced_by: tax.share, source: x}", 8, "replaced_by goes only with ended: true."),
        ("first_day: 1,", "first_day: 2,", 15, "Begin with first_day: 1 and go up"),
        ("first_day: 101,", "first_day: 1,", 16, "Begin with first_day: 1 and go up"),
        ("  standard:", "  Standard:", 4, "Standard is no name of a law value."),
        ("fi: Osuus, sv", "fi: Osuus, fi: Osa, sv", 10, "The key fi is here twice"),
    ],
)
def test_a_fault_has_its_line_and_cure(tmp_path, old, new, line, words):
    with pytest.raises(DefinitionError) as error:
        law_of(tmp_path, GOOD.replace(old, new, 1))
    told = "\n".join(map(str, error.value.faults))
    assert words in told
    assert line in [fault.line for fault in error.value.faults if words in str(fault)]
    assert all(fault.file.endswith("tax.yaml") and fault.cure for fault in error.value.faults)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(DefinitionError) as error:
        law_of(tmp_path, GOOD.replace("24 %", "24").replace("12.5 %", "lots"))
    assert [fault.line for fault in error.value.faults] == [7, 16]


def test_a_faulty_unit_is_told(tmp_path):
    (tmp_path / "units.yaml").write_text("share: {reads: percent, name: {fi: a, sv: b, en: c}}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"units\.yaml:1: reads is 'percent'\. It must be one of cents,"):
        law_keys(tmp_path)


def test_a_single_one_is_told_in_the_singular() -> None:
    units = {item.unit.unit: item.unit for item in (law(key.key) for key in law_keys())}
    months, share = units["months"], units["share"]
    assert [months.counted(n, "fi") for n in (1, 6)] == ["1 kuukausi", "6 kuukautta"]
    assert [months.counted(n, "sv") for n in (1, 6)] == ["1 månad", "6 månader"]
    assert [months.counted(n, "en") for n in (1, 6)] == ["1 month", "6 months"]
    assert share.one is None  # what has no plural has one name


def test_every_source_has_its_words_in_finnish_and_swedish():
    """A new source is worded in `sources.yaml`, part by part; a part that no value names any more is taken out."""
    said = read_yaml(FOLDER / "sources.yaml").plain()["parts"]
    values = [step.source for short in law_keys() for step in law(short.key).values.steps]
    ends = [ending.source for short in law_keys() for ending in law(short.key).values.endings]
    lists = [one.source for one in municipalities()] + [one.source for one in employment_areas()]
    parts = {part for source in (*values, *ends, *lists) if source for part in source.split("; ")}
    assert (sorted(parts - set(said)), sorted(set(said) - parts)) == ([], [])
    assert all(set(words) == {"fi", "sv"} for words in said.values())


def test_a_source_is_told_in_the_readers_language():
    source = "tyj.fi; tyomarkkinatori.fi (about a month)"
    assert source_in_words(source, "fi") == "tyj.fi; tyomarkkinatori.fi (noin kuukausi)"
    assert source_in_words(source, "sv") == "tyj.fi; tyomarkkinatori.fi (ungefär en månad)"
    assert source_in_words(source, "en") == source
    assert source_in_words("a pilot's own; tyj.fi (usually)", "fi") == "a pilot's own; tyj.fi (yleensä)"
