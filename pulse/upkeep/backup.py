"""Backing up: office and box of one moment, as two SQLite files without any history, and never a key."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pulse.database import Databases, Progress, Role, migrate, open_databases
from pulse.errors import Refusal
from pulse.house import House
from pulse.settings import Settings
from pulse.upkeep.folder import OWNER_ENTERS, Backup, seal_folder
from pulse.upkeep.rooms import both_reading, both_writing, copied, named, require_current
from pulse.upkeep.turns import workers_still


class NotAFolder(Refusal):
    """A backup needs a new folder, apart from the keys."""


def back_up(house: House, folder: Path, progress: Progress) -> Backup:
    """Put office and box as they are at one moment into a new folder; all of it, or no folder.

    Web and worker go on. Raises NotAFolder, OtherVersion or WorkerBusy.
    """
    _require_place(house.settings, folder)
    require_current(house.databases, "to be backed up")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(mode=OWNER_ENTERS, parents=True)
        backup = Backup(part, house.clock())
        _fill(house, backup, progress)
        seal_folder(backup)
        part.rename(folder)
    except OSError as error:
        raise NotAFolder(f"{folder} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Backup(folder, backup.made_at)


@contextmanager
def files_in(settings: Settings, folder: Path) -> Iterator[Databases]:
    """Office and box as SQLite files in a folder, with their tables."""
    urls = {f"{name}_url": f"sqlite:///{folder.resolve()}/{name}.sqlite" for name in ("office", "box")}
    databases = open_databases(settings.model_copy(update=urls), Role.WORKER)
    try:
        for name, database in named(databases).items():
            migrate(database, name)
        yield databases
    finally:
        databases.dispose()


def _require_place(settings: Settings, folder: Path) -> None:
    if folder.exists():
        raise NotAFolder(f"{folder} is there already. Name a new folder; a backup overwrites nothing.")
    here = folder.resolve()
    for keys in (path.resolve() for path in settings.key_directories):
        if here.is_relative_to(keys) or keys.is_relative_to(here):
            raise NotAFolder(
                f"{folder} and the key directory {keys} are one inside the other. Keep backups apart from keys."
            )


def _fill(house: House, backup: Backup, progress: Progress) -> None:
    if house.databases.office.embedded and house.databases.box.embedded:
        # No worker is half way through opening, closing or releasing while the two are read one after the other.
        with workers_still(house):
            _write_anew(house.databases, backup)
        return
    with TemporaryDirectory(dir=backup.folder) as name, files_in(house.settings, Path(name)) as files:
        _copy_moment(house, files, progress)
        _write_anew(files, backup)


def _copy_moment(house: House, files: Databases, progress: Progress) -> None:
    with both_writing(files) as there, ExitStack() as stack:
        with workers_still(house):
            here = stack.enter_context(both_reading(house.databases))
            # In PostgreSQL mixing and destroying empty a wave's tables even for whoever reads an earlier moment.
            copied({"box": here["box"]}, there, progress)
        copied({"office": here["office"]}, there, progress)


def _write_anew(databases: Databases, backup: Backup) -> None:
    """Write SQLite files row by row in the order of their keys: no page, and no place of a row, tells what was when."""
    for name, database in named(databases).items():
        with closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(backup.file(name)),))
