"""A8 on PostgreSQL: after mixing, neither where a row stands nor which transaction wrote it follows the arrival."""

import hashlib
from dataclasses import dataclass
from random import Random
from statistics import fmean

import pytest
import sqlalchemy as sa
from scipy.stats import kendalltau
from sqlalchemy.orm import Session

from pulse.ballots import mix
from pulse.ballots.operations import cast, close, destroy, place_contract
from pulse.ballots.suite import WaveKeys
from pulse.database import Database
from pulse.house import House
from pulse.invitations import operations as invitations
from tests.postgres.server import Server

WAVE = "W4VE00000000000A"
KEYS = WaveKeys(b"public key", b"what wraps the private key", b"the share of the box")
BALLOTS, ROUNDS = 300, 12
MEAN, MOST = 0.04, 0.15

pytestmark = pytest.mark.postgresql


def sealed(number: int) -> bytes:
    """A ballot of the usual size, known by its number."""
    return hashlib.shake_256(b"%d" % number).digest(2400)


def digest(number: int) -> bytes:
    return hashlib.sha256(b"code %d" % number).digest()


@dataclass(frozen=True)
class Traces:
    """What somebody with a copy of the files reads of each arrival, in the order of arrival."""

    places: dict[str, list[int]]
    """Where ballots and marks stand, by table."""
    writers: dict[str, list[int]]
    """Which transaction wrote them, by table."""

    def taus(self) -> list[float]:
        """How far places and writers follow the arrival, from 0 to 1; a writer of all rows tells nothing."""
        told = [*self.places.values(), *(one for one in self.writers.values() if len(set(one)) > 1)]
        return [abs(float(kendalltau(range(BALLOTS), one).statistic)) for one in told]


@pytest.fixture
def box(house: House) -> Database:
    with house.databases.box.writing() as session:
        place_contract(session, WAVE, "{}", KEYS)
        invitations.issue(session, WAVE, [(digest(number), "CELL") for number in range(BALLOTS + 50)])
    return house.databases.box


def answer(box: Database, numbers: range) -> None:
    for number in numbers:
        with box.writing() as session:
            invitations.redeem(session, WAVE, digest(number))
            cast(session, WAVE, sealed(number))


def mixed(box: Database, seed: int) -> None:
    random = Random(seed)
    with box.writing() as session:
        mix.mix(session, WAVE, random.shuffle)
        invitations.mix(session, WAVE, random.shuffle)


def traces(box: Database) -> Traces:
    with box.reading() as session:
        ballots, marks = _rows(session, "ballot", "id"), _rows(session, "invitation", "digest")
    arrived = [ballots[hashlib.sha256(sealed(number)).digest()[:16]] for number in range(BALLOTS)]
    redeemed = [marks[digest(number)] for number in range(BALLOTS)]
    by_table = {"ballot": arrived, "invitation": redeemed}
    return Traces(
        {table: [place for place, _ in rows] for table, rows in by_table.items()},
        {table: [writer for _, writer in rows] for table, rows in by_table.items()},
    )


def _rows(session: Session, table: str, key: str) -> dict[bytes, tuple[int, int]]:
    columns = sa.column(key, sa.LargeBinary), sa.column("xmin", sa.Text)
    ordered = sa.select(*columns).select_from(sa.table(table)).order_by(sa.column("ctid"))
    return {name: (place, int(xmin)) for place, (name, xmin) in enumerate(session.execute(ordered))}


def test_before_mixing_the_order_of_arrival_stands_in_the_files(box: Database) -> None:
    answer(box, range(BALLOTS))
    found = traces(box)
    assert sorted(found.taus())[1:] == pytest.approx([1, 1, 1])
    assert found.writers["ballot"] == found.writers["invitation"]


def test_after_mixing_nothing_follows_the_order_of_arrival(box: Database) -> None:
    answer(box, range(BALLOTS))
    taus = []
    for seed in range(ROUNDS):
        mixed(box, seed)
        found = traces(box)
        assert {len(set(writers)) for writers in found.writers.values()} == {1}
        taus += found.taus()
    assert fmean(taus) < MEAN
    assert max(taus) < MOST


