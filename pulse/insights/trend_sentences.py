"""What is said about a trend, in plain sentences."""

from pulse.insights.baseline import Start
from pulse.insights.sentences import Gettext, least_clear, whole
from pulse.insights.trend import Forming, Level
from pulse.insights.verdicts import Direction, Verdict


def trend_sentence(reading: Level | Forming, gettext: Gettext) -> str:
    """Say what the trend says at a wave; every signal says how many joined and left since the baseline."""
    if isinstance(reading, Forming):
        return _forming_sentence(reading, gettext)
    sentences = [_level_sentence(reading, gettext)]
    if reading.finding.stated:
        sentences.append(_turnover_sentence(reading, gettext))
    if reading.confirmed:
        sentences.append(gettext("The wave before said the same, so a new baseline begins."))
    return " ".join(sentences)


def _level_sentence(level: Level, gettext: Gettext) -> str:
    sentences = {
        (Verdict.CLEAR, Direction.UP): gettext("Clear rise: the trend is at %(level)s, the baseline at %(baseline)s."),
        (Verdict.CLEAR, Direction.DOWN): gettext(
            "Clear drop: the trend is at %(level)s, the baseline at %(baseline)s."
        ),
        (Verdict.LEANING, Direction.UP): gettext("Leaning up: trend at %(level)s, baseline at %(baseline)s."),
        (Verdict.LEANING, Direction.DOWN): gettext("Leaning down: trend at %(level)s, baseline at %(baseline)s."),
        (Verdict.NONE, Direction.SAME): gettext(
            "No clear trend: %(level)s after a baseline of %(baseline)s. A move of %(points)s or more would be clear."
        ),
        (Verdict.CANNOT_TELL, Direction.SAME): gettext(
            "Cannot tell: recent waves are at the edge of what may be shown."
        ),
        (Verdict.BASELINE, Direction.SAME): gettext("The baseline is %(baseline)s. Later waves are compared with it."),
    }
    return sentences[level.finding.verdict, level.finding.direction] % {
        "level": whole(level.value),
        "baseline": whole(level.baseline.value),
        "points": least_clear(level.limits.clear),
    }


def _turnover_sentence(level: Level, gettext: Gettext) -> str:
    values = {"joined": level.baseline.joined, "left": level.baseline.left}
    return gettext("Since the baseline began, %(joined)s joined and %(left)s left.") % values


def _forming_sentence(forming: Forming, gettext: Gettext) -> str:
    if forming.finding.verdict is Verdict.CANNOT_TELL:
        return gettext("Cannot tell: too many waves are at the edge of what may be shown.")
    sentences = {
        Start.FIRST: gettext("Trend starts with the third visible wave."),
        Start.SIGNAL: gettext("A new baseline began after a clear change. Trend goes on with its third visible wave."),
        Start.LEADER: gettext("A new baseline began with the new leader. Trend goes on with its third visible wave."),
        Start.MEMBERS: gettext("A new baseline began as the team changed. Trend goes on with its third visible wave."),
    }
    return sentences[forming.baseline.start]
