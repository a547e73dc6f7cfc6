"""What an attacker may hold of a company: publications, contracts, the roster, the questions. Imports nothing of the
program."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from math import pi, sqrt
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tests.adversary import measuring
from tests.adversary.deeds import Amounts, Deeds
from tests.adversary.measuring import Level, Score, half, together
from tests.adversary.reading import Entry, Printed, Reading, climb

SURVEYS = Path(__file__).parents[2] / "surveys"
BERLIN = ZoneInfo("Europe/Berlin")
CORE = ("safety", "response", "quota", "product")
PARTICIPATION = "participation"


@cache
def bank() -> Mapping[str, Mapping[str, Any]]:
    """The questions by id."""
    asked = tomllib.loads((SURVEYS / "bank.v1.toml").read_text("utf-8"))["items"]
    return {item["id"]: item for item in asked}


@cache
def scales() -> Mapping[str, Mapping[str, Any]]:
    """How they are answered, by the name of the scale."""
    found: Mapping[str, Mapping[str, Any]] = tomllib.loads((SURVEYS / "scales.v1.toml").read_text("utf-8"))["scales"]
    return found


def slug(item: str) -> str:
    """What a question's address ends with."""
    return item.split(".", maxsplit=1)[0].lower()


@dataclass(frozen=True)
class Wave:
    """A published wave: its publication and its contract."""

    name: str
    reading: Reading
    contract: Mapping[str, Any]
    fingerprint: str
    comments: Sequence[Mapping[str, Any]] = ()
    themes: Sequence[tuple[str, str, int]] = ()
    """Unit, theme and how many comments: the comment table's own."""

    @property
    def number(self) -> int:
        return int(self.contract["number"])

    @property
    def closed_on(self) -> date:
        """The day it closed on, where the programme is at home."""
        return datetime.fromisoformat(self.contract["closes_at"]).astimezone(BERLIN).date()

    @cached_property
    def printed(self) -> Mapping[str, Printed]:
        """What was published, by the address of the question."""
        return {slug(one.item): one for one in self.reading.items}

    def entries(self, question: str, unit: str) -> list[Entry]:
        """The atoms at and below a unit that is shown; none of a unit that is hidden."""
        printed = self.printed.get(question)
        if printed is None or unit not in printed.entries:
            return []
        found = printed.entries.items()
        return [entry for other, entry in found if entry.n and unit in climb(self.reading.parents, other)]

    def answered(self, unit: str) -> int | None:
        """How many took part, where it is shown."""
        return sum(entry.n for entry in self.entries(PARTICIPATION, unit)) or None

    def invited(self, unit: str) -> int:
        cells = self.contract["cells"].items()
        return sum(people for cell, people in cells if unit in climb(self.reading.parents, cell))

    def below(self, unit: str) -> list[str]:
        """The unit and those below it."""
        return [one for one in self.reading.parents if unit in climb(self.reading.parents, one)]

    def above(self, unit: str) -> Iterator[str]:
        """The units above, the nearest first."""
        yield from list(climb(self.reading.parents, unit))[1:]


