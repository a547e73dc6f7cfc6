"""Files hold what the sheets hold: numbers as numbers, text as text, and nothing a spreadsheet would compute."""

import csv
import json
from datetime import UTC, datetime
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given, settings, strategies

from pulse.exports.formats import Format, file_name, written
from pulse.exports.sheets import Cell, Column, Export, Sheet

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '"=1', "＝1", "a;=1", "a\n=1", "a\t-1")
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
anything = strategies.text(strategies.characters(exclude_categories=["Cs"]), max_size=30)


def export(*rows: tuple[Cell, ...]) -> Export:
    columns = tuple(Column(f"column {number}", "meaning") for number in range(len(rows[0])))
    codebook = Sheet("codebook", (Column("name", ""),), [("=1+1",)])
    return Export("pulse-test", datetime(2026, 1, 12, 17, tzinfo=UTC), Sheet("figures", columns, rows), (codebook,))


def csv_cells(content: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))[1:]


def worksheets(content: bytes) -> list[ElementTree.Element]:
    with ZipFile(BytesIO(content)) as file:
        return [ElementTree.fromstring(file.read(name)) for name in sorted(file.namelist()) if "/sheet" in name]


def xlsx_cells(page: ElementTree.Element) -> list[tuple[str, str]]:
    """Type and text of every cell below the header; "n" is a number."""
    cells = page.findall(f".//{SPACE}row[@r='2']/{SPACE}c")
    return [(cell.get("t", "n"), "".join(cell.itertext())) for cell in cells]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_in_csv_begins_like_a_formula_whatever_the_separator(text: str) -> None:
    content = written(export((text, "end")), Format.CSV)
    cells = [cell for separator in ",;\t" for row in csv_cells(content, separator) for cell in row]
    assert not any(cell.lstrip(' "').startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in cells)


def test_ordinary_text_stays_as_it_is_in_csv() -> None:
    texts = ("Sales / EMEA", "a = b", "well-known", "5 + 5", "Zoë", 'said "no"', "one, two")
    assert csv_cells(written(export(texts), Format.CSV)) == [list(texts)]


def test_csv_begins_with_the_mark_that_excel_needs_and_keeps_negative_numbers() -> None:
    content = written(export((-11, 2.5, None, "ü")), Format.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    assert csv_cells(content) == [["-11", "2.5", "", "ü"]]


def test_numbers_are_numbers_and_formulas_are_text_in_xlsx() -> None:
    figures, codebook = worksheets(written(export((-11, 2.5, None, "=1+1", "http://x.example", "7")), Format.XLSX))
    assert xlsx_cells(figures) == [
        ("n", "-11"),
        ("n", "2.5"),
        ("inlineStr", "=1+1"),
        ("inlineStr", "http://x.example"),
        ("inlineStr", "7"),
    ]
    assert xlsx_cells(codebook) == [("inlineStr", "=1+1")]


def test_xlsx_holds_no_formula_and_no_link() -> None:
    content = written(export(FORMULAS, ("{=1}", *["http://x.example"] * (len(FORMULAS) - 1))), Format.XLSX)
    for page in worksheets(content):
        assert page.findall(f".//{SPACE}f") == []
        assert page.findall(f".//{SPACE}hyperlink") == []


def test_json_holds_figures_and_codebook() -> None:
    document = json.loads(written(export((1, "=1", None)), Format.JSON))
    assert document["figures"] == [{"column 0": 1, "column 1": "=1"}]
    assert document["codebook"] == [{"name": "=1+1"}]
    assert document["published"] == "2026-01-12T17:00:00+00:00"


@pytest.mark.parametrize("chosen", list(Format))
def test_the_same_publication_gives_the_same_bytes(chosen: Format) -> None:
    assert written(export((1, "a")), chosen) == written(export((1, "a")), chosen)


@pytest.mark.parametrize("chosen", list(Format))
def test_a_sheet_may_be_empty(chosen: Format) -> None:
    empty = Export("pulse-test", datetime(2026, 1, 12, tzinfo=UTC), Sheet("figures", (Column("n", ""),), []))
    assert written(empty, chosen)


@settings(deadline=None)
@given(strategies.lists(anything, min_size=1, max_size=4))
def test_any_text_survives_json_and_gives_well_formed_xlsx(texts: list[str]) -> None:
    one = export(tuple(texts))
    [row] = json.loads(written(one, Format.JSON))["figures"]
    assert list(row.values()) == texts
    assert all(page.findall(f".//{SPACE}f") == [] for page in worksheets(written(one, Format.XLSX)))


@settings(deadline=None)
@given(strategies.lists(anything, min_size=2, max_size=4))
def test_any_text_survives_csv_but_for_the_marks(texts: list[str]) -> None:
    [row] = csv_cells(written(export(tuple(texts)), Format.CSV))
    assert [cell.replace("'", "") for cell in row] == [text.replace("'", "") for text in texts]


def test_a_file_is_named_after_its_content() -> None:
    assert file_name(export((1,)), Format.XLSX) == "pulse-test.xlsx"
