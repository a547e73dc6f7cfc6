"""Sentences: those of the screens, in whole points, without signs for words, and in the reader's language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.insights.baseline import TeamWave
from pulse.insights.change import Spread, change
from pulse.insights.forecast import Crowd, TeamForecast, crowd
from pulse.insights.kinds import Kind
from pulse.insights.mirror import Tune
from pulse.insights.participation import ResponseRate
from pulse.insights.scores import Score
from pulse.insights.sentences import (
    change_sentence,
    crowd_sentence,
    finding_words,
    lifted_sentence,
    noise_sentence,
    provisional_note,
    response_sentence,
    score_with_band,
    score_words,
    silence_sentence,
    tune_words,
)
from pulse.insights.trend import trend
from pulse.insights.trend_sentences import trend_sentence
from pulse.insights.verdicts import Finding, TooEarly, Verdict
from pulse.publications.figures import Withheld

SPREAD = Spread(14, provisional=True)


def english(text: str) -> str:
    return text


def german(text: str) -> str:
    phrases = {
        "No clear change: %(now)s after %(before)s.": "Keine klare Änderung: %(now)s nach %(before)s.",
        "at most %(points)s": "höchstens %(points)s",
    }
    return phrases.get(text, text)


def index(value: float, respondents: int = 8, below: float = 0, above: float = 0) -> Score:
    return Score(value, respondents, Kind.INDEX, below, above)


def said(earlier: Score, later: Score) -> str:
    return change_sentence(change(earlier, later, SPREAD), english)


def trend_said(*waves: TeamWave) -> str:
    reading = trend(waves, SPREAD)[-1]
    assert not isinstance(reading, Withheld)
    return trend_sentence(reading, english)


def waves(*values: float) -> list[TeamWave]:
    return [TeamWave(index(value), 10) for value in values]


@pytest.mark.parametrize(
    ("earlier", "later", "sentence"),
    [
        (index(65), index(60), "No clear change: 60 after 65. With 8 answers, a move of 14 or more would be clear."),
        (index(65), index(45), "Clear drop: 45 after 65. With 8 answers, moves under 14 points are noise."),
        (index(45), index(65.4), "Clear rise: 65 after 45. With 8 answers, moves under 14 points are noise."),
        (index(60), index(48), "Leaning down: 48 after 60. With 8 answers, a move of 14 or more would be clear."),
        (
            index(60, 6),
            index(72.6),
            "Leaning up: 73 after 60. With 8 answers after 6, a move of 15 or more would be clear.",
        ),
        (
            index(65, 6),
            index(45),
            "Clear drop: 45 after 65. With 8 answers after 6, moves under 15 points are noise.",
        ),
        (
            index(20, below=20),
            index(20, below=20),
            "Cannot tell: at most 20 after at most 20, both at the edge of what may be shown.",
        ),
        (
            index(85),
            index(75, above=25),
            "Cannot tell: at least 75 after 85, one of them at the edge of what may be shown.",
        ),
    ],
)
def test_a_change_is_said_in_a_sentence(earlier: Score, later: Score, sentence: str) -> None:
    assert said(earlier, later) == sentence


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (index(59.5), "60 (47-72)"),
        (index(20, below=20), "at most 20 (8-32)"),
        (index(80, above=20), "at least 80 (68-92)"),
        (index(50, below=7, above=7), "about 50 (38-62)"),
        (Score(91, 16, Kind.PERCENT), "91 % (85-97)"),
    ],
)
def test_a_score_is_said_with_its_edge_and_band(score: Score, words: str) -> None:
    assert score_with_band(score, english) == words
    assert words.startswith(score_words(score, english))


@given(st.floats(0, 100), st.floats(0, 100), st.integers(5, 40), st.integers(5, 40))
def test_a_sentence_has_no_decimals_arrows_or_open_places(before: float, now: float, first: int, second: int) -> None:
    sentence = said(index(before, first), index(now, second))
    assert not any(sign in sentence.replace(". ", " ").removesuffix(".") for sign in (".", "%", "→", "↑", "↓", "!"))


@given(st.floats(0, 100), st.floats(0, 100), st.integers(5, 40))
def test_the_move_said_to_be_clear_would_be(before: float, now: float, respondents: int) -> None:
    told = change(index(before, respondents), index(now, respondents), SPREAD)
    points = int(noise_sentence(respondents, told.limits.clear, english).split("under ")[1].split()[0])
    moved = change(index(before, respondents), index(before + points, respondents), SPREAD)
    assert moved.finding.verdict is Verdict.CLEAR


def test_words_are_those_of_the_readers_language() -> None:
    told = change(index(20, below=5), index(20, below=5), SPREAD)
    assert change_sentence(told, german).startswith("Keine klare Änderung: höchstens 20 nach höchstens 20.")


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (60, "no clear change"),
        (40, "clear drop"),
        (80, "clear rise"),
        (48, "leaning down"),
        (72, "leaning up"),
    ],
)
def test_a_finding_is_named_in_two_words(later: float, words: str) -> None:
    assert finding_words(change(index(60), index(later), SPREAD).finding, english) == words


def test_every_verdict_has_a_name() -> None:
    plain = [verdict for verdict in Verdict if verdict not in (Verdict.CLEAR, Verdict.LEANING)]
    assert [finding_words(Finding(verdict), english) for verdict in plain] == [verdict.value for verdict in plain]
    assert finding_words(TooEarly(1, 2), english) == "too early"


def test_the_trend_is_said_from_its_first_wave_on() -> None:
    assert trend_said(*waves(60)) == "Trend starts with the third visible wave."
    assert trend_said(*waves(60, 62, 61)) == "The baseline is 61. Later waves are compared with it."
    assert (
        trend_said(*waves(62, 58, 64, 61))
        == "No clear trend: 61 after a baseline of 61. A move of 9 or more would be clear."
    )


def test_a_signal_says_how_many_joined_and_left() -> None:
    moved = TeamWave(index(30), 10, joined=1, left=2)
    sentence = "Clear drop: the trend is at 48, the baseline at 60. Since the baseline began, 1 joined and 2 left."
    assert trend_said(*waves(60, 60, 60), moved) == sentence
    assert trend_said(*waves(60, 60, 60, 41)).startswith("Leaning down: trend at 52, baseline at 60. Since")
    assert trend_said(*waves(60, 60, 60, 79)).startswith("Leaning up: trend at 68, baseline at 60. Since")


def test_a_confirmed_signal_says_that_a_new_baseline_begins() -> None:
    falling = waves(60, 60, 60, 90, 90)
    assert trend_said(*falling).startswith("Clear rise: the trend is at 79, the baseline at 60.")
    assert trend_said(*falling).endswith("The wave before said the same, so a new baseline begins.")
    restarted = "A new baseline began after a clear change. Trend goes on with its third visible wave."
    assert trend_said(*falling, *waves(90)) == restarted


def test_a_new_baseline_says_why() -> None:
    led = TeamWave(index(60), 10, new_leader=True)
    changed = TeamWave(index(60), 10, joined=4, left=4)
    assert "with the new leader" in trend_said(*waves(60, 60, 60), led)
    assert "as the team changed" in trend_said(*waves(60, 60, 60), changed)


def test_a_trend_at_the_edge_says_that_it_cannot_tell() -> None:
    edge = TeamWave(index(20, below=20), 10)
    assert trend_said(edge, edge, edge) == "Cannot tell: too many waves are at the edge of what may be shown."
    mixed = [*waves(60, 60, 60), edge, *waves(84, 84)]
    assert trend_said(*mixed) == "Cannot tell: recent waves are at the edge of what may be shown."


def test_participation_and_silence_are_said_as_on_the_screen() -> None:
    assert response_sentence(ResponseRate(8, 10), english) == "8 of 10 answered (solid)"
    assert response_sentence(ResponseRate(4, 10), english) == "4 of 10 answered (voices, not the team)"
    assert silence_sentence(57.0, english) == "If those who did not answer felt 15 points worse: 57."
    assert noise_sentence(8, 13.72, english) == "8 answers; moves under 14 points are noise"


def test_the_crowd_says_when_it_is_a_median() -> None:
    plan = [TeamForecast(Score(value, 8, Kind.PERCENT), target) for value, target in ((88, 1.0), (92, 3.0))]
    bare = [TeamForecast(team.score) for team in plan]
    assert crowd_said(plan[:1]) == "Field says: team will reach 88 % of target"
    assert crowd_said(plan) == "Field says: the teams together will reach 91 % of target"
    assert crowd_said(bare) == "Field says: the middle team will reach 90 % of target (team targets not known)"


def crowd_said(teams: list[TeamForecast]) -> str:
    forecast = crowd(teams)
    assert isinstance(forecast, Crowd)
    return crowd_sentence(forecast, english)


def test_the_remaining_phrases_are_plain_words() -> None:
    assert [tune_words(tune, english) for tune in Tune] == [tune.value for tune in Tune]
    assert lifted_sentence(english) == "The teams hardly differ here: yours to solve, not theirs."
    assert provisional_note(english).startswith("Provisional:")
