"""`roster import` and `roster pending`."""

from argparse import Namespace
from pathlib import Path

from pulse.cli.arguments import Commands, command, group
from pulse.cli.installation import ACTOR, content, installation
from pulse.house import House
from pulse.programme.roster_changes import Submission, submit_roster, waiting
from pulse.roster import queries
from pulse.roster.changes import describe
from pulse.roster.importing import Roster, read_roster
from pulse.roster.importing_managers import read_any
from pulse.roster.models import Approval
from pulse.roster.operations import TooManyRemovals, planned_changes

THE_FILE = """\
The file is CSV, UTF-8, with commas or semicolons, and these columns in any order:
  email        the address mails go to, once in the file
  name         as it should stand in mails
  team         the path from the top: Sales / EMEA / Munich
  role         rep or leader; a leader's team is the one led, one leader per team
  time_zone    such as Europe/Berlin
  language     such as en or de
  country      two letters, such as DE, for public holidays
  target       may be left out; a number; the leader's row carries the team's

Instead of team and role it may hold this column, and Pulse works the teams out:
  manager_email  the address of the person's manager; empty for the one at the top
What waits or is imported then is a file of the teams worked out, so its SHA-256 is not that of yours.

While a programme runs, a file that changes where people are waits until somebody of HR approves it on the page
/hr/roster."""


def add_to(commands: Commands) -> None:
    """Declare the commands about who works where."""
    rosters = group(commands, "roster", "who works where")
    declared = command(
        rosters,
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
    command(
        rosters,
        "pending",
        _pending,
        purpose="print the roster that waits for a second person, and what it would change",
        example="roster pending",
        more="It is approved or declined on the page /hr/roster, by somebody of HR who is signed in: a command line\n"
        "cannot tell who types.",
    )


def _import(options: Namespace) -> None:
    source = content(options.file)
    with installation() as house:
        file, roster = _read(house, source)
        if options.dry_run:
            _try_out(house, roster, confirmed=options.confirm_removals)
        else:
            _hand_in(house, Submission(file, roster, ACTOR, options.confirm_removals))


def _read(house: House, source: bytes) -> tuple[bytes, Roster]:
    with house.databases.office.reading() as session:
        standing = queries.standing(session)
    return read_any(source, standing, house.settings.organisation, house.settings.allowed_domains)


def _pending(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        proposed = waiting(session)
        if proposed is None:
            print("No roster waits for approval.")
            return
        roster = read_roster(proposed.file, house.settings.allowed_domains)
        print("\n".join(describe(planned_changes(session, roster))))
        print(f"Handed in {proposed.proposed_at:%Y-%m-%d %H:%M} UTC from: {proposed.proposed_by}.")
        print(f"SHA-256 of the file: {proposed.digest}.")


def _try_out(house: House, roster: Roster, *, confirmed: bool) -> None:
    with house.databases.office.reading() as session:
        changes = planned_changes(session, roster)
    print("\n".join(describe(changes)), "Nothing was changed: this was a dry run.", sep="\n")
    if changes.removes_most and not confirmed:
        raise TooManyRemovals(changes)


def _hand_in(house: House, handed_in: Submission) -> None:
    rule = Approval(house.settings.roster_approval)
    with house.databases.office.writing() as session:
        submitted = submit_roster(session, handed_in, rule, house.clock())
    people, summary = len(handed_in.roster.employees), submitted.changes.summary
    if submitted.waits:
        print(
            f"Nothing is imported yet. This roster of {people} people waits for approval by somebody of HR at "
            f"{house.settings.base_url}/hr/roster: {summary}. The SHA-256 of the file is {handed_in.digest}."
        )
    else:
        print(f"Imported {people} people: {summary}.")
