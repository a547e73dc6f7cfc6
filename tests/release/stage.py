"""A stage for waves: an organisation, a box with real keys and codes, people who answer, and what is left of it all."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select, text

from pulse.ballots import operations as ballots
from pulse.ballots.keys import KeyDirectories
from pulse.ballots.seal import seal
from pulse.ballots.sheet import Comment, Sheet, Tag, Visibility, capacity, encode
from pulse.clock import Clock, system_clock
from pulse.database import Role
from pulse.house import House, open_house
from pulse.invitations import operations as invitations
from pulse.invitations.codes import code_for, digest
from pulse.languages import LANGUAGES
from pulse.programme.contract import FORMAT, Contract
from pulse.programme.models import Programme, Wave
from pulse.publications.models import Publication
from pulse.release.operations import release_wave
from pulse.roster.models import Membership, Person, Position, Unit
from pulse.roster.tree import Tree
from pulse.settings import Settings
from tests.engines import furnish

QUESTIONS = ("S1.v1", "S2.v1", "Q1.v1", "R5.v1", "P4.v1", "X1.v1", "T1.v1")
POLICY: Mapping[str, int | bool] = {
    "version": 1,
    "k": 5,
    "strict": False,
    "k_bands": 15,
    "k_choice": 15,
    "k_comment": 8,
    "least_comments": 3,
    "k_theme": 5,
}
SIZE = capacity(len(QUESTIONS), 280)
OPENS = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
Parents = Mapping[str, str | None]
REGION: Parents = {"region": None, "east": "region", "west": "region"}


def sheet(answers: Mapping[str, int] | None = None, said: str | None = None, **about: str) -> Sheet:
    """A sheet with these answers and, where something is said, a comment about which more may be told."""
    if said is None:
        return Sheet(answers or {})
    tag = Tag(about["tag"]) if "tag" in about else None
    visibility = Visibility(about.get("visibility", "words"))
    return Sheet(answers or {}, Comment(said, tag, visibility, about.get("language", "en")))


@dataclass(frozen=True)
class StagedWave:
    """A wave whose box was opened with its contract."""

    house: House
    id: int
    contract: Contract

    @property
    def name(self) -> str:
        return self.contract.wave

    @property
    def keys(self) -> KeyDirectories:
        return KeyDirectories(self.house.settings.key_directories)

    def cast(self, sheets: Iterable[tuple[str, Sheet]]) -> None:
        """Somebody of the cell casts each sheet, all in one transaction."""
        key = b64decode(self.contract.public_key)
        with self.house.databases.box.writing() as session:
            for cell, one in sheets:
                written = encode(one, cell, SIZE)
                ballots.cast(session, self.name, seal(key, written, self.name, self.contract.fingerprint))

    def cast_bytes(self, content: bytes) -> None:
        """Put something else than a sealed sheet into the box."""
        with self.house.databases.box.writing() as session:
            ballots.cast(session, self.name, content)

    def answer(self, cell: str, *codes: int, item: str = "S1.v1") -> None:
        """One person of the cell for each code answers this item alone."""
        self.cast((cell, sheet({item: code})) for code in codes)

    def say(self, cell: str, *texts: str, **about: str) -> None:
        """One person of the cell for each text writes it as a comment."""
        self.cast((cell, sheet({}, text, **about)) for text in texts)

    def close(self) -> None:
        """The wave's time is over: the box first, then the office."""
        with self.house.databases.box.writing() as session:
            ballots.close(session, self.name)
        with self.house.databases.office.writing() as session:
            row = session.get_one(Wave, self.id)
            row.closed_at = row.closes_at

    def release(self, seed: int = 1) -> None:
        """Close the wave and release it; chance is the seed's."""
        self.close()
        release_wave(self.house, self.id, Random(seed))

    def remains(self) -> list[str]:
        """What is left in box and key directories that says anything about an answer or a code."""
        rows = {
            "ballots": "SELECT 1 FROM ballot WHERE wave = :wave",
            "invitations": "SELECT 1 FROM invitation WHERE wave = :wave",
            "a share": "SELECT 1 FROM contract WHERE wave = :wave AND (length(share) > 0 OR length(wrapped_key) > 0)",
        }
        with self.house.databases.box.reading() as session:
            left = [
                what
                for what, rows_left in rows.items()
                if session.execute(text(rows_left), {"wave": self.name}).first()
            ]
        files = [file.name for path in self.keys.paths if path.exists() for file in path.iterdir()]
        return left + [name for name in files if name.startswith(self.name)]

    def publications(self) -> list[str]:
        """The documents published of this wave."""
        with self.house.databases.office.reading() as session:
            return list(session.scalars(select(Publication.document).where(Publication.wave_id == self.id)))


