"""Somebody looking at a unit: who asks, what they may open, and the frame around what they see."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from pulse.accounts.access import require_leader
from pulse.accounts.people import Staff
from pulse.dashboards import queries
from pulse.dashboards.measures import Measure, Measures, measures_of
from pulse.dashboards.method import Method, method_of
from pulse.dashboards.place import Place, place_of
from pulse.dashboards.queries import Chosen, OpenWave
from pulse.publications import queries as publications
from pulse.roster.tree import Tree
from pulse.web import house, page


@dataclass(frozen=True)
class Visit:
    """Somebody looking at a unit, in one consistent read of the office."""

    office: Session
    person: Staff
    tree: Tree
    unit: str
    waves: Chosen | None

    @cached_property
    def place(self) -> Place:
        return place_of(self.office, self.person, self.tree, self.unit, self.waves)

    @property
    def chosen(self) -> Chosen:
        """The waves so far. Raises NothingYet."""
        if self.waves is None:
            raise NothingYet(self)
        return self.waves

    @property
    def taking(self) -> OpenWave | None:
        """The wave that takes answers from this unit by the clock: the worker may be late to close one."""
        wave = self.place.open_wave
        return wave if wave and house().clock() < wave.closes_at else None

    def show(self, template: str, here: str, **values: Any) -> str:
        """Render a page within its frame; `here` is the tab it belongs to."""
        frame: dict[str, Any] = {"place": self.place, "here": here, "zone": self.person.time_zone}
        return page(f"dashboards/{template}", **frame, **values)


class NothingYet(Exception):
    """No wave has been published of a unit; the page says so."""

    def __init__(self, visit: Visit) -> None:
        self.page = visit.show("nothing_yet.html", "home")
        super().__init__()


@contextmanager
def visit_to(unit: str) -> Iterator[Visit]:
    """Let the signed-in leader of this unit or one above it look at it. Raises SignInNeeded or NotFound."""
    with house().databases.office.reading() as office:
        person, tree = require_leader(office, unit)
        yield Visit(office, person, tree, unit, queries.choose(office, unit, request.args.get("wave")))


def measures() -> Measures:
    """Everything this house's questionnaire can give a score for."""
    return measures_of(house().questionnaire)


def method_in(visit: Visit, told: Sequence[Measure] = ()) -> Method:
    """How these measures are worked out in the wave looked at; without any, the Pulse score and its dimensions."""
    chosen, every = visit.chosen, measures()
    asked = told or (every.pulse, *every.core)
    took_part = publications.participation(visit.office, visit.unit, [chosen.wave.id]).get(chosen.wave.id)
    return method_of(chosen.wave.contract.policy, asked, queries.spreads(visit.office, chosen, asked), took_part)
