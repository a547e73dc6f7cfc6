"""Run an attack on a build whose sources were edited as they were loaded: `python -m tests.adversary.mutated NUMBER`.

The edits of mutant NUMBER of `whole_mutants` are made in this process alone, before anything of the program is loaded.
Prints what the attack found, one finding a line.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_loader
from types import ModuleType

from tests.adversary.mutants import Edit, edited
from tests.adversary.whole_mutants import WHOLE_MUTANTS


class _Edited:
    """Finds modules with edits before the usual finder does."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        edits = [edit for edit in self._edits if edit.module == name]
        usual = PathFinder.find_spec(name, path, target) if edits else None
        return spec_from_loader(name, edited(name, str(usual.origin), edits)) if usual else None


def main() -> None:
    """Attack one mutant."""
    mutant = WHOLE_MUTANTS[int(sys.argv[1])]
    sys.meta_path.insert(0, _Edited(mutant.edits))
    module, attack = mutant.attack.split(":")
    for finding in getattr(import_module(f"tests.adversary.{module}"), attack)(mutant.seed):
        print(finding)
    if unmade := {edit.module for edit in mutant.edits} - set(sys.modules):
        sys.exit(f"Never loaded: {unmade}")


if __name__ == "__main__":
    main()
