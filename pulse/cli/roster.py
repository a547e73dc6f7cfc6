"""`roster import`."""

from argparse import Namespace
from pathlib import Path

from pulse.cli.arguments import Commands, command, group
from pulse.cli.installation import ACTOR, content, installation
from pulse.house import House
from pulse.roster.changes import describe
from pulse.roster.importing import Roster, read_roster
from pulse.roster.operations import TooManyRemovals, import_roster, planned_changes

THE_FILE = """\
The file is CSV, UTF-8, with commas or semicolons, and these columns in any order:
  email        the address mails go to, once in the file
  name         as it should stand in mails
  team         the path from the top: Sales / EMEA / Munich
  role         rep or leader; a leader's team is the one led, one leader per team
  time_zone    such as Europe/Berlin
  language     such as en or de
  country      two letters, such as DE, for public holidays
  target       may be left out; a number; the leader's row carries the team's"""


def add_to(commands: Commands) -> None:
    """Declare the commands about who works where."""
    declared = command(
        group(commands, "roster", "who works where"),
        "import",
        _import,
        purpose="make a file the whole roster: who is not listed leaves",
        example="roster import people.csv --dry-run",
        more=THE_FILE,
    )
    declared.add_argument("file", type=Path, metavar="FILE.csv")
    declared.add_argument("--dry-run", action="store_true", help="print joiners, leavers and moves, change nothing")
    declared.add_argument(
        "--confirm-removals", action="store_true", help="import although more than half of the people would leave"
    )


def _import(options: Namespace) -> None:
    source = content(options.file)
    with installation() as house:
        roster = read_roster(source, house.settings.allowed_domains)
        act = _try_out if options.dry_run else _carry_out
        act(house, roster, confirmed=options.confirm_removals)


def _try_out(house: House, roster: Roster, *, confirmed: bool) -> None:
    with house.databases.office.reading() as session:
        changes = planned_changes(session, roster)
    print("\n".join(describe(changes)), "Nothing was changed: this was a dry run.", sep="\n")
    if changes.removes_most and not confirmed:
        raise TooManyRemovals(changes)


def _carry_out(house: House, roster: Roster, *, confirmed: bool) -> None:
    with house.databases.office.writing() as session:
        changes = import_roster(session, roster, house.clock(), ACTOR, removals_confirmed=confirmed)
    print(f"Imported {len(roster.employees)} people: {changes.summary}.")
