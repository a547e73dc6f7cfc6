"""`doctor`: a check-up of the installation in sentences."""

from argparse import Namespace

from pulse.cli.arguments import Commands, command
from pulse.database import Role
from pulse.house import open_house
from pulse.settings import BadSettings, load_settings
from pulse.worker.checkup import Finding, Gravity, examine

UNWELL = 1


def add_to(commands: Commands) -> None:
    """Declare `doctor`."""
    command(
        commands,
        "doctor",
        _doctor,
        purpose="say what is missing, unreadable or too open, and what losing it would cost",
        example="doctor",
        more="Run it as the worker's user. Nothing is changed. The exit status is 1 after a warning or a fault.",
    )


def _doctor(options: Namespace) -> int:
    try:
        settings = load_settings()
    except BadSettings as refusal:
        print(refusal)
        return UNWELL
    house = open_house(Role.WORKER, settings)
    try:
        found = sorted(examine(house), key=lambda one: list(Gravity).index(one.gravity))
    finally:
        house.databases.dispose()
    return _say(found)


def _say(found: list[Finding]) -> int:
    for finding in found:
        print(f"{finding.gravity}: {finding.sentence}")
    if any(finding.gravity is not Gravity.NOTE for finding in found):
        return UNWELL
    print("All is well.")
    return 0
