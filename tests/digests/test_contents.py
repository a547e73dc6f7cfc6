"""What digests say, and that they say nothing where nothing is due."""

import re
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select, update

from pulse.actions.answering import Kind
from pulse.actions.drafts import Draft
from pulse.digests.executive import expected
from pulse.digests.models import Digest
from pulse.insights.forecast import Crowd, Method
from pulse.mirror.guess import Guess
from pulse.mirror.operations import predict
from pulse.programme.models import Kind as Mail
from pulse.programme.models import MailState, OutboxMail, Wave
from pulse.publications.figures import Edge
from pulse.roster.models import Person, Unit
from pulse.targets.models import TargetPeriod, TeamTarget
from tests.actions.loop import GRAZ, LENA, MUNICH, SOUTH, TOP, Loop
from tests.dashboards.stage import everybody
from tests.digests.reading import contents, lines


def test_a_leader_hears_nothing_while_nothing_presses(loop: Loop) -> None:
    assert contents(loop, Digest.LEADER) is None
    loop.raised("price")
    assert contents(loop, Digest.LEADER) is None
    assert contents(loop, Digest.LEADER, GRAZ) is None


def test_a_theme_presses_from_half_of_its_time_on_until_it_is_answered(loop: Loop) -> None:
    loop.raised("price")
    loop.stage.clock.forward(days=7)
    found = contents(loop, Digest.LEADER)
    assert lines(found, "Themes to answer") == ("Price and discount, wave 1: answer by Monday 23 February.",)
    loop.stage.clock.forward(days=14)
    late = contents(loop, Digest.LEADER)
    assert lines(late, "Themes to answer") == ("Price and discount, wave 1: was due on Monday 23 February.",)
    loop.answer(Draft(Kind.NO, "The list holds until summer."))
    assert contents(loop, Digest.LEADER) is None


def test_a_theme_passed_up_presses_at_once_where_it_came_to(loop: Loop) -> None:
    loop.raised("price")
    loop.answer(Draft(Kind.PASSED_UP, "Head office sets prices."))
    assert contents(loop, Digest.LEADER) is None
    (line,) = lines(contents(loop, Digest.LEADER, SOUTH), "Themes to answer")
    assert line == "Price and discount, wave 1, from Munich: answer by Monday 9 March."


def test_a_promise_is_told_of_in_its_last_week_and_when_it_is_late(loop: Loop) -> None:
    loop.raised("price")
    made = loop.promised("A price list.")
    assert lines(contents(loop, Digest.LEADER), "Promises") == ("“A price list.” (Lena): due on Monday 16 February.",)
    loop.stage.clock.forward(days=8)
    assert lines(contents(loop, Digest.LEADER), "Promises") == (
        "“A price list.” (Lena): was due on Monday 16 February.",
    )
    loop.keep(made)
    assert contents(loop, Digest.LEADER) is None


def test_the_mirror_is_told_of_on_its_last_days_unless_it_was_used(loop: Loop) -> None:
    name = loop.stage.open_wave()
    assert contents(loop, Digest.LEADER) is None
    loop.stage.clock.forward(days=4)
    (line,) = lines(contents(loop, Digest.LEADER), "Mirror")
    assert line == "Wave 1 is open until Monday 9 February, 09:00 CET: predict what your team will say, in a minute."
    with loop.stage.house.databases.office.writing() as office:
        predict(office, name, LENA, Guess(60, 60, 60, 60, 90), loop.stage.clock())
    assert contents(loop, Digest.LEADER) is None
    assert contents(loop, Digest.LEADER, GRAZ) is not None


def test_no_score_stands_in_a_leaders_digest(loop: Loop) -> None:
    loop.raised("price", "leads")
    loop.promised("A price list.", theme="leads")
    loop.stage.clock.forward(days=7)
    assert not re.search(r"\d+ \(\d+-\d+\)|\d+ %|answers", str(contents(loop, Digest.LEADER)))


