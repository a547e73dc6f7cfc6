"""Carrying out attacks in several processes, with a line of progress now and then."""

import logging
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from tests.adversary.attempts import Attack

SAY_EVERY_SECONDS = 20

Say = Callable[[Attack, int, int], None]
"""Is told an attack, how many tries are done, and of how many."""


@dataclass(frozen=True)
class Outcome:
    """What came of an attack; `successes` counts attempts that found something."""

    attack: Attack
    tries: int
    findings: tuple[str, ...]
    successes: int
    seconds: float


def carried_out(attack: Attack, tries: int, say: Say) -> Outcome:
    """Try an attack so often, on all cores."""
    started = time.monotonic()
    # A process of its own, started afresh, has no thread of ours and nothing that an attack before it left behind.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(tries, os.cpu_count() or 1), context, _quieten) as pool:
        found = _heard(attack, tries, pool.map(attack.attempt, range(tries)), say)
    findings = tuple(finding for one in found for finding in one)
    return Outcome(attack, tries, findings, sum(map(bool, found)), time.monotonic() - started)


def _quieten() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def _heard(attack: Attack, tries: int, attempts: Iterable[list[str]], say: Say) -> list[list[str]]:
    found, told = [], time.monotonic()
    for one in attempts:
        found.append(one)
        if time.monotonic() - told > SAY_EVERY_SECONDS:
            say(attack, len(found), tries)
            told = time.monotonic()
    return found
