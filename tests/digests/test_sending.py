"""Digests leave once, in their reader's own hours, and only where there is something to say."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.actions.answering import Kind
from pulse.actions.drafts import Draft
from pulse.digests.models import Digest
from pulse.mail import MailUnavailable
from pulse.roster.models import Person
from pulse.worker import tick
from pulse.worker.digest import send_digests
from pulse.worker.rounds import LANES
from pulse.worker.turn import Work
from tests.actions.loop import GRAZ, HANNA, LENA, MUNICH, NILS, RUTH, SUE, Loop
from tests.digests.reading import html_words, pass_days, states, text
from tests.worker.postbox import Postbox

MONDAY = datetime(2026, 2, 16, tzinfo=UTC)
GINA = "gina@acme.example"
DIGESTS = {Work.DIGESTS: LANES[Work.DIGESTS]}


@pytest.fixture
def due(loop: Loop) -> Loop:
    """Two teams raised a theme on a Monday; half of the time to answer is gone on the next."""
    loop.raised("price")
    loop.stage.clock.now = MONDAY
    return loop


def to_leaders(postbox: Postbox) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in postbox.mails if "waits for you" in str(mail["Subject"]))


def test_a_leader_is_written_to_on_monday_morning_and_only_if_something_is_due(due: Loop, postbox: Postbox) -> None:
    pass_days(due, MONDAY + timedelta(hours=7, minutes=59), hours=1)
    assert to_leaders(postbox) == {}
    pass_days(due, MONDAY + timedelta(hours=12), hours=1)
    assert to_leaders(postbox) == {LENA: 1}
    (mail,) = postbox.to(LENA)
    sent = parsedate_to_datetime(str(mail["Date"])).astimezone(ZoneInfo("Europe/Berlin"))
    assert (sent.weekday(), sent.hour) == (0, 9)
    assert states(due, Digest.LEADER) == {"sent": 1, "nothing to say": 8}


def test_a_leader_is_written_to_at_most_once_a_week(due: Loop, postbox: Postbox) -> None:
    pass_days(due, MONDAY + timedelta(days=6, hours=23))
    assert to_leaders(postbox) == {LENA: 1}
    pass_days(due, MONDAY + timedelta(days=7, hours=12))
    assert to_leaders(postbox) == {LENA: 2}


def test_everybody_is_written_to_in_their_own_morning(due: Loop, postbox: Postbox) -> None:
    with due.stage.house.databases.office.writing() as office:
        office.execute(update(Person).where(Person.email == LENA).values(time_zone="America/New_York", country="US"))
    pass_days(due, MONDAY + timedelta(days=2), hours=1)
    (mail,) = postbox.to(LENA)
    sent = parsedate_to_datetime(str(mail["Date"])).astimezone(ZoneInfo("America/New_York"))
    # 16 February is a holiday there.
    assert (sent.day, sent.hour) == (17, 9)


def test_what_waited_for_a_server_does_not_arrive_at_night(due: Loop, postbox: Postbox) -> None:
    postbox.takes = 0
    send_digests(due.stage.house)
    due.stage.clock.now = MONDAY + timedelta(hours=9)
    with pytest.raises(MailUnavailable):
        send_digests(due.stage.house)
    postbox.takes = 1000
    due.stage.clock.now = MONDAY + timedelta(hours=22)
    send_digests(due.stage.house)
    assert to_leaders(postbox) == {}
    pass_days(due, MONDAY + timedelta(hours=34), hours=1)
    assert to_leaders(postbox) == {LENA: 1}


def test_a_week_that_ended_is_not_sent_any_more(due: Loop, postbox: Postbox) -> None:
    send_digests(due.stage.house)
    due.stage.clock.now = MONDAY + timedelta(days=7)
    send_digests(due.stage.house)
    assert states(due, Digest.LEADER)["expired"] == 9
    assert to_leaders(postbox) == {}


def test_a_crash_after_the_server_took_it_sends_one_copy_with_the_same_id(due: Loop, postbox: Postbox) -> None:
    send_digests(due.stage.house)
    due.stage.clock.now = MONDAY + timedelta(hours=9)
    postbox.dies_after_taking = 1
    with pytest.raises(MailUnavailable):
        send_digests(due.stage.house)
    postbox.dies_after_taking = -1
    for _ in range(3):
        send_digests(due.stage.house)
    copies = [mail for mail in postbox.mails if mail["To"] == LENA]
    assert len(copies) == 2
    assert len({mail["Message-ID"] for mail in copies}) == 1


def test_a_refused_address_is_tried_a_few_times_and_holds_up_nobody(due: Loop, postbox: Postbox) -> None:
    due.answer(Draft(Kind.PASSED_UP, "Head office sets prices."))
    due.promised("A fair.", by=SUE)
    postbox.refusals[SUE] = "450 Later"
    pass_days(due, MONDAY + timedelta(days=4), hours=1)
    assert 2 <= postbox.tried[SUE] <= 6
    assert states(due, Digest.LEADER)["waiting"] + states(due, Digest.LEADER)["refused"] == 1


def test_executives_and_hr_are_written_to_after_the_first_of_a_month(due: Loop, postbox: Postbox) -> None:
    pass_days(due, datetime(2026, 3, 3, tzinfo=UTC))
    months = Counter(str(mail["To"]) for mail in postbox.mails if "month on one page" in str(mail["Subject"]))
    assert months == {RUTH: 1, SUE: 1, NILS: 1}
    loops = [mail for mail in postbox.to(HANNA) if "loop" in str(mail["Subject"])]
    assert len(loops) >= 1
    assert not postbox.to("otto@acme.example")


def test_hr_is_written_to_after_each_wave(loop: Loop, postbox: Postbox) -> None:
    pass_days(loop, datetime(2026, 2, 8, tzinfo=UTC), hours=12)
    assert not postbox.to(HANNA)
    loop.stage.clock.now = datetime(2026, 2, 10, 8, tzinfo=UTC)
    loop.raised("price")
    before = len(postbox.to(HANNA))
    pass_days(loop, loop.stage.clock() + timedelta(days=3))
    assert len(postbox.to(HANNA)) == before + 1


def test_text_and_html_say_the_same(due: Loop, postbox: Postbox) -> None:
    pass_days(due, datetime(2026, 3, 4, tzinfo=UTC))
    assert len(postbox.mails) > 4
    for mail in postbox.mails:
        in_text = [word.removesuffix(":") for word in text(mail).split()]
        assert in_text == [word.removesuffix(":") for word in html_words(mail)]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert due.stage.house.settings.contact in text(mail)


def test_whoever_leads_no_more_and_has_no_account_is_not_written_to(due: Loop, postbox: Postbox) -> None:
    send_digests(due.stage.house)
    due.stage.dismiss(LENA)
    pass_days(due, MONDAY + timedelta(days=1))
    assert not postbox.to(LENA)


def test_digests_have_a_lane_of_their_own(due: Loop, postbox: Postbox) -> None:
    tick(due.stage.house, DIGESTS)
    due.stage.clock.now = MONDAY + timedelta(hours=9)
    assert tick(due.stage.house, DIGESTS).failures == {}
    assert to_leaders(postbox) == {LENA: 1}
    assert tick(due.stage.house, DIGESTS).counts["digest"] == 0


def test_a_new_account_of_hr_gets_the_next_ones(loop: Loop, postbox: Postbox) -> None:
    with loop.stage.house.databases.office.writing() as office:
        add_account(office, "hugo@acme.example", StaffRole.HR, "a test", loop.stage.clock())
    loop.raised("price", unit=GRAZ)
    pass_days(loop, loop.stage.clock() + timedelta(days=3))
    assert len(postbox.to("hugo@acme.example")) == 1
    assert MUNICH not in text(postbox.to("hugo@acme.example")[0])