def test_executives_read_clear_moves_forecast_and_what_was_passed_up(loop: Loop) -> None:
    assert contents(loop, Digest.EXECUTIVE, TOP) is None
    loop.stage.hold_wave(everybody(3))
    loop.raised("price")
    loop.answer(Draft(Kind.PASSED_UP, "Head office sets prices."))
    found = contents(loop, Digest.EXECUTIVE, SOUTH)
    moves = lines(found, "Moves that are clear")
    assert moves[0].startswith("South: Safety 75 (")
    assert any(line.startswith("Munich: Safety 75 (63-87), clear rise; Response 75 (") for line in moves)
    assert lines(found, "Passed up and not answered") == (
        "Price and discount, wave 2, from Munich: answer by Wednesday 8 April.",
    )
    above = contents(loop, Digest.EXECUTIVE, TOP)
    assert lines(above, "Passed up and not answered") == ("At South: 1 theme, 0 late.",)
    assert lines(found, "Forecast")[0].startswith("The field expects 90 % of target (")
    assert lines(found, "Forecast")[-1] == "Never used for anybody's quota or pay."


def test_the_candour_gap_is_told_where_an_official_forecast_is_known(loop: Loop) -> None:
    loop.stage.hold_wave(everybody())
    assert len(lines(contents(loop, Digest.EXECUTIVE, SOUTH), "Forecast")) == 2
    with loop.stage.house.databases.office.writing() as office:
        wave = office.scalars(select(Wave)).one()
        period = TargetPeriod(name="2026-Q1", first_day=wave.closes_at.date() - timedelta(days=30),
                              last_day=wave.closes_at.date() + timedelta(days=30))  # fmt: skip
        office.add(period)
        office.flush()
        unit = office.scalars(select(Unit.id).where(Unit.name == "South")).one()
        office.add(TeamTarget(period_id=period.id, unit_id=unit, plan=Decimal(100), official=Decimal(99)))
    said = lines(contents(loop, Digest.EXECUTIVE, SOUTH), "Forecast")
    assert said[1] == "The official forecast is 99 % of plan 100, 9 points above the field's."


def test_named_options_are_told_once_they_were_asked(loop: Loop) -> None:
    loop.stage.hold_wave(everybody())
    assert lines(contents(loop, Digest.EXECUTIVE, TOP), "What the field reports") == ()
    for _ in range(6):
        loop.stage.hold_wave(everybody(2, P4=2))
    (reported,) = lines(contents(loop, Digest.EXECUTIVE, TOP), "What the field reports")
    assert reported.startswith("What cost us deals most in the past four weeks? ")
    assert reported.endswith(" answers in wave 7.")


def test_hr_reads_the_loop_in_counts(loop: Loop) -> None:
    assert contents(loop, Digest.HR) is None
    wave = loop.raised("price", "leads")
    loop.promised("A price list.")
    found = contents(loop, Digest.HR, period=wave)
    told = [line for section in found.sections for line in section.lines] if found else []
    assert "Participation: 42 of 50 answered." in told
    assert "Leaders who looked into the mirror: 0 of 9." in told
    assert any(line.startswith("Hidden to protect people, or counted with the unit above: ") for line in told)
    assert "Themes answered within 10 working days: 1 of 1." in told
    assert "Promises that are late now: 0." in told
    assert any("recent problems got a clear answer" in line for line in told)
    assert not re.search(r"lena|Lena|acme\.example", str(found))


def test_a_reader_who_is_not_in_the_audience_has_no_page(loop: Loop) -> None:
    loop.stage.hold_wave(everybody())
    with loop.stage.house.databases.office.writing() as office:
        office.execute(update(Unit).where(Unit.name == "Munich").values(code="ELSE0001"))
    assert contents(loop, Digest.EXECUTIVE, MUNICH) is None


def test_no_count_of_refused_mails_tells_who_was_reminded(loop: Loop) -> None:
    wave = loop.raised("price")
    with loop.stage.house.databases.office.writing() as office:
        held = office.scalars(select(Wave.id).where(Wave.name == wave)).one()
        person = office.scalars(select(Person.id).limit(1)).one()
        for kind in Mail:
            office.add(
                OutboxMail(
                    wave_id=held, person_id=person, kind=kind, state=MailState.REFUSED, due_at=loop.stage.clock()
                )
            )
    told = lines(contents(loop, Digest.HR, period=wave), "Mail")
    assert told[0] == f"Refused by the mail server: {len(Mail) - 2} mails of these waves."


def test_a_field_that_is_only_a_bound_is_told_as_one() -> None:
    said = Crowd(value=119, half=8, respondents=8, teams=1, method=Method.WEIGHTED, edge=Edge.AT_LEAST)
    assert expected(said, 2) == "The field expects at least 119 % of target (111-127), asked in wave 2."
