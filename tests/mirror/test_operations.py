"""Predicting while a wave is open, and never after; only of the unit one leads."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from pulse.mirror import queries
from pulse.mirror.guess import Guess
from pulse.mirror.models import Prediction
from pulse.mirror.operations import MirrorLocked, NotYourWave, TargetNotAsked
from tests.dashboards.stage import SIX_DAYS, Stage, everybody, roster_file
from tests.dashboards.test_home import MUNICH
from tests.database.test_at_once import at_once
from tests.mirror.conftest import GUESS, Leaders

LENA, BERT, REP = "lena@acme.example", "bert@acme.example", "rep14@acme.example"
OTHER = Guess(10, 20, 30, 40, 150)


def own(stage: Stage, email: str = LENA, path: str = MUNICH) -> list[Guess]:
    with stage.house.databases.office.reading() as office:
        return list(queries.guesses(office, email, stage.code(path)).values())


def test_a_prediction_may_be_changed_until_the_close(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    leaders.predict(LENA)
    stage.clock.now += SIX_DAYS - timedelta(seconds=1)
    leaders.predict(LENA, OTHER)
    leaders.predict(LENA, OTHER)
    assert own(stage) == [OTHER]


def test_from_the_hour_of_closing_on_nothing_changes_even_if_the_worker_is_late(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    leaders.predict(LENA)
    stage.clock.now += SIX_DAYS
    with pytest.raises(MirrorLocked):
        leaders.predict(LENA, OTHER)
    assert own(stage) == [GUESS]


def test_a_closed_wave_takes_no_prediction_whatever_the_clock_says(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    stage.close()
    with pytest.raises(MirrorLocked):
        leaders.predict(LENA)
    assert own(stage) == []


def test_a_published_wave_takes_no_prediction(stage: Stage, leaders: Leaders) -> None:
    stage.hold_wave(everybody())
    with pytest.raises(MirrorLocked):
        leaders.predict(LENA)


def test_only_leaders_of_the_wave_predict(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    for email in (REP, "hanna@acme.example", "nobody@acme.example"):
        with pytest.raises(NotYourWave):
            leaders.predict(email)


def test_percent_of_plan_is_predicted_exactly_where_it_is_asked(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    with pytest.raises(TargetNotAsked):
        leaders.predict(LENA, Guess(1, 2, 3, 4))
    stage.close()
    stage.hold_wave(everybody())
    stage.open_wave()
    with pytest.raises(TargetNotAsked):
        leaders.predict(LENA, GUESS)
    leaders.predict(LENA, Guess(1, 2, 3, 4))


def test_a_new_leader_inherits_no_prediction(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    leaders.predict(LENA)
    stage.replace_leader(LENA, "leo@acme.example")
    assert own(stage, "leo@acme.example") == []
    leaders.predict("leo@acme.example", OTHER)
    assert own(stage, "leo@acme.example") == [OTHER]
    assert own(stage) == [GUESS]


def test_the_table_takes_no_number_that_is_not_on_its_scale(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    leaders.predict(LENA)
    for column, value in (("safety", 101), ("product", -1), ("target", 49)):
        with pytest.raises(sa.exc.IntegrityError), stage.house.databases.office.writing() as office:
            office.execute(sa.update(Prediction).values({column: value}))


def test_a_prediction_holds_no_time(stage: Stage) -> None:
    kinds = {type(column.type) for column in Prediction.__table__.columns}
    assert kinds == {sa.Integer}


def test_a_leader_who_changes_teams_while_a_wave_is_open_predicts_the_new_one(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()
    leaders.predict(BERT)
    bremen, hamburg = b"Sales / North / Bremen,leader", b"Sales / North / Hamburg,leader"
    swapped = roster_file().replace(bremen, b"?").replace(hamburg, bremen).replace(b"?", hamburg)
    stage.employ(swapped)
    leaders.predict(BERT, OTHER)
    assert own(stage, BERT, "Sales / North / Hamburg") == [OTHER]
    assert own(stage, BERT, "Sales / North / Bremen") == []


def test_a_form_sent_twice_at_once_is_kept_once(stage: Stage, leaders: Leaders) -> None:
    stage.open_wave()

    def send() -> None:
        leaders.predict(LENA)

    assert [done.exception() for done in at_once(*[send] * 4)] == [None] * 4
    assert own(stage) == [GUESS]
