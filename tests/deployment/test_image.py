"""The Containerfile, as far as it can be followed without an engine that builds images: none is needed for that here.

Its copies are made into a folder, its list of packages is all that web and worker then see, and its commands are run.
"""

import os
import re
import shutil
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.deployment import requirements
from tests.deployment.machine import ROOT, Machine, started, wait_until_ready
from tests.worker.test_processes import wait_until

FILE = ROOT / "config" / "Containerfile"
LIST = ROOT / "config" / "requirements.run.txt"
BUILD_TOOLS = ("pip", "setuptools", "wheel")


def steps() -> list[tuple[str, str]]:
    """The instructions and what they are given."""
    text = FILE.read_text("utf-8").replace("\\\n", " ")
    rows = (line.partition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return [(instruction, rest) for instruction, _, rest in rows]


def given(instruction: str) -> list[str]:
    return [rest for one, rest in steps() if one == instruction]


def variables() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in given("ENV") for pair in rest.split())


def words(listed: str) -> list[str]:
    """A command in the form of a list."""
    return re.findall(r'"([^"]*)"', listed)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """What the image holds: the copied files, and the packages of its list."""
    root = tmp_path / "image"
    for rest in given("COPY"):
        *sources, target = rest.split()
        if sources[0].startswith("--from"):
            continue
        for source in sources:
            place = root / target.lstrip("/")
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                place = place / source if target.endswith("/") else place
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / source, place)
    packages = root / "packages"
    packages.mkdir()
    for name in requirements.needed():
        for file in distribution(name).files or ():
            top = packages / file.parts[0]
            if file.parts[0] not in ("..", "__pycache__") and not top.is_symlink():
                top.symlink_to(Path(str(distribution(name).locate_file(file.parts[0]))))
    return root


def environment(image: Path, machine: Machine) -> dict[str, str]:
    """The variables of the image and of an operator; only the packages of the image can be imported."""
    own = variables() | {"GRANIAN_HOST": "127.0.0.1", "GRANIAN_PORT": str(machine.port), "PATH": os.environ["PATH"]}
    return {**own, **machine.settings, "PYTHONPATH": f"{image}/packages:{image}/opt/pulse"}


def python(*arguments: str) -> list[str]:
    # Without -S it would find the packages of the environment that runs the tests.
    return [sys.executable, "-S", *arguments]


def test_the_list_of_packages_is_what_requirements_txt_and_pyproject_say() -> None:
    assert LIST.read_text("utf-8") == requirements.page(), (
        "Run: python -m tests.deployment.requirements > config/requirements.run.txt"
    )
    names = requirements.needed()
    assert {"granian", "flask", "psycopg-binary", "cryptography"} <= names
    assert not names & {"pytest", "playwright", "scipy", "mypy", "hypothesis", "pip", "setuptools"}


def test_web_and_worker_run_with_nothing_else_and_write_nothing_beside_their_data(
    image: Path, machine: Machine
) -> None:
    program, values = image / "opt" / "pulse", environment(image, machine)
    before = sorted(program.rglob("*"))
    granian, app = words(given("CMD")[0])
    assert granian == "granian"
    log, other = image / "web.log", image / "worker.log"
    with (
        started(python("-m", "granian", app), program, values, log) as web,
        started(python("-m", "pulse", "worker"), program, values, other) as worker,
    ):
        wait_until_ready(machine, web, log)
        check = [part.replace(":8000", f":{machine.port}") for part in words(given("HEALTHCHECK")[0])]
        with started(python(*check[1:]), program, values, image / "check.log") as asked:
            assert asked.wait(60) == 0
        wait_until(lambda: is_well(image, values))
        assert worker.poll() is None, other.read_text()
        worker.terminate()
        assert worker.wait(60) == 0, other.read_text()
    assert sorted(program.rglob("*")) == before


def is_well(image: Path, values: dict[str, str]) -> bool:
    """What the worker's health check says; it stands at the head of the file, for an image has one of its own alone."""
    (check,) = re.findall(r'--health-cmd "python ([^"]*)"', FILE.read_text("utf-8"))
    with started(python(*check.split()), image / "opt" / "pulse", values, image / "check.log") as asked:
        return asked.wait(60) == 0


def test_the_health_check_fails_where_nothing_serves(image: Path, machine: Machine) -> None:
    check = [part.replace(":8000", f":{machine.port}") for part in words(given("HEALTHCHECK")[0])]
    with started(python(*check[1:]), image, environment(image, machine), image / "check.log") as asked:
        assert asked.wait(60) != 0


def test_it_runs_as_nobody_special_and_keeps_no_tools() -> None:
    assert given("USER") == ["10001:10001"]
    last = len(steps()) - 1 - [one for one, _ in reversed(steps())].index("FROM")
    removed = [rest for one, rest in steps() if one == "RUN" and "uninstall" in rest]
    assert len(removed) == 2
    assert all(tool in removed[1] for tool in BUILD_TOOLS)
    assert [one for one, rest in steps()[last:] if one == "RUN" and ("install --no" in rest or "apt" in rest)] == []


def test_packages_are_installed_with_their_hashes() -> None:
    (install,) = [rest for rest in given("RUN") if "pip install" in rest]
    assert "--require-hashes" in install
    assert install.endswith(given("COPY")[0].split()[1])
    assert "--hash=sha256:" in LIST.read_text()


def test_nothing_secret_is_built_in() -> None:
    assert not [name for name in variables() if "SECRET" in name or "URL" in name]
    assert {"Containerfile", "granian.env"} <= {file.name for file in (ROOT / "config").iterdir()}
