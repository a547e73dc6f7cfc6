"""Wherever a release is interrupted, doing it again ends in one publication that counts every ballot once."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from pulse.ballots.keys import KeyDirectories
from pulse.database import Database, Databases
from pulse.house import House
from pulse.publications.chain import verify_chain
from pulse.publications.document import parse
from pulse.publications.figures import PARTICIPATION
from pulse.publications.table import figure
from pulse.release.operations import OtherBallots, due, release_wave
from tests.release.stage import Stage, StagedWave, house_in

BALLOTS = 17


class Crash(BaseException):
    """The process is gone: nothing catches it."""


@dataclass
class Fuse:
    """Burns down at every boundary of a transaction; at zero the process crashes."""

    left: int

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Crash


@dataclass(frozen=True)
class Fragile(Database):
    """A database whose process may crash before, within and after every transaction."""

    fuse: Fuse

    @contextmanager
    def reading(self) -> Iterator[Session]:
        self.fuse.burn()
        with super().reading() as session:
            yield session
            self.fuse.burn()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        self.fuse.burn()
        with super().writing() as session:
            yield session
            self.fuse.burn()
        self.fuse.burn()


@pytest.fixture
def closed(tmp_path: Path) -> StagedWave:
    """A closed wave in a directory that can be copied."""
    wave = Stage(house_in(tmp_path / "first")).open()
    wave.answer("east", 1, 2, 3, 4, 5, 5)
    wave.answer("west", 1, 2, 3, 4, 5, 5)
    wave.say("east", "Leads are few", "Quota is high", "Price is wrong", "All is well", "No time")
    wave.close()
    wave.house.databases.dispose()
    return wave


def copied(wave: StagedWave, directory: Path) -> StagedWave:
    """The same wave in a copy of everything it stands on."""
    shutil.copytree(Path(wave.keys.paths[0]).parent, directory)
    return replace(wave, house=house_in(directory))


def fragile(wave: StagedWave, fuse: Fuse) -> StagedWave:
    held = wave.house.databases
    databases = Databases(Fragile(held.office.engine, fuse), Fragile(held.box.engine, fuse))
    return replace(wave, house=replace(wave.house, databases=databases))


def released_whole(wave: StagedWave) -> bool:
    """Whether everything was published once and nothing is left that could be opened."""
    (document,) = wave.publications()
    everybody = figure(parse(document).table, PARTICIPATION, "region")
    with wave.house.databases.office.reading() as session:
        chain = list(verify_chain(session))
    return (
        getattr(everybody, "respondents", 0) == BALLOTS and not chain and not wave.remains() and due(wave.house) == ()
    )


def crashes(wave: StagedWave, after: int) -> bool:
    """Release with a crash after so many boundaries; False if the release is done before."""
    try:
        release_wave(fragile(wave, Fuse(after)).house, wave.id, Random(1))
    except Crash:
        return True
    return False


def test_a_release_that_crashes_anywhere_is_finished_by_the_next(closed: StagedWave, tmp_path: Path) -> None:
    boundary = 1
    while crashes(wave := copied(closed, tmp_path / f"crash {boundary}"), boundary):
        assert due(wave.house) == (wave.id,) or released_whole(wave)
        release_wave(wave.house, wave.id)
        assert released_whole(wave), boundary
        wave.house.databases.dispose()
        boundary += 1
    assert boundary > 12
    assert released_whole(wave)


def test_a_release_that_crashes_again_and_again_is_finished_in_the_end(closed: StagedWave, tmp_path: Path) -> None:
    random = Random(5)
    for attempt in range(8):
        wave = copied(closed, tmp_path / f"crashes {attempt}")
        for _ in range(4):
            crashes(wave, random.randint(1, 14))
            assert len(wave.publications()) <= 1
        release_wave(wave.house, wave.id)
        assert released_whole(wave)
        wave.house.databases.dispose()


def test_a_share_destroyed_in_one_directory_alone_is_destroyed_in_the_other(closed: StagedWave, tmp_path: Path) -> None:
    wave = copied(closed, tmp_path / "half")
    boundary = 1
    while not wave.publications():
        crashes(wave, boundary)
        boundary += 1
    assert wave.keys.holds_share(wave.name)
    wave.keys.paths[0].joinpath(f"{wave.name}.share").unlink()
    release_wave(wave.house, wave.id)
    assert released_whole(wave)


def test_a_wave_that_was_published_is_not_published_again_from_an_earlier_backup(tmp_path: Path) -> None:
    wave = Stage(house_in(tmp_path / "first")).open()
    wave.answer("east", 1, 2, 3, 4, 5, 5)
    wave.house.databases.dispose()
    backup = copied(wave, tmp_path / "backup")
    last = copied(wave, tmp_path / "last")
    last.answer("east", 1)
    last.close()
    boundary = 1
    while not last.publications():
        crashes(last, boundary)
        boundary += 1
    shutil.copytree(last.keys.paths[0], backup.keys.paths[0], dirs_exist_ok=True)
    assert backup.keys.holds_share(backup.name)
    backup.close()
    with pytest.raises(OtherBallots, match="restored to an earlier moment"):
        release_wave(backup.house, backup.id)
    assert backup.publications() == []


def test_a_directory_whose_disk_is_away_is_not_made_anew(closed: StagedWave, tmp_path: Path) -> None:
    wave, away = copied(closed, tmp_path / "away"), tmp_path / "unmounted"
    assert KeyDirectories((*wave.keys.paths, away)).only(wave.name, b"1" * 32)
    assert not away.exists()


def test_two_workers_releasing_at_once_publish_once(closed: StagedWave, tmp_path: Path) -> None:
    for attempt in range(5):
        wave = copied(closed, tmp_path / f"race {attempt}")
        together = Barrier(2)

        def work(house: House, start: Barrier = together) -> None:
            start.wait()
            release_wave(house, closed.id)

        with ThreadPoolExecutor(2) as workers:
            releases = [workers.submit(work, house_in(tmp_path / f"race {attempt}")) for _ in range(2)]
        for release in releases:
            release.result()
        assert released_whole(wave)


@dataclass(frozen=True)
class Overtaken(Database):
    """A box that another worker empties just before this one looks into it."""

    other: House
    wave_id: int

    @contextmanager
    def reading(self) -> Iterator[Session]:
        release_wave(self.other, self.wave_id)
        with super().reading() as session:
            yield session


def test_a_worker_overtaken_by_another_finds_the_work_done(closed: StagedWave, tmp_path: Path) -> None:
    wave = copied(closed, tmp_path / "overtaken")
    held = wave.house.databases
    slow = replace(wave.house, databases=Databases(held.office, Overtaken(held.box.engine, wave.house, wave.id)))
    release_wave(slow, wave.id)
    assert released_whole(wave)
