"""Mixing: nothing is lost, and neither order nor history stays behind."""

import hashlib
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select, update

from pulse.ballots import mix
from pulse.ballots.models import Ballot
from pulse.ballots.operations import cast, close, place_contract
from pulse.ballots.queries import UnknownWave
from pulse.ballots.suite import WaveKeys
from pulse.database import Box, Database, Role, open_databases
from pulse.invitations import operations as invitations
from pulse.invitations.models import Invitation
from pulse.settings import Settings
from tests.ballots.conftest import CONTRACT, OTHER, WAVE

MANY = 1_200
"""So often used codes write that they take 1,024 slots, though some draw the same one."""
HEADER_COUNTERS = (slice(24, 28), slice(40, 44), slice(92, 96))
"""SQLite's change counter, schema cookie and the change for which its version number is valid."""


def fill(box: Database, ballots: range, wave: str = WAVE) -> None:
    with box.writing() as session:
        for number in ballots:
            cast(session, wave, hashlib.shake_256(b"%d" % number).digest(1900))


def contents(box: Database, wave: str = WAVE) -> dict[bytes, bytes]:
    with box.reading() as session:
        return {row.id: row.sealed for row in session.scalars(select(Ballot).where(Ballot.wave == wave))}


def mixed(box: Database, seed: int = 1) -> None:
    with box.writing() as session:
        mix.mix(session, WAVE, Random(seed).shuffle)
    mix.compact(box)


def owed(box: Database) -> mix.Owed | None:
    with box.reading() as session:
        return mix.due(session, WAVE)


def is_due(box: Database) -> bool:
    return owed(box) is mix.Owed.MIXING


def waste(box: Database, uses: range) -> None:
    """Let used codes write."""
    with box.writing() as session:
        for number in uses:
            cast(session, WAVE, b"%d" % number, counts=False)


def test_mixing_is_due_from_24_new_ballots_on(box: Database) -> None:
    fill(box, range(23))
    assert not is_due(box)
    fill(box, range(23, 24))
    assert is_due(box)
    mixed(box)
    assert not is_due(box)


def test_mixing_is_due_from_a_tenth_of_the_mixed_ones_on(box: Database) -> None:
    fill(box, range(501))
    mixed(box)
    fill(box, range(501, 551))
    assert not is_due(box)
    fill(box, range(551, 552))
    assert is_due(box)


def test_an_unknown_wave_is_never_due_and_cannot_be_mixed(box: Database) -> None:
    with box.writing() as session:
        assert not mix.due(session, OTHER)
        with pytest.raises(UnknownWave):
            mix.mix(session, OTHER, list.reverse)


@pytest.mark.parametrize("ballots", [0, 1, 499, 500, 1001])
def test_mixing_loses_and_changes_nothing(box: Database, ballots: int) -> None:
    fill(box, range(ballots))
    fill(box, range(5000, 5003), OTHER)
    before = contents(box), contents(box, OTHER)
    mixed(box)
    assert (contents(box), contents(box, OTHER)) == before


def test_an_interrupted_mixing_changes_nothing(box: Database) -> None:
    fill(box, range(600))
    before = contents(box)
    with pytest.raises(LookupError), box.writing() as session:
        # The first 500 are rewritten when the second lot fails.
        mix.mix(session, WAVE, lambda ids: ids.__setitem__(-1, b"no such ballot"))
    assert contents(box) == before
    assert is_due(box)


def test_every_ballot_goes_through_the_shuffle(box: Database) -> None:
    fill(box, range(700))
    orders: list[list[bytes]] = []
    with box.writing() as session:
        mix.mix(session, WAVE, lambda ids: orders.append(list(ids)))
    assert set(orders[0]) == set(contents(box))


def test_mixing_takes_away_what_does_not_count(box: Database) -> None:
    with box.writing() as session:
        cast(session, WAVE, b"counts")
        cast(session, WAVE, b"does not", counts=False)
        cast(session, OTHER, b"of another wave", counts=False)
    mixed(box)
    with box.reading() as session:
        assert set(session.scalars(select(Ballot.sealed))) == {b"counts", b"of another wave"}


