"""The books are the same bytes every time, hold all that was published, and are attacked with what is in them."""

import hashlib
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from pulse.exports.books import STAYS, LinkExpired, books, check, token, valid_until
from pulse.house import House
from pulse.publications.document import parse

KEY = b"a secret for tests alone, of some length"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def written(house: House) -> bytes:
    with house.databases.office.reading() as session:
        return books(session)


def test_the_same_publications_give_the_same_bytes(house: House, names: tuple[str, ...]) -> None:
    assert written(house) == written(house)


def test_the_books_hold_every_publication_and_its_contract(house: House, names: tuple[str, ...]) -> None:
    with ZipFile(BytesIO(written(house))) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    first, second = (held[f"publications/000{number}-{names[number - 1]}.json"] for number in (1, 2))
    assert set(held) == {
        "README.txt",
        "attack.py",
        *(f"publications/000{number}-{name}.json" for number, name in enumerate(names, start=1)),
        *(f"contracts/{name}.json" for name in names),
    }
    assert parse(second.decode()).previous == hashlib.sha256(first).hexdigest()
    assert parse(first.decode()).contract == hashlib.sha256(held[f"contracts/{names[0]}.json"]).hexdigest()


def test_the_books_name_no_unit_and_nobody(house: House, names: tuple[str, ...]) -> None:
    with ZipFile(BytesIO(written(house))) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".json"))
    assert not [word for word in (b"North", b"South", b"ann@", b"Ann") if word in text]


def test_unpacked_books_are_attacked_with_nothing_but_what_is_in_them(
    house: House, names: tuple[str, ...], tmp_path: Path
) -> None:
    with ZipFile(BytesIO(written(house))) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "attack.py", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "2 publications, 2 contracts" in done.stdout
    assert "Nothing was found." in done.stdout


def test_a_link_is_valid_until_the_end_of_its_last_day() -> None:
    link = token(KEY, NOON)
    last = valid_until(KEY, link)
    assert timedelta(0) <= last - (NOON + STAYS) <= timedelta(days=1)
    check(KEY, link, last - timedelta(seconds=1))
    with pytest.raises(LinkExpired):
        check(KEY, link, last)


def test_all_links_of_a_day_are_one_so_that_a_link_names_nobody() -> None:
    assert token(KEY, NOON) == token(KEY, NOON + timedelta(hours=3)) != token(KEY, NOON + timedelta(days=1))


@pytest.mark.parametrize("forged", ["", "x", "AAAA", "!" * 27, "é", token(b"another key", NOON)])
def test_a_link_that_is_not_genuine_opens_nothing(forged: str) -> None:
    with pytest.raises(LinkExpired):
        check(KEY, forged, NOON)


def test_the_last_day_of_a_link_cannot_be_changed() -> None:
    link = token(KEY, NOON)
    later = token(KEY, NOON + timedelta(days=900))
    with pytest.raises(LinkExpired):
        check(KEY, later[:6] + link[6:], NOON)
