"""With nothing changed, "clear" is said as rarely as promised: people with lasting opinions and passing moods."""

from random import Random

import pytest

from pulse.insights.baseline import TeamWave
from pulse.insights.change import Spread, change, spread_of_change, visible_pairs
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score, index_score, item_score
from pulse.insights.trend import Level, Reading, trend
from pulse.insights.verdicts import Verdict
from pulse.publications.figures import Edge, Figure, Policy

WAVES = 13
Team = list[Score]


def published(codes: list[int]) -> Figure:
    respondents, guard = len(codes), Policy().guard(len(codes))
    least, most = respondents + 4 * guard, 5 * respondents - 4 * guard
    total = min(max(sum(codes), least), most)
    edge = Edge.AT_MOST if total == least else Edge.AT_LEAST if total == most else Edge.INSIDE
    return Figure(respondents, total, 1, 5, edge)


def answer(chance: Random, opinion: float, mood: float) -> int:
    return min(5, max(1, round(1 + (opinion + chance.gauss(0, mood)) / 25)))


def team(chance: Random, items: int, level: float, mood: float) -> Team:
    """Thirteen waves of a team of 5 to 14 in which nobody changes their mind and 85 % answer."""
    people = [[chance.gauss(level, 18) for _ in range(items)] for _ in range(chance.randint(5, 14))]
    return [held(chance, people, items, mood) for _ in range(WAVES)]


def held(chance: Random, people: list[list[float]], items: int, mood: float) -> Score:
    answering = [person for person in people if chance.random() < 0.85]
    answering = answering if len(answering) >= 5 else people
    scores = [
        item_score(published([answer(chance, person[item], mood) for person in answering]), Kind.AGREE)
        for item in range(items)
    ]
    index = index_score(scores) if items > 1 else scores[0]
    assert isinstance(index, Score)
    return index


def organisation(items: int, level: float, mood: float) -> tuple[list[Team], Spread]:
    chance = Random(20260203 + items)
    teams = [team(chance, items, chance.gauss(level, 8), mood) for _ in range(600 if items > 1 else 1000)]
    return teams, spread_of_change(teams[0][0].kind, [pair for waves in teams for pair in visible_pairs(waves)])


@pytest.mark.parametrize(("items", "level", "mood"), [(3, 60, 22), (1, 60, 18), (1, 75, 22)])
def test_clear_is_rarely_said_when_nothing_changed(items: int, level: float, mood: float) -> None:
    teams, spread = organisation(items, level, mood)
    changes = [change(*pair, spread).finding.verdict for waves in teams for pair in visible_pairs(waves)]
    trends = [[said(reading) for reading in trend([TeamWave(s, 10) for s in waves], spread)] for waves in teams]
    told = [verdict for verdicts in trends for verdict in verdicts if verdict is not None]
    assert 0.04 <= share_clear(changes) <= 0.06
    assert 0.005 <= share_clear(told) <= 0.015
    assert sum(Verdict.CLEAR in verdicts for verdicts in trends) / len(trends) <= 0.08


def said(reading: Reading) -> Verdict | None:
    if isinstance(reading, Level) and reading.finding.verdict is not Verdict.BASELINE:
        return reading.finding.verdict
    return None


def share_clear(verdicts: list[Verdict]) -> float:
    return verdicts.count(Verdict.CLEAR) / len(verdicts)


def test_a_spread_from_few_pairs_still_keeps_clear_rare() -> None:
    chance = Random(7)
    alarms = [few_pairs_alarm(chance) for _ in range(1500)]
    assert 0.04 <= sum(alarms) / len(alarms) <= 0.06


def few_pairs_alarm(chance: Random) -> float:
    spread = spread_of_change(Kind.INDEX, [noise_pair(chance) for _ in range(60)])
    verdicts = [change(*noise_pair(chance), spread).finding.verdict for _ in range(20)]
    return share_clear(verdicts)


def noise_pair(chance: Random) -> tuple[Score, Score]:
    first, second = (chance.randint(5, 14) for _ in range(2))
    return noisy(chance, first), noisy(chance, second)


def noisy(chance: Random, respondents: int) -> Score:
    return Score(60 + chance.gauss(0, 14 / respondents**0.5), respondents, Kind.INDEX)


def test_a_real_fall_of_twenty_points_is_found_within_three_waves() -> None:
    chance = Random(11)
    found = [fall_is_found(chance) for _ in range(400)]
    assert sum(found) / len(found) > 0.9


def fall_is_found(chance: Random) -> bool:
    before = [TeamWave(noisy(chance, 8), 10) for _ in range(4)]
    after = [noisy(chance, 8) for _ in range(3)]
    fallen = [TeamWave(Score(score.value - 20, 8, Kind.INDEX), 10) for score in after]
    return Verdict.CLEAR in [said(reading) for reading in trend([*before, *fallen], Spread(14, True))[4:]]
