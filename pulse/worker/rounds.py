"""The worker's rounds: everything due, once or for ever. A job that fails stops no other."""

import logging
import signal
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Thread

from pulse.errors import Refusal, traced
from pulse.house import House
from pulse.mail import MailUnavailable
from pulse.worker.bounce import collect_bounces
from pulse.worker.close import close_due
from pulse.worker.digest import send_digests
from pulse.worker.invite import send_due
from pulse.worker.mix import mix_due
from pulse.worker.open import open_due
from pulse.worker.programmes import apply_proposed
from pulse.worker.release import release_due
from pulse.worker.remind import remind_due
from pulse.worker.roster import change_roster
from pulse.worker.sign_in import send_sign_ins
from pulse.worker.turn import Work, turn
from pulse.worker.webhook import send_webhooks

Job = Callable[[House], int]
Lanes = Mapping[Work, Mapping[str, Job]]

LANES: Lanes = {
    Work.SIGN_INS: {"sign in": send_sign_ins},
    Work.WAVES: {
        "close": close_due,
        "release": release_due,
        "roster": change_roster,
        "programme": apply_proposed,
        "open": open_due,
        "invite": send_due,
        "remind": remind_due,
        "mix": mix_due,
    },
    Work.DIGESTS: {"digest": send_digests, "webhook": send_webhooks, "bounce": collect_bounces},
}
"""The jobs of a lane follow one another; lanes do not wait for each other, so that signing in is always quick."""
IDLE_SECONDS = 0.5
LONGEST_REST = 120

log = logging.getLogger(__name__)


@dataclass
class Done:
    """What was done: how much of each job, and which jobs failed with what kind of error."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether there may be more to do."""
        return self.counts.total() > 0

    def add(self, other: "Done") -> None:
        """Count in what another round did."""
        self.counts += other.counts
        self.failures |= other.failures


def tick(house: House, lanes: Lanes = LANES) -> Done:
    """Do everything that is due, once; a job that fails is not tried again this time."""
    done = Done()
    for work, jobs in lanes.items():
        while True:
            latest = _round(house, work, {name: job for name, job in jobs.items() if name not in done.failures})
            done.add(latest)
            if not latest.anything:
                break
    return done


def run(house: House, stop: Event | None = None, lanes: Lanes = LANES) -> None:
    """Do what is due as it becomes due, until `stop` is set or, without one, until SIGTERM or SIGINT."""
    ending = stop or _until_signalled()
    threads = [Thread(target=_keep_going, args=(house, work, jobs, ending), name=work) for work, jobs in lanes.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _until_signalled() -> Event:
    ending = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    return ending


def _keep_going(house: House, work: Work, jobs: Mapping[str, Job], ending: Event) -> None:
    rests = _Rests()
    while not ending.is_set():
        done = _round(house, work, {name: job for name, job in jobs.items() if name not in rests.resting}, ending)
        rests.note(done.failures)
        if not done.anything:
            ending.wait(IDLE_SECONDS)


class _Rests:
    """Lets a job that failed rest for twice as many rounds each time, until it succeeds."""

    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()
        self._left: Counter[str] = Counter()

    @property
    def resting(self) -> set[str]:
        return {job for job, rounds in self._left.items() if rounds > 0}

    def note(self, failures: Collection[str]) -> None:
        for job in set(self._failed) - self.resting - set(failures):
            del self._failed[job]
        self._left = Counter({job: rounds - 1 for job, rounds in self._left.items() if rounds > 1})
        for job in failures:
            self._failed[job] += 1
            self._left[job] = min(2 ** self._failed[job], LONGEST_REST)


def _round(house: House, work: Work, jobs: Mapping[str, Job], ending: Event | None = None) -> Done:
    done = Done()
    # A future carries whatever a job raises, so that nothing is swallowed and nothing gets past.
    with ThreadPoolExecutor(max_workers=1) as executor:
        for name, job in jobs.items():
            if ending and ending.is_set():
                break
            attempt = executor.submit(_in_turn, house, work, job)
            error = attempt.exception()
            if error:
                done.failures[name] = type(error).__name__
                log.error("%s failed: %s", name, _described(error))
            else:
                done.counts[name] += attempt.result()
    for name, count in done.counts.items():
        if count:
            log.info("%s: %d", name, count)
    return done


def _described(error: BaseException) -> str:
    """What may be logged of an error: our own sentences; of others, whose text may hold addresses, kind and place."""
    if isinstance(error, Refusal | MailUnavailable):
        return f"{type(error).__name__}: {error}"
    return traced(error)


def _in_turn(house: House, work: Work, job: Job) -> int:
    with turn(house.databases.office, work) as ours:
        return job(house) if ours else 0
