"""Bad input: every parser and every form, with inputs that are wrong in every way. No error, no half-done change.

Each attempt tries a fixed number of inputs, all of which follow from its seed, and raises where it tried fewer, so that
the number of inputs that the table counts is the number that was tried.
"""

from functools import partial

from tests.adversary.attempts import Attack
from tests.adversary.fuzzed_files import FILES
from tests.adversary.fuzzed_kept import STORED
from tests.adversary.fuzzed_pages import tried_as_reps, tried_everywhere
from tests.adversary.fuzzed_running import Family, Tried, tried
from tests.adversary.fuzzed_talk import TALK
from tests.adversary.fuzzed_typed import TYPED

FAMILIES = {family.name: family for family in (*FILES, *TALK, *TYPED, *STORED)}
AT_ONCE = 150
SLOW_AT_ONCE = {"instruments": 25, "books to attack": 50}
"""Instruments are read from all their files each time."""
TRIES = {"roster files": 90, "targets files": 60, "mails that came back": 60, "the rep's page": 64}
FEWER = {"theme rules": 20, "settings as variables": 24, "pages of backups": 14, "books to attack": 16, "contracts": 20}
USUAL_TRIES = 32
REQUESTS = 150


class TooFew(AssertionError):
    """Fewer inputs were tried than are counted."""


def attempt(name: str, seed: int) -> list[str]:
    """Try inputs of one family."""
    return findings(FAMILIES[name], seed, at_once(name))


def findings(family: Family, seed: int, number: int) -> list[str]:
    """What so many inputs of a family lead to. Raises TooFew."""
    return _enough(tried(family, seed, number), number)


def at_once(name: str) -> int:
    """How many inputs of a family one attempt tries."""
    return SLOW_AT_ONCE.get(name, AT_ONCE)


def _enough(found: Tried, number: int) -> list[str]:
    if found.inputs < number:
        raise TooFew(f"{found.inputs} inputs of {number}")
    return found.said


def _row(name: str) -> Attack:
    tries = TRIES.get(name) or FEWER.get(name, USUAL_TRIES)
    return Attack("F", f"bad input: {name}", partial(attempt, name), 1, tries, at_once(name))


def everywhere(seed: int) -> list[str]:
    """Try requests to every address of an installation."""
    return _enough(tried_everywhere(seed, REQUESTS), REQUESTS)


def as_reps(seed: int) -> list[str]:
    """Try requests to the page of an open wave."""
    return _enough(tried_as_reps(seed, REQUESTS), REQUESTS)


FUZZED = (
    *map(_row, FAMILIES),
    Attack("F", "bad requests to every page, form and API", everywhere, 1, 20, REQUESTS),
    Attack("F", "bad requests to the page of a wave", as_reps, 1, 6, REQUESTS),
)
settings, answers = partial(attempt, "settings files"), partial(attempt, "the rep's page")
webhooks = partial(attempt, "addresses of webhooks")
"""By these, and by rosters, mutants are caught."""


def rosters(seed: int) -> list[str]:
    """So many rosters that one of those that are taken has a damaged name."""
    return findings(FAMILIES["roster files"], seed, 2_000)
