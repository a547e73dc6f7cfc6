"""A small organisation: Ruth leads all of sales, Lena the team Munich; Hanna is of HR, Otto an operator."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.house import House
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from tests.conftest import TestClock

ROSTER = b"""email,name,team,role,time_zone,language,country
ruth@acme.example,Ruth Root,Sales,leader,Europe/Berlin,en,DE
lena@acme.example,Lena Lang,Sales / Munich,leader,Europe/Berlin,en,DE
nora@acme.example,Nora Nord,Sales / Hamburg,leader,Europe/London,en,GB
ben@acme.example,Ben Berg,Sales / Munich,rep,Europe/Berlin,en,DE
"""


@pytest.fixture
def office(house: House, clock: TestClock) -> Iterator[Session]:
    """The office with its people, in a transaction that a test may write in."""
    found(house, clock)
    with house.databases.office.writing() as session:
        yield session


def found(house: House, clock: TestClock) -> None:
    """Import the organisation and give its accounts."""
    with house.databases.office.writing() as session:
        import_roster(session, read_roster(ROSTER, ()), clock(), "a test")
        add_account(session, "hanna@acme.example", StaffRole.HR, "a test", clock())
        add_account(session, "otto@acme.example", StaffRole.OPERATOR, "a test", clock())
