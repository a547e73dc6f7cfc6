"""Publications made of small hand-written tables."""

from datetime import UTC, datetime

from pulse.publications.comments import Comment, Comments, ThemeCount
from pulse.publications.figures import PARTICIPATION, Atom, Bands, Form, Policy, Reason, Shape
from pulse.publications.operations import Draft, publish
from pulse.publications.table import Column, Table
from pulse.roster.tree import Tree
from tests.release.stage import REGION, StagedWave

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
HIDDEN_WEST = {"west": Reason.TOO_FEW}
TABLE = Table(
    Tree(REGION),
    Policy(),
    {
        "S1.v1": Column(
            Shape(Form.MEAN, 1, 5, banded=True),
            {"region": Atom(5, 14), "east": Atom(20, 60, Bands(5, 7, 8))},
            HIDDEN_WEST,
        ),
        "P4.v1": Column(
            Shape(Form.CHOICE, 0, 2, options=3),
            {"region": Atom(18, options=(6, 6, 6))},
            {**HIDDEN_WEST, "east": Reason.PROTECTED},
        ),
        PARTICIPATION: Column(Shape(Form.COUNT), {"region": Atom(5), "east": Atom(20)}, HIDDEN_WEST),
    },
)
COMMENTS = Comments(
    (
        Comment("0a", "east", "Second to none", None, ()),
        Comment("0b", "region", "Price, price, price", "problem", ("price",)),
        Comment("0c", "east", "First come first served", "keep", ("leads", "price")),
    ),
    (ThemeCount("east", "price", 5), ThemeCount("east", "leads", 7), ThemeCount("region", "price", 6)),
)
INVITED = {"region": 120, "east": 40, "west": 40}


def draft(wave: StagedWave, table: Table = TABLE, comments: Comments = COMMENTS) -> Draft:
    return Draft(wave.name, wave.contract.fingerprint, table, comments, INVITED)


def published(wave: StagedWave, table: Table = TABLE, comments: Comments = COMMENTS, now: datetime = NOW) -> StagedWave:
    """The wave, closed and published."""
    wave.close()
    with wave.house.databases.office.writing() as session:
        publish(session, wave.id, draft(wave, table, comments), now)
    return wave
