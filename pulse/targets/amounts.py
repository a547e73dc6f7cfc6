"""What a team is to reach, what is officially forecast, and what came: in money, and in percent of plan. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pulse.roster.tree import Tree


@dataclass(frozen=True)
class Target:
    """A team's plan for a period, the official forecast of it, and what came; the last two where they are known."""

    plan: Decimal
    official: Decimal | None = None
    actual: Decimal | None = None

    @property
    def official_percent(self) -> float | None:
        """The official forecast in percent of plan."""
        return _percent(self.official, self.plan)

    @property
    def actual_percent(self) -> float | None:
        """What came in percent of plan."""
        return _percent(self.actual, self.plan)


def rolled_up(tree: Tree, unit: str, targets: Mapping[str, Target]) -> Target | None:
    """A unit's own target or, where it has none, the sum of those next below it that have one.

    A sum is known only where every part of it is: half of the teams' actual against the whole plan would mislead.
    """
    if unit in targets:
        return targets[unit]
    below = (rolled_up(tree, child, targets) for child in tree.children.get(unit, ()))
    return _sum([target for target in below if target is not None])


def written(amount: Decimal | None) -> str:
    """An amount as a page shows it: "1,200,000" or "99.50"; nothing for none."""
    if amount is None:
        return ""
    return f"{amount:,.2f}".removesuffix(".00")


def _sum(targets: list[Target]) -> Target | None:
    if not targets:
        return None
    plan = sum((target.plan for target in targets), Decimal())
    return Target(plan, _total(target.official for target in targets), _total(target.actual for target in targets))


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal()
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _percent(amount: Decimal | None, plan: Decimal) -> float | None:
    return None if amount is None else float(100 * amount / plan)
