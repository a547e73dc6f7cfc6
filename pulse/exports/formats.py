"""Sheets as files. No cell of any format is ever a formula, and the same sheets give the same bytes."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from pulse.exports.sheets import Cell, Export, Sheet

BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for another encoding."""
DANGEROUS = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\s\"']*[=+\-@＝＋－＠\t\r])")
"""Where a spreadsheet may see the beginning of a formula: at the start of a cell, or of what it takes for one when the
file is opened with another separator."""


class Format(StrEnum):
    """A file format; its value is the ending of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


def file_name(export: Export, chosen: Format) -> str:
    """The name to save an export under."""
    return f"{export.name}.{chosen}"


def written(export: Export, chosen: Format) -> bytes:
    """The whole file. CSV holds the main sheet alone; XLSX and JSON hold the codebook too."""
    return WRITERS[chosen](export)


def _csv(export: Export) -> bytes:
    text = StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    rows = csv.writer(text)
    rows.writerow(export.main.header)
    rows.writerows([_harmless(cell) for cell in row] for row in export.main.rows)
    return text.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    return DANGEROUS.sub("'", cell) if isinstance(cell, str) else cell


def _xlsx(export: Export) -> bytes:
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"title": export.name, "created": _without_zone(export.dated)})
        bold = book.add_format({"bold": True})
        for sheet in (export.main, *export.codebook):
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for place, name in enumerate(sheet.header):
                page.write_string(0, place, name, bold)
            for number, row in enumerate(sheet.rows, start=1):
                _write_row(page, number, row)
    return file.getvalue()


def _write_row(page: Worksheet, number: int, row: tuple[Cell, ...]) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(number, place, cell)
        elif cell is not None:
            page.write_number(number, place, cell)


def _without_zone(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _json(export: Export) -> bytes:
    file = StringIO()
    file.write(f'{{"name": {_text(export.name)}, "published": {_text(export.dated.astimezone(UTC).isoformat())}')
    for sheet in (export.main, *export.codebook):
        rows = ",\n".join(map(_text, _objects(sheet)))
        file.write(f",\n{_text(sheet.name)}: [\n{rows}\n]")
    file.write("}\n")
    return file.getvalue().encode()


def _objects(sheet: Sheet) -> Iterator[dict[str, Cell]]:
    for row in sheet.rows:
        yield {name: cell for name, cell in zip(sheet.header, row, strict=True) if cell is not None}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


WRITERS: Mapping[Format, Callable[[Export], bytes]] = {Format.CSV: _csv, Format.XLSX: _xlsx, Format.JSON: _json}
