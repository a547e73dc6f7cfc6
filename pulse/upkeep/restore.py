"""Restoring a backup into empty databases of either engine, so that nothing of before is done a second time."""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse import audit
from pulse.accounts.models import HeldForm, ProviderSignIn, SignIn, StaffSession
from pulse.database import Databases, Progress
from pulse.house import House
from pulse.programme.models import Wave
from pulse.programme.operations import wave_name
from pulse.upkeep.backup import files_in
from pulse.upkeep.folder import ROOMS, Backup, opened_folder
from pulse.upkeep.losses import losses
from pulse.upkeep.mails import Mails, settle_mails
from pulse.upkeep.rooms import both_reading, both_writing, copied, require_current, require_empty
from pulse.upkeep.turns import workers_still
from pulse.worker.checkup.wave_keys import about_wave_keys

ACTOR = "command line"
OF_A_MOMENT = (HeldForm, ProviderSignIn, SignIn, StaffSession)
"""Who was signed in then is not signed in now, and a link that was used must not work again."""


def restore(
    house: House, folder: Path, mails: Mails | None, progress: Progress, draw_name: Callable[[], str] = wave_name
) -> Sequence[str]:
    """Fill the empty databases of the settings from a backup, and return what its reader has to know.

    Backups of earlier versions are brought to this one. Raises BadBackup, NotEmpty, OtherVersion, SentOrNot or
    NotCopied, and then nothing is changed.
    """
    backup, now = opened_folder(folder), house.clock()
    require_current(house.databases, "that the settings name")
    with both_reading(house.databases) as there:
        require_empty(there)
    with TemporaryDirectory() as name, workers_still(house):
        for room in ROOMS:
            shutil.copyfile(backup.file(room), Path(name) / f"{room}.sqlite")
        with files_in(house.settings, Path(name)) as files:
            said = _prepare(files, backup, now, mails, draw_name)
            _fill(house, files, backup, progress)
    return (*said, *(finding.sentence for finding in about_wave_keys(house)))


def _prepare(
    files: Databases, backup: Backup, now: datetime, mails: Mails | None, draw_name: Callable[[], str]
) -> Sequence[str]:
    with files.office.writing() as office:
        said = tuple(losses(office, backup.made_at, now))
        settle_mails(office, now, mails)
        _rename_planned(office, draw_name)
        for model in OF_A_MOMENT:
            office.execute(delete(model))
    return said


def _rename_planned(office: Session, draw_name: Callable[[], str]) -> None:
    """Give new names to waves that may have been opened since, whose links and keys may still be about.

    Under the old name somebody who joined since would have left the own number, and so the own code, to another.
    """
    for wave in office.scalars(select(Wave).where(Wave.contract.is_(None))):
        wave.name = draw_name()


def _fill(house: House, files: Databases, backup: Backup, progress: Progress) -> None:
    with both_reading(files) as here, both_writing(house.databases) as there:
        require_empty(there)
        copied(here, there, progress)
        subject = f"the backup of {backup.made_at.isoformat(timespec='minutes')}"
        audit.record(there["office"], house.clock(), ACTOR, "restored", subject)
