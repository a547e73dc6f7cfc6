"""Every number of an export, in every format: each cell by the unit and measure of its row."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

from tests.adversary.facts import Facts, bank, slug
from tests.adversary.matching import wrong
from tests.adversary.measuring import whole
from tests.adversary.places import QUANTITIES, Place

Row = Mapping[str, str]
COLUMNS: Mapping[str, str] = {
    "wave": "wave",
    "invited": "invited",
    "score": "points",
    "low": "low",
    "high": "high",
    "unfavourable": "unfavourable",
    "neutral": "neutral",
    "favourable": "favourable",
    "answers": "chosen",
}
"""The quantity in a column of figures; `n` and `change` have rules of their own below."""
SAYS = {"programme", "unit", "unit_code", "measure", "option", "edge", "finding", "provisional", "withheld", "instead"}
CODEBOOK = (
    "Fewer than {k} answers, or than {k_choice} where options are named.",
    "Agree scale, 1 to 5. Score: 25 * (mean - 1), 0 to 100.",
    "A number from 0 to 10. Score: 10 * mean, 0 to 100.",
    "Percent from 50 to 150. Score: their mean.",
    "The lower end of the 90 % noise band around the score.",
    "Answers that are bad news, from {k_bands} answers on.",
    "Answers in the middle, from {k_bands} answers on.",
    "Answers that are good news, from {k_bands} answers on.",
)
"""What the codebook says with numbers. Names of questions, and what follows their words, are taken off before."""
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def unexplained(subject: str, chosen: str, content: bytes, facts: Facts, number: int) -> list[str]:
    """Name the cells of an export that do not follow; in JSON and XLSX the codebook's as well."""
    sheets = {"csv": _csv, "json": _json, "xlsx": _xlsx}[chosen](subject, content)
    place = Place(facts, upto=number, at=number)
    found = [f"codebook: {text!r}" for row in sheets.get("codebook", ()) for text in _unsaid(row, place)]
    check = _figure if subject == "figures" else _comment
    for row in sheets[subject]:
        found += [f"{row.get('unit')} {row.get('measure')}: {one}" for one in check(row, place)]
    return [f"{subject} as {chosen}, wave {number}: {one}" for one in found]


def _figure(row: Row, wave: Place) -> Iterator[str]:
    """The wrong cells of a row of figures."""
    measure = slug(row["measure"])
    place = replace(wave, unit=row["unit_code"], measure=measure, label=row.get("option", ""))
    allowed = {name: QUANTITIES[quantity](place) for name, quantity in COLUMNS.items()}
    allowed["n"] = QUANTITIES["answered" if measure == "participation" else "n"](place)
    allowed["change"] = whole(place.score.value - place.before.value) if place.score and place.before else set()
    allowed["edge"] = {place.score.words.strip()} if place.score else set()
    for name, value in row.items():
        if name in SAYS - {"edge"}:
            if not _known(name, value, place):
                yield f"{name} is {value!r}"
        elif name == "closed":
            if value != str(place.wave.contract["closes_at"])[:10]:
                yield f"closed is {value!r}"
        elif name not in allowed:
            yield f"a new column, {name}: say what it holds in tests/adversary/exported.py"
        elif value not in allowed[name]:
            yield f"{name} is {value}, not {' or '.join(sorted(allowed[name]))}"


def _comment(row: Row, place: Place) -> Iterator[str]:
    """The wrong cells of a comment: all of it stands in the comment table."""
    said = {(one["unit"], one["text"]) for one in place.wave.comments}
    if (row["unit_code"], row["text"]) not in said:
        yield f"the comment {row['text']!r} was not published there"
    for name, value in row.items():
        if name == "wave" and value != str(place.wave.number):
            yield f"wave is {value}"
        if name not in ("wave", "text") and not _known(name, value, place):
            yield f"{name} is {value!r}"


def _known(name: str, value: str, place: Place) -> bool:
    """Whether a cell in words has no digit but those of a name."""
    if name in ("unit", "instead", "unit_code"):
        return value in {*place.facts.paths, *place.facts.paths.values()}
    return not re.search(r"\d", value) or value in bank() or name == "option"


def _unsaid(row: Row, place: Place) -> Iterator[str]:
    """The texts of a codebook's row with digits that are neither a question's nor one of the known sentences."""
    for text in row.values():
        left = text
        for item, asked in bank().items():
            left = left.replace(item, "").replace(asked["text"]["en"], "")
        said = left.strip()
        if said.startswith("The mean of"):
            said = said.removesuffix(" 0 to 100.")
        if not re.search(r"\d", said):
            continue
        short = re.sub(r"^Yes means: [^.]*\. | Agreement is bad news.*$| Higher is worse\.$", "", said)
        if all(wrong(sentence, short, place) != [] for sentence in CODEBOOK):
            yield text


def _csv(subject: str, content: bytes) -> dict[str, list[Row]]:
    rows = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    return {subject: [{name: value for name, value in row.items() if value} for row in rows]}


def _json(_: str, content: bytes) -> dict[str, list[Row]]:
    sheets = {name: rows for name, rows in json.loads(content).items() if isinstance(rows, list)}
    return {name: [{key: str(value) for key, value in row.items()} for row in rows] for name, rows in sheets.items()}


def _xlsx(subject: str, content: bytes) -> dict[str, list[Row]]:
    with ZipFile(BytesIO(content)) as book:
        shared = [n for n in book.namelist() if n.endswith("sharedStrings.xml")]
        texts = ["".join(one.itertext()) for one in ElementTree.fromstring(book.read(shared[0]))] if shared else []
        pages = [book.read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2)]
    return dict(zip((subject, "codebook"), (_rows(page, texts) for page in pages), strict=True))


def _rows(page: bytes, texts: Sequence[str]) -> list[Row]:
    table = [
        {re.sub(r"\d", "", cell.attrib["r"]): _cell(cell, texts) for cell in row if len(cell)}
        for row in ElementTree.fromstring(page).iter(f"{CELL}row")
    ]
    heads, *rows = table
    return [{heads[column]: value for column, value in row.items() if value} for row in rows]


def _cell(cell: ElementTree.Element, texts: Sequence[str]) -> str:
    text = "".join(cell.itertext())
    if cell.attrib.get("t") == "s":
        return texts[int(text)]
    return str(int(float(text))) if cell.attrib.get("t") != "inlineStr" else text
