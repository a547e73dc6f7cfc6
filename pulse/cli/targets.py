"""`targets import` and `targets example`."""

import sys
from argparse import Namespace
from pathlib import Path

from pulse.cli.arguments import Commands, command, group
from pulse.cli.installation import ACTOR, content, installation
from pulse.roster import queries as roster
from pulse.targets.changes import describe
from pulse.targets.files import example
from pulse.targets.importing import read_targets
from pulse.targets.operations import planned_changes, save_targets
from pulse.targets.queries import standing

EXAMPLES = 3
THE_FILE = """\
The file is CSV, UTF-8, with commas or semicolons, and these columns in any order:
  team         the path from the top, as in the roster: Sales / EMEA / Munich
  period       2026, 2026-H1, 2026-Q3 or 2026-07; any other name needs its days
  from, to     may be left out; the first and the last day, such as 2026-07-01
  plan         what the team is to reach, in money: more than zero
  forecast     may be left empty; the official forecast, in money
  actual       may be left empty until it is known; what came, in money

A line says everything about its team and period. Teams and periods that the file does not list stay as they are; a
line with neither plan, forecast nor actual takes an entry away. No two periods share a day. A wave belongs to the
period that holds its closing day."""


def add_to(commands: Commands) -> None:
    """Declare the commands about plan, official forecast and actual."""
    targets = group(commands, "targets", "plan, official forecast and actual of teams")
    declared = command(
        targets,
        "import",
        _import,
        purpose="save the targets of a file",
        example="targets import targets.csv --dry-run",
        more=THE_FILE,
    )
    declared.add_argument("file", type=Path, metavar="FILE.csv")
    declared.add_argument("--dry-run", action="store_true", help="print every change, old and new; change nothing")
    command(
        targets,
        "example",
        _example,
        purpose="print a targets file to begin with, with teams of the roster",
        example="targets example > targets.csv",
        more=THE_FILE,
    )


def _import(options: Namespace) -> None:
    source = content(options.file)
    with installation() as house:
        if options.dry_run:
            with house.databases.office.reading() as session:
                changes = planned_changes(session, read_targets(source, standing(session)))
            print("\n".join(describe(changes)), "Nothing was changed: this was a dry run.", sep="\n")
            return
        with house.databases.office.writing() as session:
            changes = save_targets(session, read_targets(source, standing(session)), house.clock(), ACTOR)
        print(f"Saved targets: {changes.summary}.")


def _example(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        tree, paths = roster.tree(session), roster.paths(session)
    teams = sorted(paths[unit] for unit in tree.parents if not tree.children[unit])
    sys.stdout.write(example(teams[:EXAMPLES]).decode())
