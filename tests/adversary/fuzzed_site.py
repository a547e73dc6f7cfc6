"""An installation whose pages are sent bad input, and what must be so afterwards.

Refused input changes nothing but what refusing itself notes; after what is taken, rows refer to rows that are there,
the log of changes is whole, and everybody's pages can be opened.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from secrets import token_bytes
from time import thread_time

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.queries import staff
from pulse.accounts.sessions import begin_session
from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import add_token
from pulse.audit import broken_links
from pulse.database import Role
from pulse.house import House, open_house
from pulse.planning.models import ProposedProgramme, UploadedRoster
from pulse.publications.comments import Comments, ThemeCount
from pulse.targets.models import UploadedTargets
from tests.adversary.worlds import FOUNDED, room
from tests.conftest import TestClock
from tests.dashboards.stage import Stage, everybody, staged
from tests.engines import furnish
from tests.respond.stage import Stage as Wave
from tests.respond.stage import open_stage
from tests.stories.conftest import installation

HR, LATE_HR, OPERATOR = "hanna@acme.example", "hera@acme.example", "otto@acme.example"
HEAD, LEADER, SMALL_LEADER = "ruth@acme.example", "lena@acme.example", "bert@acme.example"
CAST = (HR, HR, LATE_HR, OPERATOR, HEAD, LEADER, SMALL_LEADER, "")
"""Who sends something; the second of HR has not proved lately who she is, the last one is nobody."""
MUNICH = "Sales / South / Munich"
NOTED_BY_REFUSING = {"sign_in", "staff_session", "held_form", "provider_sign_in", "api_token"}
"""Tries of codes, when a session was seen, the form that waits for a proof, the day a token was used."""
LOOKED_AT = {
    HR: ("/hr", "/hr/roster", "/hr/targets", "/hr/themes", "/hr/programme/sales", "/log", "/hr/exports"),
    LEADER: ("/team/{unit}", "/team/{unit}/comments", "/team/{unit}/promises", "/team/{unit}/mirror"),
    HEAD: ("/team/{root}", "/team/{root}/forecast", "/team/{root}/map"),
}


@dataclass
class Site:
    """The installation, with a browser for everybody and an eye on both databases."""

    house: House
    stage: Stage
    wave: Wave
    looked: int = 0

    @cached_property
    def browsers(self) -> dict[str, FlaskClient]:
        return {who: self.signed_in(who) for who in dict.fromkeys(CAST)}

    @cached_property
    def reps(self) -> FlaskClient:
        """A browser before the page of the open wave."""
        return self.wave.browser()

    @cached_property
    def unit(self) -> str:
        return self.stage.code(MUNICH)

    @cached_property
    def root(self) -> str:
        return self.stage.code("Sales")

    @cached_property
    def token(self) -> str:
        """A token for the API."""
        return self._token(Purpose.FIGURES, "/api/v1/waves")

    @cached_property
    def provisioning(self) -> str:
        """A token for the identity provider."""
        return self._token(Purpose.SCIM, "/scim/v2/Users")

    def _token(self, purpose: Purpose, used_for: str) -> str:
        now = self.stage.clock()
        with self.house.databases.office.writing() as session:
            until = (now + timedelta(days=300)).date()
            token = add_token(session, purpose, f"program for {purpose}", until, actor="a test", now=now)
        # The first use of a day is noted, whatever was asked for.
        self.stage.app.test_client().get(used_for, headers={"Authorization": f"Bearer {token}"})
        return token

    def uploaded(self, page: str) -> str:
        """The digest of the file that waits on one of HR's pages, if one does."""
        model = UploadedTargets if "targets" in page else UploadedRoster
        with self.house.databases.office.reading() as session:
            return session.scalar(sa.select(model.digest).where(model.uploaded_by == HR)) or ""

    def proposed_at(self) -> str:
        """When the change of a programme was proposed that waits, if one does."""
        with self.house.databases.office.reading() as session:
            found = session.scalar(sa.select(ProposedProgramme.proposed_at).limit(1))
        return found.isoformat() if found else ""

    def signed_in(self, who: str) -> FlaskClient:
        """A browser in which somebody has just signed in."""
        browser, token, now = self.stage.app.test_client(), token_bytes(32), self.stage.clock()
        if who:
            with self.house.databases.office.writing() as office:
                person = staff(office, who)
                assert person is not None
                begin_session(office, person, token, now, proved_at=None if who == LATE_HR else now)
            with browser.session_transaction() as session:
                session["token"] = token
        return browser

    def looks(self) -> Iterator[str]:
        """Two pages of everybody, others each time."""
        for who, paths in LOOKED_AT.items():
            path = paths[self.looked % len(paths)].format(unit=self.unit, root=self.root)
            self.browsers[who] = self.signed_in(who)
            with self.browsers[who].get(path) as answer:
                if answer.status_code != 200:
                    yield f"afterwards {path} answers {answer.status_code}"
        self.looked += 1

    def slowest(self) -> float:
        """The seconds of work of a large page, to hold others against."""
        browser, path = self.browsers[HEAD], f"/team/{self.root}"
        return max(_seconds(browser, path) for _ in range(3))


