"""A18: the goal holds for teams of eight that differ as teams do, and the attack gains where they do not."""

from tests.adversary.leaver import MEASURED, MOST, Case, gain


def test_a_leavers_answer_hardly_shows_in_the_sums_before_and_after() -> None:
    assert gain(MEASURED, 1).more <= MOST


def test_it_would_show_in_small_teams_thrown_together_by_chance() -> None:
    found = gain(Case(6, 0.95, between=0), 1)
    assert found.more > 0.1
    assert found.alone > 0.6
