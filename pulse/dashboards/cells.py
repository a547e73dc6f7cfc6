"""A number as it is shown, or why it is not: what the templates draw. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulse.dashboards.drawing import Gauge, gauge
from pulse.insights.bands import noise_band
from pulse.insights.scores import Score
from pulse.insights.sentences import Gettext, score_with_band, score_words, whole
from pulse.publications.figures import Reason, Withheld

SHORT = {
    Reason.TOO_FEW: "fewer than %(threshold)s answers",
    Reason.PROTECTED: "counted above",
    Reason.FOLDED: "counted above",
    Reason.NOT_ASKED: "not asked",
    Reason.LOST: "answers lost",
}


@dataclass(frozen=True)
class Shown:
    """A score in whole points: its words, its band and how many answered."""

    words: str
    points: int
    low: int
    high: int
    respondents: int
    gauge: Gauge

    shown = True

    @property
    def band(self) -> str:
        return f"{self.low}-{self.high}"

    @property
    def is_plain(self) -> bool:
        """Whether the words are the number alone."""
        return self.words == str(self.points)


@dataclass(frozen=True)
class Hidden:
    """No score: the whole reason, and a few words of it for a small place."""

    sentence: str
    short: str

    shown = False


Cell = Shown | Hidden


def _english(text: str) -> str:
    return text


@dataclass(frozen=True)
class Surroundings:
    """What a reason speaks of: the names of units, the threshold, the scores of the units above; and in which words."""

    names: Mapping[str, str]
    threshold: int
    above: Mapping[str, Score | Withheld]
    gettext: Gettext = _english


def withheld_cell(withheld: Withheld, around: Surroundings) -> Hidden:
    """Make an absence ready to be shown."""
    return Hidden(_reason(withheld, around), _short(withheld, around))


def cell(score: Score | Withheld, around: Surroundings, mark: float | None = None) -> Cell:
    """Make a score, or its absence, ready to be shown."""
    if isinstance(score, Withheld):
        return withheld_cell(score, around)
    band = noise_band(score)
    return Shown(
        words=score_words(score, around.gettext),
        points=whole(score.value),
        low=whole(band.low),
        high=whole(band.high),
        respondents=score.respondents,
        gauge=gauge(score.value, band.low, band.high, score.kind, mark),
    )


def _reason(withheld: Withheld, around: Surroundings) -> str:
    gettext, instead = around.gettext, around.above.get(withheld.instead or "")
    name = around.names.get(withheld.instead or "", gettext("the unit above"))
    reason = _long(withheld.reason, gettext) % {"threshold": around.threshold, "above": name}
    if not isinstance(instead, Score):
        return reason
    there = gettext("%(above)s instead: %(score)s.") if withheld.reason is Reason.TOO_FEW else "%(above)s: %(score)s."
    return f"{reason} {there % {'above': name, 'score': score_with_band(instead, gettext)}}"


def _long(reason: Reason, gettext: Gettext) -> str:
    return {
        Reason.TOO_FEW: gettext("Hidden to protect people: fewer than %(threshold)s answers. Nothing is wrong."),
        Reason.PROTECTED: gettext("Counted with %(above)s, because on its own it could be worked out."),
        Reason.FOLDED: gettext("Counted with %(above)s in this wave, so that no small group stands alone."),
        Reason.NOT_ASKED: gettext("Not asked in this wave."),
        Reason.LOST: gettext("The key to this wave was lost: all answers were destroyed, and nobody has read them."),
    }[reason]


def _short(withheld: Withheld, around: Surroundings) -> str:
    return SHORT[withheld.reason] % {"threshold": around.threshold}
