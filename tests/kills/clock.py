"""One clock for all processes of an installation: it runs on from the moment that a file names."""

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path


@dataclass(frozen=True)
class SharedClock:
    """A clock that every process reads from the same file, and whoever sets it sets it for all."""

    file: Path

    def __call__(self) -> datetime:
        moment, since = json.loads(self.file.read_text())
        return datetime.fromisoformat(moment) + timedelta(seconds=time.time() - since)

    def set(self, moment: datetime) -> None:
        """Let all processes believe that it is this moment now."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps([moment.isoformat(), time.time()]))
        draft.replace(self.file)
