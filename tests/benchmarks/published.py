"""Waves published from made-up answers, through the release's own program: what screens and exports read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random

from pulse.house import House
from pulse.programme.cells import Cells
from pulse.programme.contract import Contract, Round, draw_up, policy
from pulse.programme.models import Programme, Wave
from pulse.programme.operations import wave_name
from pulse.programme.schedule import Window
from pulse.publications.comments import Comments
from pulse.publications.figures import Policy
from pulse.publications.operations import Draft, publish
from pulse.publications.table import Table
from pulse.questionnaire import Item
from pulse.release.aggregate import Tally, release_table
from pulse.release.count import Questions
from pulse.release.disclosure import subtree_sums
from pulse.roster import queries as roster
from pulse.roster.tree import Tree
from tests.benchmarks.organisation import PROGRAMME

FIRST = datetime(2024, 1, 2, 8, tzinfo=UTC)
EVERY = timedelta(weeks=4)
OPEN_FOR = timedelta(days=6)
INSTRUMENT = PROGRAMME.instrument
DIFFERENT = 3
"""So many tables are drawn; the waves take them in turns, since drawing is not what is measured."""


@dataclass(frozen=True)
class Press:
    """Publishes waves of everybody in the roster: so many answer in every unit."""

    house: House
    answering: int

    def publish(self, waves: int) -> int:
        """Publish so many waves, four weeks apart; return how many answers they hold."""
        with self.house.databases.office.writing() as session:
            programme = Programme(name="past", definition=PROGRAMME.model_dump_json(), applied_at=FIRST)
            session.add(programme)
            session.flush()
            past = programme.id
        for number in range(1, waves + 1):
            contract = self._contract(number)
            with self.house.databases.office.writing() as session:
                wave = _row(contract, past)
                session.add(wave)
                session.flush()
                publish(session, wave.id, self._draft(contract), contract.window.closes_at)
        return waves * len(self._tree.parents) * self.answering * len(self._items)

    @cached_property
    def _tree(self) -> Tree:
        with self.house.databases.office.reading() as session:
            return roster.tree(session)

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        """The same questions in every wave."""
        asked = self.house.questionnaire.items_for(INSTRUMENT, 0)
        return tuple(item for item in asked if not item.scale.is_text)

    @cached_property
    def _tables(self) -> Sequence[Table]:
        return [self._table(Random(seed)) for seed in range(DIFFERENT)]

    def _table(self, random: Random) -> Table:
        questions, tally = Questions.of(self._items), Tally(self._tree.parents)
        for unit in self._tree.top_down:
            for sheet in self._sheets(random):
                tally.add(unit, questions.published(sheet))
        return release_table(self._tree, tally, questions.shapes, Policy(**policy(PROGRAMME)))

    def _sheets(self, random: Random) -> Iterator[dict[str, int]]:
        for _ in range(self.answering):
            yield {item.id: random.randint(item.scale.lowest, item.scale.highest) for item in self._items}

    def _contract(self, number: int) -> Contract:
        opens_at = FIRST + number * EVERY
        this = Round(
            wave=wave_name(),
            number=number,
            window=Window(opens_at, opens_at + OPEN_FOR),
            questionnaire=self.house.questionnaire.version,
            questions=tuple(item.id for item in self._items),
        )
        parents = self._tree.parents
        people = dict(enumerate(unit for unit in parents for _ in range(self.answering)))
        return draw_up(PROGRAMME, this, Cells(parents, people, dict.fromkeys(parents, self.answering), {}, ()), b"")

    def _draft(self, contract: Contract) -> Draft:
        return Draft(
            wave=contract.wave,
            contract=contract.fingerprint,
            table=self._tables[contract.number % DIFFERENT],
            comments=Comments(),
            invited=subtree_sums(self._tree, contract.cells),
        )


def _row(contract: Contract, programme: int) -> Wave:
    window = contract.window
    return Wave(
        programme_id=programme,
        number=contract.number,
        name=contract.wave,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        opened_at=window.opens_at,
        closed_at=window.closes_at,
        contract=contract.canonical(),
        fingerprint=contract.fingerprint,
    )
