"""A16: made-up scripts of a hostile administrator, who has a second account of HR and may write into every table.

Whatever the script does must be refused, or folded, or stand in the contract; what it did is known from a ledger of
the roster files alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from random import Random
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.queries import staff
from pulse.ballots.queries import contract as box_contract
from pulse.database import Role
from pulse.errors import Refusal
from pulse.house import House, open_house
from pulse.invitations.models import Invitation
from pulse.programme.contract import Contract
from pulse.programme.models import Invitee, Wave
from pulse.programme.roster_changes import approve, waiting
from pulse.publications.models import Publication
from pulse.roster.models import Person
from pulse.worker import open_wave, tick
from tests.adversary.ledger import Ledger
from tests.adversary.scheming import OPERATOR, SCHEDULE, Schemer
from tests.adversary.worlds import room
from tests.conftest import TestClock
from tests.engines import furnish
from tests.programme.organisation import apply
from tests.stories.conftest import installation

WAVES, FEWEST_INVITED, LOWEST_K, STRICT_K = 2, 20, 5, 8
TEAMS = ("EMEA / Munich", "EMEA / London", "APAC / Honolulu", "APAC / Auckland", "EMEA / Trap", "APAC")
AUDIENCES = ("Sales / EMEA / Munich", "Sales / EMEA", "Sales / APAC")
Findings = Iterator[str]


class Plotter(Schemer):
    """A schemer who draws up scripts, and whose files a ledger keeps."""

    def __init__(self, house: House, clock: TestClock, random: Random) -> None:
        super().__init__(house, clock)
        self.random, self.ledger, self.asked = random, Ledger(), dict[str, Any]()

    def imports(self, file: bytes) -> None:
        super().imports(file)
        self.ledger.note(file, self.clock())

    def applies(self, **asked: Any) -> None:
        apply(self.house, **SCHEDULE, **asked)
        self.asked = asked

    @property
    def k(self) -> int:
        """The threshold of the programme as it was asked for."""
        return int(self.asked.get("k", STRICT_K if self.asked.get("strict") else LOWEST_K))

    def team(self) -> str:
        return f"Sales / {self.random.choice(TEAMS)}"

    def reps(self, number: int) -> list[str]:
        """Some people who lead nobody."""
        everybody = [email for email, (_, position) in self.ledger.places.items() if position == "rep"]
        return self.random.sample(sorted(everybody), number)


def attempt(seed: int) -> list[str]:
    """Carry out a script over two waves and name whatever came through unseen."""
    with room() as folder:
        clock = TestClock()
        house = open_house(Role.WORKER, installation(folder, "http://localhost", 9), clock)
        furnish(house)
        plotter = Plotter(house, clock, Random(seed))
        plotter.sets_up()
        # What comes after something that should not be possible proves no more.
        found = list(islice((finding for number in range(WAVES) for finding in _wave(plotter, number)), 1))
        house.databases.dispose()
    return found


def _wave(plotter: Plotter, number: int) -> Findings:
    before = plotter.wave().opens_at if number else None
    for _ in range(plotter.random.randint(1, 3)):
        _shifts_people(plotter)
        plotter.clock.forward(days=plotter.random.choice((0.5, 2, 6)))
    yield from _acts_alone(plotter)
    yield from _asks_for_what_is_not_allowed(plotter)
    plotter.applies(**_some_rules(plotter.random))
    _walls_off(plotter)
    contract = _opened(plotter)
    if contract is None:
        return
    yield from judged(plotter, contract, before)
    yield from _meddles(plotter, contract)
    yield from _tampers(plotter, contract, number)


def _shifts_people(plotter: Plotter) -> None:
    random = plotter.random
    scheme = random.choice(("move", "plant", "dismiss"))
    if scheme == "move":
        plotter.moves(plotter.team(), *plotter.reps(random.randint(1, 6)))
    elif scheme == "plant":
        plotter.plants(plotter.team(), random.randint(1, 8))
    else:
        _dismisses_and_takes_back(plotter, plotter.reps(random.randint(1, 3)))


def _dismisses_and_takes_back(plotter: Plotter, emails: list[str]) -> None:
    rows = [row for row in plotter.rows if row.split(",")[0] in emails]
    plotter.dismisses(*emails)
    plotter.clock.forward(hours=5)
    plotter.imports("\n".join([*plotter.rows, *rows]).encode())


def _walls_off(plotter: Plotter) -> None:
    """Put a victim among as many confederates as it takes, most often less than two weeks before the opening."""
    plotter.moves(f"Sales / EMEA / Wall{plotter.random.randint(1, 9)}", *plotter.reps(plotter.k))
    plotter.clock.forward(days=plotter.random.choice((0, 3, 13.9, 13.9, 15)))


def _opened(plotter: Plotter) -> Contract | None:
    try:
        return plotter.opens()
    except Refusal:
        return None


def _acts_alone(plotter: Plotter) -> Findings:
    """Hand a roster in, and approve it without a second person: as the one who proposed, or by a new account."""
    if not plotter.hands_in_without_approval():
        yield "a roster comes in that nobody else approved"
        return
    newcomer = f"new{plotter.random.randint(1, 10**9)}@acme.example"
    plotter.clock.forward(seconds=1)
    with plotter.house.databases.office.writing() as session:
        add_account(session, newcomer, StaffRole.HR, OPERATOR, plotter.clock())
        proposed = waiting(session)
        digest = proposed.digest if proposed else ""
    for email in (OPERATOR, newcomer):
        if not refused(partial(_approves, plotter, digest, email)):
            yield f"{email.rstrip('0123456789')} approves a roster alone"
    tick(plotter.house)
    with plotter.house.databases.office.reading() as session:
        if session.scalar(sa.select(Person.id).where(Person.email == "planted@acme.example", Person.left.is_(None))):
            yield "a roster comes in that nobody else approved"


def _approves(plotter: Plotter, digest: str, email: str) -> None:
    with plotter.house.databases.office.writing() as session:
        person = staff(session, email)
        assert person
        approve(session, digest, person, plotter.clock())


def _asks_for_what_is_not_allowed(plotter: Plotter) -> Findings:
    small = [audience for audience in AUDIENCES if plotter.ledger.audience(audience) < FEWEST_INVITED]
    rules: list[dict[str, Any]] = [{"k": LOWEST_K - 1}, {"strict": True, "k": 7}, {"comment_k": 3}]
    for asked in (*({"audience": audience} for audience in small), *rules):
        if not refused(partial(apply, plotter.house, **SCHEDULE, **asked)):
            yield f"a programme is accepted with {asked}"


def _some_rules(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = random.choice(({}, {"k": 6}, {"strict": True}))
    return found | random.choice(({}, {}, {"remind": "unanswered"}, {"reminders": 2}))


def judged(plotter: Plotter, contract: Contract, before: datetime | None) -> Findings:
    """What an opened wave's contract allows that it must not, or does not tell."""
    asked, opening, k = plotter.asked, contract.window.opens_at, contract.policy["k"]
    if contract.invited < FEWEST_INVITED:
        yield f"{contract.invited} people are asked"
    for cell, people in _settled(plotter, contract, opening).items():
        if people < k:
            yield f"cell {cell} has {people} people who were there two weeks before"
    if k != plotter.k:
        yield f"the contract says k is {k}"
    if (contract.reminded, contract.reminders) != (asked.get("remind", "everyone"), asked.get("reminders", 1)):
        yield f"the contract says that {contract.reminded} are reminded {contract.reminders} times"
    told = Counter(str(sorted(one.items())) for one in contract.roster_changes)
    done = Counter(str(sorted(one.items())) for at, one in plotter.ledger.changes if before is None or at >= before)
    yield from (f"the contract does not tell of {one}" for one in done - told)


