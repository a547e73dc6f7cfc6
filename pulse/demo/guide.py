"""What somebody who starts the demo needs to know; kept beside the data for later starts."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Guide:
    """The organisation, its open wave, whom to play, and the path of a rep's own link."""

    organisation: str
    employees: int
    wave: int
    closes: str
    rep: str
    rep_path: str
    people: dict[str, str]

    @classmethod
    def read(cls, file: Path) -> "Guide":
        """Return the guide that `write` left."""
        return cls(**json.loads(file.read_text("utf-8")))

    def write(self, file: Path) -> None:
        """Keep the guide."""
        file.write_text(json.dumps(asdict(self), indent=1), "utf-8")
