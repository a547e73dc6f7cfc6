"""HR's pages and the log everybody may read."""

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import select

from pulse.audit import record
from pulse.programme.models import Kind, MailState, OutboxMail, Wave
from pulse.questionnaire import Item
from pulse.roster.models import Person
from tests.dashboards.stage import PROGRAMME, Stage, everybody, said
from tests.dashboards.test_home import text

pytestmark = pytest.mark.once
HANNA = "hanna@acme.example"


def owe(stage: Stage, name: str, kind: Kind, *states: MailState) -> None:
    """Put mails of a wave into the outbox, one to each of the first people."""
    with stage.house.databases.office.writing() as office:
        wave = office.scalars(select(Wave.id).where(Wave.name == name)).one()
        people = office.scalars(select(Person.id).limit(len(states)))
        for person, state in zip(people, states, strict=True):
            office.add(OutboxMail(wave_id=wave, person_id=person, kind=kind, state=state, due_at=stage.clock()))


def overview(stage: Stage) -> str:
    return text(stage.sign_in(HANNA).get("/hr").text)


def mail(stage: Stage) -> str:
    return text(stage.sign_in(HANNA).get("/hr/mail").text)


def test_without_a_programme_the_page_says_how_to_begin(stage: Stage) -> None:
    assert "No programme yet" in overview(stage)


def test_waves_are_listed_with_their_state_and_participation_once_released(stage: Stage) -> None:
    stage.hold_wave(everybody())
    stage.open_wave()
    page = overview(stage)
    assert "3 March 2026 – 9 March 2026 Wave 2 open" in page
    assert "3 February 2026 – 9 February 2026 Wave 1 released 42 of 50 answered" in page
    assert page.count(" of 50 ") == 1


def test_the_next_waves_stand_in_the_calendar(stage: Stage) -> None:
    stage.hold_wave(everybody())
    page = overview(stage)
    assert "7 April 2026 – 13 April 2026 Wave 3 planned" in page
    assert "Every 4 weeks, nothing about fewer than 5 answers." in page


def test_mails_are_counted_and_refused_addresses_named_without_a_wave(stage: Stage) -> None:
    name = stage.open_wave()
    owe(stage, name, Kind.INVITATION, MailState.SENT, MailState.SENT, MailState.REFUSED, MailState.WAITING)
    page = mail(stage)
    assert "Invitation: 2 sent, 1 waiting, 1 refused" in page
    assert page.count("@acme.example") == len(["the one signed in, twice", "contact", "refused"]) + 1
    assert "Mends these" not in page


def test_reminders_to_some_are_neither_counted_nor_named(stage: Stage) -> None:
    name = stage.open_wave()
    owe(stage, name, Kind.REMINDER, MailState.SENT, MailState.SENT, MailState.REFUSED)
    page = mail(stage)
    assert "Reminder: 2 sent, 1 refused" in page
    assert "None: every mail was accepted." in page
    stage.clock.forward(days=6)
    stage.close()
    stage.programme = PROGRAMME.model_copy(update={"remind": "unanswered"})
    owe(stage, stage.open_wave(), Kind.REMINDER, MailState.SENT)
    assert "Reminder: 1 sent" not in mail(stage)


def test_an_address_that_took_a_newer_mail_is_not_named(stage: Stage) -> None:
    owe(stage, stage.open_wave(), Kind.INVITATION, MailState.REFUSED)
    stage.clock.forward(days=6)
    stage.close()
    owe(stage, stage.open_wave(), Kind.INVITATION, MailState.SENT)
    assert "None: every mail was accepted." in mail(stage)


def test_questions_say_who_leaves_them_out_and_whether_teams_differ(stage: Stage) -> None:
    assert "This fills with the first released wave." in text(stage.sign_in(HANNA).get("/hr/questions").text)

    def some_skip(path: str, items: tuple[Item, ...]) -> Iterator[Mapping[str, int]]:
        for number, sheet in enumerate(everybody()(path, items)):
            yield {item: code for item, code in sheet.items() if item != "Q1.v1" or number % 2 == 0}

    name = stage.hold_wave(some_skip)
    page = text(stage.sign_in(HANNA).get("/hr/questions").text)
    assert "Sales pulse, wave 1: 42 answered" in page
    assert "Solid work is enough to reach my target this period. Q1.v1, every wave Left out by 45 %" in page
    assert page.count("is it clear, is it safe to answer?") == 1
    assert "Left out by 0 %" in page
    assert stage.web.get(f"/hr/questions?wave={name}").status_code == 200
    assert stage.web.get("/hr/questions?wave=nothing").status_code == 404


def test_the_loop_counts_what_is_answered_in_time_and_who_used_the_mirror(stage: Stage) -> None:
    assert "This fills with the first released wave." in text(stage.sign_in(HANNA).get("/hr/loop").text)
    munich = stage.code("Sales / South / Munich")
    stage.hold_wave(everybody(), lambda codes: said(munich, *("The price is too high." for _ in range(5))))
    page = text(stage.sign_in(HANNA).get("/hr/loop").text)
    assert "Themes answered within 10 days 0 of 1" in page
    assert "Oldest theme without an answer 16 days" in page
    assert "Leaders who used the mirror 0 of 9" in page
    assert "North none due none none due none" in page
    south = stage.code("Sales / South")
    assert "Munich 0 of 1 16 days" in text(stage.web.get(f"/hr/loop?unit={south}").text)
    assert stage.web.get("/hr/loop?unit=0000").status_code == 404


def test_a_released_wave_shows_participation_and_why_units_are_hidden(stage: Stage) -> None:
    name = stage.hold_wave(everybody())
    page = text(stage.sign_in(HANNA).get(f"/hr/wave/{name}").text)
    assert "Munich 8 of 8 answered" in page
    assert "Linz Hidden to protect people: fewer than 5 answered." in page
    assert "Bremen Counted above, so that no small group stands alone." in page
    assert "3 of 7" not in page
    assert "Hidden units: 3 of 9" in page
    assert "1: Counted above, so that no small group stands alone." in page


def test_participation_of_a_part_of_the_tree(stage: Stage) -> None:
    name, south = stage.hold_wave(everybody()), stage.code("Sales / South")
    page = text(stage.sign_in(HANNA).get(f"/hr/wave/{name}?unit={south}").text)
    assert "Munich 8 of 8" in page
    assert "Hamburg" not in page


def test_only_released_waves_of_units_they_know_have_a_page(stage: Stage) -> None:
    name, waiting = stage.hold_wave(everybody()), stage.open_wave()
    web = stage.sign_in(HANNA)
    assert web.get(f"/hr/wave/{waiting}").status_code == 404
    assert web.get(f"/hr/wave/{name}?unit=0000").status_code == 404


def test_the_log_is_read_by_everybody_signed_in_newest_first(stage: Stage) -> None:
    with stage.house.databases.office.writing() as office:
        for number in range(120):
            record(office, stage.clock(), "hanna@acme.example", "figures exported", f"<i>wave</i> {number:03d}")
    first = stage.sign_in("lena@acme.example").get("/log").text
    assert first.index("wave&lt;/i&gt; 119") < first.index("wave&lt;/i&gt; 118")
    assert "019" not in first
    older = first.split("?before=")[1].split('"')[0]
    assert "wave&lt;/i&gt; 019" in stage.web.get(f"/log?before={older}").text
