"""The organisation at play: its clock, its mail server, its web, and employees who answer their mail."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask.testing import FlaskClient

from pulse.accounts.queries import staff
from pulse.app import create_app
from pulse.database import Role
from pulse.demo.moods import answers_at_all, remark, ticks
from pulse.demo.organisation import Employee, roster, roster_file
from pulse.house import House, open_house
from pulse.programme.contract import Contract
from pulse.programme.roster_changes import Submission, approve, submit_roster
from pulse.questionnaire import Item
from pulse.roster.importing import read_roster
from pulse.roster.models import Approval
from pulse.settings import Settings
from pulse.worker import tick

SEED = 20
STEP = timedelta(hours=1)
ANSWERS_AT_ONCE = 0.75
LINK = re.compile(r"(?P<path>/w/(?P<wave>\w+)(?:\?lang=\w+)?)#(?P<code>\w+)")


@dataclass
class MovableClock:
    """A clock that shows what it is told to."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Postman:
    """A mail server that keeps what it received until it is collected."""

    received: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(envelope.original_content or b"")
        return "250 Received"

    def collect(self) -> tuple[bytes, ...]:
        """Hand over everything received since the last time."""
        collected, self.received = tuple(self.received), []
        return collected


@dataclass
class Stage:
    """One process that plays everybody; `refuses_to_answer` leaves one rep's link unused."""

    house: House
    web: FlaskClient
    clock: MovableClock
    postman: Postman
    chance: random.Random
    employees: dict[str, Employee] = field(default_factory=dict)
    keeps_link: str = ""

    def change_roster(self, wave: int, proposer: str, approver: str) -> None:
        """Let one person hand in the roster as it is before this wave and another, where it has to, approve it."""
        people = roster(wave, SEED)
        self.employees = {employee.email: employee for employee in people}
        file = roster_file(people)
        handed_in = Submission(file, read_roster(file, ()), proposer)
        with self.house.databases.office.writing() as session:
            waits = submit_roster(session, handed_in, Approval.TWO, self.clock()).waits
        if waits:
            self._approve(handed_in.digest, approver)
            tick(self.house)

    def _approve(self, digest: str, approver: str) -> None:
        with self.house.databases.office.writing() as session:
            person = staff(session, approver)
            if person:
                approve(session, digest, person, self.clock())

    def live_until(self, end: datetime, wave: int) -> Iterator[bytes]:
        """Move the clock to `end` hour by hour, doing what is due; yields every mail, perhaps answered by then."""
        while True:
            tick(self.house)
            for content in self.postman.collect():
                self._read(message_from_bytes(content, policy=policy.default), wave)
                yield content
            if self.clock.now >= end:
                return
            self.clock.now = min(end, self.clock.now + STEP)

    def _read(self, mail: EmailMessage, wave: int) -> None:
        employee, link = self.employees.get(str(mail["To"]).lower()), link_in(mail)
        if employee is None or link is None or employee.email == self.keeps_link:
            return
        # Willing or not is decided per wave, not per mail: a reminder brings those who put it off, not the others.
        if (
            answers_at_all(employee, random.Random(f"{employee.email} {wave}"))
            and self.chance.random() < ANSWERS_AT_ONCE
        ):
            self._answer(employee, link, wave)

    def _answer(self, employee: Employee, link: re.Match[str], wave: int) -> None:
        """Fill in the pulse page as this employee would; somebody who has answered already meets the same page."""
        chance = random.Random(f"{employee.email} answers {wave}")
        items = self._items(link["wave"])
        form = {"code": link["code"]} | {item: str(code) for item, code in ticks(employee, items, wave, chance).items()}
        closing = next((item.id for item in items if item.scale.is_text), None)
        if closing and (written := remark(employee, chance)):
            form |= {closing: written.text, "tag": written.tag, "visibility": written.visibility}
        self.web.post(link["path"], data=form)

    def _items(self, wave: str) -> tuple[Item, ...]:
        contract = Contract.parse(self.web.get(f"/w/{wave}/contract").text)
        return tuple(map(self.house.questionnaire.item, contract.questions))


def link_in(mail: EmailMessage) -> re.Match[str] | None:
    """Find a rep's link in the text part of a mail."""
    part = mail.get_body(("plain",))
    return LINK.search(part.get_content()) if part else None


@contextmanager
def on_stage(settings: Settings, smtp_port: int, now: datetime) -> Iterator[Stage]:
    """Set the stage: worker and web on the same databases and clock, mail through a real server on this machine."""
    clock, postman = MovableClock(now), Postman()
    worker, web = open_house(Role.WORKER, settings, clock), open_house(Role.WEB, settings, clock)
    server = Controller(postman, hostname="127.0.0.1", port=smtp_port)
    server.start()
    try:
        yield Stage(worker, create_app(web).test_client(), clock, postman, random.Random(SEED))
    finally:
        server.stop()
        worker.databases.dispose()
        web.databases.dispose()