def _settled(plotter: Plotter, contract: Contract, opening: datetime) -> Counter[str]:
    people = sa.select(Person.email, Invitee.cell).join_from(Invitee, Person).join(Wave)
    with plotter.house.databases.office.reading() as session:
        invited = session.execute(people.where(Wave.name == contract.wave)).all()
    found = Counter(dict.fromkeys(contract.cells, 0))
    for email, cell in invited:
        found[cell] += plotter.ledger.settled(email, opening)
    return found


def _meddles(plotter: Plotter, contract: Contract) -> Findings:
    """Bend everything while the wave is open; it must stay as it is."""
    before, codes = plotter.frozen(), _codes(plotter)
    plotter.applies(**_some_rules(plotter.random))
    _shifts_people(plotter)
    for closes in (timedelta(hours=2), timedelta(days=20)):
        if not refused(partial(open_wave, plotter.house, "pulse", plotter.clock() + closes)):
            yield "an open wave is opened again"
    for values in ({"closed_at": plotter.clock()}, {"released_at": plotter.clock()}):
        if not refused(partial(_writes, plotter, contract.wave, **values)):
            yield f"a wave can be ended early through its {next(iter(values))}"
    opened_at = plotter.wave().opened_at
    _writes(plotter, contract.wave, opened_at=None)
    tick(plotter.house)
    _writes(plotter, contract.wave, opened_at=opened_at)
    if plotter.frozen() != before:
        yield "an open wave changes"
    if _codes(plotter) != codes or len(codes) != contract.invited:
        yield "codes are issued again"


