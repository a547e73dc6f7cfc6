"""What is installed is what was declared, pinned and hashed."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


def pinned() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / "requirements.txt").read_text(), re.M))


def test_every_declared_dependency_is_pinned_within_its_range() -> None:
    pins = pinned()
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]:
        wanted = Requirement(line)
        assert pins[wanted.name] in wanted.specifier, f"{line} but {pins[wanted.name]} is pinned"


def test_every_pin_carries_a_hash() -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text())
    packages = [block for block in blocks if "==" in block.split("\n")[0]]
    assert len(packages) == len(pinned())
    assert all("--hash=sha256:" in block for block in packages)


def test_no_registry_host_is_named() -> None:
    assert "://" not in (ROOT / "requirements.txt").read_text()
