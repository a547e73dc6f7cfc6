"""A12 over a whole installation: marked codes, comments, addresses and agents, and every log and file that is written.

The web is granian in a process of its own, as it is shipped; the worker and the mail server run here. The inbox of
the demo, which keeps mails as they were sent, is the one exempt place.
"""

import logging
import os
import re
import secrets
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from pulse.database import Role, migrate
from pulse.demo.inbox import Inbox
from pulse.demo.serve import GRANIAN
from pulse.house import House, open_house
from pulse.programme.definition import parse_definition
from pulse.programme.operations import apply_programme
from pulse.roster.importing import read_roster
from pulse.roster.operations import import_roster
from pulse.settings import Settings
from pulse.worker import open_wave, tick
from tests.adversary.aftermath import files
from tests.adversary.worlds import room, row
from tests.benchmarks.servers import free_port
from tests.conftest import TestClock
from tests.stories.conftest import HEADER, LINK, PROGRAMME, installation, mail_received, text_of

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, ANSWERING = 22, 8
CLIENT = "203.0.113.77"
BROKEN = "CREATE TRIGGER broken BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'broken'); END"
EXACT = re.compile(r"\b\d\d:\d\d(?::\d\d)?\b")
ADDRESSES_BELONG = {"person"}
"""Where the address of somebody who only answers may stand, by table of the office."""


@dataclass(frozen=True)
class Site:
    """The running installation."""

    worker: House
    web: str
    inbox: Inbox
    log: Path


def attempt(seed: int) -> list[str]:
    """Answer, come back, mistype, break the box, close and release; then look into every byte written meanwhile."""
    mark = f"canary{seed}{secrets.token_hex(4)}"
    with room() as folder, _site(folder, mark) as site:
        links = {str(mail["To"]): found for mail in _mails(site) if (found := LINK.search(text_of(mail)))}
        codes = [link["code"] for link in links.values()]
        assert len(links) == PEOPLE
        _act(site, mark, [(found["wave"], found["code"]) for found in links.values()])
        later = replace(site.worker, clock=TestClock(datetime.now(UTC)))
        _end(later)
        site.worker.databases.dispose()
        words = [mark.upper(), mark, f"Agent{mark}", CLIENT, *codes, *map(str.lower, codes), *map(_in_groups, codes)]
        written = [file for file in files(folder) if "inbox" not in file.parts]
        hits = [f"{word} stands in {file.name}" for file in written for word in words if holds(file, word, mark)]
        hits += _misplaced(folder, mark)
        hits += [f"the log of the web says when: {time}" for time in EXACT.findall(site.log.read_text())]
        assert "POST failed on respond.send" in site.log.read_text()
        assert f'"n":{ANSWERING}' in (folder / "live" / "office.sqlite").read_bytes().decode("latin-1")
    return hits


def holds(file: Path, word: str, mark: str) -> bool:
    """Whether a file holds a word; in the office the mark may stand in addresses, which are looked at by table."""
    content = file.read_bytes()
    if file.name.startswith("office.sqlite"):
        content = content.replace(f"rep{mark}".encode(), b"")
    return word.encode() in content


def _misplaced(folder: Path, mark: str) -> list[str]:
    """The tables in which a rep's address stands and has no business."""
    with closing(sqlite3.connect(folder / "live" / "office.sqlite")) as connection:
        lines = [line for line in connection.iterdump() if f"rep{mark}" in line]
    tables = {line.split('"')[1] for line in lines}
    return [f"addresses stand in {table}" for table in sorted(tables - ADDRESSES_BELONG)] + (
        [] if tables else ["the roster has lost its addresses"]
    )


