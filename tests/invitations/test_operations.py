"""Invitations: issued once, redeemed once, mixed, forgotten."""

import hashlib
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import select

from pulse.database import Database, make_room
from pulse.house import House
from pulse.invitations.codes import UnknownCode, code_for, digest
from pulse.invitations.models import Invitation
from pulse.invitations.operations import Admission, AlreadyRedeemed, forget, issue, mix, redeem
from pulse.invitations.queries import issued

WAVE, OTHER = "W4VE00000000000A", "W4VE00000000000B"


def digest_of(person: int, wave: str = WAVE) -> bytes:
    return digest(wave, code_for(b"k" * 32, person))


@pytest.fixture
def box(house: House) -> Database:
    with house.databases.box.writing() as session:
        make_room(session, WAVE)
        make_room(session, OTHER)
        issue(session, WAVE, [(digest_of(person), f"CELL{person % 3}") for person in range(30)])
        issue(session, OTHER, [(digest_of(1, OTHER), "CELL9")])
    return house.databases.box


def marks(box: Database, wave: str = WAVE) -> dict[bytes, tuple[str, bool]]:
    with box.reading() as session:
        found = session.scalars(select(Invitation).where(Invitation.wave == wave))
        return {one.digest: (one.cell, one.redeemed) for one in found}


def test_an_invitation_admits_once_and_tells_the_cell(box: Database) -> None:
    with box.writing() as session:
        assert redeem(session, WAVE, digest_of(4)) == Admission(WAVE, "CELL1")
        assert redeem(session, WAVE, digest_of(4)) == AlreadyRedeemed(WAVE, "CELL1")
    with box.writing() as session:
        assert redeem(session, WAVE, digest_of(4)) == AlreadyRedeemed(WAVE, "CELL1")


def test_an_admission_has_no_person_in_it() -> None:
    assert [field.name for field in fields(Admission)] == ["wave", "cell"]


def test_a_refused_transaction_spends_nothing(box: Database) -> None:
    with box.writing() as session:
        redeem(session, WAVE, digest_of(4))
        session.rollback()
    assert marks(box)[digest_of(4)] == ("CELL1", False)


def test_an_unknown_code_is_refused_and_nothing_is_written(box: Database) -> None:
    before = marks(box)
    for unknown in (hashlib.sha256(b"x").digest(), digest_of(1, OTHER), b""):
        with pytest.raises(UnknownCode), box.writing() as session:
            redeem(session, WAVE, unknown)
    assert marks(box) == before


def test_a_used_code_changes_its_row_as_an_unused_one_does(box: Database) -> None:
    noises = []
    for _ in range(3):
        with box.writing() as session:
            redeem(session, WAVE, digest_of(4))
        with box.reading() as session:
            noises.append(session.scalars(select(Invitation.noise).where(Invitation.digest == digest_of(4))).one())
    assert len(set(noises)) == 3
    assert {len(noise) for noise in noises} == {8}


def test_issued_counts_a_wave_alone(box: Database) -> None:
    with box.reading() as session:
        assert issued(session, WAVE) == 30
        assert issued(session, OTHER) == 1
        assert issued(session, "N0NE") == 0


def test_mixing_keeps_every_mark_and_touches_no_other_wave(box: Database) -> None:
    with box.writing() as session:
        redeem(session, WAVE, digest_of(4))
    before, orders = marks(box), []

    def shuffle(digests: list[bytes]) -> None:
        orders.append(list(digests))
        digests.reverse()

    with box.writing() as session:
        mix(session, WAVE, shuffle)
    assert marks(box) == before
    assert set(orders[0]) == set(before)
    assert set(marks(box, OTHER)) == {digest_of(1, OTHER)}


def test_mixing_nothing_does_nothing(box: Database) -> None:
    with box.writing() as session:
        mix(session, "N0NE", list.reverse)


@pytest.mark.sqlite
def test_forgotten_invitations_are_gone_from_the_file(box: Database) -> None:
    with box.writing() as session:
        forget(session, WAVE)
    assert marks(box) == {}
    assert len(marks(box, OTHER)) == 1
    content = Path(box.engine.url.database or "").read_bytes()
    assert not any(digest_of(person) in content for person in range(30))
    assert digest_of(1, OTHER) in content
