"""Applying the changes of programmes that HR noted on its page; the web itself cannot change a programme."""

from functools import partial

from pulse.errors import Refusal
from pulse.house import House
from pulse.planning import programme_changes as changes
from pulse.worker.apart import apart


def apply_proposed(house: House) -> int:
    """Apply every change that waits for nobody else; return how many there were.

    HR reads on its page why one was refused. One that fails keeps no other from being applied.
    """
    with house.databases.office.reading() as session:
        names = changes.to_apply(session)
    apart(names, partial(_apply, house))
    return len(names)


def _apply(house: House, name: str) -> None:
    try:
        with house.databases.office.writing() as session:
            changes.carry_out(session, name, house.questionnaire, house.clock())
    except changes.Unreadable:
        with house.databases.office.writing() as session:
            changes.discard_unreadable(session, name, house.clock())
    except Refusal as refusal:
        with house.databases.office.writing() as session:
            changes.refuse(session, name, str(refusal))
