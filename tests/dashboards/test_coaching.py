"""Coaching as a team view, and the playbook that stands ready when a dimension is low."""

import re

import pytest

from pulse.dashboards.playbook import PLAYS, Stance, is_low
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score
from tests.dashboards.stage import Stage, everybody
from tests.dashboards.test_home import LINZ, MUNICH, home, text

pytestmark = pytest.mark.once

LENA = "lena@acme.example"


def page(stage: Stage, tail: str, email: str = LENA, path: str = MUNICH) -> str:
    answer = stage.sign_in(email).get(f"/team/{stage.code(path)}/{tail}")
    assert answer.status_code == 200
    return text(answer.text)


@pytest.mark.parametrize(
    ("score", "low"),
    [
        (Score(34, 8, Kind.AGREE), True),
        (Score(36, 8, Kind.AGREE), False),
        (Score(43, 60, Kind.AGREE), True),
        (Score(34, 8, Kind.AGREE, above=5), False),
    ],
)
def test_low_is_below_the_middle_with_noise_and_an_open_side_included(score: Score, low: bool) -> None:
    assert is_low(score) is low


def test_every_play_thanks_looks_and_has_words_for_each_stance() -> None:
    for play in PLAYS:
        assert play.thanks.startswith("Thank you")
        assert len(play.look) == 3
        assert list(play.answers) == list(Stance)


def test_each_side_of_coaching_is_shown_as_published_or_not_asked(stage: Stage) -> None:
    stage.hold_wave(everybody(4, C1=2))
    shown = page(stage, "coaching")
    assert "Usefulness too early 25 (10-40)" in shown
    assert "Asked in wave 1, 8 answers." in shown
    assert "Rhythm Not asked so far." in shown
    assert "Recency Not asked so far." in shown


def test_a_hidden_team_reads_why(stage: Stage) -> None:
    stage.hold_wave(everybody())
    shown = page(stage, "coaching", "lutz@acme.example", LINZ)
    assert "Usefulness Hidden to protect people: fewer than 5 answers." in shown


def test_coaching_that_helps_little_leads_to_the_playbook(stage: Stage) -> None:
    stage.hold_wave(everybody(4, C1=2))
    assert "Talks help little at the moment" in page(stage, "coaching")
    stage.hold_wave(everybody())


def test_coaching_that_helps_does_not(stage: Stage) -> None:
    stage.hold_wave(everybody())
    assert "Talks help little at the moment" not in page(stage, "coaching")


def test_what_is_low_comes_first_with_its_figure_and_a_date(stage: Stage) -> None:
    stage.hold_wave(everybody(4, Q1=2))
    shown = page(stage, "playbook")
    assert "Quota is low: 25 (10-40) in wave 1 1. Thank" in shown
    # Published on Monday 9 February 2026: ten working days later in Germany.
    assert "3. Answer by 23 February 2026" in shown
    assert "Product, should it become low" in shown


def test_the_home_page_names_the_next_step_only_where_something_is_low(stage: Stage) -> None:
    stage.hold_wave(everybody(4, Q1=2))
    assert "Quota is low: thank, look, answer" in home(stage, LENA, MUNICH)
    stage.hold_wave(everybody(4))
    assert "thank, look, answer" not in home(stage, LENA, MUNICH)


def test_pages_of_these_dimensions_lead_to_the_playbook_and_others_do_not(stage: Stage) -> None:
    stage.hold_wave(everybody())
    for dimension, leads in (("quota", True), ("q1", True), ("price", True), ("c1", True), ("safety", False)):
        answer = stage.sign_in(LENA).get(f"/team/{stage.code(MUNICH)}/trend/{dimension}")
        assert bool(re.search(r"/playbook[^\"]*#", answer.text)) is leads
