"""Where an installation under test keeps what its processes share. Nothing here imports the program."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "KILLS_FOLDER"
"""The variable that names an installation's folder to its processes."""
EDITS = "KILLS_EDITS"
"""The variable that holds what is to be changed in the program, where a mutant runs."""


@dataclass(frozen=True)
class Places:
    """The files of one installation's folder."""

    folder: Path

    @property
    def clock(self) -> Path:
        return self.folder / "clock.json"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def moments(self) -> Path:
        """Every moment at which a process changed something."""
        return self.folder / "moments"

    @property
    def trap(self) -> Path:
        """The moment at which the next process has to end."""
        return self.folder / "trap.json"

    @property
    def sprung(self) -> Path:
        """The trap, once a process has run into it."""
        return self.folder / "sprung.json"

    @property
    def log(self) -> Path:
        return self.folder / "log"
