"""What an attacker reads: the canonical text of a publication, and nothing else. Imports nothing of the program."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Parents = Mapping[str, str | None]


@dataclass(frozen=True)
class Entry:
    """One atom as printed."""

    n: int
    total: int
    bands: tuple[int, ...]
    options: tuple[int, ...]


@dataclass(frozen=True)
class Printed:
    """One item as printed, with the promises that hold for it."""

    item: str
    form: str
    lowest: int
    highest: int
    strict: bool
    promised: int
    """No group smaller than this may be worked out."""
    entries: Mapping[str, Entry]
    hidden: Mapping[str, str]

    def guard(self, n: int) -> int:
        """How many people the publisher promises to keep deniable in an atom of n."""
        return max(n // 16, 2 if self.strict else 1)


@dataclass(frozen=True)
class Reading:
    """A publication as an attacker sees it."""

    parents: Parents
    items: tuple[Printed, ...]


def read(text: str) -> Reading:
    """Take a publication apart."""
    table = json.loads(text)["table"]
    items = tuple(_printed(item, found, table["policy"]) for item, found in table["items"].items())
    return Reading(table["tree"], items)


def _printed(item: str, found: dict[str, Any], policy: dict[str, Any]) -> Printed:
    shape, choice = found["shape"], found["shape"]["form"] == "choice"
    return Printed(
        item=item,
        form=shape["form"],
        lowest=shape["lowest"],
        highest=shape["lowest"] + shape["options"] - 1 if choice else shape["highest"],
        strict=policy["strict"],
        promised=max(15 if choice else 0, 8 if policy["strict"] else 5, policy["k"]),
        entries={unit: _entry(atom) for unit, atom in found["atoms"].items()},
        hidden=found["hidden"],
    )


def _entry(atom: dict[str, Any]) -> Entry:
    return Entry(atom["n"], atom.get("sum", 0), tuple(atom.get("bands", ())), tuple(atom.get("options", ())))


def climb(parents: Parents, unit: str) -> Iterator[str]:
    """The unit, the one above it, and so on up."""
    step: str | None = unit
    while step is not None:
        yield step
        step = parents[step]


def nearest(parents: Parents, shown: Mapping[str, object], unit: str) -> str | None:
    """The shown unit somebody counted in this unit is nearest to."""
    return next((step for step in climb(parents, unit) if step in shown), None)


def unit_sizes(parents: Parents, entries: Mapping[str, Entry]) -> dict[str, int]:
    """The respondents printed for every shown unit: an entry counts in every shown unit above it."""
    sizes = dict.fromkeys(entries, 0)
    for unit, entry in entries.items():
        for step in climb(parents, unit):
            if step in sizes:
                sizes[step] += entry.n
    return sizes
