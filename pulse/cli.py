"""The operator's commands: `python -m pulse COMMAND`. Each refuses in a sentence and leaves nothing half done."""

import sys
import tomllib
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.accounts.queries import accounts
from pulse.database import Database, Role, Schema, migrate, schema
from pulse.errors import Refusal
from pulse.exports.formats import Format, written
from pulse.exports.operations import note_export
from pulse.exports.queries import Subject, export, published_wave
from pulse.house import House, open_house
from pulse.roster.changes import describe
from pulse.roster.columns import Unacceptable, address
from pulse.roster.importing import read_roster
from pulse.roster.operations import TooManyRemovals, import_roster, planned_changes

ACTOR = "command line"
"""Who stands in the audit log: whoever can run commands can act as anybody, so no name would prove anything."""
REFUSED = 2
INTERRUPTED = 130


ROSTER_FILE = """\
The file is CSV, UTF-8, with commas or semicolons, and these columns in any order:
  email        the address mails go to, once in the file
  name         as it should stand in mails
  team         the path from the top: Sales / EMEA / Munich
  role         rep or leader; a leader's team is the one led, one leader per team
  time_zone    such as Europe/Berlin
  language     such as en or de
  country      two letters, such as DE, for public holidays
  target       may be left out; a number; the leader's row carries the team's"""


class NotReadable(Refusal):
    """A file named on the command line cannot be read."""


class NotWritable(Refusal):
    """A file named on the command line cannot be written."""


