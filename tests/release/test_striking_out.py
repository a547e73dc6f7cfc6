"""Striking out a wave: only where its keys are lost, nothing is left of it, and everybody is told so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from pulse.audit import AuditEntry
from pulse.ballots.models import BoxContract
from pulse.ballots.operations import WaveClosed, hold_open
from pulse.cli.verify import findings
from pulse.house import House
from pulse.programme.models import Wave
from pulse.publications.document import parse
from pulse.publications.figures import Reason, Withheld
from pulse.publications.models import PublishedFigure
from pulse.publications.operations import publish
from pulse.publications.table import figure
from pulse.release.count import Questions
from pulse.release.drafting import draft_lost
from pulse.release.operations import due, release_wave
from pulse.release.striking_out import CannotLook, CannotStrikeOut, KeysComplete, require_lost, strike_out
from tests.release.stage import Stage, StagedWave
from tests.worker.killing import Killed, kill_at

ALL_LOST = {Reason.LOST.value}


@pytest.fixture
def wave(stage: Stage) -> StagedWave:
    """An open wave with answers."""
    wave = stage.open()
    wave.answer("east", 1, 2, 3, 4, 5)
    wave.say("west", "Price is wrong")
    return wave


def share(wave: StagedWave) -> Path:
    return wave.keys.paths[0] / f"{wave.name}.share"


def lose_share(wave: StagedWave) -> None:
    share(wave).unlink()


def lose_box_share(wave: StagedWave) -> None:
    with wave.house.databases.box.writing() as session:
        session.execute(update(BoxContract).values(share=b""))


def struck(wave: StagedWave) -> StagedWave:
    strike_out(wave.house, wave.name, "command line")
    return wave


def reasons(wave: StagedWave) -> set[str | None]:
    with wave.house.databases.office.reading() as session:
        return set(session.scalars(select(PublishedFigure.reason).where(PublishedFigure.wave_id == wave.id)))


def entries(wave: StagedWave) -> list[tuple[str, str]]:
    with wave.house.databases.office.reading() as session:
        found = select(AuditEntry).where(AuditEntry.subject == wave.name).order_by(AuditEntry.id)
        return [(entry.actor, entry.action) for entry in session.scalars(found)]


def is_finished(wave: StagedWave) -> bool:
    return reasons(wave) == ALL_LOST and wave.remains() == [] and due(wave.house) == () and findings(wave.house) == ()


@pytest.mark.parametrize("lose", [lose_share, lose_box_share])
def test_a_closed_wave_publishes_that_its_answers_are_lost(
    wave: StagedWave, lose: Callable[[StagedWave], None]
) -> None:
    wave.close()
    lose(wave)
    assert is_finished(struck(wave))
    (document,) = wave.publications()
    assert figure(parse(document).table, "S1.v1", "east") == Withheld(Reason.LOST)
    assert entries(wave) == [
        ("command line", "struck out"),
        ("worker", "published"),
        ("worker", "destroyed ballots, invitations and keys"),
    ]


def test_the_next_publication_follows_it(wave: StagedWave, stage: Stage) -> None:
    wave.close()
    lose_share(wave)
    struck(wave)
    after = stage.open(number=2)
    after.answer("east", *[3] * 5)
    after.release()
    assert findings(wave.house) == ()


def test_an_open_wave_takes_no_more_answers_and_publishes_when_it_is_over(wave: StagedWave) -> None:
    kept = share(wave).read_bytes()
    lose_share(wave)
    struck(wave)
    with wave.house.databases.box.writing() as session, pytest.raises(WaveClosed):
        hold_open(session, wave.name)
    assert (wave.remains(), wave.publications(), findings(wave.house)) == ([], [], ())
    share(wave).write_bytes(kept)
    wave.release()
    assert is_finished(wave)


@pytest.mark.parametrize("closed", [False, True])
def test_what_can_be_read_is_not_struck_out(wave: StagedWave, closed: bool) -> None:
    if closed:
        wave.close()
    before = wave.remains()
    with pytest.raises(KeysComplete, match="can be read"):
        struck(wave)
    assert (wave.remains(), entries(wave)) == (before, [])
    wave.release()
    assert reasons(wave) != ALL_LOST


def test_one_whole_key_directory_of_two_is_enough(wave: StagedWave, tmp_path: Path) -> None:
    two = wave.house.settings.model_copy(update={"key_directories": (tmp_path / "empty", *wave.keys.paths)})
    (tmp_path / "empty").mkdir()
    with pytest.raises(KeysComplete):
        strike_out(House(two, wave.house.databases, wave.house.questionnaire, wave.house.clock), wave.name, "somebody")


def test_a_key_directory_that_is_away_proves_no_loss(wave: StagedWave) -> None:
    wave.close()
    (directory,) = wave.keys.paths
    away = directory.rename(directory.with_name("away"))
    with pytest.raises(CannotLook, match="is not there"):
        struck(wave)
    away.rename(directory)
    release_wave(wave.house, wave.id)
    assert reasons(wave) != ALL_LOST


def test_a_released_wave_is_not_struck_out(wave: StagedWave) -> None:
    wave.release()
    with pytest.raises(CannotStrikeOut, match="is released"):
        struck(wave)
    assert reasons(wave) != ALL_LOST


def test_a_wave_that_was_never_opened_is_not_struck_out(wave: StagedWave) -> None:
    with wave.house.databases.office.writing() as session:
        session.execute(update(Wave).values(opened_at=None))
    for name in (wave.name, "NOSUCHWAVE"):
        with pytest.raises(CannotStrikeOut, match=f"No wave {name} was opened"):
            strike_out(wave.house, name, "somebody")


def test_a_box_that_does_not_know_the_wave_proves_no_loss(wave: StagedWave) -> None:
    lose_share(wave)
    with wave.house.databases.box.writing() as session:
        session.execute(delete(BoxContract))
    with pytest.raises(CannotStrikeOut, match="another box, or an earlier one"):
        struck(wave)


def test_looking_at_the_loss_changes_nothing_and_counts_no_ballot(wave: StagedWave) -> None:
    lose_share(wave)
    before = wave.remains()
    loss = require_lost(wave.house, wave.name)
    assert (loss.which, loss.invited) == (f"Wave 1 of How selling is going ({wave.name})", 120)
    assert (wave.remains(), entries(wave)) == (before, [])


def places() -> Iterator[tuple[str, int]]:
    yield from (("office", commit) for commit in range(1, 4))
    yield ("box", 1)


@pytest.mark.parametrize("again", ["struck out again", "released"])
@pytest.mark.parametrize(("which", "commit"), list(places()))
def test_killed_half_way_a_closed_wave_is_finished(wave: StagedWave, which: str, commit: int, again: str) -> None:
    wave.close()
    lose_share(wave)
    with kill_at(getattr(wave.house.databases, which), commit) as killed, pytest.raises(Killed):
        struck(wave)
    assert killed.happened
    if again == "released" and ("command line", "struck out") in entries(wave):
        release_wave(wave.house, wave.id)
    else:
        struck(wave)
    assert is_finished(wave)
    assert [action for _, action in entries(wave)].count("struck out") == 1


@pytest.mark.parametrize(("which", "commit"), [("office", 1), ("box", 1), ("box", 2)])
def test_killed_half_way_an_open_wave_is_finished(wave: StagedWave, which: str, commit: int) -> None:
    lose_share(wave)
    with kill_at(getattr(wave.house.databases, which), commit) as killed, pytest.raises(Killed):
        struck(wave)
    assert killed.happened
    struck(wave)
    assert wave.remains() == []
    wave.release()
    assert is_finished(wave)


def test_a_loss_that_nobody_decided_is_noticed(wave: StagedWave, house: House) -> None:
    wave.close()
    questions = Questions.of(house.questionnaire.item(item) for item in wave.contract.questions)
    with house.databases.office.writing() as session:
        publish(session, wave.id, draft_lost(wave.contract, questions), house.clock())
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
    (told,) = findings(house)
    assert "no entry of the log of changes says why" in told
