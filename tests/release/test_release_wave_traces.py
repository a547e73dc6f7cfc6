"""What a release leaves behind: no ballot, no code, no key, no text that was not to be published, and no order."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from pulse.audit import AuditEntry
from pulse.ballots.keys import KeyLost
from pulse.ballots.queries import keys
from pulse.ballots.sheet import Sheet
from pulse.clock import Clock
from pulse.publications.models import Publication, PublishedComment, PublishedFigure, PublishedTheme
from pulse.release.operations import AnswersLost, release_wave
from tests.conftest import TestClock
from tests.release.stage import Stage, StagedWave, house_in, sheet


def files(directory: Path) -> bytes:
    """Every byte of every file below the directory."""
    return b"".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


@pytest.fixture
def wave(tmp_path: Path, clock: Clock) -> StagedWave:
    stage = Stage(house_in(tmp_path / "house", clock))
    stage.employ("region", "Anna Müller")
    return stage.open()


def test_what_was_only_to_be_counted_stands_in_no_file(wave: StagedWave, tmp_path: Path) -> None:
    wave.say("east", *["A zebra eats our leads"] * 9, visibility="themes")
    wave.say("east", *["A giraffe sells well"] * 3)
    wave.release()
    wave.house.databases.dispose()
    left = files(tmp_path / "house")
    assert b"zebra" not in left
    assert b"giraffe" in left


def test_what_met_too_few_others_stands_in_no_file(wave: StagedWave, tmp_path: Path) -> None:
    wave.answer("east", *[3] * 9)
    wave.say("east", "A lonely zebra", "A lonely zebra")
    wave.say("region", *["The boss is a zebra"] * 9, visibility="skip")
    wave.release()
    wave.house.databases.dispose()
    assert b"zebra" not in files(tmp_path / "house")


def test_the_unredacted_text_stands_in_no_file(wave: StagedWave, tmp_path: Path) -> None:
    wave.say("east", *["Anna shouts"] * 9)
    wave.release()
    wave.house.databases.dispose()
    left = files(tmp_path / "house")
    assert b"Anna shouts" not in left
    assert b"[name] shouts" in left


def test_no_sealed_ballot_and_no_code_is_left_in_any_byte(wave: StagedWave, tmp_path: Path) -> None:
    wave.answer("east", *[3] * 9)
    with wave.house.databases.box.reading() as session:
        connection = session.connection()
        sealed = [row[0] for row in connection.exec_driver_sql("SELECT sealed FROM ballot")]
        digests = [row[0] for row in connection.exec_driver_sql("SELECT digest FROM invitation")]
        share = keys(session, wave.name).share
    invite_key = wave.keys.invite_key(wave.name)
    before = files(tmp_path / "house")
    secrets = [part for ballot in sealed for part in (ballot[:32], ballot[-32:])] + [*digests, share, invite_key]
    assert sum(secret in before for secret in secrets) > len(secrets) / 2
    wave.release()
    wave.house.databases.dispose()
    left = files(tmp_path / "house")
    assert [secret for secret in secrets if secret in left] == []


def test_no_page_is_left_that_once_held_a_ballot(wave: StagedWave) -> None:
    wave.answer("east", *[3] * 99)
    wave.release()
    with wave.house.databases.box.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA freelist_count").scalar_one() == 0


def test_a_backup_of_both_databases_opens_nothing_after_the_release(wave: StagedWave, tmp_path: Path) -> None:
    wave.answer("east", 1, 2, 3, 4, 5)
    wave.close()
    wave.house.databases.dispose()
    shutil.copytree(tmp_path / "house", tmp_path / "backup", ignore=shutil.ignore_patterns("*.share", "*.invite"))
    release_wave(wave.house, wave.id)
    wave.house.databases.dispose()
    shutil.copytree(tmp_path / "backup", tmp_path / "house", dirs_exist_ok=True)
    restored = house_in(tmp_path / "house")
    with restored.databases.box.reading() as session:
        held = keys(session, wave.name)
    assert held.share
    with pytest.raises(KeyLost):
        wave.keys.private_key(wave.name, held.wrapped_key, held.share)
    with pytest.raises(AnswersLost):
        release_wave(restored, wave.id)


def told(wave: StagedWave) -> list[str]:
    """Everything the office holds of publications."""
    tables = (Publication, PublishedFigure, PublishedComment, PublishedTheme, AuditEntry)
    with wave.house.databases.office.reading() as session:
        return [str(row) for table in tables for row in session.execute(select(*table.__table__.columns)).all()]


FIRST_WORLD = [
    *(("east", {"S1.v1": code, "P4.v1": code}) for code in (1, 5, 3, 3, 3, 2, 4)),
    *(("west", {"S1.v1": code}) for code in (5, 5, 5, 5, 5, 4)),
]
SWAPPED_WORLD = [
    *(("west", {"S1.v1": code}) for code in (5, 5, 5, 5, 4, 5)),
    *(("east", {"S1.v1": code, "P4.v1": 8 - code}) for code in (3, 3, 3, 3, 2, 4, 3)),
]
SAID = ["Zebra", "Apple", "Monkey", "Leads are few"]


def in_world(answers: list[tuple[str, dict[str, int]]], said: list[str]) -> list[tuple[str, Sheet]]:
    """The sheets of a world; the comments lie in the east's first sheets."""
    rest = iter(said)
    return [(cell, sheet(codes, next(rest, None) if cell == "east" else None)) for cell, codes in answers]


def test_two_worlds_with_the_same_table_publish_the_same_bytes(wave: StagedWave, tmp_path: Path) -> None:
    wave.house.databases.dispose()
    published = []
    for world, answers, said in (("one", FIRST_WORLD, SAID), ("two", SWAPPED_WORLD, SAID[::-1])):
        shutil.copytree(tmp_path / "house", tmp_path / world)
        here = replace(wave, house=house_in(tmp_path / world, TestClock()))
        here.cast(in_world(answers, said))
        here.close()
        release_wave(here.house, here.id, Random(3))
        published.append(told(here))
        here.house.databases.dispose()
    assert published[0] == published[1]


def test_a_different_table_is_told(wave: StagedWave, tmp_path: Path) -> None:
    wave.house.databases.dispose()
    published = []
    for world, codes in (("one", (1, 2, 3, 4, 5)), ("two", (1, 2, 3, 4, 4))):
        shutil.copytree(tmp_path / "house", tmp_path / world)
        here = replace(wave, house=house_in(tmp_path / world, TestClock()))
        here.answer("east", *codes)
        here.close()
        release_wave(here.house, here.id, Random(3))
        published.append(told(here))
        here.house.databases.dispose()
    assert published[0] != published[1]