class Eye:
    """Sees which tables have changed since it last looked, by a connection of its own to each file."""

    def __init__(self, house: House) -> None:
        databases = house.databases.office, house.databases.box
        self._files = [sqlite3.connect(one.engine.url.database or "") for one in databases]
        self._versions, self._seen = self._version(), self._content()

    def changed(self) -> set[str]:
        """The tables that are not what they were."""
        version = self._version()
        if version == self._versions:
            return set()
        before, self._seen, self._versions = self._seen, self._content(), version
        return {table for table in before.keys() | self._seen.keys() if before.get(table) != self._seen.get(table)}

    def orphans(self) -> list[str]:
        """The tables with a row that refers to one that is not there."""
        return [str(row[0]) for file in self._files for row in file.execute("PRAGMA foreign_key_check")]

    def close(self) -> None:
        for file in self._files:
            file.close()

    def _version(self) -> list[int]:
        return [int(file.execute("PRAGMA data_version").fetchone()[0]) for file in self._files]

    def _content(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for file in self._files:
            names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in names:
                rows = file.execute(str(sa.select(sa.literal_column("*")).select_from(sa.table(name)))).fetchall()
                found[name] = hashlib.sha256(repr(sorted(map(repr, rows))).encode("utf-8", "replace")).hexdigest()
        return found


@contextmanager
def opened_site() -> Iterator[tuple[Site, Eye]]:
    """An organisation after one published wave, with the next one open."""
    with room() as folder:
        clock = TestClock(FOUNDED)
        house = open_house(Role.WORKER, installation(folder, "http://localhost", 9), clock)
        furnish(house)
        with staged(house, clock) as stage, open_stage(house, people=200) as wave:
            site = Site(house, _furnished(stage), wave)
            eye = Eye(house)
            yield site, eye
            eye.close()
        house.databases.dispose()


def broken_log(house: House) -> list[int]:
    """The entries of the log of changes that do not follow from the one before."""
    with house.databases.office.reading() as session:
        return list(broken_links(session))


def _furnished(stage: Stage) -> Stage:
    stage.app.config["WTF_CSRF_ENABLED"] = False
    with stage.house.databases.office.writing() as office:
        add_account(office, LATE_HR, StaffRole.HR, "a test", stage.clock())
    stage.hold_wave(everybody(), _themes)
    stage.open_wave()
    return stage


def _themes(codes: Mapping[str, str]) -> Comments:
    return Comments((), tuple(ThemeCount(code, "price", 6) for code in codes.values()))


def _seconds(browser: FlaskClient, path: str) -> float:
    before = thread_time()
    answer: TestResponse = browser.get(path)
    answer.close()
    return thread_time() - before
