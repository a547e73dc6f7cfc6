"""Applying the changes of programmes that HR noted on its page; the web itself cannot change a programme."""

from pulse.errors import Refusal
from pulse.house import House
from pulse.planning import programme_changes as changes


def apply_proposed(house: House) -> int:
    """Apply every change that waits for nobody else; return how many there were.

    HR reads on its page why one could not be applied.
    """
    with house.databases.office.reading() as session:
        names = changes.to_apply(session)
    for name in names:
        try:
            with house.databases.office.writing() as session:
                changes.carry_out(session, name, house.questionnaire, house.clock())
        except Refusal as refusal:
            with house.databases.office.writing() as session:
                changes.refuse(session, name, str(refusal))
    return len(names)
