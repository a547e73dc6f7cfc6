"""The program with something wrong in it, to see whether that is noticed: `python -m tests.kills.mutated`.

The variable EDITS holds snippets of modules and what stands there instead. Nothing of the program is imported before
they are in place.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from runpy import run_module
from types import ModuleType

from tests.kills.places import EDITS

Edits = Mapping[str, Sequence[tuple[str, str]]]
"""Per module, what is replaced by what."""


class EditedSource(SourceFileLoader):
    """Loads a module whose text is changed."""

    def __init__(self, name: str, path: str, edits: Sequence[tuple[str, str]]) -> None:
        super().__init__(name, path)
        self._edits = edits

    def get_data(self, path: str) -> bytes:
        text = super().get_data(path).decode()
        for snippet, replacement in self._edits:
            if text.count(snippet) != 1:
                raise ValueError(f"{path} does not hold exactly once: {snippet}")
            text = text.replace(snippet, replacement)
        return text.encode()

    def path_stats(self, path: str) -> Mapping[str, float]:
        # What was compiled from the file as it is must not be taken.
        raise OSError


class Editor(MetaPathFinder):
    """Finds the modules that are changed."""

    def __init__(self, edits: Edits) -> None:
        self._edits = edits

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        found = PathFinder.find_spec(name, path) if name in self._edits else None
        if found and found.origin:
            found.loader = EditedSource(name, found.origin, self._edits[name])
        return found


sys.meta_path.insert(0, Editor(json.loads(os.environ[EDITS])))
if __name__ == "__main__":
    run_module("tests.kills.worker", run_name="__main__")
else:
    app = import_module("tests.kills.site").app
