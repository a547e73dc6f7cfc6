"""Reports of what could not be delivered: believed where they quote a mail of ours, and nothing else is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.house import House
from pulse.planning.mail_health import refused_addresses
from pulse.programme.models import Kind
from pulse.worker import tick
from pulse.worker.bounce import AT_A_TIME, collect_bounces
from pulse.worker.reports import MOST_RETURNED, Arrived, Returned, read
from tests.conftest import TestClock
from tests.worker.postbox import Postbox
from tests.worker.wave import CLOSING, INVITED, OPENING, live, mail_states

REP, OTHER = "rep0.london@acme.example", "rep1.london@acme.example"
AWAY = "From: rep0.london@acme.example\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am on parental leave.\n"
HUMAN = "From: rep0.london@acme.example\nSubject: Please stop\n\nCan I be left out of this?\n"
POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.acme.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@acme.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="9B7DE3F/mail"

--9B7DE3F/mail
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--9B7DE3F/mail
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.acme.example
X-Postfix-Sender: rfc822; bounces@acme.example
Arrival-Date: Tue,  3 Feb 2026 09:00:01 +0100 (CET)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user

--9B7DE3F/mail
Content-Description: Undelivered Message
Content-Type: {quoted}

Return-Path: <bounces@acme.example>
Subject: 9 taps on how selling is going
To: {address}
Message-ID: {message_id}

--9B7DE3F/mail--
"""


def report(
    address: str,
    message_id: str,
    action: str = "failed",
    status: str = "5.1.1",
    quoted: str = "message/rfc822",
) -> str:
    return POSTFIX.format(address=address, message_id=message_id, action=action, status=status, quoted=quoted)


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "reports" / folder).mkdir(parents=True)
    return tmp_path / "reports"


@pytest.fixture
def sent(stage: House, clock: TestClock, mailbox: Path) -> House:
    """The first wave, of which everybody has the invitation."""
    values = {"bounce_address": "bounces@acme.example", "bounce_maildir": mailbox}
    found = replace(stage, settings=stage.settings.model_copy(update=values))
    live(found, clock, OPENING + timedelta(hours=30))
    return found


def deliver(mailbox: Path, *mails: str) -> None:
    for number, mail in enumerate(mails):
        (mailbox / "new" / f"1770109200.M{number}P{len(mail)}.mail").write_text(mail)


def own_id(postbox: Postbox, address: str) -> str:
    return str(postbox.to(address)[0]["Message-ID"])


def listed(house: House) -> list[str]:
    with house.databases.office.reading() as session:
        return list(refused_addresses(session))


def left(mailbox: Path) -> list[str]:
    return [file.read_text() for folder in ("new", "cur") for file in (mailbox / folder).iterdir()]


def test_mails_leave_in_the_envelope_of_the_address_for_reports(sent: House, postbox: Postbox) -> None:
    assert set(postbox.senders) == {"bounces@acme.example"}
    assert postbox.mails[0]["From"] == "Sales Pulse <pulse@acme.example>"


@pytest.mark.parametrize("quoted", ["message/rfc822", "text/rfc822-headers", "message/global"])
def test_an_address_that_is_reported_is_refused_and_gets_no_more_of_this_wave(
    sent: House, clock: TestClock, postbox: Postbox, mailbox: Path, quoted: str
) -> None:
    deliver(mailbox, report(REP, own_id(postbox, REP), quoted=quoted))
    assert tick(sent).counts["bounce"] == 1
    assert listed(sent) == [REP]
    assert mail_states(sent) == {"sent": INVITED - 1, "refused": 1}
    live(sent, clock, CLOSING - timedelta(hours=1))
    assert len(postbox.to(REP)) == 1
    assert len(postbox.to(OTHER)) == 2
    assert left(mailbox) == []


def test_the_next_wave_tries_once_more_and_a_good_address_is_well_again(
    sent: House, clock: TestClock, postbox: Postbox, mailbox: Path
) -> None:
    deliver(mailbox, report(REP, own_id(postbox, REP)))
    tick(sent)
    while mail_states(sent)["sent"] < 2 * INVITED - 1:
        live(sent, clock, clock.now + timedelta(days=2))
    assert len([mail for mail in postbox.to(REP) if "taps" in mail["Subject"]]) == 2
    assert listed(sent) == []


