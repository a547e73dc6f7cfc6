"""The engines that every test of a house runs on, and the web's view of a test's databases."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from pulse.database import Database, migrate
from pulse.house import House
from pulse.settings import Settings
from tests.postgres.server import WEB, Server, running

ENGINES = ("sqlite", "postgresql")
ROOMS = ("office", "box")
EMPTY: dict[str, bytes] = {}
"""Files that hold the tables of a room and nothing else, made once and copied for every test."""


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that holds the tables of both databases, to be copied for every test."""

    server: Server
    templates: Mapping[str, str]

    @contextmanager
    def pair(self) -> Iterator[tuple[str, str]]:
        """The addresses of a new office and a new box, both with their tables."""
        server, templates = self.server, self.templates
        with server.database(templates["office"]) as office, server.database(templates["box"]) as box:
            yield server.url(office), server.url(box)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server and make the tables once."""
    with running() as server, server.database() as office, server.database() as box:
        for name, database in zip(ROOMS, (office, box), strict=True):
            engine = sa.create_engine(server.url(database))
            migrate(Database(engine), name)
            engine.dispose()
        yield Cluster(server, {"office": office, "box": box})


def furnish(house: House) -> None:
    """Give a house in files its tables, where it has none yet; those of a server are there from the beginning."""
    for name, database in zip(ROOMS, (house.databases.office, house.databases.box), strict=True):
        file = Path(database.engine.url.database or "")
        if database.embedded and not file.exists():
            _furnish(name, database, file)


def _furnish(name: str, database: Database, file: Path) -> None:
    if name in EMPTY:
        file.write_bytes(EMPTY[name])
        return
    migrate(database, name)
    # Whoever closes a file last writes into it what stands beside it.
    database.engine.dispose()
    EMPTY[name] = file.read_bytes()


def as_web(settings: Settings) -> Settings:
    """The settings of a web process beside this worker; in PostgreSQL it has a role of its own."""
    return settings.model_copy(update={key: _for_web(getattr(settings, key)) for key in ("office_url", "box_url")})


def _for_web(url: str) -> str:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return url
    return address.set(username=WEB).render_as_string(hide_password=False)


def content(database: Database) -> object:
    """Everything a database holds, to compare two moments: the file's bytes, or all rows and where they stand."""
    if database.embedded:
        return Path(database.engine.url.database or "").read_bytes()
    with database.reading() as session:
        tables = session.scalars(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        rows = 'SELECT ctid::text, xmin::text, whole::text FROM "{}" AS whole'
        return [session.execute(sa.text(rows.format(table))).all() for table in sorted(tables)]
