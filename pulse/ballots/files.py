"""Small secret files: written whole or not at all, readable by their owner alone, destroyed for good."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

OWNER_ALONE = 0o600
OWNER_ENTERS = 0o700


def read(file: Path, size: int) -> bytes | None:
    """Return a secret of this size, or None where there is no such file or it does not hold one."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    return content if len(content) == size else None


def write(file: Path, secret: bytes) -> None:
    """Write a secret durably; after a crash the file holds all of it or what it held before."""
    file.parent.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
    file.parent.chmod(OWNER_ENTERS)
    draft = _draft(file)
    _write_through(draft, secret, os.O_CREAT | os.O_TRUNC)
    draft.replace(file)
    _sync_directory(file.parent)


def destroy(file: Path) -> None:
    """Overwrite a secret and remove it, with a draft that a crash may have left; nothing happens when both are gone."""
    for path in (file, _draft(file)):
        # Another worker may be destroying it at the same moment.
        with suppress(FileNotFoundError):
            _write_through(path, secrets.token_bytes(path.stat().st_size), 0)
            path.unlink()
    if file.parent.exists():
        _sync_directory(file.parent)


def _draft(file: Path) -> Path:
    return file.with_name(f"{file.name}.draft")


def _write_through(file: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | mode, OWNER_ALONE)
    try:
        os.fchmod(descriptor, OWNER_ALONE)
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
