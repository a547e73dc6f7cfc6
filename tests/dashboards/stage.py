"""A stage for pages: an organisation whose waves are published from made-up answers, without ballots and mails."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from secrets import token_bytes

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.queries import staff
from pulse.accounts.sessions import begin_session
from pulse.app import create_app
from pulse.database import Databases, Role
from pulse.house import House, open_house
from pulse.programme.contract import Contract, Round, draw_up
from pulse.programme.definition import Definition
from pulse.programme.models import Programme, Wave
from pulse.programme.operations import wave_name
from pulse.programme.queries import cells_for
from pulse.programme.schedule import Window
from pulse.publications.comments import Comment, Comments, ThemeCount
from pulse.publications.figures import Policy
from pulse.publications.operations import Draft, publish
from pulse.questionnaire import Item
from pulse.release.aggregate import Tally, release_table
from pulse.release.count import Questions
from pulse.release.disclosure import subtree_sums
from pulse.roster import queries as roster
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.roster.tree import Tree
from tests.conftest import TestClock
from tests.engines import as_web

PROGRAMME = Definition(
    name="sales", title="Sales pulse", audience="Sales", first_wave=date(2026, 2, 3), time_zone="Europe/Berlin"
)
Answers = Callable[[str, tuple[Item, ...]], Iterable[Mapping[str, int]]]
"""Given the path of a unit and what is asked, the sheets of those of its own people who answer."""

FOUR_WEEKS = timedelta(weeks=4)
SIX_DAYS = timedelta(days=6)


ROSTER = """email,name,team,role,time_zone,language,country,target
ruth@acme.example,Ruth Root,Sales,leader,Europe/Berlin,en,DE,
nils@acme.example,Nils Nord,Sales / North,leader,Europe/Berlin,en,DE,
nora@acme.example,Nora Nord,Sales / North / Hamburg,leader,Europe/Berlin,en,DE,300
bert@acme.example,Bert Bremer,Sales / North / Bremen,leader,Europe/Berlin,en,DE,100
sue@acme.example,Sue South,Sales / South,leader,Europe/Berlin,en,DE,
lena@acme.example,Lena Lang,Sales / South / Munich,leader,Europe/Berlin,en,DE,200
gina@acme.example,Gina Gross,Sales / South / <b>Graz,leader,Europe/Vienna,de,AT,100
lutz@acme.example,Lutz Lang,Sales / South / Linz,leader,Europe/Vienna,de,AT,100
sara@acme.example,Sara Salz,Sales / South / Salzburg,leader,Europe/Vienna,de,AT,100
"""
REPS = {
    "Sales / North / Hamburg": 9,
    "Sales / North / Bremen": 3,
    "Sales / South / Munich": 8,
    "Sales / South / <b>Graz": 8,
    "Sales / South / Linz": 7,
    "Sales / South / Salzburg": 7,
}
"""Bremen is too small for a cell; in Linz and Salzburg too few answer; Graz has a hostile name."""
PEOPLE = {"Sales": 2, "Sales / North": 2, "Sales / South": 4} | REPS
"""How many count in each unit themselves, leaders one unit above the one they lead."""


def roster_file() -> bytes:
    """The organisation of these tests."""
    teams = [team for team, reps in REPS.items() for _ in range(reps)]
    rows = [f"rep{n}@acme.example,Rep {n},{team},rep,Europe/Berlin,en,DE," for n, team in enumerate(teams)]
    return (ROSTER + "\n".join(rows)).encode()


def everybody(code: int = 4, missing: Mapping[str, int] | None = None, **otherwise: int) -> Answers:
    """Everybody answers every question with this code, item names in `otherwise` with another; some are missing."""
    absent = {"Linz": 4, "Salzburg": 4} | dict(missing or {})

    def answers(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
        present = PEOPLE.get(path, 0) - absent.get(path.rsplit(" / ", 1)[-1], 0)
        for _ in range(present):
            yield {item.id: otherwise.get(item.name, min(code, item.scale.highest)) for item in items}

    return answers


@contextmanager
def staged(house: House, clock: TestClock) -> Iterator["Stage"]:
    """Put the organisation on the stage, with a web process in front of it."""
    web = open_house(Role.WEB, as_web(house.settings), clock)
    app = create_app(web)
    app.testing = True
    stage = Stage(house, clock, app, app.test_client(), web.databases)
    stage.employ(roster_file())
    with house.databases.office.writing() as office:
        add_account(office, "hanna@acme.example", StaffRole.HR, "a test", clock())
        add_account(office, "otto@acme.example", StaffRole.OPERATOR, "a test", clock())
    yield stage
    web.databases.dispose()


@dataclass
class Stage:
    """An organisation, and a browser in which somebody may sign in."""

    house: House
    clock: TestClock
    app: Flask
    web: FlaskClient
    web_databases: Databases
    held: list[str] = field(default_factory=list)
    """The names of the waves so far."""
    programme: Definition = PROGRAMME

    def employ(self, roster_file: bytes) -> None:
        """Import a roster."""
        with self.house.databases.office.writing() as office:
            import_roster(office, read_roster(roster_file, ()), self.clock(), "a test", removals_confirmed=True)

    def dismiss(self, email: str) -> None:
        """Import the roster without somebody."""
        kept = [line for line in roster_file().splitlines() if email.encode() not in line]
        self.employ(b"\n".join(kept))

    def replace_leader(self, leaver: str, joiner: str) -> None:
        """Import the roster with somebody else in a leader's place."""
        self.employ(roster_file().replace(leaver.encode(), joiner.encode()))

    def hold_wave(self, answers: Answers, comments: Callable[[Mapping[str, str]], Comments] | None = None) -> str:
        """Open, close and publish the next wave, four weeks after the one before."""
        name = self.open_wave()
        self.publish(answers, comments)
        return name

    def publish(self, answers: Answers, comments: Callable[[Mapping[str, str]], Comments] | None = None) -> None:
        """Close and publish the wave that is open."""
        self.clock.now += SIX_DAYS
        self.close()
        with self.house.databases.office.writing() as office:
            wave = office.scalars(select(Wave).where(Wave.name == self.held[-1])).one()
            contract = Contract.parse(wave.contract or "")
            codes = {path: code for code, path in roster.paths(office).items()}
            said = comments(codes) if comments else Comments()
            publish(office, wave.id, self._draft(office, contract, answers, said), self.clock())
        self.clock.now += FOUR_WEEKS - SIX_DAYS

    def open_wave(self) -> str:
        """Open the next wave and leave it open."""
        with self.house.databases.office.writing() as office:
            contract = self._contract(office, len(self.held) + 1)
            programme = office.scalar(select(Programme)) or Programme(
                name="sales", definition=PROGRAMME.model_dump_json(), applied_at=self.clock()
            )
            office.add(programme)
            office.flush()
            office.add(_row(contract, programme.id))
        self.held.append(contract.wave)
        return contract.wave

    def close(self) -> None:
        """Close the wave that is open."""
        with self.house.databases.office.writing() as office:
            office.execute(update(Wave).where(Wave.closed_at.is_(None)).values(closed_at=Wave.closes_at))

    def sign_in(self, email: str) -> FlaskClient:
        """Sign somebody in without the mail."""
        token = token_bytes(32)
        with self.house.databases.office.writing() as office:
            person = staff(office, email)
            assert person is not None
            begin_session(office, person, token, self.clock(), proved_at=self.clock())
        with self.web.session_transaction() as session:
            session.clear()
            session["token"] = token
        return self.web

    def code(self, path: str) -> str:
        """The code of the unit at a path."""
        with self.house.databases.office.reading() as office:
            return roster.unit_at(office, path).code

    def _contract(self, office: Session, number: int) -> Contract:
        opens_at = self.clock()
        items = self.house.questionnaire.items_for(
            "pulse-9", number - 1, planning=number in self.programme.planning_waves
        )
        this = Round(
            wave=wave_name(),
            number=number,
            window=Window(opens_at, opens_at + SIX_DAYS),
            questionnaire=self.house.questionnaire.version,
            questions=tuple(item.id for item in items),
        )
        return draw_up(self.programme, this, cells_for(office, self.programme, opens_at), b"")

    def _draft(self, office: Session, contract: Contract, answers: Answers, comments: Comments) -> Draft:
        items = tuple(self.house.questionnaire.item(item) for item in contract.questions)
        questions, tally, paths = Questions.of(items), Tally(contract.cells), roster.paths(office)
        for unit in contract.units:
            for sheet in answers(paths[unit], items):
                tally.add(contract.cell_of(unit), questions.published(sheet))
        tree = Tree(contract.units)
        return Draft(
            wave=contract.wave,
            contract=contract.fingerprint,
            table=release_table(tree, tally, questions.shapes, Policy()),
            comments=comments,
            invited=subtree_sums(tree, contract.cells),
        )


def _row(contract: Contract, programme_id: int) -> Wave:
    return Wave(
        programme_id=programme_id,
        number=contract.number,
        name=contract.wave,
        opens_at=contract.window.opens_at,
        closes_at=contract.window.closes_at,
        opened_at=contract.window.opens_at,
        contract=contract.canonical(),
        fingerprint=contract.fingerprint,
    )


def said(unit: str, *texts: str, theme: str = "price") -> Comments:
    """Comments that stand in a unit, and one theme that all of them speak of."""
    comments = tuple(Comment(token_bytes(16).hex(), unit, text, "problem", (theme,)) for text in texts)
    return Comments(comments, (ThemeCount(unit, theme, len(texts)),))
