"""HR's page of plan, official forecast and actual: what is stored, and what an uploaded file would change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.audit import AuditEntry
from pulse.targets.amounts import Target
from pulse.targets.changes import Difference, compare, period_lines
from pulse.targets.importing import BadTargets, Standing, read_targets
from pulse.targets.periods import Period
from pulse.targets.queries import standing
from pulse.targets.uploads import upload_of

LINES_AT_A_TIME = 200


@dataclass(frozen=True)
class StoredPeriod:
    """A period, and how many teams have what in it."""

    period: Period
    plans: int
    forecasts: int
    actuals: int


@dataclass(frozen=True)
class Waiting:
    """An uploaded file before it is saved: its SHA-256, and some of its changes, from one on."""

    uploaded_at: datetime
    digest: str
    summary: str = ""
    periods: tuple[str, ...] = ()
    lines: tuple[Difference, ...] = ()
    number: int = 0
    first: int = 0
    problems: tuple[str, ...] = ()
    """What is wrong with it by now, since the roster or the periods have changed."""

    @property
    def last(self) -> int:
        return self.first + len(self.lines)

    @property
    def more(self) -> int:
        """How many changes come after those shown."""
        return self.number - self.last


@dataclass(frozen=True)
class TargetsPage:
    """Everything on the page."""

    stored: tuple[StoredPeriod, ...]
    saved: AuditEntry | None
    waiting: Waiting | None


def targets_page(session: Session, person: str, first: int) -> TargetsPage:
    """Show what is stored and what this person uploaded, its changes from `first` on."""
    before = standing(session)
    newest = select(AuditEntry).where(AuditEntry.action == "targets saved").order_by(AuditEntry.id.desc()).limit(1)
    return TargetsPage(_stored(before), session.scalar(newest), _waiting(session, person, before, max(0, first)))


def _stored(before: Standing) -> tuple[StoredPeriod, ...]:
    by_period: dict[str, list[Target]] = {name: [] for name in before.periods}
    for (_, period), target in before.targets.items():
        by_period[period].append(target)
    return tuple(
        StoredPeriod(
            period,
            plans=len(by_period[name]),
            forecasts=sum(one.official is not None for one in by_period[name]),
            actuals=sum(one.actual is not None for one in by_period[name]),
        )
        for name, period in reversed(tuple(before.periods.items()))
    )


def _waiting(session: Session, person: str, before: Standing, first: int) -> Waiting | None:
    kept = upload_of(session, person)
    if kept is None:
        return None
    try:
        changes = compare(before, read_targets(kept.file, before))
    except BadTargets as refusal:
        return Waiting(kept.uploaded_at, kept.digest, problems=tuple(map(str, refusal.problems)))
    first = first if first < len(changes.targets) else 0
    return Waiting(
        kept.uploaded_at,
        kept.digest,
        changes.summary,
        periods=tuple(period_lines(changes)),
        lines=changes.targets[first : first + LINES_AT_A_TIME],
        number=len(changes.targets),
        first=first,
    )