@contextmanager
def _site(folder: Path, mark: str) -> Iterator[Site]:
    """An installation with one wave open now, its mails sent, its web served by granian."""
    inbox, smtp, port, log = Inbox(folder / "inbox"), free_port(), free_port(), folder / "web.log"
    web = f"http://127.0.0.1:{port}"
    settings = installation(folder / "live", web, smtp)
    handler = logging.FileHandler(folder / "worker.log")
    logging.getLogger("pulse").addHandler(handler)
    with mail_received(inbox, smtp):
        worker = _opened(settings, mark)
        with _granian(port, _environment(settings), log):
            yield Site(worker, web, inbox, log)
    logging.getLogger("pulse").removeHandler(handler)
    handler.close()


def _opened(settings: Settings, mark: str) -> House:
    clock = TestClock(datetime.now(UTC))
    worker = open_house(Role.WORKER, settings, clock)
    migrate(worker.databases.office, "office")
    migrate(worker.databases.box, "box")
    rows = "\n".join(row(f"rep{mark}{number}@acme.example", "Sales", "rep", number) for number in range(PEOPLE))
    with worker.databases.office.writing() as session:
        import_roster(session, read_roster((HEADER + rows + "\n").encode(), ()), clock(), "HR")
        apply_programme(session, parse_definition(PROGRAMME, "field.toml"), worker.questionnaire, clock(), "HR")
    open_wave(worker, "field")
    for _ in range(8):
        assert tick(worker).failures == {}
        clock.forward(hours=6)
    return worker


def _act(site: Site, mark: str, links: list[tuple[str, str]]) -> None:
    """What people do: read, answer, come back, mistype, put the code into the address; in the end the box breaks."""
    comment = {"T1.v1": f"{mark} waits for prices", "visibility": "themes"}
    for number, (wave, code) in enumerate(links[:ANSWERING]):
        path = f"{site.web}/w/{wave}"
        fields = {"code": code, "S1.v1": str(1 + number % 5), **comment}
        for address, sent in ((path, None), (f"{path}?code={code}", None), (path, fields), (path, fields)):
            _request(address, mark, sent)
        _request(path, mark, {"code": code[:-1], **comment})
    with site.worker.databases.box.writing() as session:
        session.connection().exec_driver_sql(BROKEN)
    _request(f"{site.web}/w/{links[-1][0]}", mark, {"code": links[-1][1], "S1.v1": "2", **comment})
    with site.worker.databases.box.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER broken")


def _request(address: str, mark: str, fields: Mapping[str, str] | None) -> None:
    body = urllib.parse.urlencode(fields).encode() if fields else None
    headers = {"User-Agent": f"Agent{mark}", "X-Forwarded-For": CLIENT, "Referer": f"https://mail.example/{mark}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=20) as answer:
            answer.read()
    except urllib.error.HTTPError as refused:
        refused.close()


def _end(worker: House) -> None:
    """The wave closes and is released."""
    clock = TestClock(datetime.now(UTC))
    ended = replace(worker, clock=clock)
    for _ in range(10):
        clock.forward(days=1)
        assert tick(ended).failures == {}


def _mails(site: Site) -> list[EmailMessage]:
    return [mail.message for mail in site.inbox.newest(most=1000)]


def _in_groups(code: str) -> str:
    return f"{code[:4]}-{code[4:8]}"


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "PULSE_ORGANISATION": settings.organisation,
        "PULSE_BASE_URL": settings.base_url,
        "PULSE_OFFICE_URL": settings.office_url,
        "PULSE_BOX_URL": settings.box_url,
        "PULSE_KEY_DIRECTORIES": ";".join(map(str, settings.key_directories)),
        "PULSE_SECRET_KEY": settings.secret_key.get_secret_value(),
        "PULSE_MAIL_URL": settings.mail_url.get_secret_value(),
        "PULSE_MAIL_FROM": settings.mail_from,
        "PULSE_CONTACT": settings.contact,
    }


@contextmanager
def _granian(port: int, environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """The web as it is shipped, everything it prints kept in a file."""
    command = (sys.executable, "-m", "granian", *GRANIAN, "--host", "127.0.0.1", "--port", str(port), "wsgi:app")
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process)
            yield
        finally:
            process.terminate()
            process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        assert process.poll() is None, "The web ended before it answered."
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("The web did not answer in time.")
