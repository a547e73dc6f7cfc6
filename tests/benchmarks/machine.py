"""How much of this machine other programs used while something was measured."""

import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
PROCESSORS = os.cpu_count() or 1
IDLE = (3, 4)
"""Where /proc/stat counts what nobody used: idle, and waiting for a disk."""
GUESTS = 8
"""From here on it repeats what stands before."""
TRUSTED = 0.1
"""Up to this share of all processors, others hardly change a ratio."""


@dataclass(frozen=True)
class Moment:
    """Seconds on the clock, those all processors worked, and those they worked for us and what we started."""

    at: float
    busy: float
    ours: float

    def foreign_share(self, before: "Moment") -> float:
        """The part of all processors that others used between two moments, 0 to 1."""
        foreign = (self.busy - before.busy) - (self.ours - before.ours)
        return min(max(foreign / (PROCESSORS * (self.at - before.at)), 0.0), 1.0)


def moment() -> Moment:
    """Read the counters of this moment."""
    return Moment(time.monotonic(), _busy(), worked(os.getpid()))


def worked(pid: int) -> float:
    """Processor seconds of a process and of everything it started, what has ended included."""
    used, children = {}, defaultdict(list)
    for process, parent, seconds in _processes():
        used[process] = seconds
        children[parent].append(process)
    waiting, total = [pid], 0.0
    while waiting:
        process = waiting.pop()
        total += used.get(process, 0.0)
        waiting.extend(children[process])
    return total


def _busy() -> float:
    counts = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(int(count) for place, count in enumerate(counts[:GUESTS]) if place not in IDLE) / CLOCK_TICKS


def _processes() -> Iterator[tuple[int, int, float]]:
    """Every process of this machine, its parent, and the seconds it and its ended children worked."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (line := _stat(folder)):
            fields = line.rsplit(")", 1)[1].split()
            yield int(folder.name), int(fields[1]), sum(map(int, fields[11:15])) / CLOCK_TICKS


def _stat(folder: Path) -> str:
    try:
        return (folder / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
