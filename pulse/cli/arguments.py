"""How commands are declared, and what their arguments may be."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pulse.roster.columns import Unacceptable
from pulse.roster.columns import address as roster_address

Commands = Any
"""Where argparse takes commands; it has no public type of its own."""


def group(commands: Commands, name: str, purpose: str) -> Commands:
    """Declare commands that share a first word."""
    found = commands.add_parser(name, help=purpose, description=_sentence(purpose))
    return found.add_subparsers(metavar="COMMAND", required=True)


def command(
    commands: Commands, name: str, run: Callable[[Namespace], int | None], *, purpose: str, example: str, more: str = ""
) -> ArgumentParser:
    """Declare a command that teaches by an example."""
    declared: ArgumentParser = commands.add_parser(
        name,
        help=purpose,
        description=f"{_sentence(purpose)}\n\n{more}".strip(),
        epilog=f"example:\n  python -m pulse {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    declared.set_defaults(run=run)
    return declared


def address(text: str) -> str:
    """A mail address, as the roster writes it."""
    try:
        return roster_address(text)
    except Unacceptable as error:
        raise ArgumentTypeError(str(error)) from None


def instant(text: str) -> datetime:
    """A date and time with its offset from UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date and time such as 2026-05-18T18:00+02:00") from None
    if found.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} has no offset from UTC; write it as {text}+02:00 or {text}Z")
    return found


def _sentence(purpose: str) -> str:
    return f"{purpose[0].upper()}{purpose[1:]}."
