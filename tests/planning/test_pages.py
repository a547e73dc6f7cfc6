"""HR's pages and the log everybody may read."""

import pytest
from sqlalchemy import select

from pulse.audit import record
from pulse.programme.models import Kind, MailState, OutboxMail, Wave
from pulse.roster.models import Person
from tests.dashboards.stage import PROGRAMME, Stage, everybody
from tests.dashboards.test_home import text

pytestmark = pytest.mark.sqlite
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


def test_without_a_programme_the_page_says_how_to_begin(stage: Stage) -> None:
    assert "No programme yet" in overview(stage)


def test_waves_are_listed_with_their_state_and_participation_once_released(stage: Stage) -> None:
    stage.hold_wave(everybody())
    stage.open_wave()
    page = overview(stage)
    assert "Wave 2 open 3 March 2026 9 March 2026 Wave 1 released" in page
    assert page.count("42 of 50 answered") == 1
    assert page.count(" of 50 ") == 1


def test_mails_are_counted_and_nobody_is_named(stage: Stage) -> None:
    name = stage.open_wave()
    owe(stage, name, Kind.INVITATION, MailState.SENT, MailState.SENT, MailState.REFUSED, MailState.WAITING)
    page = overview(stage)
    assert "invitation: 2 sent, 1 waiting, 1 refused" in page
    assert "rep0@acme.example" not in page


def test_reminders_are_counted_only_where_they_go_to_everybody(stage: Stage) -> None:
    name = stage.open_wave()
    owe(stage, name, Kind.REMINDER, MailState.SENT, MailState.SENT)
    assert "reminder: 2 sent" in overview(stage)
    stage.clock.forward(days=6)
    stage.close()
    stage.programme = PROGRAMME.model_copy(update={"remind": "unanswered"})
    owe(stage, stage.open_wave(), Kind.REMINDER, MailState.SENT)
    assert "reminder: 1 sent" not in overview(stage)


def test_a_released_wave_shows_participation_and_why_units_are_hidden(stage: Stage) -> None:
    name = stage.hold_wave(everybody())
    page = text(stage.sign_in(HANNA).get(f"/hr/wave/{name}").text)
    assert "Munich 8 of 8 answered" in page
    assert "Linz Hidden to protect people: fewer than 5 answered." in page
    assert "Bremen Counted above, so that no small group stands alone." in page
    assert "3 of 7" not in page


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
