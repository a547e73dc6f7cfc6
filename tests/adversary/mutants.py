"""A22: builds of the program with one defence removed, each of which an attack must catch.

A mutant is made from source text: a snippet that must occur exactly once is replaced, and the changed module is loaded
afresh together with the modules that import it. The program itself stays as it is.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.abc import SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType

Attack = Callable[["Build"], Iterable[str]]
"""Attacks a build and names what it finds; an honest build leaves nothing to find."""


@dataclass(frozen=True)
class Edit:
    """A snippet of a module and what stands there instead."""

    module: str
    snippet: str
    replacement: str


@dataclass(frozen=True)
class Mutant:
    """A defence taken away by one edit or more, and the attack that catches it."""

    name: str
    edits: tuple[Edit, ...]
    attack: Attack


@dataclass(frozen=True)
class Build:
    """The modules of one build, by full name."""

    modules: Mapping[str, ModuleType]

    def __getitem__(self, name: str) -> ModuleType:
        return self.modules[name]


class _Source(SourceLoader):
    """Loads one module from a text instead of its file."""

    def __init__(self, path: str, text: str) -> None:
        self._path, self._text = path, text

    def get_filename(self, fullname: str) -> str:
        return self._path

    def get_data(self, path: str | bytes) -> bytes:
        return self._text.encode()


@contextmanager
def build(names: Sequence[str], edits: Sequence[Edit] = ()) -> Iterator[Build]:
    """Load these modules afresh with the edits made, in this order: a module before those that import it.

    Within the block imports see this build. Raises ValueError for an edit whose snippet is not there exactly once, or
    whose module is not among the names.
    """
    if any(edit.module not in names for edit in edits):
        raise ValueError("An edited module must be among those loaded.")
    loaders = {name: _loader(name, [edit for edit in edits if edit.module == name]) for name in names}
    before = {name: sys.modules[name] for name in names if name in sys.modules}
    try:
        yield Build({name: _loaded(name, loader) for name, loader in loaders.items()})
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def _loader(name: str, edits: Sequence[Edit]) -> SourceLoader:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ValueError(f"There is no module {name}.")
    return edited(name, spec.origin, edits)


def edited(name: str, origin: str, edits: Sequence[Edit]) -> SourceLoader:
    """Return what loads the module of this file with the edits made. Raises ValueError where one does not fit."""
    source = Path(origin).read_text(encoding="utf-8")
    for edit in edits:
        if source.count(edit.snippet) != 1:
            raise ValueError(f"{name} does not hold this exactly once: {edit.snippet}")
        source = source.replace(edit.snippet, edit.replacement)
    return _Source(origin, source)


def _loaded(name: str, loader: SourceLoader) -> ModuleType:
    module = module_from_spec(ModuleSpec(name, loader))
    sys.modules[name] = module
    loader.exec_module(module)
    return module
