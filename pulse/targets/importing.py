"""Reading a targets file: pure; either the whole file is good, or every bad line is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pulse.roster.columns import key_of, quoted
from pulse.roster.listing import BadFile, Problem, Row, read_listing
from pulse.targets.amounts import Target
from pulse.targets.columns import OPTIONAL, RULES
from pulse.targets.periods import LONGEST, Period, named

Place = tuple[str, str]
"""Where a target stands: the code of a unit, and the name of a period."""


@dataclass(frozen=True)
class Standing:
    """What there is before a file: units by their path however capitalised, their names, periods, and targets."""

    units: Mapping[tuple[str, ...], str]
    paths: Mapping[str, str]
    periods: Mapping[str, Period]
    targets: Mapping[Place, Target]


@dataclass(frozen=True)
class Targets:
    """A whole and faultless file, in its order; None takes an entry away. Periods are those it names."""

    periods: Mapping[str, Period]
    targets: Mapping[Place, Target | None]


class BadTargets(BadFile):
    """A targets file with faults, all of them; nothing of it is imported."""


def read_targets(source: bytes, standing: Standing) -> Targets:
    """Read a file of columns team, period, plan and, optionally, from, to, forecast and actual.

    UTF-8 with or without a byte order mark, separated by commas or semicolons, columns in any order. Raises BadTargets.
    """
    listing = read_listing(source, RULES, OPTIONAL)
    if listing.problems:
        raise BadTargets(listing.problems)
    rows = tuple(listing.rows)
    if not rows:
        raise BadTargets([Problem(listing.line, "the file lists no team")])
    reading = _Reading(standing)
    problems = [problem for row in rows for problem in reading.take(row)]
    problems += reading.overlaps() if reading.periods else ()
    if problems:
        raise BadTargets(problems)
    return Targets(reading.periods, reading.targets)


@dataclass
class _Reading:
    """What has been read so far; it remembers in which line something stood first."""

    standing: Standing
    periods: dict[str, Period] = field(default_factory=dict)
    targets: dict[Place, Target | None] = field(default_factory=dict)
    named_in: dict[str, int] = field(default_factory=dict)
    said_in: dict[Place, int] = field(default_factory=dict)

    def take(self, row: Row) -> Iterator[Problem]:
        """Add what the row says, or name what is wrong with it."""
        unit = self.standing.units.get(key_of(row.values.get("team", ())))
        reasons = row.reasons or tuple(self._reasons(row.line, row.values, unit))
        if not reasons and unit:
            self.targets[unit, row.values["period"]] = _target(row.values)
        yield from (Problem(row.line, reason) for reason in reasons)

    def overlaps(self) -> Iterator[Problem]:
        """Name every period that shares days with one before it, of the file or of those that stand already."""
        everything = {**self.standing.periods, **self.periods}
        earlier, *others = sorted(everything.values(), key=lambda period: (period.first, period.last, period.name))
        for period in others:
            if period.overlaps(earlier):
                new, old = (period, earlier) if period.name in self.periods else (earlier, period)
                reason = f"the period {quoted(new.name)} shares days with {quoted(old.name)} ({old.days})"
                yield Problem(self.named_in[new.name], reason)
            earlier = max(earlier, period, key=lambda one: one.last)

    def _reasons(self, line: int, values: Mapping[str, Any], unit: str | None) -> Iterator[str]:
        if unit is None:
            yield f"the roster has no team {quoted(' / '.join(values['team']))}; write its whole path from the top"
        else:
            yield from self._again(line, (unit, values["period"]))
        yield from self._about_period(line, values)
        known = [name for name in ("forecast", "actual") if values.get(name) is not None]
        if values["plan"] is None and known:
            yield f"there is {'an' if known[0] == 'actual' else 'a'} {known[0]} but no plan"

    def _again(self, line: int, place: Place) -> Iterator[str]:
        first = self.said_in.setdefault(place, line)
        if first != line:
            yield f"{quoted(self.standing.paths[place[0]])} in {quoted(place[1])} is already in line {first}"

    def _about_period(self, line: int, values: Mapping[str, Any]) -> Iterator[str]:
        name = values["period"]
        period = self._period(name, values.get("from"), values.get("to"))
        if isinstance(period, str):
            yield period
            return
        first = self.named_in.setdefault(name, line)
        if self.periods.setdefault(name, period) != period:
            yield f"the period {quoted(name)} has other days than in line {first}"

    def _period(self, name: str, first: date | None, last: date | None) -> Period | str:
        """The period of this name, or what is wrong with its days."""
        if first is None and last is None:
            known = self.standing.periods.get(name) or named(name)
            return known or f"the period {quoted(name)} is none of the calendar; say its days in columns from and to"
        if first is None or last is None:
            return f"the period {quoted(name)} needs both days, from and to, or neither"
        if last < first:
            return f"the period {quoted(name)} ends before it begins"
        if (last - first).days >= LONGEST:
            return f"the period {quoted(name)} is longer than a year"
        return Period(name, first, last)


def _target(values: Mapping[str, Any]) -> Target | None:
    plan = values["plan"]
    return None if plan is None else Target(plan, values.get("forecast"), values.get("actual"))
