"""Targets as a CSV file, in the columns they are imported from: what is stored, and an example."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from pulse.targets.amounts import Target
from pulse.targets.columns import RULES
from pulse.targets.importing import Standing

BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for another encoding."""

Line = tuple[str, ...]


def stored(standing: Standing) -> bytes:
    """Everything that stands, such that importing it again changes nothing."""
    places = sorted(
        standing.targets, key=lambda place: (standing.periods[place[1]].first, standing.paths[place[0]].casefold())
    )
    return _file(_line(standing, unit, period, standing.targets[unit, period]) for unit, period in places)


def example(paths: Sequence[str]) -> bytes:
    """A file to begin with: these teams in a quarter that is over and in one whose actual is not known yet."""
    past = (_example_line(path, "2026-Q1", "950000", "972500.50") for path in paths)
    return _file([*past, *(_example_line(path, "2026-Q2", "900000", "") for path in paths)])


def _example_line(path: str, period: str, forecast: str, actual: str) -> Line:
    return (path, period, "", "", "1000000", forecast, actual)


def _line(standing: Standing, unit: str, period: str, target: Target) -> Line:
    days = standing.periods[period]
    amounts = (target.plan, target.official, target.actual)
    return (standing.paths[unit], period, f"{days.first}", f"{days.last}", *map(_plainly, amounts))


def _plainly(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}".removesuffix(".00")


def _file(lines: Iterable[Line]) -> bytes:
    text = StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    rows = csv.writer(text)
    rows.writerow(RULES)
    rows.writerows(lines)
    return text.getvalue().encode()
