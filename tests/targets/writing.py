"""Targets files as people write them, and a small organisation they are for."""

from decimal import Decimal

from pulse.roster.columns import key_of
from pulse.targets.amounts import Target
from pulse.targets.importing import Standing, Targets, read_targets
from pulse.targets.periods import Period

HEADER = "team,period,from,to,plan,forecast,actual"
PATHS = {"R": "Sales", "N": "Sales / North", "H": "Sales / North / Hamburg", "M": "Sales / Munich"}


def standing(*periods: Period, targets: dict[tuple[str, str], Target] | None = None) -> Standing:
    """The organisation with these periods and targets."""
    units = {key_of(path.split(" / ")): code for code, path in PATHS.items()}
    return Standing(units, PATHS, {period.name: period for period in periods}, targets or {})


def file(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def line(
    team: str = "Sales / Munich", period: str = "2026-Q3", plan: str = "100", forecast: str = "", actual: str = ""
) -> str:
    return f"{team},{period},,,{plan},{forecast},{actual}"


def read(*lines: str, before: Standing | None = None) -> Targets:
    return read_targets(file(*lines), before or standing())


def target(plan: int | str, official: int | str | None = None, actual: int | str | None = None) -> Target:
    return Target(Decimal(plan), *(None if amount is None else Decimal(amount) for amount in (official, actual)))
