"""How much memory processes hold, in megabytes: what is theirs alone, and what they have in memory of each file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1024
"""In kilobytes, in which Linux counts."""
MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ *(?P<path>.*)")


@dataclass(frozen=True)
class Held:
    """What one or several processes hold; of programs and libraries that several use, there is one copy."""

    own: float = 0.0
    files: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return self.own + sum(self.files.values())

    def beside(self, other: "Held") -> "Held":
        """Both together. Of a file of which each holds a part, the smaller one is taken for a part of the larger."""
        paths = self.files.keys() | other.files.keys()
        return Held(self.own + other.own, {path: max(_of(self, path), _of(other, path)) for path in paths})


def held(processes: Iterable[int | str]) -> Held:
    """What these processes hold now, together."""
    found = Held()
    for process in processes:
        found = found.beside(_held_by(process))
    return found


def most_held() -> Held:
    """The most that this process held at any time; of its files, what it holds now."""
    files = _held_by("self").files
    return Held(peak() - sum(files.values()), files)


def peak() -> float:
    """The most memory that this process held.

    What getrusage says is too much for a process that was started by a larger one: it counts the moment of the fork.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / MEGABYTE


def _held_by(process: int | str) -> Held:
    own, resident, path, files = 0.0, 0.0, "", dict[str, float]()
    for line in Path(f"/proc/{process}/smaps").read_text().splitlines():
        if begun := MAPPING.fullmatch(line):
            path = begun["path"] if begun["path"].startswith("/") else ""
        name, _, amount = line.partition(":")
        if name == "Rss":
            resident = int(amount.split()[0]) / MEGABYTE
        elif name == "Anonymous":
            alone = int(amount.split()[0]) / MEGABYTE
            own += alone if path else resident
            if path:
                files[path] = files.get(path, 0.0) + resident - alone
    return Held(own, files)


def _of(one: Held, path: str) -> float:
    return one.files.get(path, 0.0)
