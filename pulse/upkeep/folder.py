"""What a backup is: two SQLite files, whichever engine they come from, and a page that says of when they are."""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pulse.errors import Refusal

FORMAT = "pulse.backup/1"
PAGE = "backup.json"
ROOMS = ("office", "box")
OWNER_ENTERS, OWNER_ALONE = 0o700, 0o600
CHUNK = 2**20


class BadBackup(Refusal):
    """A folder does not hold a backup as it was made."""


@dataclass(frozen=True)
class Backup:
    """A backup in a folder, and the moment it shows."""

    folder: Path
    made_at: datetime

    def file(self, name: str) -> Path:
        """Where "office" or "box" is."""
        return self.folder / f"{name}.sqlite"


def seal_folder(backup: Backup) -> None:
    """Write the page with the digests of both files, and see that everything has reached the disk."""
    digests = {name: _digest(backup.file(name)) for name in ROOMS}
    page = {"format": FORMAT, "made_at": backup.made_at.isoformat(), "sha256": digests}
    (backup.folder / PAGE).write_text(json.dumps(page, indent=2) + "\n", "utf-8")
    for path in (*backup.folder.iterdir(), backup.folder):
        if path.is_file():
            path.chmod(OWNER_ALONE)
        _sync(path)


def opened_folder(folder: Path) -> Backup:
    """The backup in a folder, both files being what they were when it was made. Raises BadBackup."""
    try:
        page: dict[str, Any] = json.loads((folder / PAGE).read_text("utf-8"))
        if page["format"] != FORMAT:
            raise BadBackup(f"{folder} holds a backup of another version of Pulse ({page['format']!r:.40}).")
        # One without an offset is taken for this machine's: it could be compared with nothing.
        made_at = datetime.fromisoformat(page["made_at"]).astimezone(UTC)
        backup, digests = Backup(folder, made_at), page["sha256"]
        changed = [name for name in ROOMS if _digest(backup.file(name)) != digests[name]]
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadBackup(f"{folder} is no whole backup: {type(error).__name__} at {PAGE} or a file it names.") from None
    if changed:
        raise BadBackup(f"{' and '.join(changed)} in {folder} is not what it was when the backup was made.")
    return backup


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
