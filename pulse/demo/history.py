"""Eight past waves and an open ninth, driven through the real pipeline with a clock that is moved by hand."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.database import migrate
from pulse.demo.calendar import OPEN_WAVE, definition_before, last_working_morning, past_windows
from pulse.demo.guide import Guide
from pulse.demo.inbox import Inbox
from pulse.demo.leaders import VISITS, Leaders
from pulse.demo.organisation import DOMAIN
from pulse.demo.plans import keep_plans
from pulse.demo.stage import Stage, link_in, on_stage
from pulse.programme.operations import apply_programme
from pulse.programme.schedule import Window
from pulse.settings import Settings
from pulse.worker import open_wave

HR, OPERATOR = f"hr@{DOMAIN}", f"operator@{DOMAIN}"
OPEN_DAYS = timedelta(days=7)
SETTING_UP = timedelta(days=30)
A_DAY = timedelta(days=1)

Progress = Callable[[str], None]
"""Takes a line that says how far the building is."""


def build(settings: Settings, folder: Path, smtp_port: int, now: datetime, say: Progress) -> None:
    """Build the demo organisation in `folder`: databases, keys, the inbox of the open wave and the guide."""
    morning = last_working_morning(now)
    definition = definition_before(morning)
    waves, inbox = past_windows(definition), Inbox(folder / "inbox")
    with on_stage(settings, smtp_port, waves[0].opens_at - SETTING_UP) as stage:
        say("Building a believable organisation, once; this takes a minute or two.")
        _set_up(stage)
        with stage.house.databases.office.writing() as session:
            apply_programme(session, definition, stage.house.questionnaire, stage.clock(), HR)
        for number, window in enumerate(waves, start=1):
            stage.clock.now = window.opens_at - A_DAY
            stage.change_roster(number, OPERATOR, HR)
            keep_plans(stage.house, waves[0].opens_at.date(), HR)
            mails = _hold(stage, number, window, inbox if window is waves[-1] else None)
            say(f"  wave {number} of {len(waves)}: {mails} mails sent, closed and released {window.closes_at:%d %B %Y}")
            _answer(stage, number, window.closes_at + A_DAY, morning)
        _open_the_ninth(stage, definition.name, morning, now, inbox).write(folder / "guide.json")
    say("  wave 9 is open.")


def _set_up(stage: Stage) -> None:
    databases = stage.house.databases
    migrate(databases.office, "office")
    migrate(databases.box, "box")
    stage.change_roster(1, OPERATOR, HR)
    with databases.office.writing() as session:
        add_account(session, HR, StaffRole.HR, OPERATOR, stage.clock())
        add_account(session, OPERATOR, StaffRole.OPERATOR, OPERATOR, stage.clock())


def _hold(stage: Stage, number: int, window: Window, inbox: Inbox | None) -> int:
    """Hold a wave, and return how many mails it sent; its results mails are kept in the inbox, if there is one."""
    stage.clock.now = window.opens_at
    mails = sum(1 for _ in stage.live_until(window.opens_at + A_DAY, number))
    Leaders(stage.house, stage.employees, number).look_ahead()
    for content in stage.live_until(window.closes_at + A_DAY, number):
        mails += 1
        if inbox and stage.clock.now > window.closes_at:
            inbox.keep(content)
    return mails


def _answer(stage: Stage, number: int, published_at: datetime, until: datetime) -> None:
    """Let leaders look at the results now and then, as long as it is not yet time for the open wave."""
    leaders = Leaders(stage.house, stage.employees, number)
    for visit in VISITS:
        if published_at + visit < until - A_DAY / 2:
            stage.clock.now = published_at + visit
            leaders.look_back()


def _open_the_ninth(stage: Stage, programme: str, morning: datetime, now: datetime, inbox: Inbox) -> Guide:
    stage.clock.now = morning - A_DAY / 2
    stage.change_roster(OPEN_WAVE, OPERATOR, HR)
    stage.clock.now = morning
    open_wave(stage.house, programme, morning + OPEN_DAYS)
    Leaders(stage.house, stage.employees, OPEN_WAVE).look_ahead()
    stage.keeps_link = _somebody(stage, "Berlin", "rep")
    path = _deliver(stage, inbox, stage.live_until(max(now, morning + timedelta(hours=1)), OPEN_WAVE))
    closes = (morning + OPEN_DAYS).astimezone()
    return Guide(
        "Nordwind", len(stage.employees), OPEN_WAVE, f"{closes:%A %d %B, %H:%M}", stage.keeps_link, path,
        {
            "team leader": _somebody(stage, "Berlin", "leader"),
            "regional leader": _somebody(stage, "DACH", "leader"),
            "head of sales": _somebody(stage, "Sales", "leader"),
            "HR": HR,
        },
    )  # fmt: skip


def _somebody(stage: Stage, unit: str, role: str) -> str:
    people = stage.employees.values()
    return next(person.email for person in people if person.role == role and person.team.split(" / ")[-1] == unit)


def _deliver(stage: Stage, inbox: Inbox, mails: Iterable[bytes]) -> str:
    """Keep every mail in the inbox; return the path and fragment of the link that is left unused."""
    path = ""
    for content in mails:
        inbox.keep(content)
        mail = message_from_bytes(content, policy=policy.default)
        if str(mail["To"]).lower() == stage.keeps_link and (link := link_in(mail)):
            path = link.group(0)
    return path
