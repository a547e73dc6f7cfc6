"""What the field forecasts of a unit's target, wave by wave, from the teams that are shown alone."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from pulse.dashboards import queries
from pulse.dashboards.measures import Measure
from pulse.dashboards.plans import Plans, roster_targets
from pulse.insights.forecast import Crowd, TeamForecast, crowd
from pulse.insights.scores import Score
from pulse.publications.figures import Withheld
from pulse.publications.queries import NOT_ASKED, PublishedWave

Scores = Mapping[str, Score | Withheld]


def crowds(
    session: Session, unit: str, waves: Sequence[PublishedWave], forecast: Measure, plans: Mapping[int, Plans]
) -> Mapping[int, Crowd | Withheld]:
    """The field's forecast in each of these waves, by the wave's id.

    Teams weigh by their plan for the wave's period; where none of them has one, by the targets in the roster.
    """
    teams = {wave.id: teams_of(wave, unit) for wave in waves}
    everybody = {unit}.union(*teams.values())
    figures = queries.figures_of(session, waves, everybody, forecast.items)
    by_roster = roster_targets(session, everybody)
    found: dict[int, Crowd | Withheld] = {}
    for wave in waves:
        scores = {
            one: forecast.score({item: figures.get((wave.id, one, item), NOT_ASKED) for item in forecast.items})
            for one in (unit, *teams[wave.id])
        }
        found[wave.id] = _crowd(unit, teams[wave.id], scores, _weights(teams[wave.id], plans[wave.id]) or by_roster)
    return found


def teams_of(wave: PublishedWave, unit: str) -> tuple[str, ...]:
    """The teams at the ends of the tree as it was in the wave, at or below a unit."""
    tree = wave.contract.tree
    return tuple(below for below in tree.subtree(unit) if not tree.children[below])


def _weights(teams: Collection[str], plans: Plans) -> Mapping[str, float]:
    return {team: float(plans.targets[team].plan) for team in teams if team in plans.targets}


def _crowd(unit: str, teams: Collection[str], scores: Scores, weights: Mapping[str, float]) -> Crowd | Withheld:
    found = ((team, scores[team]) for team in teams)
    shown = [TeamForecast(score, weights.get(team)) for team, score in found if isinstance(score, Score)]
    if shown:
        return crowd(shown)
    own = scores[unit]
    return own if isinstance(own, Withheld) else crowd([TeamForecast(own)])
