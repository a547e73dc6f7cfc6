"""A company's installation: a worker, a web behind real HTTP and a real mail server, on a clock the test moves."""

import re
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, cast

import pytest

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.app import create_app
from pulse.database import Role
from pulse.demo.inbox import Inbox, mail_server
from pulse.house import House, open_house
from pulse.programme.definition import parse_definition
from pulse.programme.operations import apply_programme
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.settings import Settings
from pulse.worker import tick
from tests.benchmarks.servers import free_port
from tests.conftest import TestClock
from tests.engines import as_web, furnish
from tests.serving import Server

LINK = re.compile(r"/w/(?P<wave>\w+)(?:\?lang=\w+)?#(?P<code>\w+)")
HEADER = "email,name,team,role,time_zone,language,country,target\n"
PROGRAMME = """
name = "field"
title = "Field Pulse"
audience = "Sales"
first_wave = 2026-03-03
time_zone = "Europe/Berlin"
"""


@dataclass(frozen=True)
class Page:
    """What came back: status, headers, text and the address it ended at."""

    status: int
    headers: Mapping[str, str]
    text: str
    address: str


class Visitor:
    """A browser without script: keeps cookies, follows redirects, fills in forms."""

    def __init__(self, web: str) -> None:
        self.web = web
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _Forgiving())

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self._address(path)))

    def post(self, path: str, **fields: str) -> Page:
        body = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(self._address(path), body, {"Referer": self._address(path)}))

    def submit(self, page: Page, **fields: str) -> Page:
        """Send the page's form: its hidden fields and these."""
        hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', page.text))
        hidden |= dict(re.findall(r'<input[^>]*name="(csrf_token)"[^>]*value="([^"]*)"', page.text))
        return self.post(page.address.removeprefix(self.web), **hidden, **fields)

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.web + path

    def _open(self, request: urllib.request.Request) -> Page:
        with cast("HTTPResponse", self._opener.open(request, timeout=20)) as response:
            text = response.read().decode("utf-8", "replace")
            return Page(response.status, dict(response.headers), text, response.geturl())


class _Forgiving(urllib.request.HTTPErrorProcessor):
    """Hands a refused request back as a page, and follows redirects."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return super().http_response(request, response) if response.status in {301, 302, 303, 307} else response


@dataclass(frozen=True)
class Company:
    """One installation whose clock the test moves: worker here, web behind real HTTP, mail through a real server."""

    folder: Path
    worker: House
    web_house: House
    clock: TestClock
    web: str
    inbox: Inbox

    def imports(self, *rows: str) -> None:
        """HR imports a roster of these rows."""
        source = (HEADER + "\n".join(rows) + "\n").encode()
        with self.worker.databases.office.writing() as session:
            import_roster(session, read_roster(source, ()), self.clock(), "HR")

    def applies(self, programme: str = PROGRAMME) -> None:
        """HR applies a programme file."""
        definition = parse_definition(programme, "field.toml")
        with self.worker.databases.office.writing() as session:
            apply_programme(session, definition, self.worker.questionnaire, self.clock(), "HR")

    def hires_hr(self, email: str) -> None:
        """An operator gives somebody an account of HR."""
        with self.worker.databases.office.writing() as session:
            add_account(session, email, StaffRole.HR, "operator", self.clock())

    def works(self) -> None:
        """The worker does everything that is due; nothing fails."""
        assert tick(self.worker).failures == {}

    def passes(self, **span: float) -> None:
        """Time passes, and the worker does what becomes due."""
        self.clock.forward(**span)
        self.works()

    def visitor(self) -> Visitor:
        """Somebody with a browser of their own."""
        return Visitor(self.web)

    def mails(self, to: str = "", subject: str = "") -> list[EmailMessage]:
        """The mails that arrived for somebody, the newest first."""
        found = (mail.message for mail in self.inbox.newest(to, most=10_000))
        return [mail for mail in found if subject in str(mail["Subject"])]

    def links(self) -> dict[str, re.Match[str]]:
        """Everybody's own link to the newest wave, by address."""
        oldest_first = reversed(self.mails())
        return {str(mail["To"]): link for mail in oldest_first if (link := LINK.search(text_of(mail)))}

    def signs_in(self, email: str) -> Visitor:
        """Somebody of the staff signs in by mail."""
        visitor = self.visitor()
        visitor.submit(visitor.get("/sign-in"), email=email)
        self.works()
        link = re.search(r"http\S+/sign-in/\S+", text_of(self.mails(email, "ign in")[0]))
        assert link
        visitor.submit(visitor.get(link.group(0)))
        return visitor


def text_of(mail: EmailMessage) -> str:
    """The text part of a mail."""
    part = mail.get_body(("plain",))
    return cast("str", part.get_content()) if part else ""


@pytest.fixture
def company(tmp_path: Path, clock: TestClock, addresses: tuple[str, str]) -> Iterator[Company]:
    """An empty installation on either engine, whose web has the web's rights alone."""
    inbox, smtp = Inbox(tmp_path / "inbox"), free_port()
    clock.now = datetime(2026, 2, 27, 9, 0, tzinfo=UTC)
    server = Server()
    with mail_received(inbox, smtp):
        urls = dict(zip(("office_url", "box_url"), addresses, strict=True))
        settings = installation(tmp_path, server.address, smtp).model_copy(update=urls)
        worker, web = open_house(Role.WORKER, settings, clock), open_house(Role.WEB, as_web(settings), clock)
        furnish(worker)
        with server.serving(create_app(web)):
            yield Company(tmp_path, worker, web, clock, server.address, inbox)
        worker.databases.dispose()
        web.databases.dispose()


@contextmanager
def mail_received(inbox: Inbox, port: int) -> Iterator[None]:
    """A mail server that keeps everything in the inbox."""
    server = mail_server(inbox, port)
    server.start()
    try:
        yield
    finally:
        server.stop()


def installation(folder: Path, address: str, smtp: int) -> Settings:
    """The settings of an installation in a folder."""
    return Settings(
        organisation="Acme",
        base_url=address,
        office_url=f"sqlite:///{folder}/office.sqlite",
        box_url=f"sqlite:///{folder}/box.sqlite",
        key_directories=(folder / "keys",),
        secret_key="a secret for tests alone, of some length",
        mail_url=f"smtp://127.0.0.1:{smtp}",
        mail_from="Acme Pulse <pulse@acme.example>",
        contact="people@acme.example",
        secure_cookies=False,
    )
