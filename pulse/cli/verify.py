"""`verify`: whether everything that was published, agreed and logged is still what it was."""

from argparse import Namespace
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry, broken_links
from pulse.ballots.queries import UnknownWave
from pulse.ballots.queries import contract as box_contract
from pulse.cli.arguments import Commands, command
from pulse.cli.installation import installation
from pulse.house import House
from pulse.programme.models import Wave
from pulse.publications.chain import verify_chain
from pulse.publications.models import Publication
from pulse.publications.verification import broken_contracts, broken_publications

BROKEN = 1


def add_to(commands: Commands) -> None:
    """Declare `verify`."""
    command(
        commands,
        "verify",
        _verify,
        purpose="check that publications, contracts and the log of changes are what they were",
        example="verify",
        more="The exit status is 1 if anything was changed, left out or put in.",
    )


def _verify(options: Namespace) -> None:
    with installation() as house:
        broken, intact = findings(house), _counted(house)
    print("\n".join(broken) or intact)
    if broken:
        raise SystemExit(BROKEN)


def findings(house: House) -> tuple[str, ...]:
    """What is not as it was, a sentence for each."""
    with house.databases.office.reading() as session:
        return (*_publications(session), *_contracts(house, session), *_log(session))


def _counted(house: House) -> str:
    with house.databases.office.reading() as session:
        columns = Publication.wave_id, Wave.contract, AuditEntry.id
        publications, contracts, entries = (session.scalar(select(func.count(column))) for column in columns)
    return (
        f"Publications: {publications}. Each is what it was and follows from the one before.\n"
        f"Contracts: {contracts}. Each has the fingerprint that stands in the mails.\n"
        f"Entries in the log of changes: {entries}. Each follows from the one before."
    )


def _publications(session: Session) -> Iterator[str]:
    names = {row.id: row.name for row in session.execute(select(Wave.id, Wave.name))}
    for wave_id in verify_chain(session):
        yield f"Wave {names[wave_id]}: what is published is not what was, or does not follow from the one before."
    for name, wrong in broken_publications(session):
        yield f"Wave {name}: {wrong}."


def _contracts(house: House, session: Session) -> Iterator[str]:
    for name, wrong in broken_contracts(session):
        yield f"Wave {name}: {wrong}."
    opened = session.execute(select(Wave.name, Wave.fingerprint).where(Wave.opened_at.is_not(None)).order_by(Wave.id))
    for wave, fingerprint in opened:
        # A wave's contract is written anew, once, when its ballots are destroyed; whoever began to read PostgreSQL just
        # before finds neither the old nor the new one, and looks again.
        if _in_the_box(house, wave, fingerprint) and (differs := _in_the_box(house, wave, fingerprint)):
            yield f"Wave {wave}: {differs}."


def _in_the_box(house: House, wave: str, fingerprint: str | None) -> str | None:
    try:
        with house.databases.box.reading() as box:
            held = box_contract(box, wave).fingerprint
    except UnknownWave:
        return "the box does not hold its contract"
    return None if held == fingerprint else "the box holds another contract than the office"


def _log(session: Session) -> Iterator[str]:
    for entry in broken_links(session):
        yield f"Entry {entry} of the log of changes was changed, or an entry before it is gone."
