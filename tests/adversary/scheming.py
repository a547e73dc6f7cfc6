"""A hostile administrator with every command at hand, two accounts, and no way to change the program."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.queries import staff
from pulse.house import House
from pulse.programme.contract import Contract
from pulse.programme.models import Wave
from pulse.programme.roster_changes import Submission, approve, submit_roster
from pulse.roster import queries as roster
from pulse.roster.importing import read_roster
from pulse.roster.models import Approval
from pulse.worker import open_wave, tick
from tests.conftest import TestClock
from tests.programme.organisation import apply
from tests.programme.organisation import roster as roster_of

HR, OPERATOR = "hanna@acme.example", "otto@acme.example"
LONG_BEFORE = datetime(2025, 12, 1, 9, tzinfo=UTC)
OPENING = datetime(2026, 2, 3, 8, tzinfo=UTC)
SCHEDULE = {"first_wave": "2026-06-02"}
"""Far enough away for the administrator to open every wave by hand."""


@dataclass
class Schemer:
    """Runs an installation; both people whom a change of the roster takes are in the plot."""

    house: House
    clock: TestClock
    file: bytes = b""
    invented: int = 0

    def sets_up(self, **reps: int) -> None:
        """Import the honest roster long before, add both accounts, apply the programme."""
        self.clock.now = LONG_BEFORE
        with self.house.databases.office.writing() as session:
            add_account(session, HR, StaffRole.HR, OPERATOR, self.clock())
            add_account(session, OPERATOR, StaffRole.OPERATOR, OPERATOR, self.clock())
        self.imports(roster_of(**reps))
        apply(self.house, **SCHEDULE)
        self.clock.forward(hours=1)

    def imports(self, file: bytes) -> None:
        """Hand in a roster and, where a second person has to, have it approved by the accomplice."""
        handed_in = Submission(file, read_roster(file, self.house.settings.allowed_domains), "command line", True)
        with self.house.databases.office.writing() as session:
            waits = submit_roster(session, handed_in, Approval.TWO, self.clock()).waits
        self.file = file
        if waits:
            self._has_it_approved(handed_in.digest)

    def _has_it_approved(self, digest: str) -> None:
        self.clock.forward(seconds=1)
        with self.house.databases.office.writing() as session:
            accomplice = staff(session, HR)
            assert accomplice
            approve(session, digest, accomplice, self.clock())
        tick(self.house)

    def hands_in_without_approval(self) -> bool:
        """Hand in a roster with one more person; whether it waits for somebody else."""
        planted = "planted@acme.example,Planted,Sales / EMEA / Munich,rep,Europe/Berlin,en,DE,"
        file = "\n".join([*self.rows, planted]).encode()
        with self.house.databases.office.writing() as session:
            handed_in = Submission(file, read_roster(file, ()), "command line")
            return submit_roster(session, handed_in, Approval.TWO, self.clock()).waits

    def moves(self, team: str, *emails: str) -> None:
        """Put these people, wherever they were, into a team."""
        rows = [self._moved(row, team) if row.split(",")[0] in emails else row for row in self.rows]
        self.imports("\n".join(rows).encode())

    def plants(self, team: str, count: int) -> None:
        """Invent people in a team."""
        where = "rep,Europe/Berlin,en,DE,"
        first = self.invented
        self.invented += count
        numbers = range(first, self.invented)
        planted = [f"planted{number}@acme.example,Planted {number},{team},{where}" for number in numbers]
        self.imports("\n".join([*self.rows, *planted]).encode())

    def dismisses(self, *emails: str) -> None:
        """Leave these people out of the roster."""
        self.imports("\n".join(row for row in self.rows if row.split(",")[0] not in emails).encode())

    @property
    def rows(self) -> list[str]:
        return self.file.decode().splitlines()

    @staticmethod
    def _moved(row: str, team: str) -> str:
        email, name, _, _, *rest = row.split(",")
        return ",".join([email, name, team, "rep", *rest])

    def opens(self, days_later: float = 0) -> Contract:
        """Open a wave by hand, so many days from now."""
        self.clock.forward(days=days_later)
        return open_wave(self.house, "pulse", self.clock() + timedelta(days=6), "command line")

    def unit(self, path: str) -> str:
        with self.house.databases.office.reading() as session:
            return roster.unit_at(session, path).code

    def wave(self) -> Wave:
        """The newest wave."""
        with self.house.databases.office.reading() as session:
            return session.scalars(
                select(Wave).where(Wave.contract.is_not(None)).order_by(Wave.id.desc()).limit(1)
            ).one()

    def frozen(self) -> tuple[Any, ...]:
        """What must not change once a wave is open."""
        wave = self.wave()
        return wave.name, wave.opens_at, wave.closes_at, wave.contract, wave.fingerprint
