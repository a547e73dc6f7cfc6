"""Bad input: every parser and every form, with inputs that are wrong in every way. No error, no half-done change.

Each attempt tries a fixed number of inputs, all of which follow from its seed, and raises where it tried fewer, so that
the number of inputs that the table counts is the number that was tried.
"""

from functools import partial

from tests.adversary.attempts import Attack
from tests.adversary.fuzzed_files import FILES
from tests.adversary.fuzzed_kept import STORED
from tests.adversary.fuzzed_running import Family, tried
from tests.adversary.fuzzed_talk import TALK
from tests.adversary.fuzzed_typed import TYPED

FAMILIES = {family.name: family for family in (*FILES, *TALK, *TYPED, *STORED)}
AT_ONCE = 250
SLOW_AT_ONCE = {"instruments": 50, "books to attack": 100}
"""Instruments are read from all their files each time."""
TRIES = {"roster files": 52, "targets files": 32, "mails that came back": 32, "the rep's page": 36}
FEWER = {"theme rules": 12, "settings as variables": 14, "pages of backups": 8, "books to attack": 8, "contracts": 12}
USUAL_TRIES = 22


class TooFew(AssertionError):
    """Fewer inputs were tried than are counted."""


def attempt(name: str, seed: int) -> list[str]:
    """Try inputs of one family."""
    return findings(FAMILIES[name], seed, at_once(name))


def findings(family: Family, seed: int, number: int) -> list[str]:
    """What so many inputs of a family lead to. Raises TooFew."""
    found = tried(family, seed, number)
    if found.inputs < number:
        raise TooFew(f"{family.name}: {found.inputs} inputs of {number}")
    return found.said


def at_once(name: str) -> int:
    """How many inputs of a family one attempt tries."""
    return SLOW_AT_ONCE.get(name, AT_ONCE)


def _row(name: str) -> Attack:
    tries = TRIES.get(name) or FEWER.get(name, USUAL_TRIES)
    return Attack("F", f"bad input: {name}", partial(attempt, name), 1, tries, at_once(name))


FUZZED = tuple(map(_row, FAMILIES))
settings, answers = partial(attempt, "settings files"), partial(attempt, "the rep's page")
webhooks = partial(attempt, "addresses of webhooks")
"""By these, and by rosters, mutants are caught."""


def rosters(seed: int) -> list[str]:
    """So many rosters that one of those that are taken has a damaged name."""
    return findings(FAMILIES["roster files"], seed, 2_000)
