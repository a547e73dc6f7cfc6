"""What every room's tests share: a house on fresh SQLite files and a clock that only moves when told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pulse.database import Role, migrate
from pulse.house import House, open_house
from pulse.settings import Settings


@dataclass
class TestClock:
    """A clock that stands still until a test moves it."""

    __test__ = False

    now: datetime = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        organisation="Acme",
        base_url="http://localhost",
        office_url=f"sqlite:///{tmp_path}/office.sqlite",
        box_url=f"sqlite:///{tmp_path}/box.sqlite",
        key_directories=(tmp_path / "keys",),
        secret_key="a secret for tests alone, of some length",
        mail_url="smtp://127.0.0.1:9",
        mail_from="Pulse <pulse@acme.example>",
        contact="pulse@acme.example",
        secure_cookies=False,
    )


@pytest.fixture
def house(settings: Settings, clock: TestClock) -> Iterator[House]:
    """The installation as the worker sees it, with both schemas in place."""
    opened = open_house(Role.WORKER, settings, clock)
    migrate(opened.databases.office, "office")
    migrate(opened.databases.box, "box")
    yield opened
    opened.databases.dispose()
