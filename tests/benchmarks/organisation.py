"""An installation to measure: databases in a directory, a sales organisation of any size, its programme, its waves."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from pulse.ballots.keys import KeyDirectories
from pulse.clock import Clock, system_clock
from pulse.database import Role, migrate
from pulse.house import House, open_house
from pulse.invitations.codes import code_for
from pulse.programme.contract import Contract
from pulse.programme.definition import Definition
from pulse.programme.models import Invitee, Wave
from pulse.programme.operations import apply_programme
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.settings import Settings
from pulse.worker import open_wave
from tests.postgres.server import DURABLE, Server, running

ACTOR = "benchmark"
PROGRAMME = Definition(
    name="sales", title="Sales pulse", audience="Sales", first_wave=date(2026, 2, 3), time_zone="Europe/Berlin"
)
A_WEEK = timedelta(days=7)
NOW = "BENCHMARK_NOW"
"""The variable that holds the moment at which a process stands."""
FAN = 9
"""So many teams in a region, regions in an area, and so on."""
HEADER = "email,name,team,role,time_zone,language,country"
WHERE = "Europe/Berlin,en,DE"


@dataclass(frozen=True)
class Team:
    """A team's path from the top, as a roster file writes it."""

    path: str

    @property
    def above(self) -> Iterator[str]:
        """The paths of the units above it, from the top."""
        parts = self.path.split(" / ")
        return (" / ".join(parts[:depth]) for depth in range(1, len(parts)))


def teams(number: int) -> list[Team]:
    """So many teams, nine in a region, nine regions in an area."""
    return [Team(f"Sales / A{place // FAN**2} / R{place // FAN} / T{place}") for place in range(number)]


def roster(number_of_teams: int, reps: int) -> bytes:
    """A roster file: a leader for every unit, and so many reps in every team."""
    return "\n".join([HEADER, *_rows(teams(number_of_teams), reps)]).encode()


def _rows(listed: list[Team], reps: int) -> Iterator[str]:
    led = dict.fromkeys(path for team in listed for path in (*team.above, team.path))
    for number, path in enumerate(led):
        yield f"leader{number}@acme.example,Leader {number},{path},leader,{WHERE}"
    for number, team in enumerate(team for team in listed for _ in range(reps)):
        yield f"rep{number}@acme.example,Rep {number},{team.path},rep,{WHERE}"


@contextmanager
def founded(directory: Path, source: bytes, clock: Clock = system_clock, mail_url: str = "") -> Iterator[House]:
    """Set up both databases in a directory, import a roster and apply the programme; the house is a worker's."""
    with founded_with(settings_in(directory, mail_url), source, clock) as house:
        yield house


@contextmanager
def founded_with(settings: Settings, source: bytes, clock: Clock = system_clock) -> Iterator[House]:
    """The same with settings of one's own, whose databases are there and empty."""
    house = open_house(Role.WORKER, settings, clock)
    migrate(house.databases.office, "office")
    migrate(house.databases.box, "box")
    with house.databases.office.writing() as session:
        import_roster(session, read_roster(source, ()), clock(), ACTOR)
    with house.databases.office.writing() as session:
        apply_programme(session, PROGRAMME, house.questionnaire, clock(), ACTOR)
    yield house
    house.databases.dispose()


ENGINES = ("SQLite", "PostgreSQL")


@contextmanager
def empty(engine: str, mail_url: str = "") -> Iterator[tuple[Settings, Server | None]]:
    """The settings of an installation on this engine, whose databases are empty, and the server that holds them."""
    with ExitStack() as stack:
        settings = settings_in(Path(stack.enter_context(tempfile.TemporaryDirectory())), mail_url)
        if engine == "SQLite":
            yield settings, None
            return
        server = stack.enter_context(running(changed=DURABLE, on_disk=True))
        office, box = (stack.enter_context(server.database()) for _ in range(2))
        yield settings.model_copy(update={"office_url": server.url(office), "box_url": server.url(box)}), server


def settings_in(directory: Path, mail_url: str = "") -> Settings:
    """The settings of an installation whose every file is in one directory."""
    return Settings(
        organisation="Acme",
        base_url="http://127.0.0.1",
        office_url=f"sqlite:///{directory}/office.sqlite",
        box_url=f"sqlite:///{directory}/box.sqlite",
        key_directories=(directory / "keys",),
        secret_key="a secret for benchmarks alone, of some length",
        mail_url=mail_url or "smtp://127.0.0.1:9",
        mail_from="Pulse <pulse@acme.example>",
        contact="pulse@acme.example",
        secure_cookies=False,
    )


def environment(settings: Settings) -> Mapping[str, str]:
    """The variables that give a process these settings."""
    values = settings.model_dump(exclude_defaults=True) | {
        "key_directories": ";".join(map(str, settings.key_directories)),
        "secret_key": settings.secret_key.get_secret_value(),
        "mail_url": settings.mail_url.get_secret_value(),
    }
    return {f"PULSE_{key.upper()}": str(value) for key, value in values.items()}


@dataclass(frozen=True)
class OpenWave:
    """A wave that takes answers, and the codes in its mails."""

    contract: Contract
    codes: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/w/{self.contract.wave}"


def opened(house: House) -> OpenWave:
    """Let the worker open a wave now, for a week."""
    contract = open_wave(house, PROGRAMME.name, house.clock() + A_WEEK)
    key = KeyDirectories(house.settings.key_directories).invite_key(contract.wave)
    return OpenWave(contract, tuple(code_for(key, person) for person in _invited(house, contract.wave)))


def _invited(house: House, name: str) -> list[int]:
    people = select(Invitee.person_id).join(Wave).where(Wave.name == name)
    with house.databases.office.reading() as session:
        return list(session.scalars(people))


def at(instant: datetime) -> Clock:
    """A clock that stands still."""
    return lambda: instant
