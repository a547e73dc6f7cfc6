"""The keys of every wave: there while they are needed, gone when they are not."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from pulse.ballots import queries as ballots
from pulse.ballots.keys import KeyDirectories
from pulse.house import House
from pulse.programme.models import Wave
from pulse.publications.models import Publication
from pulse.release.operations import is_struck_out
from pulse.worker.checkup.findings import Finding, fault, warning
from pulse.worker.webhook import FOLDER


def about_wave_keys(house: House) -> Iterator[Finding]:
    """Judge the key files of every wave that was opened."""
    with house.databases.office.reading() as session:
        waves = session.scalars(select(Wave).where(Wave.opened_at.is_not(None)).order_by(Wave.id)).all()
    for wave in waves:
        is_over = wave.released_at or is_struck_out(house, wave.name)
        yield from _about_destroyed(house, wave) if is_over else _about_kept(house, wave)
    yield from _about_strangers(house)


def _about_kept(house: House, wave: Wave) -> Iterator[Finding]:
    paths = house.settings.key_directories
    lacking = [path for path in paths if not _is_there(KeyDirectories((path,)).holds_share, wave)]
    if len(lacking) == len(paths):
        yield fault(
            f"No key directory holds the key share of wave {wave.name}. Without it nothing answered in that wave can "
            "ever be opened. If a directory was moved or a disk is not mounted, bring it back before the wave closes. "
            f"If it is lost for good, strike the wave out: python -m pulse wave strike-out {wave.name}"
        )
    for path in lacking if len(lacking) < len(paths) else ():
        yield warning(
            f"The key directory {path} lacks the key share of wave {wave.name}; the other one has it. If that is lost "
            f"too, everything answered in the wave is lost. Copy {wave.name}.share from the other directory."
        )
    if wave.closed_at is None and not _is_there(KeyDirectories(paths).holds_invite_key, wave):
        yield fault(
            f"No key directory holds the invite key of wave {wave.name}. Codes already sent keep working; nothing "
            "else can be sent, for a new key would make codes that do not work. Bring the directory back."
        )
    yield from _about_box(house, wave)


def _about_box(house: House, wave: Wave) -> Iterator[Finding]:
    with house.databases.box.reading() as session:
        if not ballots.has_contract(session, wave.name):
            yield fault(f"The box has no contract of wave {wave.name}: its answers, if there were any, are lost.")
        elif not ballots.keys(session, wave.name).share:
            yield fault(f"The box's key share of wave {wave.name} is gone: nothing answered in it can be opened.")


def _about_destroyed(house: House, wave: Wave) -> Iterator[Finding]:
    keys = KeyDirectories(house.settings.key_directories)
    with house.databases.box.reading() as session:
        known = ballots.has_contract(session, wave.name)
        in_box = known and bool(ballots.keys(session, wave.name).share or ballots.number_of_ballots(session, wave.name))
    if in_box or _is_there(keys.holds_share, wave) or _is_there(keys.holds_invite_key, wave):
        if not wave.released_at:
            yield warning(
                f"Wave {wave.name} is struck out, and what is left of it is not destroyed yet. Run again: python -m "
                f"pulse wave strike-out {wave.name} --yes"
            )
            return
        yield warning(_put_back(wave) if _was_destroyed(house, wave) else _not_yet(wave))


def _was_destroyed(house: House, wave: Wave) -> bool:
    with house.databases.office.reading() as session:
        publication = session.get(Publication, wave.id)
        return publication is not None and publication.destroyed_at is not None


def _put_back(wave: Wave) -> str:
    return (
        f"Wave {wave.name} was released and destroyed, and a part of it is here again: a key file or a box of an "
        f"earlier moment was put back, and nothing takes it away by itself. Destroy the files {wave.name}.* in the key "
        "directories with shred --remove; if it is the box, restore both databases with: python -m pulse restore"
    )


def _not_yet(wave: Wave) -> str:
    return (
        f"Wave {wave.name} is released, and what could open its answers is not destroyed yet. The worker does that; "
        "start it, or run: python -m pulse tick"
    )


def _is_there(holds: Callable[[str], bool], wave: Wave) -> bool:
    try:
        return holds(wave.name)
    except OSError:
        return False


def _about_strangers(house: House) -> Iterator[Finding]:
    with house.databases.office.reading() as session:
        known = set(session.scalars(select(Wave.name)))
    for file in _files(house.settings.key_directories):
        if file.name.split(".")[0] not in known and file.name != FOLDER:
            yield warning(f"{file} belongs to no wave of this installation. If it is a copy, destroy it.")


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if os.access(path, os.R_OK | os.X_OK) and path.is_dir():
            yield from sorted(path.iterdir())
