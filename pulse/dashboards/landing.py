"""How a leader answers, in sentences, always beside what the team noticed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pulse.actions.responding import Responding, responding, responding_below
from pulse.dashboards.cells import Cell, Surroundings, cell
from pulse.dashboards.visits import Visit
from pulse.insights.responsiveness import ANSWER_DAYS, RETURN_DAYS, Part

DOES_NOT_LAND = (
    "Answers do not land: most themes are answered on record, and the team says that it got no clear answer. "
    "Talk the answers through with the team."
)


@dataclass(frozen=True)
class Landing:
    """The sentences of a unit or of all below it, and the two figures of what the team noticed."""

    title: str
    sentences: tuple[str, ...]
    answered: Cell
    next_step: Cell
    warning: str


def landings_of(visit: Visit, now: datetime) -> tuple[Landing, ...]:
    """Read the unit's own, and for a leader of leaders that of the whole level."""
    own = _landing("How answers land", responding(visit.office, visit.unit, now), visit)
    if not visit.place.leads_leaders:
        return (own,)
    return own, _landing("All leaders from here down", responding_below(visit.office, visit.unit, now), visit)


def _landing(title: str, found: Responding, visit: Visit) -> Landing:
    around = Surroundings(visit.place.names, int(visit.chosen.wave.contract.policy["k"]), {})
    return Landing(
        title=title,
        sentences=tuple(_sentences(found)),
        answered=cell(found.noticed.answered, around),
        next_step=cell(found.noticed.next_step, around),
        warning=DOES_NOT_LAND if found.does_not_land else "",
    )


def _sentences(found: Responding) -> Iterator[str]:
    numbers = found.numbers
    if not found.themes and not numbers.returned_in_time.of and not numbers.kept_on_time.of:
        yield "No theme waited for an answer in the last three waves."
        return
    if numbers.median_days is not None:
        yield f"First answer: after {_days(numbers.median_days)} in the middle case."
    elif found.themes:
        yield "First answer: more than half of the themes still wait for one."
    yield from _part(numbers.answered_in_time, "themes answered within", ANSWER_DAYS)
    if numbers.kept_on_time.of:
        yield f"{numbers.kept_on_time.met} of {numbers.kept_on_time.of} promises kept on time."
    if numbers.oldest_open:
        yield f"The oldest open promise is {_days(numbers.oldest_open)} old."
    yield from _part(numbers.returned_in_time, "themes passed up to here returned within", RETURN_DAYS)


def _part(part: Part, what: str, days: int) -> Iterator[str]:
    if part.of:
        yield f"{part.met} of {part.of} {what} {days} working days."


def _days(count: float) -> str:
    return f"{count:g} working {'day' if count == 1 else 'days'}"
