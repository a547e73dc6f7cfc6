"""The part of requirements.txt that web and worker need; the rest is for tests.

Run as `python -m tests.deployment.requirements > config/requirements.run.txt` after `make lock`.
"""

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
TOOLS = "# The test command's own tools."
HEAD = """\
# What web and worker need of requirements.txt, for the image of config/Containerfile. Made, not written, by
#    python -m tests.deployment.requirements > config/requirements.run.txt
"""


def declared() -> list[Requirement]:
    """What pyproject.toml declares before the tools of the tests."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lines = text[text.index("dependencies = [") : text.index(TOOLS)].splitlines()[1:]
    return [Requirement(found[1]) for line in lines if (found := re.match(r'\s*"(.+)",', line))]


def needed() -> set[str]:
    """The names of these and of everything they need here, by the metadata of what is installed."""
    found: set[tuple[str, str]] = set()
    waiting = [(one.name, extra) for one in declared() for extra in ("", *one.extras)]
    while waiting:
        name, extra = waiting.pop()
        if (key := (canonicalize_name(name), extra)) in found:
            continue
        found.add(key)
        for text in distribution(name).requires or ():
            one = Requirement(text)
            if one.marker is None or one.marker.evaluate({"extra": extra}):
                waiting += [(one.name, own) for own in ("", *one.extras)]
    return {name for name, _ in found}


def blocks() -> Iterator[str]:
    """The blocks of requirements.txt, each a pin and its hashes, that are needed."""
    names = needed()
    for block in re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text("utf-8")):
        pin = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", block)
        if pin and canonicalize_name(pin[1]) in names:
            yield "\n".join(line for line in block.splitlines() if not line.lstrip().startswith("#"))


def page() -> str:
    """The whole file."""
    return HEAD + "\n".join(blocks()) + "\n"


if __name__ == "__main__":
    print(page(), end="")
