"""What to do when Quota, Product, Price or Coaching is low: thank, look, answer by a date. All its words stand here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pulse.dashboards.measures import Measure, Measures
from pulse.dashboards.queries import Record
from pulse.dashboards.rows import english
from pulse.insights.bands import half_width
from pulse.insights.scores import Score
from pulse.insights.sentences import score_with_band

MIDDLE = 50.0
"""Of the scale of a score."""


class Stance(StrEnum):
    """Where a leader may stand; each is a full answer if the reason is given."""

    AGREE = "I agree"
    PARTLY = "I agree in part"
    DIFFER = "I see it differently"


@dataclass(frozen=True)
class Play:
    """One subject: the measure it looks at, words of thanks, what to check, and a beginning for each stance."""

    slug: str
    title: str
    measure: str
    thanks: str
    look: tuple[str, ...]
    answers: Mapping[Stance, str]


@dataclass(frozen=True)
class Low:
    """A play that is called for: the wave that last asked, and the figure in words."""

    play: Play
    wave: int
    figure: str


PLAYS = (
    Play(
        "quota",
        "Quota",
        "quota",
        "Thank you for saying that the target looks out of reach. Hearing it now leaves time to act.",
        (
            "Reach: how much qualified business is open for the rest of the period, against what is still missing?",
            "Assumptions: which growth, prices or accounts does the target assume, and which of these no longer hold?",
            "Fairness: whose accounts can carry their target, and whose cannot?",
        ),
        {
            Stance.AGREE: "The target assumed … and that no longer holds. I will … by …",
            Stance.PARTLY: "The target stays, because … What changes is the way there: … by …",
            Stance.DIFFER: "I think it can be reached, because … I would change my mind if …",
        },
    ),
    Play(
        "product",
        "Product",
        "product",
        "Thank you for saying where our product falls short. Nobody sees that earlier than you.",
        (
            "Product or knowledge: is something missing, or do we not know how to show it? The answers differ.",
            "Deals: in which three lost deals did it decide, against which rival, at which step?",
            "Road: is it planned, and for when? Who can say so to customers?",
        ),
        {
            Stance.AGREE: "We lose on … I have told … and will say by … what they do about it.",
            Stance.PARTLY: "… is missing, and … we could show better. I will … by …",
            Stance.DIFFER: "In these deals something else decided: … I would change my mind if …",
        },
    ),
    Play(
        "price",
        "Price",
        "e1",
        "Thank you for saying that price stands in the way. I take it as something to look into.",
        (
            "Deals: in how many of the last ten stalled deals was price the last open point?",
            "Value: did the customer have a figure for what it is worth before hearing what it costs?",
            "Decisions: how long did a request for a special price wait, and where?",
        ),
        {
            Stance.AGREE: "In … our price is not fair for what it gives. I will take it to … and answer by …",
            Stance.PARTLY: "The price stays, because … Decisions on exceptions come within … days from …",
            Stance.DIFFER: "I see value unsaid rather than price too high, because … Let us try … in the next deals.",
        },
    ),
    Play(
        "coaching",
        "Coaching",
        "c1",
        "Thank you for saying how useful our talks are. They are for you, so that counts.",
        (
            "Time: which one-to-ones of the last four weeks took place, and which were moved?",
            "Content: how many of them were about a live deal or call, and how many about the number?",
            "Focus: which one activity would move this person's deals most, and did we practise it?",
        ),
        {
            Stance.AGREE: "Our talks were mostly about … From now on we take one live deal each time, first on …",
            Stance.PARTLY: "The rhythm stays; what changes is … from … on.",
            Stance.DIFFER: "I see it differently, because … Tell me in our next talk what would help you more.",
        },
    ),
)


def is_low(score: Score) -> bool:
    """Whether a score lies below the middle of its scale, its noise and what its clamp leaves open included."""
    return score.value + score.above + half_width(score.kind, score.respondents) < MIDDLE


def lows_of(record: Record, measures: Measures) -> tuple[Low, ...]:
    """Return what was low when it was last asked, in the order of the playbook."""
    return tuple(low for play in PLAYS if (low := _low(play, record, measures.measure(play.measure))))


def measures_looked_at(measures: Measures) -> list[Measure]:
    """The measures that the playbook looks at."""
    return [measure for play in PLAYS if (measure := measures.measure(play.measure))]


def _low(play: Play, record: Record, measure: Measure | None) -> Low | None:
    asked = record.asked(measure) if measure else ()
    if not asked:
        return None
    wave, score = asked[-1]
    if not isinstance(score, Score) or not is_low(score):
        return None
    return Low(play, wave.number, score_with_band(score, english))
