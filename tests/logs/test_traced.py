"""What is logged of an error is its kind, its place and, where a disk is full, what to do; never a word of its text."""

import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from pulse.errors import NO_ROOM, traced


def of_sqlite(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("ann@acme.example")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "ann@acme.example"),
        OSError(errno.EDQUOT, "ann@acme.example"),
        of_sqlite("SQLITE_FULL"),
        of_sqlite("SQLITE_IOERR_SHMSIZE"),
    ],
)
def test_a_full_disk_is_called_so_wherever_it_is_met(error: Exception) -> None:
    for met in (error, OperationalError("SELECT 1", {}, error)):
        assert traced(met) == f"{type(met).__name__} at an unknown place ({NO_ROOM})"


@pytest.mark.parametrize("error", [OSError(errno.EIO, "ann@acme.example"), of_sqlite("SQLITE_IOERR_READ")])
def test_no_other_error_asks_for_room(error: Exception) -> None:
    assert traced(error) == f"{type(error).__name__} at an unknown place"
