"""The worker's jobs in their lanes, and doing everything that is due once. A job that fails stops no other."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
from pulse.worker.trying import tried
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


def attempt(house: House, work: Work, job: Job, name: str) -> Done:
    """Try a job once, if the turn is to be had; whatever it raises is logged and noted."""
    done = Done()
    outcome = tried(_in_turn, house, work, job)
    if error := outcome.exception():
        done.failures[name] = type(error).__name__
        log.error("%s failed: %s", name, described(error))
    elif count := outcome.result():
        done.counts[name] = count
        log.info("%s: %d", name, count)
    return done


def described(error: BaseException) -> str:
    """What may be logged of an error: our own sentences; of others, whose text may hold addresses, kind and place."""
    if isinstance(error, Refusal | MailUnavailable):
        return f"{type(error).__name__}: {error}"
    return traced(error)


def _round(house: House, work: Work, jobs: Mapping[str, Job]) -> Done:
    done = Done()
    for name, job in jobs.items():
        done.add(attempt(house, work, job, name))
    return done


def _in_turn(house: House, work: Work, job: Job) -> int:
    with turn(house, work) as ours:
        return job(ours) if ours else 0
