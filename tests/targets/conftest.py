"""A house whose roster has a few teams."""

import pytest

from pulse.house import House
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster

ROSTER = b"""email,name,team,role,time_zone,language,country
ruth@acme.example,Ruth Root,Sales,leader,Europe/Berlin,en,DE
nora@acme.example,Nora Nord,Sales / North / Hamburg,leader,Europe/Berlin,en,DE
lena@acme.example,Lena Lang,Sales / Munich,leader,Europe/Berlin,en,DE
"""


@pytest.fixture
def staffed(house: House) -> House:
    with house.databases.office.writing() as session:
        import_roster(session, read_roster(ROSTER, ()), house.clock(), "a test")
    return house
