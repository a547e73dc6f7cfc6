"""An installation that lives through waves: people get their mails, answer in the web, and results come out."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from pulse.app import create_app
from pulse.database import Role
from pulse.house import House, open_house
from pulse.settings import Settings
from tests.conftest import TestClock
from tests.engines import as_web, furnish
from tests.programme.organisation import apply, bring_in, roster
from tests.worker.postbox import Postbox
from tests.worker.wave import LINK, live, text

BEGINNING = datetime(2026, 1, 19, 12, tzinfo=UTC)
OPEN = datetime(2026, 2, 4, 12, tzinfo=UTC)
AFTER = datetime(2026, 2, 10, 12, tzinfo=UTC)
SECOND_OPEN = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND_AFTER = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Installation:
    """A worker's house, its clock and the mail server it writes to."""

    house: House
    clock: TestClock
    postbox: Postbox

    def lives_until(self, end: datetime) -> None:
        """Time passes, and the worker does what becomes due."""
        live(self.house, self.clock, end, self.clock.now)

    def codes(self) -> dict[str, tuple[str, str]]:
        """The wave and code in everybody's newest mail, by address."""
        found = ((str(mail["To"]), LINK.search(text(mail))) for mail in self.postbox.mails)
        return {to: (link["wave"], link["code"]) for to, link in found if link}

    def answers(self, people: Sequence[str] = (), value: str = "1") -> list[int]:
        """These people, or everybody, answer their newest mail; return the status of each page that came."""
        with self.web() as web:
            return [web(*code, value) for to, code in self.codes().items() if not people or to in people]

    @contextmanager
    def web(self) -> Iterator["Web"]:
        """A web process beside the worker."""
        opened = open_house(Role.WEB, as_web(self.house.settings), self.clock)
        yield Web(opened)
        opened.databases.dispose()

    def on(self, settings: Settings) -> "Installation":
        """The same people, mail server and clock, on other databases."""
        return replace(self, house=open_house(Role.WORKER, settings, self.clock))

    @property
    def settings(self) -> Settings:
        return self.house.settings


class Web:
    """Answers pulse pages."""

    def __init__(self, house: House) -> None:
        self._client = create_app(house).test_client()

    def __call__(self, wave: str, code: str, value: str) -> int:
        questions = json.loads(self._client.get(f"/w/{wave}/contract").text)["questions"]
        answers = {question: value for question in questions if not question.startswith("T1")}
        return self._client.post(f"/w/{wave}", data={"code": code, **answers}).status_code

    def status(self, path: str) -> int:
        """The status of a page."""
        return self._client.get(path).status_code


def begun(house: House, clock: TestClock, postbox: Postbox) -> Installation:
    """An installation two weeks before its first wave."""
    clock.now = BEGINNING
    mail_url = SecretStr(postbox.url)
    found = replace(house, settings=house.settings.model_copy(update={"mail_url": mail_url}))
    bring_in(found, roster())
    apply(found)
    return Installation(found, clock, postbox)


def files(settings: Settings, folder: Path) -> Settings:
    """The settings with SQLite files in a folder, which get their tables."""
    folder.mkdir(exist_ok=True)
    urls = {f"{name}_url": f"sqlite:///{folder}/{name}.sqlite" for name in ("office", "box")}
    found = settings.model_copy(update=urls)
    house = open_house(Role.WORKER, found)
    furnish(house)
    house.databases.dispose()
    return found
