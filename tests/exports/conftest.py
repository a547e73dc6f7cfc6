"""A programme with two published waves of a small tree, figures and comments chosen by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from pulse.house import House
from pulse.languages import LANGUAGES
from pulse.programme.contract import FORMAT, Contract
from pulse.programme.models import Programme, Wave
from pulse.publications.comments import Comment, Comments
from pulse.publications.figures import PARTICIPATION, Atom, Bands, Form, Policy, Reason, Shape
from pulse.publications.operations import Draft, publish
from pulse.publications.table import Column, Table
from pulse.questionnaire import Item, Published
from pulse.roster import queries as roster
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.roster.tree import Tree

PEOPLE = b"""email,name,team,role,time_zone,language,country
ann@acme.example,Ann,Sales / North,rep,Europe/Berlin,en,DE
bob@acme.example,Bob,Sales / South,rep,Europe/Berlin,en,DE
"""
FIRST_CLOSE = datetime(2026, 1, 12, 17, 0, tzinfo=UTC)
GOOD = Atom(16, 66, Bands(1, 2, 13))
BAD = Atom(16, 30, Bands(13, 2, 1))
COMMENTS = ("=HYPERLINK(1)", "Prices; -50% is normal, they say", "Coaching helps")


@dataclass(frozen=True)
class Ground:
    """Sales with North and South, as in the roster; the codes are random."""

    tree: Tree
    north: str

    @property
    def hidden(self) -> Mapping[str, Reason]:
        return {unit: Reason.TOO_FEW for unit in self.tree.parents if unit not in (self.north, self.tree.root)}


@pytest.fixture
def ground(house: House) -> Ground:
    with house.databases.office.writing() as session:
        import_roster(session, read_roster(PEOPLE, ()), house.clock(), "a test")
        return Ground(roster.tree(session), roster.unit_at(session, "Sales / North").code)


@pytest.fixture
def north(ground: Ground) -> str:
    return ground.north


@pytest.fixture
def names(house: House, ground: Ground) -> tuple[str, ...]:
    """The random names of the published waves: North scores 78 in the first and 22 in the second, South is hidden."""
    with house.databases.office.writing() as session:
        session.add(Programme(id=1, name="field", definition="{}", applied_at=FIRST_CLOSE))
        session.flush()
        return tuple(_publish(session, house, ground, number) for number in (1, 2))


def _publish(session: Session, house: House, ground: Ground, number: int) -> str:
    asked = house.questionnaire.items_for("pulse-11", number - 1)
    closes_at = FIRST_CLOSE + timedelta(weeks=4 * number)
    contract = _contract(number, ground, [item.id for item in asked], closes_at)
    wave = Wave(
        programme_id=1,
        number=number,
        name=contract.wave,
        opens_at=contract.window.opens_at,
        closes_at=closes_at,
        contract=contract.canonical(),
        fingerprint=contract.fingerprint,
        opened_at=contract.window.opens_at,
        closed_at=closes_at,
    )
    session.add(wave)
    session.flush()
    table = Table(ground.tree, Policy(), dict(columns(asked, ground, GOOD if number == 1 else BAD)))
    comments = Comments(
        tuple(
            Comment(f"{number}{place}", ground.north, text, "idea", ("other",)) for place, text in enumerate(COMMENTS)
        )
    )
    invited = {unit: 20 if unit != ground.tree.root else 30 for unit in ground.tree.parents}
    publish(session, wave.id, Draft(contract.wave, contract.fingerprint, table, comments, invited), closes_at)
    return contract.wave


def _contract(number: int, ground: Ground, questions: list[str], closes_at: datetime) -> Contract:
    return Contract(
        format=FORMAT,
        wave=f"{number}".rjust(16, "W"),
        programme="Field",
        number=number,
        instrument="pulse-11",
        questionnaire="0" * 64,
        questions=tuple(questions),
        languages=LANGUAGES,
        units=ground.tree.parents,
        cells={ground.north: 20, ground.tree.root: 10},
        folded=dict.fromkeys(ground.hidden, ground.tree.root),
        policy=asdict(Policy()),
        opens_at=(closes_at - timedelta(days=6)).isoformat(),
        closes_at=closes_at.isoformat(),
        public_key="",
        reminders=1,
        reminded="everyone",
        results="everyone",
        approvals="",
    )


def columns(asked: tuple[Item, ...], ground: Ground, agreed: Atom) -> Iterator[tuple[str, Column]]:
    """North has 16 answers, eight more count for Sales alone, South is hidden."""
    root, north, hidden = ground.tree.root, ground.north, ground.hidden
    yield PARTICIPATION, Column(Shape(Form.COUNT), {north: Atom(18), root: Atom(8)}, hidden)
    for item in asked:
        if item.published is Published.CHOICE:
            options = len(item.options)
            counts = (16 - options + 1, *[1] * (options - 1))
            shape = Shape(Form.CHOICE, options=options)
            yield item.id, Column(shape, {north: Atom(16, options=counts), root: Atom(0)}, hidden)
        elif not item.scale.is_text:
            yield item.id, Column(*_mean(item, root, north, agreed), hidden)


def _mean(item: Item, root: str, north: str, agreed: Atom) -> tuple[Shape, Mapping[str, Atom]]:
    lowest, highest = item.published_lowest, item.published_highest
    shape = Shape(Form.MEAN, lowest, highest, banded=item.published_scale.bands)
    middling = Atom(8, 4 * (lowest + highest))
    return shape, {north: agreed if shape.banded else Atom(16, 8 * (lowest + highest)), root: middling}
