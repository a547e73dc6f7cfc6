"""What the roster files of a plot say, read a second time: who is where since when, and what contracts must tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Place = tuple[str, str]
"""A team's path, and whether as a rep or as its leader."""

SETTLED = timedelta(days=14)


@dataclass
class Ledger:
    """Everybody's place, since when they are seen there (None for the first file), and the changes so far."""

    places: dict[str, Place] = field(default_factory=dict)
    since: dict[str, datetime | None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    changes: list[tuple[datetime, Mapping[str, Any]]] = field(default_factory=list)

    def note(self, file: bytes, now: datetime) -> None:
        """A file took effect."""
        first, before, self.places = not self.places, self.places, places(file)
        came = [email for email in self.places if email not in before]
        moved = [email for email, place in before.items() if self.places.get(email, place) != place]
        founded = teams(self.places) - self.known
        self.known |= founded
        self.since |= dict.fromkeys((*came, *moved), None if first else now)
        counts = {"joiners": len(came), "leavers": len(before.keys() - self.places.keys()), "moves": len(moved)}
        if not first and any((*counts.values(), founded)):
            told = {"on": now.date().isoformat(), "approval": "two people", **counts, "new_teams": len(founded)}
            self.changes.append((now, told))

    def settled(self, email: str, opening: datetime) -> bool:
        """Whether somebody has been in their place for two weeks when a wave opens."""
        since = self.since[email]
        return since is None or since <= opening - SETTLED

    def audience(self, root: str) -> int:
        """How many people a wave would ask in a team and below; its own leader is not asked."""
        below = [place for place in self.places.values() if f"{place[0]} / ".startswith(f"{root} / ")]
        return sum(place != (root, "leader") for place in below)


def places(file: bytes) -> dict[str, Place]:
    """Everybody's place in a roster file."""
    rows = [row.split(",") for row in file.decode().splitlines()[1:]]
    return {email: (team, position) for email, _, team, position, *_ in rows}


def teams(found: Mapping[str, Place]) -> set[str]:
    """All teams of these places and those above them."""
    paths = [team.split(" / ") for team, _ in found.values()]
    return {" / ".join(path[:depth]) for path in paths for depth in range(1, len(path) + 1)}
