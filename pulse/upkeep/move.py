"""Moving an installation from SQLite files into PostgreSQL, between waves: all of it or nothing."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.ballots.queries import contract
from pulse.database import Content, Databases, Progress, clear, count_rows, moved_marker
from pulse.errors import Refusal
from pulse.house import House
from pulse.programme.models import Programme, Wave
from pulse.publications.models import Publication
from pulse.upkeep.rooms import (
    TABLES,
    both_reading,
    both_writing,
    copied,
    emptied,
    require_current,
    require_empty,
)
from pulse.upkeep.turns import workers_still

ACTOR = "command line"
MARKER = """\
On {at:%Y-%m-%d %H:%M} UTC `python -m pulse move` copied this installation to PostgreSQL. While this file is here, no
web and no worker uses the database beside it, for what is written into it now would be lost.

If the command did not end with "Moved", nothing was moved: remove this file, and the one beside the other database, and
run the command again.
"""

Verify = Callable[[House], Collection[str]]
"""Says what is not as it was in publications, contracts and the log of changes."""


class NotBetweenWaves(Refusal):
    """A wave is under way."""


class NotFromFiles(Refusal):
    """Moving goes from SQLite files to PostgreSQL."""

    sentence = (
        "`move` copies SQLite files into the PostgreSQL databases that the settings name, and the settings name files. "
        "Set PULSE_OFFICE_URL and PULSE_BOX_URL to PostgreSQL. The way back is a backup that is restored."
    )


class Broken(Refusal):
    """Something is not what it was; moving it would make it look new."""

    def __init__(self, where: str, wrong: Collection[str]) -> None:
        super().__init__("\n".join([f"Nothing was moved, for {where} does not verify:", *wrong]))


@dataclass(frozen=True)
class Move:
    """From where to where; `verify` is asked before and afterwards."""

    source: House
    target: House
    verify: Verify


def look(planned: Move) -> Mapping[str, int]:
    """Everything `move` would refuse is refused; return how many rows each table has. Nothing is changed."""
    source, target = planned.source.databases, planned.target.databases
    _require_ways(planned)
    with both_reading(source) as here, both_reading(target) as there:
        require_between_waves(here["office"])
        if not _is_left_over(here, there):
            require_empty(there)
        counted = [count_rows(here[name], tables) for name, tables in TABLES.items()]
    return {table: rows for counts in counted for table, rows in counts.items()}


def move(planned: Move, progress: Progress) -> Mapping[str, Content]:
    """Copy everything, compare every row, verify, and keep everybody from using the files any more.

    Raises a refusal, and then the target is as empty as before and the files are as they were.
    """
    source, target = planned.source.databases, planned.target.databases
    look(planned)
    with workers_still(planned.source), both_writing(source) as here, _marked(source, planned.target.clock()):
        require_between_waves(here["office"])
        with both_writing(target) as there:
            _take_away_what_is_left_over(here, there)
            require_empty(there)
            found = copied(here, there, progress)
            audit.record(there["office"], planned.target.clock(), ACTOR, "moved", "to PostgreSQL, every row compared")
        _verify_or_empty(planned)
    return found


def require_between_waves(office: Session) -> None:
    """No wave is open, and none waits for its release. Raises NotBetweenWaves."""
    under_way = select(Wave, Programme.name).join(Programme).outerjoin(Publication)
    under_way = under_way.where(Wave.contract.is_not(None), Publication.destroyed_at.is_(None))
    for wave, name in office.execute(under_way.order_by(Wave.id)):
        which, closes = f"Wave {wave.number} of {name}", f"{wave.closes_at:%Y-%m-%d %H:%M} UTC"
        if wave.closed_at is None:
            raise NotBetweenWaves(f"{which} is open until {closes}. Move when it is released, soon after that.")
        raise NotBetweenWaves(
            f"{which} closed on {closes} and waits for its release. Let the worker release it, then move."
        )


def _require_ways(planned: Move) -> None:
    source, target = planned.source.databases, planned.target.databases
    if not source.office.embedded or not source.box.embedded or target.office.embedded or target.box.embedded:
        raise NotFromFiles
    require_current(source, "to be moved")
    require_current(target, "in PostgreSQL")
    if wrong := planned.verify(planned.source):
        raise Broken("what is in the files", wrong)


@contextmanager
def _marked(source: Databases, now: datetime) -> Iterator[None]:
    """Keep every process from the files from now on, or, if nothing came of it, let them go on."""
    markers = [moved_marker(database.engine.url.database or "") for database in (source.office, source.box)]
    for marker in markers:
        marker.write_text(MARKER.format(at=now.astimezone(UTC)), "utf-8")
    try:
        yield
    except BaseException:
        for marker in markers:
            marker.unlink()
        raise


def _is_left_over(here: Mapping[str, Session], there: Mapping[str, Session]) -> bool:
    """Whether the target is what a move left behind that was killed between its two commits: this box, no office."""
    if any(count_rows(there["office"], TABLES["office"]).values()):
        return False
    held = [_contracts(box) for box in (there["box"], here["box"])]
    return bool(held[0]) and held[0] <= held[1]


def _contracts(box: Session) -> set[tuple[str, str]]:
    (table,) = (one for one in TABLES["box"] if one.name == "contract")
    names = box.scalars(select(table.c.wave)).all()
    return {(name, contract(box, name).fingerprint) for name in names}


def _take_away_what_is_left_over(here: Mapping[str, Session], there: Mapping[str, Session]) -> None:
    if _is_left_over(here, there):
        clear(there["box"], TABLES["box"])


def _verify_or_empty(planned: Move) -> None:
    wrong = planned.verify(planned.target)
    if wrong:
        emptied(planned.target.databases)
        raise Broken("what arrived in PostgreSQL", wrong)
