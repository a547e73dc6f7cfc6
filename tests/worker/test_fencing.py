"""A turn that is lost with its connection: what goes on without it changes nothing any more."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import event, func, select, text, update

from pulse.ballots.queries import contract
from pulse.database import Database, Role
from pulse.house import House, open_house
from pulse.invitations.queries import issued
from pulse.programme.models import Wave
from pulse.worker.models import Turn
from pulse.worker.open import open_due
from pulse.worker.presence import present
from pulse.worker.turn import TurnLost, Work, turn
from tests.conftest import TestClock
from tests.worker.wave import INVITED, OPENING, first_wave

HELD = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()"
)


def cut_off(office: Database) -> None:
    """End the connection that holds the turn, as a server does that starts again."""
    with office.engine.connect() as connection:
        assert connection.execute(HELD).all()


@contextmanager
def another_worker(house: House) -> Iterator[House]:
    opened = open_house(Role.WORKER, house.settings, house.clock)
    try:
        yield opened
    finally:
        opened.databases.dispose()


def rename(house: House) -> None:
    with house.databases.office.writing() as session:
        session.execute(update(Wave).values(name="renamed"))


@pytest.mark.postgresql
def test_whoever_lost_a_turn_to_another_writes_nothing_more(stage: House) -> None:
    with another_worker(stage) as other, turn(stage, Work.WAVES) as ours:
        assert ours
        cut_off(stage.databases.office)
        with turn(other, Work.WAVES) as theirs:
            assert theirs
            for database in (ours.databases.office, ours.databases.box):
                with pytest.raises(TurnLost), database.writing() as session:
                    session.execute(select(1))
            with pytest.raises(TurnLost), ours.databases.office.engine.begin():
                pass
            rename(theirs)
    assert first_wave(stage).name == "renamed"


@pytest.mark.postgresql
def test_a_lost_turn_that_nobody_took_may_be_finished(stage: House) -> None:
    with turn(stage, Work.WAVES) as ours:
        assert ours
        cut_off(stage.databases.office)
        rename(ours)
    assert first_wave(stage).name == "renamed"


@pytest.mark.postgresql
def test_a_turn_is_taken_over_only_between_two_transactions_of_whoever_lost_it(stage: House) -> None:
    with ExitStack() as stack:
        other = stack.enter_context(another_worker(stage))
        ours = stack.enter_context(turn(stage, Work.WAVES))
        assert ours
        with ours.databases.office.writing() as session:
            session.execute(update(Wave).values(name="renamed"))
            cut_off_turn(session.connection().engine.url.database or "", stage)
            with other.databases.office.engine.connect() as asking:
                key = func.hashtext("pulse turn waves")
                assert not asking.scalar(select(func.pg_try_advisory_xact_lock(key)))
    assert first_wave(stage).name == "renamed"


def cut_off_turn(database: str, house: House) -> None:
    """End the connection that holds the turn, and leave the one that works alone."""
    holder = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :database"
        " AND state = 'idle in transaction' AND query LIKE 'SELECT pg_try_advisory_xact_lock(hashtext%'"
    )
    with house.databases.office.engine.connect() as connection:
        assert connection.execute(holder, {"database": database}).all()


@pytest.mark.postgresql
@pytest.mark.parametrize("statement", ["SELECT pg_advisory_xact_lock(hashtextextended", "INSERT INTO contract"])
def test_a_contract_drawn_up_after_the_turn_was_lost_never_takes_the_place_of_the_one_in_force(
    stage: House, clock: TestClock, statement: str
) -> None:
    clock.now = OPENING
    with another_worker(stage) as other, turn(stage, Work.WAVES) as ours:
        assert ours
        taken = Takeover(stage, other, statement)
        event.listen(ours.databases.box.engine, "before_cursor_execute", taken)
        with pytest.raises(TurnLost):
            open_due(ours)
        taken.finish()
    wave = first_wave(stage)
    with stage.databases.box.reading() as session:
        assert contract(session, wave.name).text == wave.contract
        assert issued(session, wave.name) == INVITED


class Takeover:
    """Lets another worker take the turn over and open the wave, at one statement of ours in the box."""

    def __init__(self, stage: House, other: House, statement: str) -> None:
        self.stage, self.other, self.statement = stage, other, statement
        self.happened = False

    def __call__(self, connection: object, cursor: object, statement: str, *rest: object) -> None:
        if self.happened or not statement.startswith(self.statement):
            return
        self.happened = True
        cut_off_turn(self.stage.databases.office.engine.url.database or "", self.stage)
        if "INSERT" not in statement:
            self.finish()
        else:
            with turn(self.other, Work.WAVES) as theirs:
                assert theirs

    def finish(self) -> None:
        with turn(self.other, Work.WAVES) as theirs:
            assert theirs
            open_due(theirs)


def test_places_are_numbered_and_given_back(house: House) -> None:
    office = house.databases.office
    with present(office) as first, present(office) as second:
        assert (first.name, second.name) == ("worker-1", "worker-2")
        assert first.still_held()
    with present(office) as again:
        assert again.name == "worker-1"


@pytest.mark.postgresql
def test_a_place_that_is_lost_is_known_to_be(stage: House) -> None:
    with present(stage.databases.office) as place:
        cut_off(stage.databases.office)
        assert not place.still_held()


@pytest.mark.postgresql
def test_holding_a_place_keeps_no_old_rows_alive(stage: House) -> None:
    with present(stage.databases.office), stage.databases.office.reading() as session:
        oldest = text("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE")
        assert session.scalar(text(f"{oldest} 'SELECT pg_try%' AND backend_xmin IS NOT NULL")) == 0
        assert session.scalar(text(f"{oldest} 'SELECT pg_try%'")) == 1


@pytest.mark.sqlite
def test_a_file_needs_no_token(stage: House) -> None:
    with turn(stage, Work.WAVES), stage.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Turn)) == 0
