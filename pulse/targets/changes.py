"""What importing a targets file would change, old and new beside one another: pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pulse.targets.amounts import Target, written
from pulse.targets.importing import Standing, Targets
from pulse.targets.periods import Period

COLUMNS = ("plan", "official", "actual")
NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """One team in one period, before and after; None where there is no entry."""

    team: str
    period: str
    before: Target | None
    after: Target | None

    @property
    def kind(self) -> str:
        """What happens to the entry."""
        if self.before is None:
            return "new"
        return "removed" if self.after is None else "changed"

    @property
    def amounts(self) -> tuple[str, ...]:
        """Plan, official forecast and actual, each as it stays, or old and new."""
        pairs = ((_amount(self.before, column), _amount(self.after, column)) for column in COLUMNS)
        return tuple(old if old == new else f"{old or NOTHING} → {new or NOTHING}" for old, new in pairs)


@dataclass(frozen=True)
class Changes:
    """What an import changes; `same` is how many entries of the file stand exactly so already."""

    new_periods: tuple[Period, ...]
    moved_periods: tuple[tuple[Period, Period], ...]
    targets: tuple[Difference, ...]
    same: int

    @property
    def any(self) -> bool:
        """Whether anything would be different afterwards."""
        return bool(self.new_periods or self.moved_periods or self.targets)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each kind, in the order of reading."""
        kinds = Counter(one.kind for one in self.targets)
        entries = {kind: kinds[kind] for kind in ("new", "changed", "removed")}
        periods = {"new periods": len(self.new_periods), "moved periods": len(self.moved_periods)}
        return {**entries, "unchanged": self.same, **periods}

    @property
    def summary(self) -> str:
        """The counts in a line, without a team or an amount."""
        said = (
            f"{count} {what if count > 1 else what.removesuffix('s')}" for what, count in self.counts.items() if count
        )
        return ", ".join(said) or "nothing"


def compare(standing: Standing, targets: Targets) -> Changes:
    """Say what importing this file would change. What it does not list stays as it is."""
    known = standing.periods
    filled = {period for (_, period), target in targets.targets.items() if target}
    differences = tuple(_differences(standing, targets))
    return Changes(
        new_periods=tuple(targets.periods[name] for name in targets.periods if name in filled - known.keys()),
        moved_periods=tuple(
            (known[name], period) for name, period in targets.periods.items() if name in known and known[name] != period
        ),
        targets=differences,
        same=len(targets.targets) - len(differences),
    )


def describe(changes: Changes) -> Iterator[str]:
    """Every change in a line of its own, then the counts."""
    yield from period_lines(changes)
    for one in changes.targets:
        plan, official, actual = (amount or NOTHING for amount in one.amounts)
        yield f"{one.kind:<9} {one.team}, {one.period}: plan {plan}, forecast {official}, actual {actual}"
    yield f"In all: {changes.summary}."


def period_lines(changes: Changes) -> Iterator[str]:
    """Every period that is new or gets other days."""
    for period in changes.new_periods:
        yield f"new period {period.name}: {period.days}"
    for old, new in changes.moved_periods:
        yield f"moved period {new.name}: {old.days} → {new.days}"


def _differences(standing: Standing, targets: Targets) -> Iterator[Difference]:
    for place, after in targets.targets.items():
        before = standing.targets.get(place)
        if before != after:
            unit, period = place
            yield Difference(standing.paths[unit], period, before, after)


def _amount(target: Target | None, column: str) -> str:
    amount: Decimal | None = getattr(target, column) if target else None
    return written(amount)
