"""`move` takes an installation from SQLite files to PostgreSQL, all of it or nothing, and life goes on there."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from pulse.audit import AuditEntry, broken_links
from pulse.cli.verify import findings
from pulse.database import Moved, contents, moved_marker
from pulse.errors import Refusal
from pulse.house import House
from pulse.programme.queries import waves
from pulse.publications.models import Publication, PublishedFigure
from pulse.roster.models import Unit
from pulse.settings import Settings
from pulse.upkeep import Move, look, move
from pulse.upkeep.move import Broken, NotBetweenWaves
from pulse.upkeep.rooms import TABLES, NotCopied, NotEmpty, both_reading, both_writing
from pulse.worker import tick
from pulse.worker.turn import Work, turn
from tests.upkeep.stage import AFTER, OPEN, SECOND_AFTER, SECOND_OPEN, Installation, Web, files

pytestmark = pytest.mark.sqlite


def quietly(table: str, done: int, of: int) -> None:
    """Hear how far copying is, and say nothing."""


@pytest.fixture
def lived(installation: Installation) -> Installation:
    """The installation after its first wave, in which everybody answered."""
    installation.lives_until(OPEN)
    assert set(installation.answers()) == {303}
    installation.lives_until(AFTER)
    return installation


@pytest.fixture
def moved_to(lived: Installation, postgresql: Settings) -> Iterator[Installation]:
    """The same installation on empty databases in PostgreSQL."""
    found = lived.on(postgresql)
    yield found
    found.house.databases.dispose()


def held(house: House) -> dict[str, object]:
    """Everything in both databases of a house."""
    with both_reading(house.databases) as sessions:
        return {name: dict(contents(session, TABLES[name])) for name, session in sessions.items()}


def published(house: House) -> list[str]:
    with house.databases.office.reading() as session:
        return list(session.scalars(select(Publication.document).order_by(Publication.sequence)))


def between(lived: Installation, moved_to: Installation) -> Move:
    return Move(lived.house, moved_to.house, findings)


def test_everything_arrives_and_the_next_wave_runs_there(lived: Installation, moved_to: Installation) -> None:
    before = published(lived.house)
    found = move(between(lived, moved_to), quietly)
    assert found["published_figure"].rows == 70
    assert published(moved_to.house) == before
    assert findings(moved_to.house) == ()
    with moved_to.house.databases.office.reading() as session:
        assert list(broken_links(session)) == []
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "moved"
    moved_to.lives_until(SECOND_OPEN)
    assert set(moved_to.answers()) == {303}
    moved_to.lives_until(SECOND_AFTER)
    assert published(moved_to.house)[:1] == before
    assert len(published(moved_to.house)) == 2
    assert findings(moved_to.house) == ()


def test_the_web_that_was_running_and_the_next_worker_refuse_the_files(
    lived: Installation, moved_to: Installation
) -> None:
    with lived.web() as web:
        assert web.status("/readyz") == 200
        move(between(lived, moved_to), quietly)
        assert (web.status("/readyz"), web.status("/w/0000"), web.status("/healthz")) == (503, 503, 200)
    assert set(tick(lived.house).failures.values()) == {"Moved"}
    with pytest.raises(Moved, match=r"office\.sqlite\.moved"), lived.house.databases.office.reading() as session:
        session.execute(text("SELECT 1"))


def test_the_files_are_what_they_were(lived: Installation, moved_to: Installation) -> None:
    before = held(lived.house)
    move(between(lived, moved_to), quietly)
    for database in (lived.house.databases.office, lived.house.databases.box):
        moved_marker(str(database.engine.url.database)).unlink()
    assert held(lived.house) == before
    with lived.web() as web:
        assert web.status("/readyz") == 200


def test_a_dry_run_counts_and_changes_nothing(lived: Installation, moved_to: Installation) -> None:
    before, empty = held(lived.house), held(moved_to.house)
    rows = look(between(lived, moved_to))
    assert rows["person"] == 31
    assert rows["publication"] == 1
    assert (held(lived.house), held(moved_to.house)) == (before, empty)


def test_nothing_moves_while_a_wave_is_open(installation: Installation, postgresql: Settings) -> None:
    installation.lives_until(OPEN)
    target = installation.on(postgresql)
    for attempt in (look, lambda planned: move(planned, quietly)):
        with pytest.raises(NotBetweenWaves, match="Wave 1 of pulse is open until 2026-02-09 17:00 UTC"):
            attempt(between(installation, target))
    with installation.web() as web:
        assert web.status("/readyz") == 200
    target.house.databases.dispose()


def test_moving_waits_for_a_worker_that_sends_mails(lived: Installation, moved_to: Installation) -> None:
    # The turns of all kinds of work are taken, so a worker that looks meanwhile finds nothing to do.
    taken: list[bool] = []

    def meanwhile(table: str, done: int, of: int) -> None:
        for work in Work:
            with turn(lived.house, work) as ours:
                taken.append(ours is not None)

    move(between(lived, moved_to), meanwhile)
    assert set(taken) == {False}


def test_a_target_that_holds_something_is_refused(lived: Installation, moved_to: Installation) -> None:
    move(between(lived, moved_to), quietly)
    for database in (lived.house.databases.office, lived.house.databases.box):
        moved_marker(str(database.engine.url.database)).unlink()
    before = held(moved_to.house)
    with pytest.raises(NotEmpty, match="office that the settings name is not empty"):
        move(between(lived, moved_to), quietly)
    assert held(moved_to.house) == before


def test_what_a_killed_move_left_in_the_box_is_taken_away(lived: Installation, moved_to: Installation) -> None:
    move(between(lived, moved_to), quietly)
    with moved_to.house.databases.office.writing() as session:
        tables = ", ".join(table.name for table in TABLES["office"])
        session.execute(text(f"TRUNCATE {tables}"))
    for database in (lived.house.databases.office, lived.house.databases.box):
        moved_marker(str(database.engine.url.database)).unlink()
    move(between(lived, moved_to), quietly)
    assert findings(moved_to.house) == ()


def test_a_box_of_somebody_else_is_never_emptied(lived: Installation, moved_to: Installation) -> None:
    with moved_to.house.databases.box.writing() as session:
        session.execute(text("CREATE TABLE contract_x PARTITION OF contract FOR VALUES IN ('X')"))
        session.execute(text("INSERT INTO contract VALUES ('X', true, 0, 'theirs', '', '', '', '{}')"))
    with pytest.raises(NotEmpty, match="box that the settings name is not empty: contract"):
        move(between(lived, moved_to), quietly)


@pytest.mark.parametrize("failing", ["person", "published_figure", "contract"])
def test_a_failure_half_way_leaves_the_target_empty_and_the_files_in_use(
    lived: Installation, moved_to: Installation, failing: str
) -> None:
    empty = held(moved_to.house)

    def breaks(table: str, done: int, of: int) -> None:
        if table == failing:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(between(lived, moved_to), breaks)
    assert held(moved_to.house) == empty
    assert tick(lived.house).failures == {}


def test_a_row_that_postgresql_refuses_is_a_sentence_without_its_text(
    lived: Installation, moved_to: Installation
) -> None:
    with lived.house.databases.office.writing() as session:
        session.execute(update(Unit).where(Unit.name == "Munich").values(name="Mu\0nich"))
    empty = held(moved_to.house)
    with pytest.raises(NotCopied, match="The office could not be copied") as refused:
        move(between(lived, moved_to), quietly)
    assert "Mu" not in str(refused.value)
    assert held(moved_to.house) == empty


def test_what_does_not_verify_is_not_moved(lived: Installation, moved_to: Installation) -> None:
    with lived.house.databases.office.writing() as session:
        session.execute(update(PublishedFigure).values(total=1))
    with pytest.raises(Broken, match="what is in the files does not verify"):
        move(between(lived, moved_to), quietly)


def test_what_arrives_and_does_not_verify_is_taken_away_again(lived: Installation, moved_to: Installation) -> None:
    empty = held(moved_to.house)

    def verify(house: House) -> Collection[str]:
        return () if house.databases.office.embedded else ("Wave 1: not what was published.",)

    with pytest.raises(Broken, match="what arrived in PostgreSQL does not verify"):
        move(Move(lived.house, moved_to.house, verify), quietly)
    assert held(moved_to.house) == empty
    assert tick(lived.house).failures == {}


def test_files_are_not_moved_to_files(lived: Installation, tmp_path: Path) -> None:
    target = lived.on(files(lived.settings, tmp_path / "other"))
    with pytest.raises(Refusal, match="Set PULSE_OFFICE_URL and PULSE_BOX_URL to PostgreSQL"):
        look(between(lived, target))
    target.house.databases.dispose()


def test_every_row_of_every_table_counts(lived: Installation) -> None:
    before = held(lived.house)
    with both_writing(lived.house.databases) as sessions:
        sessions["office"].execute(text("UPDATE person SET name = name || ' ' WHERE id = 7"))
    after = held(lived.house)
    assert before["box"] == after["box"]
    assert before["office"] != after["office"]


def test_new_rows_count_on_from_the_old_ones(lived: Installation, moved_to: Installation) -> None:
    move(between(lived, moved_to), quietly)
    with moved_to.house.databases.office.writing() as session:
        session.add(Unit(code="new", parent_id=None, name="Somewhere"))
    with moved_to.house.databases.office.reading() as session:
        assert len(waves(session)) >= 2


def test_the_web_answers_there_with_its_own_role(lived: Installation, moved_to: Installation) -> None:
    move(between(lived, moved_to), quietly)
    with moved_to.web() as web:
        assert isinstance(web, Web)
