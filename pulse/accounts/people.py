"""Who is signed in: a person of staff as a value, and how long they stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.accounts.models import StaffRole

LEADER = "leader"
CALLINGS = (LEADER, *StaffRole)
"""What makes somebody of staff."""


@dataclass(frozen=True)
class Stay:
    """How long a session lasts at most, how long unused, and how exactly its last use is noted."""

    longest: timedelta
    idle: timedelta
    step: timedelta


LEADERS = Stay(longest=timedelta(days=14), idle=timedelta(days=4), step=timedelta(hours=12))
OTHERS = Stay(longest=timedelta(hours=12), idle=timedelta(hours=1), step=timedelta(minutes=5))
PROOF_LASTS = timedelta(minutes=15)
"""How long one may do what others rely on without proving anew who one is."""


@dataclass(frozen=True)
class Staff:
    """A leader, somebody of HR or an operator; `leads` is the code of the unit led now."""

    email: str
    name: str
    roles: frozenset[StaffRole] = frozenset()
    leads: str | None = None
    time_zone: str = "UTC"

    @property
    def is_hr(self) -> bool:
        return StaffRole.HR in self.roles

    @property
    def stay(self) -> Stay:
        """How long a session lasts: shorter for those who see the whole organisation."""
        return OTHERS if self.roles else LEADERS

    @property
    def rights(self) -> str:
        """What a session is opened with; one with other rights than its owner has now is over."""
        return " ".join((*sorted(self.roles), f"{LEADER}:{self.leads}" if self.leads else ""))

    def may_use_mail(self, callings: Collection[str]) -> bool:
        """Whether mailed links let this person in: everything they may do must be among these callings."""
        own = {*self.roles} | ({LEADER} if self.leads else set())
        return own <= set(callings)


@dataclass(frozen=True)
class OpenSession:
    """Somebody signed in in a browser: who, when noted there last, and when they last proved who they are."""

    staff: Staff
    seen_at: datetime
    proved_at: datetime | None

    def is_proven(self, now: datetime) -> bool:
        """Whether the last proof is young enough for what others rely on."""
        return self.proved_at is not None and now < self.proved_at + PROOF_LASTS
