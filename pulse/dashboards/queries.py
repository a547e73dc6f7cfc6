"""What one unit published, read from publications alone; a constant number of statements, however many waves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.dashboards.measures import Measure, items_of
from pulse.errors import NotFound
from pulse.insights.change import Spread, spread_of_change, visible_pairs
from pulse.insights.scores import Score
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.publications import queries as publications
from pulse.publications.figures import Figure, Reason, Withheld
from pulse.publications.models import PublishedFigure
from pulse.publications.queries import Participation, PublishedWave
from pulse.publications.rows import read_figure
from pulse.roster.tree import Tree

SAMPLE = 200
"""So many units tell well enough how much scores of a programme move; codes are random, so the first ones will do."""


_contracts: dict[str, Contract] = {}
"""By fingerprint: contracts never change, and are long."""

_spreads: dict[tuple[str, str], Spread] = {}
"""By the fingerprint of a programme's last wave so far, and the measure: publications never change."""


@dataclass(frozen=True)
class OpenWave:
    """A wave that takes answers; nothing else about it is shown before it is released."""

    id: int
    name: str
    number: int
    closes_at: datetime
    contract: Contract


@dataclass(frozen=True)
class Chosen:
    """The published waves of a unit, earliest first; `so_far` are those of one programme up to the one looked at."""

    every: tuple[PublishedWave, ...]
    so_far: tuple[PublishedWave, ...]

    @property
    def wave(self) -> PublishedWave:
        return self.so_far[-1]

    @property
    def is_newest(self) -> bool:
        return self.wave is self.every[-1]

    @property
    def tree(self) -> Tree:
        """The hierarchy as it was in the wave looked at."""
        return self.wave.contract.tree


@dataclass(frozen=True)
class Record:
    """One unit's figures in the waves so far, and in the wave looked at those of the units above, nearest first."""

    unit: str
    waves: tuple[PublishedWave, ...]
    figures: Mapping[tuple[int, str], Figure | Withheld]
    participation: Mapping[int, Participation | Withheld]
    above: Mapping[str, Mapping[str, Figure | Withheld]]

    def scores(self, measure: Measure) -> tuple[Score | Withheld, ...]:
        """The unit's score in each wave; a withheld last one names the nearest unit above that has it."""
        *before, last = (self._score(measure, wave.id) for wave in self.waves)
        if isinstance(last, Withheld):
            last = replace(last, instead=self._nearest_above(measure))
        return (*before, last)

    def asked(self, measure: Measure) -> tuple[tuple[PublishedWave, Score | Withheld], ...]:
        """The unit's score in each wave that asked for it."""
        pairs = zip(self.waves, self.scores(measure), strict=True)
        return tuple((wave, score) for wave, score in pairs if not is_not_asked(score))

    def last_asked(self, item: str) -> tuple[PublishedWave, Figure | Withheld] | None:
        """The last wave that asked this question, and the unit's figure of it."""
        asked = ((wave, self.figures[wave.id, item]) for wave in reversed(self.waves))
        return next((pair for pair in asked if not is_not_asked(pair[1])), None)

    def scores_above(self, measure: Measure) -> Mapping[str, Score | Withheld]:
        """The scores of the units above in the wave looked at."""
        return {unit: measure.score(figures) for unit, figures in self.above.items()}

    @property
    def took_part(self) -> Participation | Withheld:
        """How many answered in the wave looked at."""
        return self.participation.get(self.waves[-1].id, Withheld(Reason.FOLDED))

    def _score(self, measure: Measure, wave_id: int) -> Score | Withheld:
        return measure.score({item: self.figures[wave_id, item] for item in measure.items})

    def _nearest_above(self, measure: Measure) -> str | None:
        above = self.scores_above(measure)
        return next((unit for unit, score in above.items() if isinstance(score, Score)), None)