@dataclass(frozen=True)
class Stage:
    """An organisation in which waves are held."""

    house: House

    def employ(self, unit: str, *names: str) -> None:
        """People of these names join a unit; the first one mentioned of a name makes the unit."""
        with self.house.databases.office.writing() as session:
            place = session.scalar(select(Unit).where(Unit.code == unit)) or Unit(code=unit, parent_id=None, name=unit)
            session.add(place)
            session.flush()
            for name in names:
                person = Person(
                    email=f"{name.lower().replace(' ', '.')}@acme.example",
                    name=name,
                    time_zone="Europe/Berlin",
                    language="en",
                    country="DE",
                )
                session.add(person)
                session.flush()
                session.add(Membership(person_id=person.id, unit_id=place.id, position=Position.REP, since=OPENS))

    def open(
        self, parents: Parents = REGION, cells: Mapping[str, int] | None = None, number: int = 1, **policy: int
    ) -> StagedWave:
        """Open a wave with so many people in each cell; of forty in every unit, where nothing is said."""
        name, invited = f"{number:016d}", cells or dict.fromkeys(parents, 40)
        directories = KeyDirectories(self.house.settings.key_directories)
        keys = directories.create(name)
        contract = drawn_up(
            name,
            number=number,
            parents=parents,
            cells=invited,
            public_key=keys.public_key,
            policy={**POLICY, **policy},
        )
        with self.house.databases.box.writing() as session:
            ballots.place_contract(session, name, contract.canonical(), keys)
            key, people = (
                directories.invite_key(name),
                [cell for cell, number in invited.items() for _ in range(number)],
            )
            codes = ((digest(name, code_for(key, person)), cell) for person, cell in enumerate(people))
            invitations.issue(session, name, codes)
        return StagedWave(self.house, self._open_in_office(contract), contract)

    def _open_in_office(self, contract: Contract) -> int:
        with self.house.databases.office.writing() as session:
            programme = session.scalar(select(Programme)) or Programme(name="pulse", definition="", applied_at=OPENS)
            session.add(programme)
            session.flush()
            row = Wave(
                programme_id=programme.id,
                number=contract.number,
                name=contract.wave,
                opens_at=contract.window.opens_at,
                closes_at=contract.window.closes_at,
                contract=contract.canonical(),
                fingerprint=contract.fingerprint,
                opened_at=contract.window.opens_at,
            )
            session.add(row)
            session.flush()
            return row.id


def house_in(directory: Path, clock: Clock = system_clock) -> House:
    """A worker's house with both databases and two key directories in one place; made there if there is none."""
    settings = Settings(
        organisation="Acme",
        base_url="http://localhost",
        office_url=f"sqlite:///{directory}/office.sqlite",
        box_url=f"sqlite:///{directory}/box.sqlite",
        key_directories=(directory / "keys", directory / "more keys"),
        secret_key="a secret for tests alone, of some length",
        mail_url="smtp://127.0.0.1:9",
        mail_from="Pulse <pulse@acme.example>",
        contact="pulse@acme.example",
    )
    house = open_house(Role.WORKER, settings, clock)
    furnish(house)
    return house


def drawn_up(
    name: str,
    *,
    number: int,
    parents: Parents,
    cells: Mapping[str, int],
    public_key: bytes,
    policy: Mapping[str, int | bool],
) -> Contract:
    """A contract about these questions; waves follow one another every four weeks."""
    opens_at = OPENS + timedelta(weeks=4 * number)
    return Contract(
        format=FORMAT,
        wave=name,
        programme="How selling is going",
        number=number,
        instrument="pulse-9",
        questionnaire="0" * 64,
        questions=QUESTIONS,
        languages=LANGUAGES,
        units=Tree(parents).parents,
        cells=cells,
        folded={},
        policy=policy,
        opens_at=opens_at.isoformat(timespec="seconds"),
        closes_at=(opens_at + timedelta(days=7)).isoformat(timespec="seconds"),
        public_key=b64encode(public_key).decode(),
        reminders=1,
        reminded="everyone",
        results="everyone",
        approvals="",
    )
