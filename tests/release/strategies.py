"""Trees, counts and answers for property tests."""

from collections.abc import Mapping
from random import Random

from hypothesis import strategies as st

from pulse.publications.figures import Form, Shape
from pulse.roster.tree import Tree

SHAPES: Mapping[str, Shape] = {
    "S1": Shape(Form.MEAN, 1, 5, banded=True),
    "X1": Shape(Form.MEAN, 0, 10),
    "R5": Shape(Form.MEAN, 0, 1),
    "P4": Shape(Form.CHOICE, lowest=1, options=7),
}

Sheets = list[tuple[str, dict[str, int]]]


@st.composite
def trees(draw: st.DrawFn, largest: int = 9) -> Tree:
    """A tree of any form, its units listed in any order."""
    units = draw(st.permutations([f"u{number}" for number in range(draw(st.integers(1, largest)))]))
    parents: dict[str, str | None] = {units[0]: None}
    for place in range(1, len(units)):
        parents[units[place]] = units[draw(st.integers(0, place - 1))]
    return Tree(parents)


@st.composite
def counted_trees(draw: st.DrawFn, largest: int = 9, people: int = 9) -> tuple[Tree, dict[str, int]]:
    """A tree and the respondents directly in each unit."""
    tree = draw(trees(largest))
    return tree, {unit: draw(st.integers(0, people)) for unit in tree.parents}


@st.composite
def waves(draw: st.DrawFn, largest: int = 5, people: int = 20) -> tuple[Tree, Sheets]:
    """A tree and the sheets of the people in it; any item may be skipped."""
    tree, counts = draw(counted_trees(largest, people))
    random = Random(draw(st.integers(0, 2**32)))
    return tree, [(cell, _sheet(random)) for cell, number in counts.items() for _ in range(number)]


def _sheet(random: Random) -> dict[str, int]:
    return {item: random.choice(shape.codes) for item, shape in SHAPES.items() if random.random() < 0.9}
