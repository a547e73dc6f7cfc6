"""What every room's tests share: a house on fresh databases of either engine, and a clock that moves only when told."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from pulse.database import Role
from pulse.house import House, open_house
from pulse.settings import Settings
from tests.engines import ENGINES, Cluster, cluster, furnish
from tests.postgres.server import room

pytest_plugins = ("tests.together",)

# A busy machine is no reason to fail: what must be quick is measured by the benchmarks.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")


@dataclass
class TestClock:
    """A clock that stands still until a test moves it."""

    __test__ = False

    now: datetime = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=ENGINES,
        help="run the tests of a house on this engine alone; on both if not said,"
        " but those marked once on SQLite alone",
    )


def pytest_configure() -> None:
    # Every test has files of its own, and waiting for a disk would prove nothing.
    if memory := room():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test of a house on both engines, and one about an engine, marked with its name, on that one."""
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("engine")
        marked = metafunc.definition.get_closest_marker
        about = [name for name in ENGINES if marked(name)] or ENGINES[: 1 if marked("once") and not chosen else None]
        metafunc.parametrize("engine", [name for name in about if chosen in (None, name)], scope="session")


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL for all tests of this process."""
    with cluster() as started:
        yield started


@pytest.fixture
def addresses(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Where office and box are."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path}/office.sqlite", f"sqlite:///{tmp_path}/box.sqlite"
        return
    started: Cluster = request.getfixturevalue("postgres")
    with started.pair() as pair:
        yield pair


@pytest.fixture
def settings(tmp_path: Path, addresses: tuple[str, str]) -> Settings:
    return Settings(
        organisation="Acme",
        base_url="http://localhost",
        office_url=addresses[0],
        box_url=addresses[1],
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
    if opened.databases.box.embedded:
        furnish(opened)
    yield opened
    opened.databases.dispose()
