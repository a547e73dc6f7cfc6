"""A22: every mutant is attacked, and one that survives is a finding."""

import subprocess
import sys
from pathlib import Path

from tests.adversary.core_mutants import MUTANTS
from tests.adversary.drills import CORE
from tests.adversary.mutants import build
from tests.adversary.whole_mutants import WHOLE_MUTANTS

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 300


def core(number: int) -> list[str]:
    """Attack a mutant of the disclosure core, in this process."""
    mutant = MUTANTS[number]
    with build(CORE, mutant.edits) as broken:
        return [] if next(iter(mutant.attack(broken)), None) else [f"survived: {mutant.name}"]


def whole(number: int) -> list[str]:
    """Attack a mutant of a whole installation, in a process of its own. Raises AssertionError where it only breaks."""
    command = (sys.executable, "-m", "tests.adversary.mutated", str(number))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)
    if done.returncode:
        raise AssertionError(done.stderr)
    return [] if done.stdout.strip() else [f"survived: {WHOLE_MUTANTS[number].name}"]
