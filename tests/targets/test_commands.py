"""`targets import` and `targets example`."""

from pathlib import Path

from tests.cli.conftest import Command, environment, pulse
from tests.targets.conftest import ROSTER
from tests.targets.writing import file, line

__all__ = ["environment", "pulse"]


def written(directory: Path, content: bytes) -> Path:
    path = directory / "file.csv"
    path.write_bytes(content)
    return path


def test_targets_are_tried_out_saved_and_refused_by_command(pulse: Command, tmp_path: Path) -> None:
    pulse("roster", "import", written(tmp_path, ROSTER))
    good = written(tmp_path, file(line(plan="1200", forecast="1100")))
    tried = pulse("targets", "import", good, "--dry-run")
    assert "Sales / Munich, 2026-Q3: plan nothing → 1,200, forecast nothing → 1,100, actual nothing" in tried.said
    assert tried.said.rstrip().endswith("Nothing was changed: this was a dry run.")
    assert "Saved targets: 1 new, 1 new period." in pulse("targets", "import", good).said
    assert "Saved targets: 1 unchanged." in pulse("targets", "import", good).said
    bad = pulse("targets", "import", written(tmp_path, file(line("Nowhere"), line(plan="-1"))))
    assert (bad.status, bad.said) == (2, "")
    assert bad.complained.splitlines()[0] == "Nothing was imported: the file has 2 problems."


def test_the_example_can_be_imported(pulse: Command, tmp_path: Path) -> None:
    pulse("roster", "import", written(tmp_path, ROSTER))
    example = pulse("targets", "example").said
    assert "4 new" in pulse("targets", "import", written(tmp_path, example.encode())).said
