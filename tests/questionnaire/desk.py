"""A copy of the instruments that a test may break."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from pulse.questionnaire import BrokenInstrument, Questionnaire, load

SURVEYS = Path(__file__).parents[2] / "surveys"


@dataclass(frozen=True)
class Desk:
    """A copy of `surveys/` on somebody's desk."""

    directory: Path

    def edit(self, file: str, old: str, new: str) -> None:
        """Change the first place where `old` stands; it must stand somewhere."""
        text = (self.directory / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new, 1))

    def write(self, file: str, text: str) -> None:
        (self.directory / file).write_text(text, encoding="utf-8")

    def remove(self, file: str) -> None:
        (self.directory / file).unlink()

    def publish(self) -> None:
        """List every file as published, the way `sha256sum *.toml > PUBLISHED` does."""
        paths = sorted(self.directory.glob("*.toml"))
        lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in paths)
        self.write("PUBLISHED", "".join(lines))

    def load(self) -> Questionnaire:
        return load(self.directory)

    def problems(self) -> list[str]:
        """What `load` refuses, one line per problem, all of them in the sentence."""
        with pytest.raises(BrokenInstrument) as refusal:
            load(self.directory)
        problems = [str(problem) for problem in refusal.value.problems]
        assert str(refusal.value).splitlines()[1:] == problems
        return problems
