"""All commands on one page, and how each of them ends."""

import os
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import OperationalError

from pulse.cli import (
    accounts,
    attack,
    backups,
    demo,
    doctor,
    exports,
    installation,
    move,
    roster,
    settings,
    targets,
    tokens,
    verify,
    waves,
    webhooks,
)
from pulse.errors import Refusal

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
ROOMS = (
    roster,
    accounts,
    waves,
    targets,
    exports,
    tokens,
    webhooks,
    installation,
    move,
    backups,
    settings,
    doctor,
    verify,
    attack,
    demo,
)
"""In the order in which they are listed."""
REFUSED = 2
INTERRUPTED = 130
UNHEARD = 141
"""As a shell says it of what ended because nobody read on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, what the command says, or 2 when it is refused."""
    options = _parser().parse_args(arguments)
    try:
        status: int | None = options.run(options)
        sys.stdout.flush()
    except Refusal as refusal:
        return _refuse(str(refusal))
    except OperationalError as error:
        return _refuse(f"The database cannot be used: {error.orig}")
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads has seen enough, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    return status or 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m pulse",
        description="Anonymous team pulse surveys for sales organisations. Settings come from the file named by "
        "PULSE_CONFIG and from PULSE_* variables.",
        epilog="Each command explains itself: python -m pulse roster import --help",
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for room in ROOMS:
        room.add_to(commands)
    return parser


def _version() -> str:
    return f"Pulse {tomllib.loads(PROJECT.read_text('utf-8'))['project']['version']}"