@dataclass(frozen=True)
class Facts:
    """A company's waves, oldest first; the names and paths of its units; the targets of its teams."""

    waves: Sequence[Wave]
    names: Mapping[str, str]
    paths: Mapping[str, str]
    targets: Mapping[str, float]
    begun: date
    ended: date
    """The first and the last day of all that happened; days between are no numbers."""
    mails: Mapping[tuple[int, str], int] = field(default_factory=dict)
    """How many arrived, by wave and kind."""
    people: Mapping[str, int] = field(default_factory=dict)
    """How many people of the roster count in a unit itself, before any unit counts elsewhere."""
    addresses: Sequence[str] = ()
    leads: Mapping[str, str] = field(default_factory=dict)
    """Which unit somebody leads, by address."""
    deeds: Deeds = field(default_factory=lambda: Deeds(date.max))
    imported: Sequence[int] = ()
    """What the roster's import says of itself: people, units, leaders."""

    def wave(self, number: int) -> Wave:
        return next(wave for wave in self.waves if wave.number == number)

    def asked(self, measure: str, upto: int) -> list[Wave]:
        """The waves so far that asked for a measure."""
        parts = self.questions(measure)
        return [wave for wave in self.waves if wave.number <= upto and parts and set(parts) <= set(wave.printed)]

    def gathered(self, unit: str) -> int:
        """How many people a unit has that counts elsewhere, with those of units that count in it."""
        newest = self.waves[-1]
        below = (one for one, above in newest.reading.parents.items() if above == unit)
        return self.people.get(unit, 0) + sum(self.gathered(one) for one in below if one in newest.contract["folded"])

    def course(self, measure: str, unit: str, upto: int) -> list[Score | None]:
        """The scores in the waves that asked."""
        return [self.score(measure, unit, wave.number) for wave in self.asked(measure, upto)]

    def score(self, measure: str, unit: str, number: int) -> Score | None:
        """A unit's score, if every part of it is shown."""
        asked = measure, unit, number
        if asked not in self._scores:
            self._scores[asked] = self._score(*asked)
        return self._scores[asked]

    @cached_property
    def _scores(self) -> dict[tuple[str, str, int], Score | None]:
        """What has been worked out already."""
        return {}

    def _score(self, measure: str, unit: str, number: int) -> Score | None:
        if measure == "pulse":
            parts = [self.score(index, unit, number) for index in CORE]
        elif measure in CORE:
            parts = [self._question(question, unit, number) for question in self.questions(measure)]
        else:
            return self._question(measure, unit, number)
        shown = [part for part in parts if part is not None]
        return together(shown) if len(shown) == len(parts) else None

    def spread(self, measure: str, upto: int) -> float:
        """How much a measure moves in the programme so far."""
        if (measure, upto) not in self._spreads:
            self._spreads[measure, upto] = self._spread(measure, upto)
        return self._spreads[measure, upto]

    @cached_property
    def _spreads(self) -> dict[tuple[str, int], float]:
        return {}

    def _spread(self, measure: str, upto: int) -> float:
        units = sorted(self.wave(upto).reading.parents)[:200]
        courses = [[self.score(measure, unit, wave.number) for wave in self.waves[:upto]] for unit in units]
        return measuring.spread(self._kind(measure), courses)

    def trend(self, measure: str, unit: str, upto: int) -> list[Level | None]:
        return measuring.trend(self.course(measure, unit, upto), self.spread(measure, upto))

    def crowd(self, unit: str, upto: int) -> "Crowd | None":
        """What the field expects: teams weighed by plan or, where none has one, by target, else their median."""
        asked = self.asked("x1", upto)
        if not asked:
            return None
        wave, inner = asked[-1], set(asked[-1].reading.parents.values())
        teams = [
            team for team in wave.reading.parents if team not in inner and unit in climb(wave.reading.parents, team)
        ]
        scores = {team: score for team in teams if (score := self.score("x1", team, wave.number))}
        own = self.score("x1", unit, wave.number)
        if not scores and own:
            return _crowd({unit: own}, {})
        weights = self._weights(teams, wave)
        return _crowd(scores, {team: weights[team] for team in scores if weights.get(team, 0) > 0})

    def rolled_up(self, unit: str, period: str) -> Amounts | None:
        """A unit's own plan or the sum of those next below; what is not known of each is not known of the sum."""
        if (unit, period) in self.deeds.plans:
            return self.deeds.plans[unit, period]
        below = (one for one, path in self.paths.items() if path.rpartition(" / ")[0] == self.paths[unit])
        parts = [part for one in below if (part := self.rolled_up(one, period))]
        if not parts:
            return None
        plans, *others = zip(*parts, strict=True)
        official, actual = (sum(known) if len(known := [x for x in each if x is not None]) == len(each) else None
                            for each in others)  # fmt: skip
        return sum(plans), official, actual

    def beneath(self, unit: str) -> list[str]:
        """The unit and those below it, as the roster has them."""
        own = self.paths[unit]
        return [one for one, path in self.paths.items() if path == own or path.startswith(f"{own} / ")]

    def _weights(self, teams: Sequence[str], wave: Wave) -> Mapping[str, float]:
        period = self.deeds.period(wave.closed_on)
        planned = {team: self.deeds.plans[team, period][0] for team in teams if (team, period) in self.deeds.plans}
        return planned or self.targets

    def questions(self, measure: str) -> list[str]:
        """What a measure is made of: itself or, of an index, the questions that every wave asks."""
        if measure == "pulse":
            return [question for index in CORE for question in self.questions(index)]
        core = [slug(item) for item, asked in bank().items() if asked.get("core") and asked["dimension"] == measure]
        return core if measure in CORE else [measure]

    def _kind(self, measure: str) -> str:
        if len(self.questions(measure)) > 1:
            return "index"
        scale = next(asked["scale"] for item, asked in bank().items() if slug(item) == self.questions(measure)[0])
        return "YN" if scale == "SC" else str(scale)

    def _question(self, question: str, unit: str, number: int) -> Score | None:
        wave = self.wave(number)
        entries, printed = wave.entries(question, unit), wave.printed.get(question)
        if not entries or printed is None or printed.form != "mean":
            return None
        asked, n = bank()[printed.item], sum(entry.n for entry in entries)
        kind = asked["scale"] if asked["scale"] != "SC" else "YN"
        low, high = measuring.SCALES[kind][:2]
        per = (high - low) / (printed.highest - printed.lowest)
        value = low + per * (sum(entry.total for entry in entries) / n - printed.lowest)
        reached = [reach(printed, entry) for entry in entries]
        below, above = (per * sum(side) / n for side in zip(*reached, strict=True))
        if asked.get("reverse"):
            value, below, above = low + high - value, above, below
        return Score(value, n, kind, below, above)


def reach(printed: Printed, entry: Entry) -> tuple[int, int]:
    """How far the sum of an atom's answers may lie under and over the printed one."""
    guard = printed.guard(entry.n)
    if entry.bands:
        against, neutral, favour = entry.bands
        least = against + 3 * neutral + 4 * favour + guard
        greatest = 2 * against + 3 * neutral + 5 * favour - guard
    else:
        slack = (printed.highest - printed.lowest) * guard
        least, greatest = entry.n * printed.lowest + slack, entry.n * printed.highest - slack
    below = entry.total - entry.n * printed.lowest if entry.total == least else 0
    return below, entry.n * printed.highest - entry.total if entry.total == greatest else 0


@dataclass(frozen=True)
class Crowd:
    """What the field expects, half of its band, and how many answered; a bound where a team's is one."""

    value: float
    half: float
    n: int
    words: str


def _crowd(scores: Mapping[str, Score], targets: Mapping[str, float]) -> Crowd | None:
    if not scores:
        return None
    used = [scores[team] for team in (targets or scores)]
    n = sum(score.n for score in used)
    if targets:
        shares = {team: target / sum(targets.values()) for team, target in targets.items()}
        value = sum(share * scores[team].value for team, share in shares.items())
        worth = 1 / sum(share**2 / scores[team].n for team, share in shares.items())
    else:
        value = median(score.value for score in scores.values())
        worth = n if len(scores) == 1 else n * 2 / pi
    least = max(1, int(worth))
    edges = Score(value, n, "PC", max(one.below for one in used), max(one.above for one in used))
    return Crowd(value, half("PC", least) * sqrt(least / worth), n, edges.words)
