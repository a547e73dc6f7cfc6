"""What only several lines of a roster file show together; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulse.roster.columns import key_of, quoted
from pulse.roster.models import Position


@dataclass
class Together:
    """What only several lines show together; it remembers in which line something stood first."""

    domains: tuple[str, ...]
    root: tuple[str, int] | None = None
    addresses: dict[str, int] = field(default_factory=dict)
    leaders: dict[tuple[str, ...], int] = field(default_factory=dict)
    teams: set[tuple[str, ...]] = field(default_factory=set)
    spellings: dict[tuple[str, ...], tuple[str, int]] = field(default_factory=dict)

    def reasons(self, line: int, values: Mapping[str, Any]) -> Iterator[str]:
        if "email" in values:
            yield from self._about_address(line, values["email"])
        if "team" in values and values["team"] not in self.teams:
            yield from self._about_team(line, values["team"])
        if "team" in values and values.get("role") is Position.LEADER:
            yield from self._about_leader(line, values["team"])

    def _about_address(self, line: int, email: str) -> Iterator[str]:
        if self.domains and email.partition("@")[2] not in self.domains:
            yield f"the address {email} is outside the allowed domains ({', '.join(self.domains)})"
        first = self.addresses.setdefault(email, line)
        if first != line:
            yield f"the address {email} is already in line {first}"

    def _about_team(self, line: int, team: tuple[str, ...]) -> Iterator[str]:
        self.root = self.root or (team[0], line)
        if team[0].casefold() != self.root[0].casefold():
            yield (
                f"the team begins with {quoted(team[0])}, but in line {self.root[1]} with {quoted(self.root[0])}; "
                "all teams hang under one"
            )
            return
        different = list(self._spelled_differently(line, team))
        if not different:
            self.teams.add(team)
        yield from different

    def _spelled_differently(self, line: int, team: tuple[str, ...]) -> Iterator[str]:
        for depth, part in enumerate(team, start=1):
            spelling, first = self.spellings.setdefault(key_of(team[:depth]), (part, line))
            if spelling != part:
                yield f"the team {quoted(part)} is spelled {quoted(spelling)} in line {first}"

    def _about_leader(self, line: int, team: tuple[str, ...]) -> Iterator[str]:
        first = self.leaders.setdefault(key_of(team), line)
        if first != line:
            yield f"{quoted(' / '.join(team))} already has a leader, in line {first}"
