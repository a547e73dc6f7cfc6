"""The exact disclosure program: how long it takes to choose what may be shown of a very large company."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from statistics import median

from pulse.programme.contract import policy
from pulse.publications.figures import Form, Policy, Shape
from pulse.release.aggregate import Tally, release_table
from pulse.release.disclosure import publishable
from pulse.roster.tree import Tree
from tests.benchmarks.organisation import FAN, PROGRAMME
from tests.benchmarks.rounds import Say
from tests.benchmarks.rows import Quantity, Row, at_most

SECONDS = 1.0
MOST_ANSWERS = 14
QUESTION = Shape(Form.MEAN, 1, 5, banded=True)


@dataclass(frozen=True)
class Size:
    """How many units the company has, how often the program runs, and how many questions a whole wave asks."""

    units: int = 12_000
    rounds: int = 7
    questions: int = 9


FULL = Size()


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Choose the units to show for one question, then publish a whole wave's table."""
    tree, rules, random = _tree(size.units), Policy(**policy(PROGRAMME)), Random(12)
    counts = {unit: random.randrange(MOST_ANSWERS) for unit in tree.parents}
    say(f"{size.rounds} rounds of {size.units:,} units")
    times = [_seconds(lambda: publishable(tree, counts, rules.k)) for _ in range(size.rounds)]
    yield Row(f"{size.units:,} units, one question", Quantity(median(times), "s"), goal=at_most(SECONDS))
    shapes = {f"Q{number}": QUESTION for number in range(size.questions)}
    tally = _tally(counts, list(shapes), random)
    say(f"a table of {size.questions} questions")
    whole = _seconds(lambda: release_table(tree, tally, shapes, rules))
    yield Row(f"  the whole table, {size.questions} questions", Quantity(whole, "s"))


def _tree(units: int) -> Tree:
    """Every unit stands over nine others, level by level."""
    return Tree({f"U{place}": f"U{(place - 1) // FAN}" if place else None for place in range(units)})


def _tally(counts: dict[str, int], questions: list[str], random: Random) -> Tally:
    tally = Tally(counts)
    for unit, answers in counts.items():
        for _ in range(answers):
            tally.add(unit, {question: random.randint(1, 5) for question in questions})
    return tally


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
