"""Sealing and unsealing: one key, one wave, one contract."""

import logging

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from pulse.ballots.keys import KeyDirectories
from pulse.ballots.models import Ballot, BoxContract
from pulse.ballots.operations import cast
from pulse.ballots.queries import contract
from pulse.ballots.seal import seal
from pulse.ballots.sheet import Sheet, capacity, encode
from pulse.ballots.suite import SUITE, PrivateKey, WaveKeys, binding
from pulse.ballots.unseal import NothingOpens, opened_ballots
from pulse.database import Database
from tests.ballots.conftest import WAVE

SIZE = capacity(9, 280)


@pytest.fixture
def private_key(directories: KeyDirectories, keys: WaveKeys) -> PrivateKey:
    return directories.private_key(WAVE, keys.wrapped_key, keys.share)


def cast_sheets(box: Database, keys: WaveKeys, number: int, *, counts: bool = True) -> None:
    with box.writing() as session:
        fingerprint = contract(session, WAVE).fingerprint
        for code in range(number):
            written = encode(Sheet({"S1.v1": code}), f"CELL{code}", SIZE)
            cast(session, WAVE, seal(keys.public_key, written, WAVE, fingerprint), counts=counts)


def opened(box: Database, key: PrivateKey) -> list[tuple[str, Sheet]]:
    with box.reading() as session:
        return list(opened_ballots(session, WAVE, key))


def test_release_opens_what_was_cast(box: Database, keys: WaveKeys, private_key: PrivateKey) -> None:
    cast_sheets(box, keys, 7)
    expected = [(f"CELL{code}", Sheet({"S1.v1": code})) for code in range(7)]
    assert sorted(opened(box, private_key), key=str) == expected


def test_what_used_codes_wrote_is_never_opened(box: Database, keys: WaveKeys, private_key: PrivateKey) -> None:
    cast_sheets(box, keys, 3)
    before = opened(box, private_key)
    cast_sheets(box, keys, 3, counts=False)
    assert sorted(opened(box, private_key), key=str) == sorted(before, key=str)


def test_an_empty_box_opens_to_nothing(box: Database, private_key: PrivateKey) -> None:
    assert opened(box, private_key) == []


@pytest.mark.parametrize("info", [binding("0THER", "f"), binding(WAVE, "g"), binding("", ""), b""])
def test_a_ballot_opens_under_its_own_wave_and_contract_alone(
    keys: WaveKeys, private_key: PrivateKey, info: bytes
) -> None:
    sealed = seal(keys.public_key, b"sheet", WAVE, "f")
    with pytest.raises(InvalidTag):
        SUITE.decrypt(sealed, private_key, info=info)


def test_a_tampered_ballot_does_not_open(keys: WaveKeys, private_key: PrivateKey) -> None:
    sealed = seal(keys.public_key, b"sheet", WAVE, "f")
    for place in (0, 600, 1119, 1125, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(InvalidTag):
            SUITE.decrypt(bytes(changed), private_key, info=binding(WAVE, "f"))


def test_sealing_the_same_sheet_twice_looks_different_and_has_the_same_size(keys: WaveKeys) -> None:
    one, two = (seal(keys.public_key, b"sheet".ljust(SIZE), WAVE, "f") for _ in range(2))
    assert one != two
    assert len(one) == len(two) == SIZE + 1136


def test_a_spoiled_ballot_is_left_out_and_counted(
    box: Database, keys: WaveKeys, private_key: PrivateKey, caplog: pytest.LogCaptureFixture
) -> None:
    cast_sheets(box, keys, 3)
    with box.writing() as session:
        cast(session, WAVE, b"junk from a web process gone bad")
    with caplog.at_level(logging.WARNING):
        assert len(opened(box, private_key)) == 3
    assert "1 ballots" in caplog.text


def test_a_key_that_opens_nothing_is_an_error_and_not_an_empty_wave(
    box: Database, keys: WaveKeys, directories: KeyDirectories
) -> None:
    cast_sheets(box, keys, 3)
    others = directories.create("0THER")
    with pytest.raises(NothingOpens):
        opened(box, directories.private_key("0THER", others.wrapped_key, others.share))


def test_a_contract_changed_in_the_box_opens_nothing(box: Database, keys: WaveKeys, private_key: PrivateKey) -> None:
    cast_sheets(box, keys, 3)
    with box.writing() as session:
        session.execute(update(BoxContract).values(fingerprint="0" * 64))
    with pytest.raises(NothingOpens):
        opened(box, private_key)


def test_a_ballot_moved_to_another_wave_does_not_open(box: Database, keys: WaveKeys, private_key: PrivateKey) -> None:
    with box.writing() as session:
        written = encode(Sheet({"S1.v1": 1}), "CELL", SIZE)
        cast(session, WAVE, seal(keys.public_key, written, "0THER", contract(session, WAVE).fingerprint))
    with pytest.raises(NothingOpens):
        opened(box, private_key)


def test_nothing_of_a_sheet_stands_in_the_box_in_clear(box: Database, keys: WaveKeys) -> None:
    cast_sheets(box, keys, 3)
    with box.reading() as session:
        for sealed in session.scalars(select(Ballot.sealed)):
            assert b"CELL" not in sealed
            assert b"S1.v1" not in sealed
