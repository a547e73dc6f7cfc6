"""All commands on one page, and how each of them ends."""

import os
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from sqlalchemy.exc import OperationalError

from pulse.errors import Refusal

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
ROOMS = {
    "roster": "roster",
    "account": "accounts",
    "programme": "waves",
    "wave": "waves",
    "worker": "waves",
    "tick": "waves",
    "targets": "targets",
    "export": "exports",
    "token": "tokens",
    "webhook": "webhooks",
    "migrate": "installation",
    "move": "move",
    "backup": "backups",
    "restore": "backups",
    "settings": "settings",
    "doctor": "doctor",
    "verify": "verify",
    "attack": "attack",
    "demo": "demo",
}
"""The module of each command, in the order in which they are listed. Only the one that is asked for is imported."""
REFUSED = 2
INTERRUPTED = 130
UNHEARD = 141
"""As a shell says it of what ended because nobody read on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status: 0, what the command says, or 2 when it is refused."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser(given).parse_args(given)
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


def parser(given: Sequence[str] = ()) -> ArgumentParser:
    """What reads `given`: the command it begins with, or all of them where it begins with none."""
    found = ArgumentParser(
        prog="python -m pulse",
        description="Anonymous team pulse surveys for sales organisations. Settings come from the file named by "
        "PULSE_CONFIG and from PULSE_* variables.",
        epilog="Each command explains itself: python -m pulse roster import --help",
    )
    found.add_argument("--version", action="version", version=_version())
    commands = found.add_subparsers(metavar="COMMAND", required=True)
    asked = [ROOMS[word] for word in given[:1] if word in ROOMS]
    for room in asked or dict.fromkeys(ROOMS.values()):
        import_module(f"pulse.cli.{room}").add_to(commands)
    return found


def _version() -> str:
    return f"Pulse {tomllib.loads(PROJECT.read_text('utf-8'))['project']['version']}"
