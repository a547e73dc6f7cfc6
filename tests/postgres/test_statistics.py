"""What PostgreSQL knows of the tables: of the office enough to plan well at once, of the box nothing."""

import pytest
import sqlalchemy as sa

from pulse.ballots.operations import cast, place_contract
from pulse.database import Database
from pulse.house import House
from pulse.invitations.operations import issue, redeem
from pulse.worker.open import open_due
from tests.conftest import TestClock
from tests.postgres.conftest import KEYS, WAVE
from tests.programme.organisation import apply, bring_in, roster
from tests.worker.conftest import TWO_WEEKS_BEFORE
from tests.worker.wave import INVITED, OPENING

KNOWN = sa.text("SELECT reltuples FROM pg_class WHERE oid = to_regclass(:table)")
SAMPLES = sa.text(
    "SELECT tablename, attname FROM pg_stats WHERE schemaname = current_schema AND tablename <> 'alembic_version'"
)
MANY = 60

pytestmark = pytest.mark.postgresql


def known(office: Database, table: str) -> float:
    """How many rows the server plans for; -1 when it never looked."""
    with office.reading() as session:
        return float(session.scalar(KNOWN, {"table": table}) or 0)


def test_what_an_import_and_an_opening_wrote_is_known_at_once(house: House, clock: TestClock) -> None:
    clock.now, office = TWO_WEEKS_BEFORE, house.databases.office
    assert (known(office, "person"), known(office, "outbox_mail")) == (-1, -1)
    bring_in(house, roster())
    assert known(office, "person") == known(office, "membership") >= INVITED
    apply(house)
    clock.now = OPENING
    while open_due(house):
        pass
    assert known(office, "invitee") == INVITED
    assert known(office, "outbox_mail") >= INVITED


def test_no_sample_of_the_box_is_kept_even_if_somebody_has_it_looked_at(house: House) -> None:
    box = house.databases.box
    with box.writing() as session:
        place_contract(session, WAVE, "{}", KEYS)
        issue(session, WAVE, [(bytes([number]) * 32, "CELL") for number in range(MANY)])
        for number in range(MANY):
            redeem(session, WAVE, bytes([number]) * 32)
            cast(session, WAVE, b"%d" % number)
    with box.writing() as session:
        session.execute(sa.text("ANALYZE"))
    with box.reading() as session:
        assert session.execute(SAMPLES).all() == []