@pytest.mark.parametrize(
    "forged",
    [
        lambda ours, theirs: report(REP, "<0123456789abcdef0123456789abcdef@acme.example>"),
        lambda ours, theirs: report(REP, theirs),
        lambda ours, theirs: report("nobody@acme.example", ours),
        lambda ours, theirs: report(REP, ours, action="delayed"),
        lambda ours, theirs: report(REP, ours, action="delivered", status="2.0.0"),
        lambda ours, theirs: report(REP, ours, status="4.4.7"),
        lambda ours, theirs: report(REP, ours).replace("delivery-status", "disposition-notification"),
        lambda ours, theirs: report(REP, ours).replace("multipart/report", "multipart/mixed"),
        lambda ours, theirs: report(REP, ""),
        lambda ours, theirs: f"Subject: {ours} {REP} failed 5.1.1\n\n",
    ],
    ids=["invented", "another's", "nobody's", "delayed", "delivered", "transient", "read", "mixed", "none", "text"],
)
def test_nothing_else_is_believed(
    sent: House, postbox: Postbox, mailbox: Path, forged: Callable[[str, str], str]
) -> None:
    deliver(mailbox, forged(own_id(postbox, REP), own_id(postbox, OTHER)))
    assert collect_bounces(sent) == 1
    assert listed(sent) == []
    assert mail_states(sent) == {"sent": INVITED}


def test_what_was_never_sent_cannot_come_back(sent: House, postbox: Postbox, mailbox: Path) -> None:
    deliver(mailbox, report(REP, own_id(postbox, REP)), report(REP, own_id(postbox, REP)).replace("I'm", "We are"))
    assert collect_bounces(sent) == 2
    assert mail_states(sent) == {"sent": INVITED - 1, "refused": 1}
    assert mail_states(sent, Kind.REMINDER) == {"waiting": INVITED}


def test_automatic_replies_are_destroyed_unread_and_what_a_human_wrote_is_kept(
    sent: House, mailbox: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bulk = HUMAN.replace("Subject", "Precedence: bulk\nSubject")
    deliver(mailbox, AWAY, bulk, HUMAN)
    with caplog.at_level("DEBUG"):
        assert tick(sent).counts["bounce"] == 3
    assert left(mailbox) == [HUMAN]
    assert "@" not in caplog.text
    assert tick(sent).counts["bounce"] == 0


def test_a_flood_is_read_in_parts_and_a_link_is_not_followed(sent: House, mailbox: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(AWAY)
    (mailbox / "new" / "0").symlink_to(tmp_path / "secret")
    deliver(mailbox, *[AWAY] * (AT_A_TIME + 5))
    assert [collect_bounces(sent) for _ in range(3)] == [AT_A_TIME, 5, 0]
    assert (tmp_path / "secret").exists()


def test_without_a_mailbox_nothing_is_read(stage: House, tmp_path: Path) -> None:
    assert collect_bounces(stage) == 0
    lost = stage.settings.model_copy(update={"bounce_maildir": tmp_path / "nowhere"})
    assert collect_bounces(replace(stage, settings=lost)) == 0


def test_a_report_names_every_recipient_it_gave_up() -> None:
    both = report(REP, "<1@x>").replace(
        "\n--9B7DE3F/mail\nContent-Description: Undelivered",
        f"\nFinal-Recipient: rfc822; {OTHER}\nAction: failed\nStatus: 5.2.1\n"
        "\n--9B7DE3F/mail\nContent-Description: Undelivered",
    )
    assert read(both.encode()).returned == (Returned("<1@x>", (REP,)), Returned("<1@x>", (OTHER,)))


def test_a_report_that_names_hundreds_is_read_no_further_than_any_mail_of_ours_could_need() -> None:
    group = f"\nFinal-Recipient: rfc822; {OTHER}\nAction: failed\nStatus: 5.2.1\n"
    ending = "\n--9B7DE3F/mail\nContent-Description: Undelivered"
    flood = report(REP, "<1@x>").replace(ending, group * 500 + ending)
    assert len(read(flood.encode()).returned) == MOST_RETURNED


def test_parts_within_parts_without_end_report_nothing() -> None:
    depth = 4_000
    opening = "".join(f'Content-Type: multipart/mixed; boundary="{level}"\n\n--{level}\n' for level in range(depth))
    assert read(opening.encode()) == Arrived((), automatic=False)


PIECES = st.sampled_from(re.split(r"(?<=\n)", report(REP, "<1@x>")))


@given(
    st.binary(max_size=600)
    | st.lists(PIECES | st.text(max_size=20), max_size=60).map(lambda one: "".join(one).encode())
)
def test_whatever_arrives_is_read_or_not_believed(content: bytes) -> None:
    assert isinstance(read(content), Arrived)