def _codes(plotter: Plotter) -> set[tuple[bytes, str]]:
    with plotter.house.databases.box.reading() as session:
        return {(row.digest, row.cell) for row in session.execute(sa.select(Invitation.digest, Invitation.cell))}


def _tampers(plotter: Plotter, contract: Contract, number: int) -> Findings:
    """Publish under another contract than was agreed, or twice; with the true one again it is published once."""
    plotter.clock.now = contract.window.closes_at + timedelta(minutes=1)
    honest = contract.canonical()
    for other in (*_lowered(contract), _ambiguous(honest)):
        _writes(plotter, contract.wave, contract=other)
        tick(plotter.house)
        if len(_published(plotter)) > number:
            yield "a wave is published under a contract that was not agreed"
            return
    _writes(plotter, contract.wave, contract=honest)
    tick(plotter.house)
    documents = _published(plotter)
    _writes(plotter, contract.wave, released_at=None)
    tick(plotter.house)
    if _published(plotter) != documents:
        yield "a wave is published twice"
    with plotter.house.databases.box.reading() as session:
        if box_contract(session, contract.wave).text != honest:
            yield "the box holds another contract"
    assert len(documents) == number + 1


def _lowered(contract: Contract) -> Iterator[str]:
    """The same contract with a threshold that no policy allows, and with one that some do."""
    for name, lower in (("k", 3), ("k_comment", 5)):
        yield contract.canonical().replace(f'"{name}":{contract.policy[name]},', f'"{name}":{lower},')


def _ambiguous(text: str) -> str:
    """The same to a reader that takes the last of two values, and quite another to one that takes the first."""
    return text.replace('"policy":', '"policy":{"k":50},"policy":')


def _published(plotter: Plotter) -> list[str]:
    with plotter.house.databases.office.reading() as session:
        return list(session.scalars(sa.select(Publication.document).order_by(Publication.wave_id)))


def _writes(plotter: Plotter, wave: str, **values: Any) -> None:
    """Change a wave's row by hand."""
    with plotter.house.databases.office.writing() as session:
        session.execute(sa.update(Wave).where(Wave.name == wave).values(values))


def refused(act: Callable[[], object]) -> bool:
    """Whether the program, or the law of a table, does not let it happen."""
    try:
        act()
    except (Refusal, ValidationError, IntegrityError):
        return True
    return False
