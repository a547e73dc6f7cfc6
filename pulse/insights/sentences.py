"""What is said about a number, in plain sentences; every function takes the gettext of the reader's language."""

from collections.abc import Callable
from math import floor

from pulse.insights.bands import noise_band
from pulse.insights.change import Change
from pulse.insights.forecast import Crowd, Method
from pulse.insights.kinds import Kind
from pulse.insights.mirror import Tune
from pulse.insights.participation import ResponseRate, Standing
from pulse.insights.scores import Score
from pulse.insights.verdicts import Direction, Finding, TooEarly, Verdict
from pulse.publications.figures import Edge

Gettext = Callable[[str], str]


def whole(value: float) -> int:
    """Return the whole points shown for a value."""
    return floor(value + 0.5)


def least_clear(limit: float) -> int:
    """Return the smallest move in whole points that is over the limit."""
    return floor(limit) + 1


def score_words(score: Score, gettext: Gettext) -> str:
    """Say a score with its edge: "60", "at most 20"."""
    return points_words(score.value, score.edge, gettext)


def points_words(value: float, edge: Edge, gettext: Gettext) -> str:
    """Say a value in whole points, and on which side of it the truth may lie."""
    phrases = {
        Edge.INSIDE: "%(points)s",
        Edge.AT_MOST: gettext("at most %(points)s"),
        Edge.AT_LEAST: gettext("at least %(points)s"),
        Edge.ABOUT: gettext("about %(points)s"),
    }
    return phrases[edge] % {"points": whole(value)}


def score_with_band(score: Score, gettext: Gettext) -> str:
    """Say a score and its band: "60 (48-72)", or "91 % (85-97)" of a target."""
    band = noise_band(score)
    return gettext("%(score)s (%(low)s-%(high)s)") % {
        "score": score_words(score, gettext) + (" %" if score.kind is Kind.PERCENT else ""),
        "low": whole(band.low),
        "high": whole(band.high),
    }


def finding_words(finding: Finding | TooEarly, gettext: Gettext) -> str:
    """Name a finding in two or three words: "clear drop"."""
    if isinstance(finding, TooEarly):
        return gettext("too early")
    phrases = {
        (Verdict.CLEAR, Direction.UP): gettext("clear rise"),
        (Verdict.CLEAR, Direction.DOWN): gettext("clear drop"),
        (Verdict.LEANING, Direction.UP): gettext("leaning up"),
        (Verdict.LEANING, Direction.DOWN): gettext("leaning down"),
        (Verdict.NONE, Direction.SAME): gettext("no clear change"),
        (Verdict.CANNOT_TELL, Direction.SAME): gettext("cannot tell"),
        (Verdict.TOO_EARLY, Direction.SAME): gettext("too early"),
        (Verdict.BASELINE, Direction.SAME): gettext("baseline"),
    }
    return phrases[finding.verdict, finding.direction]


def change_sentence(change: Change, gettext: Gettext) -> str:
    """Say a change, and from which move on one would be clear."""
    if change.finding.verdict is Verdict.CANNOT_TELL:
        return _cannot_tell(change, gettext)
    openings = {
        (Verdict.CLEAR, Direction.UP): gettext("Clear rise: %(now)s after %(before)s."),
        (Verdict.CLEAR, Direction.DOWN): gettext("Clear drop: %(now)s after %(before)s."),
        (Verdict.LEANING, Direction.UP): gettext("Leaning up: %(now)s after %(before)s."),
        (Verdict.LEANING, Direction.DOWN): gettext("Leaning down: %(now)s after %(before)s."),
        (Verdict.NONE, Direction.SAME): gettext("No clear change: %(now)s after %(before)s."),
    }
    opening = openings[change.finding.verdict, change.finding.direction] % _now_and_before(change, gettext)
    return f"{opening} {_limit_sentence(change, gettext)}"


def _now_and_before(change: Change, gettext: Gettext) -> dict[str, str]:
    return {"now": score_words(change.later, gettext), "before": score_words(change.earlier, gettext)}


def _cannot_tell(change: Change, gettext: Gettext) -> str:
    both = change.earlier.edge is not Edge.INSIDE and change.later.edge is not Edge.INSIDE
    sentence = (
        gettext("Cannot tell: %(now)s after %(before)s, both at the edge of what may be shown.")
        if both
        else gettext("Cannot tell: %(now)s after %(before)s, one of them at the edge of what may be shown.")
    )
    return sentence % _now_and_before(change, gettext)


def _limit_sentence(change: Change, gettext: Gettext) -> str:
    now, before = change.later.respondents, change.earlier.respondents
    stated = change.finding.verdict is Verdict.CLEAR
    values = {"now": now, "before": before, "points": least_clear(change.limits.clear)}
    if now == before and stated:
        return gettext("With %(now)s answers, moves under %(points)s points are noise.") % values
    if now == before:
        return gettext("With %(now)s answers, a move of %(points)s or more would be clear.") % values
    if stated:
        return gettext("With %(now)s answers after %(before)s, moves under %(points)s points are noise.") % values
    return gettext("With %(now)s answers after %(before)s, a move of %(points)s or more would be clear.") % values


def noise_sentence(respondents: int, limit: float, gettext: Gettext) -> str:
    """Say what may mislead: "8 answers; moves under 14 points are noise"; `limit` is where a change is clear."""
    values = {"answers": respondents, "points": least_clear(limit)}
    return gettext("%(answers)s answers; moves under %(points)s points are noise") % values


def provisional_note(gettext: Gettext) -> str:
    """Say that a limit is provisional."""
    return gettext("Provisional: this limit is a fixed value until this programme has enough waves of its own.")


def standing_words(standing: Standing, gettext: Gettext) -> str:
    """Name for whom the answers speak."""
    phrases = {
        Standing.SOLID: gettext("solid"),
        Standing.PARTIAL: gettext("partial"),
        Standing.VOICES: gettext("voices, not the team"),
    }
    return phrases[standing]


def response_sentence(rate: ResponseRate, gettext: Gettext) -> str:
    """Say how many answered: "8 of 10 answered (solid)"."""
    values = {"answered": rate.answered, "invited": rate.invited, "standing": standing_words(rate.standing, gettext)}
    return gettext("%(answered)s of %(invited)s answered (%(standing)s)") % values


def silence_sentence(value: float, gettext: Gettext) -> str:
    """Say what the silent ones could mean."""
    return gettext("If those who did not answer felt 15 points worse: %(points)s.") % {"points": whole(value)}


def tune_words(tune: Tune, gettext: Gettext) -> str:
    """Name how a prediction compares with the team."""
    phrases = {
        Tune.IN_TUNE: gettext("in tune"),
        Tune.ROSIER: gettext("rosier than the team"),
        Tune.HARDER: gettext("harder on yourself than the team"),
    }
    return phrases[tune]


def crowd_sentence(crowd: Crowd, gettext: Gettext) -> str:
    """Say the field's forecast, and when it is a median."""
    if crowd.teams == 1:
        sentence = gettext("Field says: team will reach %(percent)s %% of target")
    elif crowd.method is Method.WEIGHTED:
        sentence = gettext("Field says: the teams together will reach %(percent)s %% of target")
    else:
        sentence = gettext("Field says: the middle team will reach %(percent)s %% of target (team targets not known)")
    return sentence % {"percent": points_words(crowd.value, crowd.edge, gettext)}


def lifted_sentence(gettext: Gettext) -> str:
    """Say that a dimension is the unit above's to solve."""
    return gettext("The teams hardly differ here: yours to solve, not theirs.")
