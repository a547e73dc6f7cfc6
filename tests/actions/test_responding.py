"""How leaders answer, counted over three waves, never without what their people noticed."""

from datetime import timedelta

from pulse.actions.answering import Kind
from pulse.actions.drafts import Draft
from pulse.actions.next_steps import steps_of_levels
from pulse.actions.responding import Responding, responding, responding_below
from pulse.insights.scores import Score
from pulse.publications.comments import Comments, ThemeCount
from pulse.publications.figures import Withheld
from tests.actions.loop import GRAZ, MUNICH, SOUTH, SUE, Loop
from tests.dashboards.stage import everybody

NO = Draft(Kind.NO, "It is the law.")


def found(loop: Loop, unit: str = MUNICH) -> Responding:
    with loop.stage.web_databases.office.reading() as office:
        return responding(office, loop.stage.code(unit), loop.stage.clock())


def test_answers_stand_beside_the_published_figures_of_what_was_noticed(loop: Loop) -> None:
    loop.raised("price", "coaching")
    loop.answer(NO)
    told = found(loop)
    assert (told.themes, told.numbers.answered_in_time.met, told.numbers.answered_in_time.of) == (2, 1, 1)
    assert isinstance(told.noticed.answered, Score)
    assert told.noticed.answered.value == 75
    assert isinstance(told.noticed.next_step, Withheld)


def test_answers_on_record_that_the_team_did_not_notice_do_not_land(loop: Loop) -> None:
    loop.stage.open_wave()
    code = loop.stage.code(MUNICH)
    loop.stage.publish(everybody(R1=2), lambda codes: Comments((), (ThemeCount(code, "price", 6),)))
    loop.stage.clock.now -= timedelta(days=21)
    assert not found(loop).does_not_land
    loop.answer(NO)
    assert found(loop).does_not_land


def test_where_the_figure_is_withheld_it_stays_so(loop: Loop) -> None:
    loop.raised("price", unit="Sales / South / Linz")
    told = found(loop, "Sales / South / Linz")
    assert isinstance(told.noticed.answered, Withheld)
    assert not told.does_not_land


def test_what_was_passed_up_counts_for_the_level_above(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(Draft(Kind.PASSED_UP, "Decided above."))
    loop.answer(NO, SUE)
    above = found(loop, SOUTH)
    assert (above.themes, above.numbers.returned_in_time.met, above.numbers.returned_in_time.of) == (0, 1, 1)


def test_a_level_counts_everybody_below(loop: Loop) -> None:
    loop.raised("price", unit=GRAZ)
    loop.answer(NO, "gina@acme.example", unit=GRAZ)
    with loop.stage.web_databases.office.reading() as office:
        whole = responding_below(office, loop.stage.code(SOUTH), loop.stage.clock())
    assert (whole.themes, whole.numbers.answered_in_time.met) == (1, 1)
    assert found(loop, SOUTH).themes == 0


def test_the_steps_of_many_levels_are_those_of_each(loop: Loop) -> None:
    loop.raised("price", "coaching")
    loop.answer(Draft(Kind.PASSED_UP, "Decided above."))
    loop.promised(theme="coaching")
    units = tuple(map(loop.stage.code, (MUNICH, SOUTH)))
    with loop.stage.web_databases.office.reading() as office:
        many = steps_of_levels(office, units, loop.stage.clock())
    assert many == {units[0]: loop.steps(MUNICH), units[1]: loop.steps(SOUTH)}
