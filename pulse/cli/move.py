"""`move`: from SQLite files to PostgreSQL."""

import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pulse.cli.arguments import Commands, command
from pulse.cli.installation import NotReadable
from pulse.cli.verify import findings
from pulse.database import Role
from pulse.house import open_house
from pulse.settings import load_settings
from pulse.upkeep import Move, look, move

SECONDS_BETWEEN_LINES = 2.0


def add_to(commands: Commands) -> None:
    """Declare `move`."""
    declared = command(
        commands,
        "move",
        _move,
        purpose="copy an installation from SQLite files into the PostgreSQL databases that the settings name",
        example="move var/office.sqlite var/box.sqlite --dry-run",
        more="It goes between two waves, from the files into databases on which `migrate` was run, all or nothing.\n"
        "Every row is compared. The files stay as they are; a marker beside them keeps web and worker from using them.",
    )
    declared.add_argument("office", type=Path, metavar="OFFICE_FILE")
    declared.add_argument("box", type=Path, metavar="BOX_FILE")
    declared.add_argument("--dry-run", action="store_true", help="only say whether it can be done, and how much it is")


class Lines:
    """Tells on the error output how far copying is, every two seconds."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, table: str, done: int, of: int) -> None:
        if time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            print(f"{table}: {done:,} of {of:,}", file=sys.stderr, flush=True)


def _move(options: Namespace) -> None:
    with _planned(options.office, options.box) as planned:
        if options.dry_run:
            rows = look(planned)
            print("\n".join(f"{table:<24}{number:>12,}" for table, number in rows.items()))
            print("It can be moved now. Nothing was changed: this was a dry run.")
            return
        found = move(planned, Lines())
    print(f"Moved {sum(one.rows for one in found.values()):,} rows of {len(found)} tables; each was compared.")
    print(
        "Start web and worker with the settings in force now. The files are not used any more; keep them as a backup."
    )


@contextmanager
def _planned(office: Path, box: Path) -> Iterator[Move]:
    for file in (office, box):
        if not file.is_file():
            raise NotReadable(f"{file} is no file.")
    settings = load_settings()
    files = {"office_url": f"sqlite:///{office.resolve()}", "box_url": f"sqlite:///{box.resolve()}"}
    source, target = (open_house(Role.WORKER, one) for one in (settings.model_copy(update=files), settings))
    try:
        yield Move(source, target, findings)
    finally:
        source.databases.dispose()
        target.databases.dispose()
