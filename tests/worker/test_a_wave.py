"""A whole wave as the worker lives it, through a real SMTP conversation."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from pulse.app import create_app
from pulse.ballots.keys import KeyDirectories
from pulse.ballots.queries import contract as box_contract
from pulse.house import House
from pulse.invitations.codes import digest
from pulse.invitations.models import Invitation
from pulse.programme.contract import Contract
from pulse.programme.models import Kind, Wave
from pulse.programme.queries import WaveState
from pulse.worker import tick
from pulse.worker.release import readers_of
from tests.conftest import TestClock
from tests.programme.organisation import apply
from tests.worker.postbox import Postbox
from tests.worker.wave import (
    CLOSING,
    INVITED,
    OPENING,
    code_in,
    due_moments,
    first_wave,
    jump,
    live,
    mail_states,
    state,
    text,
)


def test_everybody_but_the_head_gets_one_invitation_and_one_reminder(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, CLOSING)
    assert len(postbox.recipients) == INVITED
    assert set(postbox.recipients.values()) == {2}
    assert "head@acme.example" not in postbox.recipients
    reminders = Counter(str(mail["Subject"]).startswith(("Reminder", "Erinnerung")) for mail in postbox.mails)
    assert reminders == {False: INVITED, True: INVITED}


def test_every_mail_is_due_at_nine_on_the_readers_clock_and_on_working_days(stage: House, clock: TestClock) -> None:
    jump(stage, clock, OPENING)
    assert due_moments(stage, Kind.INVITATION) == {
        "Europe/Berlin Tue 03 09:00": 9,
        "Europe/London Tue 03 09:00": 7,
        "Pacific/Honolulu Tue 03 09:00": 7,
        # It opens on Tuesday evening in Auckland.
        "Pacific/Auckland Wed 04 09:00": 7,
    }
    assert due_moments(stage, Kind.REMINDER) == {
        "Europe/Berlin Thu 05 09:00": 9,
        "Europe/London Thu 05 09:00": 7,
        "Pacific/Honolulu Thu 05 09:00": 7,
        # Friday the sixth is Waitangi Day.
        "Pacific/Auckland Mon 09 09:00": 7,
    }


def test_no_mail_leaves_before_it_is_due(stage: House, clock: TestClock, postbox: Postbox) -> None:
    sent = []
    for hours in (0, 0.99, 1, 10.99, 11, 11.99, 12):
        jump(stage, clock, OPENING + timedelta(hours=hours))
        sent.append(len(postbox.mails))
    assert sent == [9, 9, 16, 16, 23, 23, 30]


def test_a_wave_opens_closes_and_is_released_on_its_own(stage: House, clock: TestClock) -> None:
    seen = []
    for moment in (OPENING - timedelta(seconds=1), OPENING, CLOSING - timedelta(seconds=1), CLOSING):
        clock.now = moment
        assert tick(stage).failures == {}
        seen.append(state(stage))
    assert seen == [WaveState.PLANNED, WaveState.OPEN, WaveState.OPEN, WaveState.RELEASED]


def test_the_next_wave_follows_four_weeks_later(stage: House, clock: TestClock) -> None:
    jump(stage, clock, OPENING, CLOSING, CLOSING + timedelta(seconds=1))
    with stage.databases.office.reading() as session:
        second = session.scalars(select(Wave).where(Wave.number == 2)).one()
    assert second.opens_at == OPENING + timedelta(weeks=4)


def test_every_code_in_a_mail_is_in_the_box_with_the_readers_cell(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(days=1))
    name = first_wave(stage).name
    with stage.databases.box.reading() as session:
        cells = dict(session.execute(select(Invitation.digest, Invitation.cell)).all())
    assert len(cells) == INVITED
    assert {digest(name, code_in(mail)) for mail in postbox.mails} == set(cells)
    groups = {digest(name, code_in(mail)): "Munich" in text(mail) for mail in postbox.mails}
    munich = {cells[code] for code, is_munich in groups.items() if is_munich}
    assert len(munich) == 1
    assert Counter(cells.values())[munich.pop()] == 6


def test_one_contract_stands_in_the_office_in_the_box_and_in_every_mail(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(days=2))
    wave = first_wave(stage)
    contract = Contract.parse(wave.contract or "")
    with stage.databases.box.reading() as session:
        assert box_contract(session, wave.name).text == wave.contract
    assert contract.fingerprint == wave.fingerprint
    assert all(contract.fingerprint in text(mail) for mail in postbox.mails)
    assert contract.invited == INVITED
    assert "acme.example" not in contract.canonical()
    assert not {"Munich", "EMEA", "Sales"} & set(contract.canonical().split('"'))


def test_the_four_team_leaders_and_two_regional_ones_count_at_the_top(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(days=1))
    for leader in ("lead.munich@acme.example", "emea@acme.example"):
        (mail,) = postbox.to(leader)
        sentence = " ".join(text(mail).split())
        assert ("group Sales; 6 people" in sentence) or ("Gruppe Sales; in ihr sind 6 Personen" in sentence)


def test_germans_are_written_to_in_german(stage: House, clock: TestClock, postbox: Postbox) -> None:
    live(stage, clock, OPENING + timedelta(days=1))
    (german,), (english,) = postbox.to("rep0.munich@acme.example"), postbox.to("rep0.london@acme.example")
    assert "Jetzt antworten" in text(german)
    assert "?lang=de#" in text(german)
    assert "Answer now" in text(english)
    assert "?lang" not in text(english)


def test_a_change_of_the_programme_does_not_touch_the_open_wave(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    live(stage, clock, OPENING + timedelta(days=1))
    before = first_wave(stage).contract
    apply(stage, title="Another Title", k=9, comment_k=9, reminders=0, instrument="pulse-11")
    live(stage, clock, OPENING + timedelta(days=6))
    assert first_wave(stage).contract == before
    assert mail_states(stage, Kind.REMINDER) == {"sent": INVITED}
    assert {str(mail["From"]) for mail in postbox.mails} == {"Sales Pulse <pulse@acme.example>"}


def test_after_the_close_no_code_can_be_recognised_and_no_key_is_left(stage: House, clock: TestClock) -> None:
    jump(stage, clock, OPENING)
    assert KeyDirectories(stage.settings.key_directories).holds_share(first_wave(stage).name)
    jump(stage, clock, CLOSING)
    with stage.databases.box.reading() as session:
        assert session.scalars(select(Invitation)).all() == []
    assert [file for path in stage.settings.key_directories for file in path.iterdir()] == []


def test_everybody_is_told_in_their_own_morning_that_results_are_open(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    jump(stage, clock, OPENING, CLOSING)
    leaders, others = due_moments(stage, Kind.RESULTS), due_moments(stage, Kind.TEAM_RESULTS)
    assert leaders == {
        "Europe/Berlin Tue 10 09:00": 4,
        "Europe/London Tue 10 09:00": 1,
        "Pacific/Honolulu Mon 09 09:00": 1,
        "Pacific/Auckland Tue 10 09:00": 1,
    }
    assert set(others) == set(leaders)
    postbox.empty()
    jump(stage, clock, *(CLOSING + timedelta(hours=hours) for hours in (2, 3, 15, 16)))
    assert set(postbox.recipients.values()) == {1}
    assert mail_states(stage, Kind.RESULTS) == {"sent": leaders.total()}
    assert mail_states(stage, Kind.TEAM_RESULTS) == {"sent": others.total()}
    assert all("/w/" not in mail.as_string() for mail in postbox.mails)


def test_leaders_are_led_to_their_pages_and_everybody_else_to_one_link_per_group(
    stage: House, clock: TestClock, postbox: Postbox
) -> None:
    jump(stage, clock, OPENING, CLOSING)
    postbox.empty()
    jump(stage, clock, *(CLOSING + timedelta(hours=hours) for hours in (2, 3, 15, 16)))
    (leader,) = postbox.to("lead.munich@acme.example")
    assert f"{stage.settings.base_url}/\r\n" in text(leader)
    links: dict[str, set[str]] = {}
    for mail in postbox.mails:
        if str(mail["To"]).startswith("rep"):
            city = str(mail["To"]).partition(".")[2].partition("@")[0]
            links.setdefault(city, set()).update(re.findall(r"/r/(?!pause/)([\w-]+)", text(mail)))
    assert {len(found) for found in links.values()} == {1}
    assert len(set.union(*links.values())) == len(links) >= 4
    web = create_app(stage).test_client()
    for (token,) in links.values():
        assert web.get(f"/r/{token}").status_code == 200


def test_a_contract_that_keeps_results_to_leaders_is_followed(stage: House, clock: TestClock) -> None:
    jump(stage, clock, OPENING)
    with stage.databases.office.writing() as session:
        wave = session.scalars(select(Wave)).first()
        assert wave is not None
        contract = replace(Contract.parse(wave.contract or ""), results="leaders")
        assert [kind for _, kind, _ in readers_of(session, contract, wave.id) if kind is Kind.TEAM_RESULTS] == []
        everyone = replace(contract, results="everyone")
        assert [kind for _, kind, _ in readers_of(session, everyone, wave.id) if kind is Kind.TEAM_RESULTS] != []


def test_a_released_wave_is_told_of_once(stage: House, clock: TestClock, postbox: Postbox) -> None:
    jump(stage, clock, OPENING, CLOSING)
    before = due_moments(stage, Kind.TEAM_RESULTS)
    jump(stage, clock, CLOSING + timedelta(minutes=5), CLOSING + timedelta(minutes=10))
    assert due_moments(stage, Kind.TEAM_RESULTS) == before


def test_old_news_of_results_is_not_sent_any_more(stage: House, clock: TestClock, postbox: Postbox) -> None:
    jump(stage, clock, OPENING, CLOSING)
    postbox.empty()
    jump(stage, clock, CLOSING + timedelta(days=14))
    assert not postbox.mails
