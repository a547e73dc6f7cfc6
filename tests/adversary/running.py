"""Carrying out all attacks side by side in one pool of processes, with a line of progress now and then."""

import gc
import logging
import multiprocessing
import os
import resource
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from pathlib import Path

from tests.adversary.attempts import Attack, Attempt, Outcome, Tried

ROOT = Path(__file__).resolve().parents[2]
SAY_EVERY_SECONDS = 20

Say = Callable[[Attack, int, int], None]
"""Is told an attack, how many tries are done, and of how many."""


def carried_out(tries: Mapping[Attack, int], say: Say) -> Iterator[Outcome]:
    """Try every attack so often, on all cores; yield what came of each, in their order, as soon as it is known."""
    # Processes started afresh have no thread of ours, and one that waits leaves its core to another attack.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(os.cpu_count() or 1, context, _prepare)
    try:
        begun = {attack: [pool.submit(tried, attack.attempt, seed) for seed in range(n)] for attack, n in tries.items()}
        for attack, futures in begun.items():
            yield Outcome(attack, tuple(_heard(attack, futures, say)))
    finally:
        pool.shutdown(cancel_futures=True)


def tried(attempt: Attempt, seed: int) -> Tried:
    """Make one attempt; whatever it raises is told as a text, since not every error survives the way home."""
    before = _cpu_seconds()
    # A future carries whatever is raised, so that nothing is swallowed and nothing ends the run.
    future = _thread().submit(attempt, seed)
    error = future.exception()
    findings = () if error else tuple(future.result())
    return Tried(findings, described(error) if error else "", _cpu_seconds() - before)


@cache
def _thread() -> ThreadPoolExecutor:
    """The one thread of this process for attempts: in each new one hypothesis would look through all of the memory."""
    return ThreadPoolExecutor(max_workers=1)


def described(error: BaseException) -> str:
    """What was raised, and the last place of ours on the way there."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if ROOT in Path(frame.filename).parents]
    place = f" at {Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}: {error}"


def _cpu_seconds() -> float:
    """What this process and the processes it has started and seen end have worked."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _prepare() -> None:
    # What attempts leave behind is looked through less often than usual: there is much of it, and room enough.
    gc.set_threshold(50_000, 20, 20)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # Many attacks make a job of the worker fail, which is what they want.
    logging.getLogger("pulse").setLevel(logging.CRITICAL)


def _heard(attack: Attack, futures: Sequence[Future[Tried]], say: Say) -> Iterator[Tried]:
    told = time.monotonic()
    for done, future in enumerate(futures):
        if time.monotonic() - told > SAY_EVERY_SECONDS:
            say(attack, done, len(futures))
            told = time.monotonic()
        lost = future.exception()
        yield Tried((), f"{type(lost).__name__}: {lost}", 0) if lost else future.result()
