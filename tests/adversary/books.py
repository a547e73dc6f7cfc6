"""Books of made-up organisations, and the program that anybody runs on books, loaded from its file."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

from tests.adversary import drills
from tests.adversary.mutants import Build
from tests.adversary.organisations import ITEMS, answers, organisation

ATTACK = Path(__file__).resolve().parents[2] / "pulse" / "static" / "attack.py"
Change = Callable[[dict[str, Any]], object]
"""Changes a publication, or a contract, before it is written."""


@cache
def load() -> Any:
    """The program as a module of its own."""
    spec = spec_from_file_location("stand_alone_attack", ATTACK)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def unchanged(_: dict[str, Any]) -> None:
    """Leave it as it is."""


@dataclass(frozen=True)
class Outcome:
    """How the program ended, and what it said."""

    status: int
    said: str
    complained: str

    @property
    def found(self) -> Mapping[str, int]:
        """Findings by attack, as the table says."""
        lines = [line.rsplit(maxsplit=2) for line in self.said.splitlines()[3:]]
        rows = {line[0]: int(line[2]) for line in lines[:6] if len(line) == 3 and line[2].isdigit()}
        return {name: number for name, number in rows.items() if number}


def attack(place: Path) -> Outcome:
    """Call the program in this process."""
    with redirect_stdout(StringIO()) as said, redirect_stderr(StringIO()) as complained:
        status = load().main([str(place)])
    return Outcome(status, said.getvalue(), complained.getvalue())


def run(place: Path, *options: str) -> Outcome:
    """Run the program as a reader does: nothing of Pulse can be imported."""
    command = [sys.executable, "-I", str(ATTACK), *options, str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place.parent)
    return Outcome(done.returncode, done.stdout, done.stderr)


def write(
    folder: Path, texts: list[str], change: Change = unchanged, agree: Change = unchanged, people: int = 10_000
) -> Path:
    """Write publications as books: chained, each with a contract; `change` is made to the last one of them."""
    for part in ("publications", "contracts"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    previous = "0" * 64
    for number, text in enumerate(texts):
        body = json.loads(text) | {"wave": f"wave {number}", "previous": previous}
        contract = _contract(body, people)
        last = number == len(texts) - 1
        if last:
            agree(contract)
        written = json.dumps(contract, sort_keys=True, separators=(",", ":"))
        body["contract"] = hashlib.sha256(written.encode()).hexdigest()
        if last:
            change(body)
        published = json.dumps(body, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(published.encode()).hexdigest()
        (folder / "contracts" / f"{number}.json").write_text(written, "utf-8")
        (folder / "publications" / f"{number}.json").write_text(published, "utf-8")
    return folder


def _contract(body: Mapping[str, Any], people: int) -> dict[str, Any]:
    table = body["table"]
    return {
        "wave": body["wave"],
        "questions": list(ITEMS),
        "units": table["tree"],
        "cells": dict.fromkeys(table["tree"], people),
        "policy": table["policy"],
    }


def publications(build: Build, organisations: int, largest: int = 20, strict: bool = False) -> list[str]:
    """What a build of the disclosure core publishes of so many organisations, a wave of each."""
    texts = []
    for seed in range(organisations):
        random = Random(seed)
        house = organisation(random, random.randint(1, 12), largest)
        policy = build[drills.FIGURES].Policy(k=8, strict=True) if strict else None
        texts.append(drills.publish(build, house, answers(random, house), policy))
    return texts
