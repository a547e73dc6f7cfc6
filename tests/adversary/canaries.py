"""A12 over a whole installation: marked codes, comments, addresses and agents, and every log and file that is written.

The web is granian in a process of its own, as it is shipped; the worker and the mail server run here. A proxy may stand
before the web: then people meet that, and what it writes is looked into as well. The inbox of the demo, which keeps
mails as they were sent, is the one exempt place.
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
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from pulse.database import Role
from pulse.demo.inbox import Inbox
from pulse.demo.serve import GRANIAN
from pulse.house import House, open_house
from pulse.logs import formatter
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
from tests.engines import furnish
from tests.proxies.front import CLIENT as VISITOR
from tests.proxies.front import Front
from tests.stories.conftest import HEADER, LINK, PROGRAMME, installation, mail_received, text_of

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, ANSWERING = 22, 8
CLIENT = "203.0.113.77"
GONE = 502
BROKEN = "CREATE TRIGGER broken BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'broken'); END"
EXACT = re.compile(r"\b\d\d:\d\d(?::\d\d)?\b")
ADDRESSES_BELONG = {"person"}
"""Where the address of somebody who only answers may stand, by table of the office."""


Fields = Mapping[str, str] | None
LogFormat = Literal["text", "json"]
Ask = Callable[[str, Fields, Mapping[str, str]], object]
Before = Callable[[Path, int], AbstractContextManager[Front]]
"""Starts a proxy that keeps its files in a folder, before the web on a port."""


@dataclass(frozen=True)
class Site:
    """The running installation, and how its pages are asked for."""

    worker: House
    web: str
    inbox: Inbox
    log: Path
    ask: Ask


def attempt(seed: int, before: Before | None = None, log: LogFormat = "text") -> list[str]:
    """Answer, come back, mistype, break the box, close and release; then look into every byte written meanwhile."""
    mark = f"canary{seed}{secrets.token_hex(4)}"
    with room() as folder:
        with _site(folder, mark, before, log) as site:
            links = {str(mail["To"]): found for mail in _mails(site) if (found := LINK.search(text_of(mail)))}
            codes = [link["code"] for link in links.values()]
            assert len(links) == PEOPLE
            _act(site, mark, [(found["wave"], found["code"]) for found in links.values()])
            _end(replace(site.worker, clock=TestClock(datetime.now(UTC))))
            site.worker.databases.dispose()
        return _found(folder, mark, codes) + _out_of_place(folder, mark, site.log.read_text())


def _found(folder: Path, mark: str, codes: list[str]) -> list[str]:
    """Where a mark, a code or somebody's address stands that must stand nowhere."""
    words = [
        mark.upper(),
        mark,
        f"Agent{mark}",
        CLIENT,
        VISITOR,
        *codes,
        *map(str.lower, codes),
        *map(_in_groups, codes),
    ]
    written = [file for file in files(folder) if "inbox" not in file.parts]
    return [f"{word} stands in {file.name}" for file in written for word in words if holds(file, word, mark)]


def _out_of_place(folder: Path, mark: str, log: str) -> list[str]:
    assert "The box took no ballot" in log
    assert any(f'"n":{ANSWERING}'.encode() in file.read_bytes() for file in (folder / "live").glob("office.sqlite*"))
    return [*_misplaced(folder, mark), *(f"the log of the web says when: {time}" for time in EXACT.findall(log))]


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
def _site(folder: Path, mark: str, before: Before | None, form: LogFormat) -> Iterator[Site]:
    """An installation with one wave open now, its mails sent, its web served by granian."""
    inbox, smtp, port, log = Inbox(folder / "inbox"), free_port(), free_port(), folder / "web.log"
    settings = installation(folder / "live", f"http://127.0.0.1:{port}", smtp).model_copy(update={"log_format": form})
    with _logged(folder / "worker.log", form), mail_received(inbox, smtp):
        worker = _opened(settings, mark)
        with _pages(folder, port, mark, before) as (web, ask), _granian(port, _environment(settings), log):
            yield Site(worker, web, inbox, log, ask)


@contextmanager
def _logged(file: Path, form: LogFormat) -> Iterator[None]:
    """The worker's log, kept in a file."""
    handler = logging.FileHandler(file)
    handler.setFormatter(formatter(form, coarse=False))
    logging.getLogger("pulse").addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger("pulse").removeHandler(handler)
        handler.close()


@contextmanager
def _pages(folder: Path, port: int, mark: str, before: Before | None) -> Iterator[tuple[str, Ask]]:
    """Where people meet the web, and how: directly or through a proxy, which outlives it by a moment."""
    if before is None:
        yield f"http://127.0.0.1:{port}", _ask
        return
    with before(folder / "proxy", port) as front:
        yield front.address, front.ask
        assert front.ask(f"{front.address}/w/{mark}?code={mark}", {"code": mark}, _headers(mark)).status == GONE
        front.shout(f"GET /w/{mark}?code={mark} HTTP/9.9\r\n{mark}\r\n\r\n".encode())


def _opened(settings: Settings, mark: str) -> House:
    clock = TestClock(datetime.now(UTC))
    worker = open_house(Role.WORKER, settings, clock)
    furnish(worker)
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
    """What people do: read, answer, come back, mistype, put the code into the address, open a link to results.

    In the end the box breaks.
    """
    comment = {"T1.v1": f"{mark} waits for prices", "visibility": "themes"}
    for number, (wave, code) in enumerate(links[:ANSWERING]):
        path = f"{site.web}/w/{wave}"
        fields = {"code": code, "S1.v1": str(1 + number % 5), **comment}
        for address, sent in ((path, None), (f"{path}?code={code}", None), (path, fields), (path, fields)):
            site.ask(address, sent, _headers(mark))
        site.ask(path, {"code": code[:-1], **comment}, _headers(mark))
        site.ask(path, {"code": code, "S1.v1": mark * 4_000}, _headers(mark))
    site.ask(f"{site.web}/r/{mark}", None, _headers(mark))
    with site.worker.databases.box.writing() as session:
        session.connection().exec_driver_sql(BROKEN)
    broken = {"code": links[-1][1], "S1.v1": "2", **comment}
    site.ask(f"{site.web}/w/{links[-1][0]}", broken, _headers(mark))
    with site.worker.databases.box.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER broken")


def _headers(mark: str) -> Mapping[str, str]:
    """What a browser says about itself and its owner."""
    about = {"User-Agent": f"Agent{mark}", "Referer": f"https://mail.example/{mark}", "Cookie": f"kept={mark}"}
    return about | {"X-Forwarded-For": CLIENT}


def _ask(address: str, fields: Fields, headers: Mapping[str, str]) -> None:
    body = urllib.parse.urlencode(fields).encode() if fields else None
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, dict(headers)), timeout=20) as answer:
            answer.read()
    except urllib.error.HTTPError as refused:
        refused.close()
    except OSError:
        # Whoever is refused in the middle of a large form is cut off.
        return


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
        "PULSE_LOG_FORMAT": settings.log_format,
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
