"""Whole installations for attacks: founded once, copied, and lived through with answers of one's own."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from jinja2 import FileSystemBytecodeCache

from pulse.app import create_app
from pulse.database import Role
from pulse.house import open_house
from pulse.release.operations import due, release_wave
from pulse.worker.close import close_due
from tests.adversary.nearby import WEB, Neighbours, Sorted
from tests.benchmarks.servers import free_port
from tests.conftest import TestClock
from tests.engines import furnish
from tests.postgres.server import room as memory
from tests.stories.conftest import PROGRAMME, Company, installation, mail_received

FOUNDED = datetime(2026, 2, 27, 9, 0, tzinfo=UTC)
DECLINED = "99"
HR = "hr@acme.example"
HEAD = "head@acme.example"
FIRST = ("Astrid", "Bruno", "Carla", "Dario", "Edda", "Falk")
LAST = ("Quandt", "Rilke", "Sarow", "Tiede", "Uhland", "Voss", "Wuttke")
REMARKS = (
    "The discount approval takes too long.",
    "Prices change without a word of warning.",
    "Leads from the fair were good.",
    "The new product loses deals.",
    "More time for customers, please.",
    "The forecast meeting helps nobody.",
)

Answer = Mapping[str, str]
"""What somebody sends: form fields, without the code."""


@contextmanager
def room() -> Iterator[Path]:
    """A folder that is removed at the end."""
    # In memory where there is room: waiting for a disk would prove nothing.
    with tempfile.TemporaryDirectory(prefix="pulse-attack-", dir=memory()) as folder:
        yield Path(folder)


@contextmanager
def running(folder: Path, now: datetime = FOUNDED) -> Iterator[Company]:
    """An installation in a folder, made there if there is none: a worker, a web behind HTTP and a mail server."""
    inbox, smtp, clock = Sorted(folder / "inbox"), free_port(), TestClock(now)
    with mail_received(inbox, smtp):
        settings = installation(folder, WEB, smtp)
        worker, web = open_house(Role.WORKER, settings, clock), open_house(Role.WEB, settings, clock)
        furnish(worker)
        app = create_app(web)
        # Templates are compiled once for all worlds; a changed one, by what stands in it, anew.
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
        yield Neighbours(folder, worker, web, clock, WEB, inbox, app)
        worker.databases.dispose()
        web.databases.dispose()


def copied(origin: Path, target: Path) -> Path:
    """A copy of an installation that is not running."""
    shutil.copytree(origin, target)
    return target


def roster(random: Random, people: int) -> dict[str, str]:
    """People of two regions with teams of 3 to 17, and a few who belong to the regions themselves."""
    found: dict[str, str] = {}
    number = 0
    while len(found) < people:
        region = random.choice(("North", "South"))
        team = f"Sales / {region}" if random.random() < 0.1 else f"Sales / {region} / Team{number}"
        number += 1
        size = random.choice((3, 5, 6, 8, 12, 17))
        for _ in range(min(size, people - len(found))):
            found[f"rep{len(found)}@acme.example"] = team
    return found


def row(email: str, team: str, position: str, number: int) -> str:
    """A line of the roster file."""
    name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
    language = "de" if number % 3 == 0 else "en"
    return f"{email},{name},{team},{position},Europe/Berlin,{language},DE,100"


def founded(company: Company, people: Mapping[str, str], programme: str = PROGRAMME) -> None:
    """Import these people with a leader for every team, and let the first wave open and its mails leave."""
    teams = sorted({*people.values(), "Sales / North", "Sales / South"})
    leaders = {"Sales": HEAD} | {team: f"leads{number}@acme.example" for number, team in enumerate(teams)}
    rows = [row(email, team, "leader", number) for number, (team, email) in enumerate(leaders.items())]
    rows += [row(email, team, "rep", number) for number, (email, team) in enumerate(people.items())]
    company.imports(*rows)
    company.hires_hr(HR)
    company.applies(programme)
    company.passes(days=4)
    company.passes(hours=2)


def questions(company: Company) -> Sequence[str]:
    """The ids of the questions of the newest wave, as its public contract has them."""
    wave = newest(company)
    contract: Sequence[str] = json_of(company, f"/w/{wave}/contract")["questions"]
    return contract


def newest(company: Company) -> str:
    """The name of the wave the newest invitations are for."""
    return next(iter(company.links().values()))["wave"]


def send(company: Company, answers: Mapping[str, Answer]) -> None:
    """People answer, in this order."""
    links = company.links()
    for email, fields in answers.items():
        link = links[email]
        page = company.visitor().post(f"/w/{link['wave']}", code=link["code"], **fields)
        assert page.status == 200, page.text


def publish(company: Company, seed: int = 1) -> None:
    """A week passes and the worker publishes; ids of comments, random otherwise, follow from the seed."""
    company.clock.forward(days=7)
    close_due(company.worker)
    for wave in due(company.worker):
        release_wave(company.worker, wave, Random(f"{seed} {wave}"))
    company.works()
    company.passes(days=1)


def until_next(company: Company) -> None:
    """Let days pass until the next wave is open and its mails are sent."""
    before, mails = newest(company), 0
    while True:
        company.passes(days=1)
        # Looking through all mails takes long, and is needed only where there are new ones.
        arrived = sum(1 for _ in company.inbox.folder.iterdir())
        if arrived != mails and newest(company) != before:
            break
        mails = arrived
    company.passes(hours=2)


def json_of(company: Company, path: str) -> Any:
    """What stands at a public address, as JSON."""
    return json.loads(company.visitor().get(path).text)


def choices(company: Company) -> dict[str, list[str]]:
    """What can be tapped for each question of the newest wave, read from its page."""
    text = company.visitor().get(f"/w/{newest(company)}").text
    found: dict[str, list[str]] = {}
    for item, code in re.findall(r'<input type="radio"[^>]* name="([^"]+)" value="(\d+)"', text):
        if code != DECLINED:
            found.setdefault(item, []).append(code)
    return {item: codes for item, codes in found.items() if item not in ("tag", "visibility")}


def answered(random: Random, company: Company, emails: Iterable[str]) -> dict[str, Answer]:
    """Answers of most of these people, in random order; some skip questions, and some write a remark."""
    offered, written = choices(company), next(item for item in questions(company) if item.startswith("T"))
    coming = [email for email in emails if random.random() < 0.9]
    random.shuffle(coming)
    return {email: _answer(random, offered, written) for email in coming}


def _answer(random: Random, offered: Mapping[str, list[str]], written: str) -> Answer:
    mood = random.choice((None, None, -1, 0))
    fields = {
        item: random.choice(codes) if mood is None else sorted(codes, key=int)[mood]
        for item, codes in offered.items()
        if random.random() < 0.93
    }
    if random.random() < 0.5:
        fields |= {written: random.choice(REMARKS), "visibility": random.choice(("words", "words", "themes", "skip"))}
    return fields or {next(iter(offered)): "3"}
