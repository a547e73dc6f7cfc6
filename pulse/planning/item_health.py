"""How the questions of a released wave fare, from published counts: who leaves one out, and do teams differ.

How long anybody takes is not collected.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.errors import NotFound
from pulse.insights.bands import Favourable, favourable_share
from pulse.insights.heat import LEAST_TEAMS, LIFTED_UNDER, icc
from pulse.insights.kinds import Kind
from pulse.insights.scores import Score, item_score
from pulse.publications import queries as publications
from pulse.publications.figures import Figure, Withheld
from pulse.publications.queries import Participation, PublishedWave
from pulse.questionnaire import Item, Questionnaire

ENGLISH = "en"
MOST_TEAMS = 2000
MANY_LEAVE_IT = 15
"""From here on, in percent of those who answered, a question that is left out deserves a look."""
SCORED = {str(kind): kind for kind in Kind if kind is not Kind.INDEX}


@dataclass(frozen=True)
class ItemHealth:
    """A question in its version: left out by so many percent of those who answered, or None where that is hidden."""

    item: str
    text: str
    core: bool
    left_out: int | None
    noteworthy: bool
    agreement: str


@dataclass(frozen=True)
class WaveHealth:
    """The questions of a wave; `waves` are all there are to choose from, the newest first."""

    wave: PublishedWave
    waves: tuple[PublishedWave, ...]
    answered: int | None
    items: tuple[ItemHealth, ...]


def item_health(session: Session, questionnaire: Questionnaire, name: str | None) -> WaveHealth | None:
    """The health of the questions of the wave of this name, or the newest; None before the first. Raises NotFound."""
    waves = publications.waves(session)[::-1]
    if name is None and not waves:
        return None
    wave = next((wave for wave in waves if name in (None, wave.name)), None)
    if wave is None:
        raise NotFound
    root = wave.contract.tree.root
    turnout = publications.participation(session, root, [wave.id]).get(wave.id)
    answered = turnout.answered if isinstance(turnout, Participation) else None
    items = [questionnaire.item(item) for item in wave.contract.questions]
    return WaveHealth(wave, waves, answered, tuple(_healths(session, wave, items, answered)))


def _healths(
    session: Session, wave: PublishedWave, items: Sequence[Item], answered: int | None
) -> Iterator[ItemHealth]:
    tree, tapped = wave.contract.tree, [item for item in items if not item.scale.is_text]
    names = [item.id for item in tapped]
    whole = publications.figures(session, tree.root, [wave.id], names)
    teams = [unit for unit in sorted(tree.parents) if not tree.children[unit]][:MOST_TEAMS]
    apart = publications.figures_below(session, wave.id, teams, names)
    for item in tapped:
        figure = whole[wave.id, item.id]
        left_out = _left_out(figure, answered)
        yield ItemHealth(
            item=item.id,
            text=item.text[ENGLISH],
            core=item.core,
            left_out=left_out,
            noteworthy=left_out is not None and left_out >= MANY_LEAVE_IT,
            agreement="; ".join(_agreement(item, figure, {team: apart[team, item.id] for team in teams})),
        )


def _left_out(figure: Figure | Withheld, answered: int | None) -> int | None:
    if isinstance(figure, Withheld) or not answered:
        return None
    return round(100 * (1 - figure.respondents / answered))


def _agreement(item: Item, figure: Figure | Withheld, teams: Mapping[str, Figure | Withheld]) -> Iterator[str]:
    """How far people agree: the favourable share, where it is published, and whether teams differ."""
    kind = SCORED.get(item.published_scale.name)
    if kind is None:
        return
    share = favourable_share(figure, reverse=item.reverse)
    if isinstance(share, Favourable):
        yield f"{share.share:.0f} % favourable"
    scores = [item_score(found, kind, reverse=item.reverse) for found in teams.values()]
    shown = [score for score in scores if isinstance(score, Score)]
    if len(shown) >= LEAST_TEAMS:
        between = icc(shown)
        yield "teams agree" if between < LIFTED_UNDER else f"teams differ: {between:.0%} of all differences"
