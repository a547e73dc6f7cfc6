"""`attack`: the program that anybody can run on the books, run on what this installation has published."""

import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from pulse.cli.arguments import Commands, command
from pulse.cli.installation import installation
from pulse.errors import Refusal
from pulse.exports.books import ATTACK, FILE_NAME, books
from pulse.publications.queries import waves


class NothingPublished(Refusal):
    """There is nothing to attack."""

    sentence = "Nothing is published yet. A wave is published after it has closed."


def add_to(commands: Commands) -> None:
    """Declare `attack`."""
    declared = command(
        commands,
        "attack",
        _attack,
        purpose="look in everything published for what tells somebody's answer",
        example="attack",
        more="It runs pulse/static/attack.py, which needs nothing of Pulse, on the books: on those in FILE, or on\n"
        "what this installation has published. The exit status is 1 if anything is found.",
    )
    declared.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the books, as a zip file or a folder")


def _attack(options: Namespace) -> None:
    if options.file is not None:
        raise SystemExit(_run(options.file))
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE_NAME
        with installation() as house, house.databases.office.reading() as session:
            if not waves(session):
                raise NothingPublished
            file.write_bytes(books(session))
        raise SystemExit(_run(file))


def _run(file: Path) -> int:
    return subprocess.run([sys.executable, str(ATTACK), str(file)], check=False).returncode
