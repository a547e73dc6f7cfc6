"""Bad input that stood somewhere for a while: publications, contracts, backups, books, sheets of ballots."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pulse.ballots.sheet import Comment, MalformedSheet, Sheet, Tag, Visibility, capacity, decode, encode
from pulse.programme.contract import BrokenContract, Contract
from pulse.publications.document import FIRST, BrokenPublication, Document, parse
from pulse.publications.table import figures
from pulse.upkeep.folder import Backup, BadBackup, opened_folder, seal_folder
from tests.adversary import books
from tests.adversary.fuzzed_files import folder, kept
from tests.adversary.fuzzed_running import Family
from tests.adversary.fuzzed_typed import contract
from tests.adversary.fuzzed_words import chances, documents_in_text
from tests.publications.published import TABLE
from tests.respond.stage import CELLS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHEET = Sheet(
    {"S1.v1": 4, "X1.v1": 7}, Comment("Prices change.", Tag.PROBLEM, Visibility.WORDS, "en"), frozenset({"S2.v1"})
)
SIZE = capacity(9, 280)
BOOKS = "publications/0001-W.json", "contracts/W.json"


def publications() -> SearchStrategy[str]:
    return documents_in_text([json.loads(_publication())])


def take_publication(text: str) -> Iterator[str]:
    """What is taken for a publication gives figures, and is its own canonical text."""
    found = parse(text)
    for item in found.table.columns:
        if figures(found.table, item).keys() != found.table.tree.parents.keys():
            yield "takes a publication without a figure, or a reason, for every unit"
    if found.text != text:
        yield "takes a publication that can be written in two ways"


def contracts() -> SearchStrategy[str]:
    return documents_in_text([json.loads(contract().canonical())])


def take_contract(text: str) -> Iterator[str]:
    """What is taken for a contract is its own canonical text."""
    if Contract.parse(text).canonical() != text:
        yield "takes a contract that can be written in two ways"


def backups() -> SearchStrategy[str]:
    return documents_in_text([_backed_up()])


def take_backup(text: str) -> Iterator[str]:
    """A backup is taken whole, or it is none."""
    place, whole = _backup(), _backed_up()
    (place / "backup.json").write_text(text, "utf-8", "surrogatepass")
    found, page = opened_folder(place), json.loads(text)
    if page["sha256"]["office"] != whole["sha256"]["office"] or page["sha256"]["box"] != whole["sha256"]["box"]:
        yield "takes a backup of other files"
    if found.made_at.tzinfo is None:
        yield "takes a backup of a moment that nothing can be compared with"


def sheets() -> SearchStrategy[bytes]:
    whole = encode(SHEET, CELLS[0], SIZE)
    plain = json.loads(whole[2 : 2 + int.from_bytes(whole[:2], "big")])
    prefixed = documents_in_text([plain]).map(lambda one: one.encode("utf-8", "surrogatepass"))
    return st.one_of(prefixed.map(lambda raw: (len(raw) % 65536).to_bytes(2, "big") + raw), st.binary(max_size=200))


def take_sheet(raw: bytes) -> Iterator[str]:
    """A ballot in which nothing can be read is counted as one, and stops no release."""
    _, sheet = decode(raw)
    if not all(isinstance(code, int) for code in sheet.answers.values()):
        yield "takes an answer that is no number"


def shelves() -> SearchStrategy[bytes]:
    agreed = documents_in_text([json.loads(contract().canonical())])
    return st.builds(_bound, chances(), publications(), agreed)


def take_books(file: bytes) -> Iterator[str]:
    """Books that somebody tampered with are refused in words, or read; what is read has publications."""
    if not books.load().read_books(kept("books.zip", file)).publications:
        yield "takes books without a publication"


def _zipped(publication: str, agreed: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in zip(BOOKS, (publication, agreed), strict=True):
            archive.writestr(name, text.encode("utf-8", "surrogatepass"))
    return buffer.getvalue()


def _bound(chance: Random, publication: str, agreed: str) -> bytes:
    """Books of these two, as a zip file in which some bytes may be others, or missing."""
    raw = bytearray(_zipped(publication, agreed))
    for _ in range(chance.choice((0, 0, 1, 3))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw[: chance.choice((len(raw), len(raw), chance.randrange(len(raw))))])


def _whole_books() -> bytes:
    return _zipped(_publication(), contract().canonical())


@cache
def _publication() -> str:
    return Document("W4VE00000000000A", contract().fingerprint, FIRST, TABLE, "c" * 64).text


@cache
def _backup() -> Path:
    place = folder() / "backup"
    place.mkdir()
    for name in ("office", "box"):
        (place / f"{name}.sqlite").write_bytes(name.encode() * 10)
    seal_folder(Backup(place, NOW))
    return place


@cache
def _sealed_page() -> str:
    return (_backup() / "backup.json").read_text("utf-8")


def _backed_up() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_sealed_page())
    return found


STORED = (
    Family(
        "publications",
        publications,
        take_publication,
        _publication,
        (BrokenPublication,),
        quiet=True,
    ),
    Family("contracts", contracts, take_contract, contract().canonical, (BrokenContract,)),
    Family("pages of backups", backups, take_backup, _sealed_page, (BadBackup,)),
    Family(
        "sheets of ballots", sheets, take_sheet, lambda: encode(SHEET, CELLS[0], SIZE), (MalformedSheet,), quiet=True
    ),
    Family("books to attack", shelves, take_books, _whole_books, (books.load().BrokenBooks,)),
)
