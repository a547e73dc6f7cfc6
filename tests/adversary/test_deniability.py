"""A5: every set of answers a group can give is tried, and no result rules an answer out."""

from collections.abc import Sequence

import pytest

from tests.adversary import drills, rules
from tests.adversary.deniability import Histogram, Verdict, attack, attack_sums, histograms
from tests.adversary.drills import FEW, Group
from tests.adversary.organisations import Organisation, Sheet


def thirds(histogram: Histogram) -> tuple[int, int, int]:
    return histogram[0] + histogram[1], histogram[2], histogram[3] + histogram[4]


def total(histogram: Histogram) -> int:
    return sum(code * people for code, people in enumerate(histogram, start=1))


def clamped(histogram: Histogram, guard: int) -> int:
    people = sum(histogram)
    return min(max(total(histogram), people + 4 * guard), 5 * people - 4 * guard)


def between(histogram: Histogram, bands: Sequence[int], guard: int) -> int:
    against, neutral, favour = bands
    low = against + 3 * neutral + 4 * favour + guard
    return min(max(total(histogram), low), 2 * against + 3 * neutral + 5 * favour - guard)


def only_empty_raised(parts: Sequence[int], least: int) -> tuple[int, ...]:
    raised = list(parts)
    for place in [place for place, part in enumerate(parts) if part == 0]:
        for _ in range(least):
            raised[raised.index(max(raised))] -= 1
        raised[place] = least
    return tuple(raised)


@pytest.mark.parametrize("group", FEW, ids=str)
def test_whatever_a_group_answers_rules_nothing_out(group: Group) -> None:
    assert drills.deny(drills.the_program(), group).telling == 0


@pytest.mark.parametrize("people", [5, 6])
def test_the_whole_text_of_a_wave_rules_nothing_out(people: int) -> None:
    def text(histogram: Histogram) -> str:
        sheets: list[Sheet] = [("team", {"S1": 1 + code}) for code in range(5) for _ in range(histogram[code])]
        return drills.publish(drills.the_program(), Organisation({"team": None}, {"team": people}), sheets)

    assert attack(text, people, 5, 1).telling == 0


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("people", [8, 16, 31, 32])
def test_no_sum_of_eleven_steps_rules_an_answer_out(people: int, strict: bool) -> None:
    assert drills.deny_sums(drills.the_program(), Group(people, codes=range(11), strict=strict)).telling == 0


@pytest.mark.parametrize("people", [5, 6, 7])
@pytest.mark.parametrize("codes", [range(2), range(5), range(6)], ids=len)
def test_trying_sums_and_trying_all_answers_agree(people: int, codes: range) -> None:
    group = Group(people, codes=codes)
    assert drills.deny_sums(drills.the_program(), group) == drills.deny(drills.the_program(), group)


@pytest.mark.parametrize("group", FEW, ids=str)
def test_the_program_prints_what_the_published_rules_say(group: Group) -> None:
    program = drills.the_program()
    for histogram in histograms(group.people, len(group.codes)):
        assert drills.figure_of(program, group, histogram) == by_the_rules(group, histogram)


def by_the_rules(group: Group, histogram: Histogram) -> rules.Printed:
    if group.form == "choice":
        return rules.choice(histogram, group.strict)
    return rules.scale(histogram, group.codes[0], group.strict, 15 if group.banded else None)


def test_a_label_from_the_true_sum_tells_in_two_of_fifteen_results() -> None:
    verdict = attack(lambda answers: (clamped(answers, 1), clamped(answers, 1) != total(answers)), 5, 5, 1)
    assert verdict == Verdict(results=15, telling=2)


def test_raising_only_empty_bands_tells_in_303_of_809_results() -> None:
    def published(answers: Histogram) -> object:
        bands = only_empty_raised(thirds(answers), 2)
        return bands, between(answers, bands, 2)

    assert attack(published, 16, 5, 2) == Verdict(results=809, telling=303)


def test_raw_bands_beside_a_clamped_sum_tell() -> None:
    verdict = attack(lambda answers: (thirds(answers), clamped(answers, 1)), 16, 5, 1)
    assert verdict == Verdict(results=1771, telling=756)


def test_an_exact_sum_tells() -> None:
    assert attack(total, 5, 5, 1).telling == attack_sums(total, 5, range(1, 6), 1).telling == 8


def test_all_histograms_are_tried_once() -> None:
    assert sorted(histograms(2, 3)) == [(0, 0, 2), (0, 1, 1), (0, 2, 0), (1, 0, 1), (1, 1, 0), (2, 0, 0)]
    assert len(set(histograms(15, 5))) == 3876
