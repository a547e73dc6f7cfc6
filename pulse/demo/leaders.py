"""How the leaders of Nordwind lead: what they expect, when they answer, which promises they keep."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.accounts.people import Staff
from pulse.accounts.queries import staff
from pulse.actions.answering import Kind, Promise, PromiseState, Thread
from pulse.actions.drafts import Draft
from pulse.actions.next_steps import NextSteps, steps_of_levels
from pulse.actions.operations import answer_theme, drop_promise, keep_promise, move_promise
from pulse.demo.answers import DROPPED, MEASURED_BY, MOVED, OWNERS, text_of
from pulse.demo.calendar import OPEN_WAVE, PAST_WAVES
from pulse.demo.moods import expected_score
from pulse.demo.organisation import NEW_LEADER_FROM_WAVE, Employee
from pulse.house import House
from pulse.mirror.guess import DIMENSIONS, Guess
from pulse.mirror.operations import predict
from pulse.mirror.queries import asks_for_target
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.roster.queries import tree

VISITS = (timedelta(days=1), timedelta(days=6), timedelta(days=10), timedelta(days=17))
"""How long after results are open leaders look at them."""
SOON = timedelta(days=8)
LATE_ENOUGH_TO_DROP = timedelta(days=10)
EXTENSION = timedelta(days=21)
LEFT_TO_THE_VISITOR = {"Berlin": PAST_WAVES, "DACH": PAST_WAVES - 1}
"""Whoever tries the demo plays these leaders: they answer nothing, and predict nothing, from this wave on."""


@dataclass(frozen=True)
class Manner:
    """How likely a leader answers a theme at a visit, and keeps a promise; `rosy` is how far guesses are too high."""

    answers: float = 0.6
    keeps: float = 0.75
    rosy: float = 6.0


@dataclass(frozen=True)
class Leaders:
    """All leaders of an organisation, on its house."""

    house: House
    employees: Mapping[str, Employee]
    wave: int

    def look_ahead(self) -> int:
        """Let most leaders predict the open wave; return how many did."""
        with self.house.databases.office.writing() as session:
            wave = session.scalars(select(Wave).where(Wave.opened_at.is_not(None), Wave.closed_at.is_(None))).one()
            contract = Contract.parse(wave.contract or "")
            guesses = dict(self._guesses(asks_for_target(contract)))
            for email, guess in guesses.items():
                predict(session, wave.name, email, guess, self.house.clock())
        return len(guesses)

    def look_back(self) -> None:
        """Let every leader look at what waits, and do some of it."""
        now = self.house.clock()
        with self.house.databases.office.writing() as session:
            units = tuple(tree(session).parents)
            for steps in steps_of_levels(session, units, now).values():
                for waiting in steps.waiting:
                    self._answer(session, waiting.thread, now)
                for promise in (*steps.late, *steps.open):
                    self._follow_up(session, promise, steps, now)

    def _guesses(self, with_target: bool) -> Iterator[tuple[str, Guess]]:
        for leader in self._leaders():
            chance = random.Random(f"{leader.email} expects {self.wave}")
            if chance.random() < 0.15 or self._is_visitor(leader):
                continue
            rosy = _manner(leader, self.wave).rosy
            said = {name: _score(expected_score(leader.team, name, self.wave), rosy, chance) for name in DIMENSIONS}
            target = min(150, max(50, round(92 + rosy / 3 + chance.gauss(0, 3)))) if with_target else None
            yield leader.email, Guess(**said, target=target)

    def _answer(self, session: Session, thread: Thread, now: datetime) -> None:
        leader = self._at(session, thread.holder)
        if leader is None or self._is_visitor(leader):
            return
        chance = random.Random(f"{leader.email} {thread.topic.theme} {thread.wave} {now.date()}")
        person = staff(session, leader.email)
        if person and chance.random() < _manner(leader, self.wave).answers:
            draft = _draft(leader, person, thread, now, chance)
            answer_theme(session, person, thread.topic, draft, now, questionnaire=self.house.questionnaire)

    def _follow_up(self, session: Session, promise: Promise, steps: NextSteps, now: datetime) -> None:
        leader = self._at(session, promise.level)
        person = staff(session, leader.email) if leader else None
        if leader is None or person is None or promise.due > steps.today + SOON:
            return
        language = _language(leader)
        keeps = random.Random(f"{leader.email} promised {promise.id}").random() < _manner(leader, self.wave).keeps
        if keeps:
            keep_promise(session, person, promise.id, now)
        elif promise.state(steps.today) is PromiseState.OPEN and not promise.moved and promise.id % 2:
            due = promise.due + EXTENSION
            move_promise(session, person, promise.id, MOVED[language], now, due=due)
        elif steps.today > promise.due + LATE_ENOUGH_TO_DROP:
            drop_promise(session, person, promise.id, DROPPED[language], now)

    def _leaders(self) -> Iterator[Employee]:
        return (person for person in self.employees.values() if person.role == "leader")

    def _at(self, session: Session, unit: str) -> Employee | None:
        people = ((leader, staff(session, leader.email)) for leader in self._leaders())
        return next((leader for leader, person in people if person and person.leads == unit), None)

    def _is_visitor(self, leader: Employee) -> bool:
        return self.wave >= LEFT_TO_THE_VISITOR.get(_unit_name(leader), OPEN_WAVE + 1)


def _manner(leader: Employee, wave: int) -> Manner:
    """Paris learns to answer, London gets a leader who does, Manchester promises and forgets, Munich learns to see."""
    name = _unit_name(leader)
    if name in ("Paris", "West"):
        return Manner(answers=0.05, rosy=20) if wave < NEW_LEADER_FROM_WAVE else Manner(0.95, 1.0, 3)
    if name == "London" and wave >= NEW_LEADER_FROM_WAVE:
        return Manner(0.95, 0.95, -4)
    if name == "Munich":
        return Manner(rosy=max(0.0, 32.0 - 5 * wave))
    return {"Manchester": Manner(0.3, 0.1, 15), "Sales": Manner(0.7, 0.8, 8)}.get(name, Manner())


def _draft(leader: Employee, person: Staff, thread: Thread, now: datetime, chance: random.Random) -> Draft:
    theme, language = thread.topic.theme, _language(leader)
    kind = _kind(leader, theme, chance)
    text = text_of(theme, kind, language, thread.wave + leader.team.count("/"))
    if kind is not Kind.DOING:
        return Draft(kind, text)
    due = (now + timedelta(days=chance.choice((14, 21, 28, 42)))).date()
    return Draft(kind, text, OWNERS.get(theme, person.name), due, MEASURED_BY.get(theme))


def _kind(leader: Employee, theme: str, chance: random.Random) -> Kind:
    is_top, is_region = "/" not in leader.team, leader.team.count("/") < 3
    if theme == "target" and not is_top:
        return Kind.PASSED_UP
    if theme in ("price", "product") and not is_top:
        return chance.choices((Kind.PASSED_UP, Kind.DOING, Kind.NO), (0.3, 0.5, 0.2) if is_region else (0.7, 0.3, 0))[0]
    if theme == "coaching":
        return chance.choices((Kind.DOING, Kind.UNDERSTAND), (0.8, 0.2))[0]
    return chance.choices((Kind.DOING, Kind.NO, Kind.UNDERSTAND), (0.65, 0.2, 0.15))[0]


def _score(expected: float, rosy: float, chance: random.Random) -> int:
    return min(100, max(0, round(expected + rosy + chance.gauss(0, 4))))


def _language(leader: Employee) -> str:
    """The whole company reads what its head writes."""
    return leader.place.language if "/" in leader.team else "en"


def _unit_name(leader: Employee) -> str:
    return leader.team.rsplit(" / ", 1)[-1]
