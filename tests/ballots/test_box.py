"""The box: opened by a contract, filled, closed for good, emptied."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pulse.ballots import operations
from pulse.ballots.models import Ballot
from pulse.ballots.operations import (
    WaveClosed,
    cast,
    close,
    destroy,
    drop_contract,
    hold_open,
    place_contract,
)
from pulse.ballots.queries import UnknownWave, contract, has_contract, keys, number_of_ballots
from pulse.ballots.suite import WaveKeys
from pulse.database import Database
from tests.ballots.conftest import CONTRACT, OTHER, WAVE


def rows(box: Database) -> int:
    with box.reading() as session:
        return session.execute(select(func.count()).select_from(Ballot)).scalar_one()


def counting(box: Database) -> int:
    with box.reading() as session:
        return number_of_ballots(session, WAVE)


def test_a_contract_opens_the_box_under_its_fingerprint(box: Database) -> None:
    with box.writing() as session:
        placed = contract(session, WAVE)
        assert placed.text == CONTRACT
        assert hold_open(session, WAVE) == placed.fingerprint == hashlib.sha256(CONTRACT.encode()).hexdigest()


def test_an_unknown_wave_is_refused(box: Database) -> None:
    with box.writing() as session:
        assert not has_contract(session, OTHER)
        for ask in (hold_open, contract, keys, close):
            with pytest.raises(UnknownWave):
                ask(session, OTHER)


def test_a_wave_has_one_contract(box: Database) -> None:
    with pytest.raises(IntegrityError), box.writing() as session:
        place_contract(session, WAVE, CONTRACT, WaveKeys(b"", b"", b""))


def test_a_contract_left_behind_can_be_dropped_and_placed_anew(box: Database) -> None:
    with box.writing() as session:
        drop_contract(session, WAVE)
        drop_contract(session, WAVE)
        place_contract(session, WAVE, CONTRACT + " ", WaveKeys(b"p", b"w", b"s"))
    with box.reading() as session:
        assert keys(session, WAVE) == WaveKeys(b"p", b"w", b"s")


def test_a_closed_box_takes_nothing_more(box: Database) -> None:
    with box.writing() as session:
        close(session, WAVE)
        close(session, WAVE)
    with box.writing() as session, pytest.raises(WaveClosed):
        hold_open(session, WAVE)


def test_the_same_ballot_is_not_there_twice(box: Database) -> None:
    for _ in range(2):
        with box.writing() as session:
            cast(session, WAVE, b"sealed")
    assert (rows(box), counting(box)) == (1, 1)


def test_a_ballot_is_named_by_its_own_hash(box: Database) -> None:
    with box.writing() as session:
        cast(session, WAVE, b"sealed")
        assert session.scalars(select(Ballot.id)).one() == hashlib.sha256(b"sealed").digest()[:16]


def test_what_a_used_code_writes_lies_among_the_ballots_and_does_not_count(box: Database) -> None:
    with box.writing() as session:
        cast(session, WAVE, b"sealed", counts=False)
    assert (rows(box), counting(box)) == (1, 0)


def test_no_used_code_fills_the_disk(box: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "SLOTS", 10)
    with box.writing() as session:
        for number in range(400):  # each slot is drawn, but once in 10**17 times
            cast(session, WAVE, b"%d" % number, counts=False)
    assert rows(box) == 10


def test_destroying_empties_the_file_and_keeps_the_contract(box: Database) -> None:
    with box.writing() as session:
        placed = keys(session, WAVE)
        for number in range(40):
            cast(session, WAVE, b"ballot of this wave %d " % number * 100)
            cast(session, WAVE, b"does not count %d " % number * 100, counts=False)
        cast(session, OTHER, b"ballot of another wave")
    with box.writing() as session:
        destroy(session, WAVE)
    with box.reading() as session:
        assert number_of_ballots(session, WAVE) == 0
        assert number_of_ballots(session, OTHER) == 1
        assert keys(session, WAVE) == WaveKeys(placed.public_key, b"", b"")
        assert contract(session, WAVE).text == CONTRACT
    if box.embedded:
        content = Path(box.engine.url.database or "").read_bytes()
        for gone in (b"of this wave", placed.share, placed.wrapped_key):
            assert gone not in content