def choose(session: Session, unit: str, name: str | None) -> Chosen | None:
    """Return the unit's waves up to the one of this name, or up to the newest. Raises NotFound for a wrong name."""
    every = tuple(wave for wave in publications.waves(session) if unit in wave.contract.units)
    if not every and name is None:
        return None
    wave = next((wave for wave in reversed(every) if name in (None, wave.name)), None)
    if wave is None:
        raise NotFound
    siblings = (other for other in every if other.programme_id == wave.programme_id)
    return Chosen(every, tuple(other for other in siblings if other.number <= wave.number))


def record(session: Session, unit: str, chosen: Chosen, items: Collection[str]) -> Record:
    """Read what the unit published of these questions."""
    wave_ids = [wave.id for wave in chosen.so_far]
    above = tuple(chosen.tree.ancestors(unit))
    found = publications.figures_below(session, chosen.wave.id, above, items)
    return Record(
        unit=unit,
        waves=chosen.so_far,
        figures=publications.figures(session, unit, wave_ids, items),
        participation=publications.participation(session, unit, wave_ids),
        above={upper: {item: found[upper, item] for item in items} for upper in above},
    )


def open_wave(session: Session, unit: str) -> OpenWave | None:
    """Return the wave that takes answers from this unit now; of several, the one that closes first."""
    columns = Wave.id, Wave.name, Wave.number, Wave.closes_at, Wave.fingerprint
    taking = select(*columns).where(Wave.opened_at.is_not(None), Wave.closed_at.is_(None)).order_by(Wave.closes_at)
    found = (
        OpenWave(wave_id, name, number, closes_at, _contract(session, fingerprint or ""))
        for wave_id, name, number, closes_at, fingerprint in session.execute(taking).all()
    )
    return next((wave for wave in found if unit in wave.contract.units), None)


def _contract(session: Session, fingerprint: str) -> Contract:
    if fingerprint not in _contracts:
        text = session.scalars(select(Wave.contract).where(Wave.fingerprint == fingerprint)).one()
        _contracts[fingerprint] = Contract.parse(text or "")
    return _contracts[fingerprint]


def spread(session: Session, chosen: Chosen, measure: Measure) -> Spread:
    """Return how much this measure moves in the programme, up to the wave looked at."""
    return spreads(session, chosen, [measure])[measure.slug]


def spreads(session: Session, chosen: Chosen, measures: Sequence[Measure]) -> Mapping[str, Spread]:
    """Return the spread of each measure, by its address."""
    of = chosen.wave.fingerprint
    missing = [measure for measure in measures if (of, measure.slug) not in _spreads]
    if missing:
        units = sorted(chosen.tree.parents)[:SAMPLE]
        figures = figures_of(session, chosen.so_far, units, items_of(missing))
        for measure in missing:
            _spreads[of, measure.slug] = _spread(measure, chosen.so_far, units, figures)
    return {measure.slug: _spreads[of, measure.slug] for measure in measures}


def is_not_asked(found: Score | Figure | Withheld) -> bool:
    """Whether a wave did not ask for it at all."""
    return isinstance(found, Withheld) and found.reason is Reason.NOT_ASKED


Everywhere = Mapping[tuple[int, str, str], Figure | Withheld]
"""By wave, unit and question."""


def figures_of(
    session: Session, waves: Sequence[PublishedWave], units: Collection[str], items: Collection[str]
) -> Everywhere:
    """Return what many units published in many waves; what a wave does not know is left out."""
    table = PublishedFigure
    wanted = select(*table.__table__.columns).where(
        table.wave_id.in_([wave.id for wave in waves]), table.unit.in_(units), table.item.in_(items)
    )
    return {(row.wave_id, row.unit, row.item): read_figure(row) for row in session.execute(wanted)}


def _spread(measure: Measure, waves: Sequence[PublishedWave], units: Sequence[str], figures: Everywhere) -> Spread:
    not_asked = Withheld(Reason.NOT_ASKED)
    pairs: list[tuple[Score, Score]] = []
    for unit in units:
        scores = [
            measure.score({item: figures.get((wave.id, unit, item), not_asked) for item in measure.items})
            for wave in waves
        ]
        pairs.extend(visible_pairs(scores))
    return spread_of_change(measure.kind, pairs)
