"""What a leader of leaders learns of the mirror below: how many looked, and from eight on how far off they were."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.dashboards.measures import Measures
from pulse.dashboards.queries import Chosen
from pulse.insights.mirror import LEAST_LEADERS, GapSizes
from pulse.mirror import queries as predictions
from pulse.publications import queries as publications


@dataclass(frozen=True)
class Below:
    """The leaders below a unit in one wave; `sizes` is empty while fewer than `least` can be compared."""

    wave: int
    leaders: int
    used: int
    sizes: GapSizes | None
    least: int = LEAST_LEADERS


def below_of(session: Session, unit: str, chosen: Chosen, measures: Measures) -> Below | None:
    """Count the leaders below; None where there are none."""
    units = [below for below in chosen.tree.subtree(unit) if below != unit]
    used = predictions.used(session, chosen.wave.id, units)
    leaders = predictions.led(session, units) | used
    if not leaders:
        return None
    return Below(chosen.wave.number, len(leaders), len(used), _sizes(session, chosen, measures, used))


def _sizes(session: Session, chosen: Chosen, measures: Measures, used: frozenset[str]) -> GapSizes | None:
    found = publications.figures_below(session, chosen.wave.id, used, measures.pulse.items)
    scores = {
        unit: {
            measure.slug: measure.score({item: found[unit, item] for item in measure.items})
            for measure in measures.core
        }
        for unit in used
    }
    sizes = predictions.distribution(session, chosen.wave.id, scores)
    return sizes if isinstance(sizes, GapSizes) else None
