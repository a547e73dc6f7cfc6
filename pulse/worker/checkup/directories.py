"""The key directories: there, ours alone, and apart from what is backed up."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from pulse.settings import Settings
from pulse.worker.checkup.findings import Finding, fault, note, warning

OTHERS = stat.S_IRWXG | stat.S_IRWXO
COST = "whoever reads it and the box together reads the answers of open waves"


def about_directories(settings: Settings) -> Iterator[Finding]:
    """Judge every key directory, its files, and where it is."""
    paths = settings.key_directories
    for path in paths:
        yield from _about_one(path)
        yield from _about_place(path, settings)
    if len(paths) == 1:
        yield note(
            f"{paths[0]} is the only key directory. If its disk is lost while a wave is open, everything answered in "
            "that wave is lost. A second one on another disk guards against that."
        )
    elif (
        all(_is_within_reach(path) and path.is_dir() for path in paths)
        and len({path.stat().st_dev for path in paths}) == 1
    ):
        yield warning("Both key directories are on the same file system, so one lost disk takes both.")


def _about_one(path: Path) -> Iterator[Finding]:
    if not _is_within_reach(path):
        yield fault(
            f"The key directory {path} is in a folder that we may not enter, so no wave can open or be released. Open "
            "the folder to the worker's user, or run this as that user."
        )
    else:
        yield from _about_directory(path) if path.is_dir() else _about_missing(path)


def _is_within_reach(path: Path) -> bool:
    try:
        path.stat()
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def _about_missing(path: Path) -> Iterator[Finding]:
    if path.exists():
        yield fault(f"The key directory {path} is not a directory, so no wave can open.")
    else:
        yield warning(
            f"The key directory {path} does not exist. The worker makes it when a wave opens; if it should be there, "
            "its disk may not be mounted. If it is lost for good, make it anew, empty, so that the worker can go on."
        )


def _about_directory(path: Path) -> Iterator[Finding]:
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield fault(f"The key directory {path} cannot be read and written by us, so no wave can open or be released.")
        return
    yield from _about_openness(path, "directory")
    for file in sorted(path.iterdir()):
        yield from _about_openness(file, "file")


def _about_openness(path: Path, what: str) -> Iterator[Finding]:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        yield fault(f"The key {what} {path} is a symbolic link; destroying it would leave what it points to.")
    elif found.st_mode & OTHERS:
        rights = "700" if what == "directory" else "600"
        yield fault(f"The key {what} {path} is open to others: {COST}. Run: chmod {rights} {path}")
    if found.st_uid != os.geteuid():
        yield fault(f"The key {what} {path} belongs to another user of this machine, who can read it: {COST}.")


def _about_place(path: Path, settings: Settings) -> Iterator[Finding]:
    for url in (settings.office_url, settings.box_url):
        address = make_url(url)
        if address.get_backend_name() != "sqlite" or not address.database:
            continue
        folder = Path(address.database).resolve().parent
        if path.resolve().is_relative_to(folder) or folder.is_relative_to(path.resolve()):
            yield warning(
                f"The key directory {path} and the databases are in one folder, {folder}. A backup of that folder "
                "would hold both halves of every key. Keep the directory elsewhere, outside every backup."
            )
            return