def test_no_used_code_makes_mixing_due(box: Database) -> None:
    fill(box, range(23))
    waste(box, range(MANY))
    assert owed(box) is mix.Owed.CLEARING
    fill(box, range(23, 24))
    assert owed(box) is mix.Owed.MIXING
    mixed(box)
    assert owed(box) is None


def test_what_used_codes_wrote_is_cleared_by_itself_and_nothing_else(box: Database) -> None:
    fill(box, range(5))
    before = contents(box)
    waste(box, range(MANY))
    with box.writing() as session:
        mix.clear(session, WAVE)
    assert owed(box) is None
    assert contents(box) == before


def test_a_closed_wave_does_not_rest_while_something_in_it_does_not_count(box: Database) -> None:
    fill(box, range(3))
    mixed(box)
    with box.writing() as session:
        cast(session, WAVE, b"does not", counts=False)
        close(session, WAVE)
    mixed(box)
    with box.reading() as session:
        assert session.scalars(select(Ballot.counts).where(Ballot.wave == WAVE)).all() == [True] * 3


def physical_order(box: Database, ballots: int) -> list[int]:
    """The numbers of the ballots in the order in which the file holds them, as somebody with a copy would read them."""
    content = Path(box.engine.url.database or "").read_bytes()
    places = {number: content.find(hashlib.shake_256(b"%d" % number).digest(1900)[-64:]) for number in range(ballots)}
    assert min(places.values()) > 0
    return sorted(places, key=lambda number: places[number])


def tau(order: list[int]) -> float:
    """Kendall's rank correlation of an order with the order of arrival."""
    pairs = [(a, b) for place, a in enumerate(order) for b in order[place + 1 :]]
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)


@pytest.mark.sqlite
def test_the_file_shows_the_order_of_arrival_before_mixing_and_not_after(box: Database) -> None:
    fill(box, range(300))
    assert tau(physical_order(box, 300)) > 0.5
    mixed(box)
    assert abs(tau(physical_order(box, 300))) < 0.15


@pytest.mark.sqlite
@pytest.mark.parametrize("seed", range(1, 5))
def test_two_orders_of_arrival_end_in_one_identical_file(tmp_path: Path, settings: Settings, seed: int) -> None:
    assert history(tmp_path / "one", settings, 0) == history(tmp_path / "two", settings, seed)


def history(directory: Path, settings: Settings, seed: int) -> bytes:
    """The file of a box to which 150 of 200 invited people came in an order of their own; header counters masked."""
    url = f"sqlite:///{directory}/box.sqlite"
    databases = open_databases(settings.model_copy(update={"box_url": url}), Role.WORKER)
    Box.metadata.create_all(databases.box.engine)
    live_through(databases.box, Random(seed))
    databases.dispose()
    content = bytearray((directory / "box.sqlite").read_bytes())
    for counter in HEADER_COUNTERS:
        content[counter] = bytes(4)
    return bytes(content)


def live_through(box: Database, order: Random) -> None:
    digests = [hashlib.sha256(b"%d" % number).digest() for number in range(200)]
    with box.writing() as session:
        place_contract(session, WAVE, CONTRACT, WaveKeys(b"p", b"w", b"s"))
        invitations.issue(session, WAVE, [(digest, "CELL") for digest in digests])
    coming = list(range(150))
    order.shuffle(coming)
    for number in coming:
        with box.writing() as session:
            invitations.redeem(session, WAVE, digests[number])
        fill(box, range(number, number + 1))
    with box.writing() as session:
        invitations.mix(session, WAVE, order.shuffle)
        mix.mix(session, WAVE, order.shuffle)
        # The noise is random in every box; levelled, so that everything else can be compared byte by byte.
        session.execute(update(Invitation).values(noise=bytes(8)))
    mix.compact(box)
