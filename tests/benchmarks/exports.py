"""Exports: how much longer ten times the rows take, in every format."""

import gc
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pulse.exports.formats import Format, written
from pulse.exports.queries import Subject, export
from pulse.house import House
from pulse.publications.queries import waves
from tests.benchmarks.organisation import founded, roster
from tests.benchmarks.published import Press
from tests.benchmarks.rounds import Say
from tests.benchmarks.rows import Quantity, Row, at_most


@dataclass(frozen=True)
class Size:
    """How many teams the small company has, how many times as many the large one, in how many waves."""

    teams: int = 120
    times: int = 10
    waves: int = 4
    rounds: int = 3
    answering: int = 10


FULL = Size()


@dataclass(frozen=True)
class Company:
    """A company whose last wave is exported."""

    house: House
    rows: int

    def exported(self, chosen: Format) -> float:
        """Write the last wave's figures from the start, as a download does; return the seconds the processor worked."""
        began = time.process_time()
        with self.house.databases.office.reading() as session:
            found = export(session, self.house.questionnaire, waves(session)[-1], Subject.FIGURES)
        written(found, chosen)
        return time.process_time() - began


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Export the last wave of a large and a small company in turns."""
    gc.freeze()  # as the web does
    with ExitStack() as stack:
        small = stack.enter_context(_company(say, size, size.teams))
        large = stack.enter_context(_company(say, size, size.teams * size.times))
        for chosen in Format:
            say(f"{size.rounds} rounds of {chosen}")
            times = [(large.exported(chosen), small.exported(chosen)) for _ in range(size.rounds)]
            yield _row(f"{chosen} of {large.rows:,} rows, beside {small.rows:,}", size.times, times)


def _row(what: str, times_the_rows: int, seconds: Sequence[tuple[float, float]]) -> Row:
    large, small = (Quantity(median(run[place] for run in seconds), "s") for place in range(2))
    return Row(what, large, small, at_most(times_the_rows))


@contextmanager
def _company(say: Say, size: Size, teams: int) -> Iterator[Company]:
    say(f"publishing {size.waves} waves of {teams:,} teams")
    with tempfile.TemporaryDirectory() as directory, founded(Path(directory), roster(teams, reps=2)) as house:
        Press(house, size.answering).publish(size.waves)
        with house.databases.office.reading() as session:
            found = export(session, house.questionnaire, waves(session)[-1], Subject.FIGURES)
        yield Company(house, len(found.main.rows))
