"""Who is signed in: a person of staff as a value."""

from dataclasses import dataclass
from datetime import timedelta

from pulse.accounts.models import StaffRole

LEADERS_STAY = timedelta(days=14)
OTHERS_STAY = timedelta(days=1)


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
    def stays(self) -> timedelta:
        """How long a session lasts: shorter for those who see the whole organisation."""
        return OTHERS_STAY if self.roles else LEADERS_STAY