class TablesMissing(Refusal):
    """The databases are not those of this version, and creating them is the operator's decision."""

    sentence = "The databases have no tables of this version yet. Run: python -m pulse migrate"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, or 2 when it is refused."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except Refusal as refusal:
        return _fail(str(refusal), REFUSED)
    except OperationalError as error:
        return _fail(f"The database cannot be used: {error.orig}", REFUSED)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _fail(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


def _import_roster(options: Namespace) -> None:
    source = _content(options.file)
    with _house() as house:
        roster = read_roster(source, house.settings.allowed_domains)
        if options.dry_run:
            with house.databases.office.reading() as session:
                changes = planned_changes(session, roster)
            print("\n".join(describe(changes)), "Nothing was changed: this was a dry run.", sep="\n")
            if changes.removes_most and not options.confirm_removals:
                raise TooManyRemovals(changes)
            return
        with house.databases.office.writing() as session:
            changes = import_roster(session, roster, house.clock(), ACTOR, removals_confirmed=options.confirm_removals)
        print(f"Imported {len(roster.employees)} people: {changes.summary}.")


def _migrate(options: Namespace) -> None:
    with _opened() as house:
        for database, name in _both(house):
            migrate(database, name)
    print("The tables of office and box are those of this version.")


def _add_account(options: Namespace) -> None:
    with _house() as house, house.databases.office.writing() as session:
        add_account(session, options.email, options.role, ACTOR, house.clock())
    print(f"{options.email} may sign in as {options.role} at {house.settings.base_url}/sign-in.")


def _list_accounts(options: Namespace) -> None:
    with _house() as house, house.databases.office.reading() as session:
        for account in accounts(session):
            print(f"{account.role:<10}{account.email}")


def _export(options: Namespace) -> None:
    if options.comments == options.out:
        raise NotWritable("Comments go into a file of their own; name another one.")
    files = {Subject.FIGURES: options.out} | ({Subject.COMMENTS: options.comments} if options.comments else {})
    with _house() as house:
        with house.databases.office.reading() as session:
            wave = published_wave(session, options.wave)
            exports = {file: export(session, house.questionnaire, wave, subject) for subject, file in files.items()}
        parts = {file: _part(file, written(found, options.format)) for file, found in exports.items()}
        with house.databases.office.writing() as session:
            for found in exports.values():
                note_export(session, found, options.format, ACTOR, house.clock())
    for file, part in parts.items():
        part.replace(file)
        print(f"Wrote {file}.")


def _part(file: Path, content: bytes) -> Path:
    """Write beside the file, so that it appears whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(content)
    except OSError as error:
        raise NotWritable(f"{file} cannot be written: {error.strerror}.") from None
    return part


@contextmanager
def _house() -> Iterator[House]:
    """The installation with its tables: SQLite files get theirs when first used, PostgreSQL by `migrate` alone."""
    with _opened() as house:
        for database, name in _both(house):
            found = schema(database, name)
            if found is Schema.MISSING and database.embedded:
                migrate(database, name)
            elif found is not Schema.CURRENT:
                raise TablesMissing
        yield house


@contextmanager
def _opened() -> Iterator[House]:
    house = open_house(Role.WORKER)
    try:
        yield house
    finally:
        house.databases.dispose()


def _both(house: House) -> Sequence[tuple[Database, str]]:
    return (house.databases.office, "office"), (house.databases.box, "box")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotReadable(f"{file} cannot be read: {error.strerror}.") from None


def _address(text: str) -> str:
    try:
        return address(text)
    except Unacceptable as error:
        raise ArgumentTypeError(str(error)) from None


def _version() -> str:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    return f"Pulse {project['version']}"


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m pulse",
        description="Anonymous team pulse surveys for sales organisations. Settings come from the file named by "
        "PULSE_CONFIG and from PULSE_* variables.",
        epilog="Each command explains itself: python -m pulse roster import --help",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _roster_commands(_group(commands, "roster", "who works where"))
    _account_commands(_group(commands, "account", "people of HR and operators"))
    _export_command(commands)
    _command(
        commands,
        "migrate",
        _migrate,
        purpose="create the tables, or bring them to this version",
        example="migrate",
        more="SQLite files get their tables when first used; PostgreSQL, and every upgrade, needs this command.",
    )
    return parser


def _roster_commands(commands: Any) -> None:
    command = _command(
        commands,
        "import",
        _import_roster,
        purpose="make a file the whole roster: who is not listed leaves",
        example="roster import people.csv --dry-run",
        more=ROSTER_FILE,
    )
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.add_argument("--dry-run", action="store_true", help="print joiners, leavers and moves, change nothing")
    command.add_argument(
        "--confirm-removals", action="store_true", help="import although more than half of the people would leave"
    )


def _account_commands(commands: Any) -> None:
    command = _command(
        commands,
        "add",
        _add_account,
        purpose="let somebody sign in; leaders need no account, the roster names them",
        example="account add kim@acme.example --role hr",
    )
    command.add_argument("email", type=_address, metavar="EMAIL")
    command.add_argument("--role", type=StaffRole, choices=list(StaffRole), required=True)
    _command(
        commands,
        "list",
        _list_accounts,
        purpose="list the people of HR and operators",
        example="account list",
    )


def _export_command(commands: Any) -> None:
    command = _command(
        commands,
        "export",
        _export,
        purpose="write a published wave into a file; the log of changes says so",
        example="export 7F3K9QW2M4X8B1CD --format xlsx --out wave.xlsx --comments comments.xlsx",
        more="Names of waves: python -m pulse wave list. CSV holds no codebook, XLSX and JSON do.",
    )
    command.add_argument("wave", metavar="WAVE")
    command.add_argument("--format", type=Format, choices=list(Format), required=True)
    command.add_argument("--out", type=Path, metavar="FILE", required=True, help="where the figures go")
    command.add_argument("--comments", type=Path, metavar="FILE", help="where the comments go, in random order")


def _group(commands: Any, name: str, purpose: str) -> Any:
    group = commands.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.")
    return group.add_subparsers(metavar="COMMAND", required=True)


def _command(
    commands: Any, name: str, run: Callable[[Namespace], None], *, purpose: str, example: str, more: str = ""
) -> ArgumentParser:
    command: ArgumentParser = commands.add_parser(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.\n\n{more}".strip(),
        epilog=f"example:\n  python -m pulse {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command