def test_ballots_stand_in_the_order_that_was_drawn(box: Database) -> None:
    answer(box, range(BALLOTS))
    drawn: list[bytes] = []

    def shuffle(ids: list[bytes]) -> None:
        Random(1).shuffle(ids)
        drawn.extend(ids)

    with box.writing() as session:
        mix.mix(session, WAVE, shuffle)
    with box.reading() as session:
        assert list(_rows(session, "ballot", "id")) == drawn


def test_after_mixing_no_ballot_stands_where_its_mark_stands(box: Database) -> None:
    answer(box, range(BALLOTS))
    mixed(box, 1)
    places = traces(box).places
    assert abs(kendalltau(places["ballot"], places["invitation"]).statistic) < MOST


@dataclass(frozen=True)
class Disk:
    """Every file of one database, as somebody with a copy of the disk reads them."""

    server: Server
    box: Database

    def copied(self) -> bytes:
        """All files, one after another."""
        self.server.run("CHECKPOINT")
        with self.box.reading() as session:
            number = session.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        return b"".join(file.read_bytes() for file in (self.server.folder / "files" / "base" / str(number)).iterdir())


@pytest.fixture
def disk(server: Server, box: Database) -> Disk:
    return Disk(server, box)


def parts(numbers: range) -> dict[int, bytes]:
    """Some bytes of each ballot."""
    return {number: sealed(number)[1200:1264] for number in numbers}


def order(copy: bytes, wanted: dict[int, bytes]) -> list[int]:
    """The numbers of these ballots as they follow one another in a copy of the disk."""
    return sorted(wanted, key=lambda number: copy.find(wanted[number]))


def test_after_mixing_every_ballot_stands_once_and_in_one_random_order(box: Database, disk: Disk) -> None:
    wanted = parts(range(BALLOTS))
    answer(box, range(BALLOTS))
    assert abs(kendalltau(list(wanted), order(disk.copied(), wanted)).statistic) > 0.9
    mixed(box, 1)
    copy = disk.copied()
    assert {copy.count(part) for part in wanted.values()} == {1}
    assert abs(kendalltau(list(wanted), order(copy, wanted)).statistic) < MOST


def test_ballots_stand_whole_so_that_no_piece_has_an_order_of_its_own(box: Database) -> None:
    answer(box, range(30))
    with box.reading() as session:
        apart = "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'ballot_W4VE00000000000A'"
        assert session.scalar(sa.text(apart)) == 0


def test_at_close_the_hashes_are_gone_and_after_release_everything(box: Database, disk: Disk) -> None:
    answer(box, range(40))
    with box.writing() as session:
        for number in range(1000, 1040):
            cast(session, WAVE, sealed(number), counts=False)
    hashes, others = [digest(number) for number in range(40)], parts(range(1000, 1040)).values()
    assert {found in disk.copied() for found in (*hashes, *others)} == {True}
    with box.writing() as session:
        close(session, WAVE)
        mix.mix(session, WAVE, Random(1).shuffle)
        invitations.forget(session, WAVE)
    copy, kept = disk.copied(), [KEYS.share, KEYS.wrapped_key, *parts(range(40)).values()]
    assert {found in copy for found in (*hashes, *others)} == {False}
    assert {found in copy for found in kept} == {True}
    with box.writing() as session:
        destroy(session, WAVE)
    copy = disk.copied()
    assert {found in copy for found in kept} == {False}


def test_a_closed_wave_that_was_mixed_rests(box: Database) -> None:
    answer(box, range(30))
    with box.writing() as session:
        close(session, WAVE)
        mix.mix(session, WAVE, Random(1).shuffle)
    with box.reading() as release:
        release.execute(sa.text("SELECT closed FROM contract"))
        # Another worker closes once more, while this one has seen the closed wave and not read its ballots yet.
        with box.writing() as session:
            close(session, WAVE)
            mix.mix(session, WAVE, Random(2).shuffle)
        assert release.scalar(sa.text("SELECT count(*) FROM ballot")) == 30
