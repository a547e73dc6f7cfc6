"""What every process of an installation holds: its settings, databases, instruments and clock."""

from dataclasses import dataclass
from pathlib import Path

from pulse.clock import Clock, system_clock
from pulse.database import Databases, Role, open_databases
from pulse.questionnaire import Questionnaire, load
from pulse.settings import Settings, load_settings

SURVEYS = Path(__file__).resolve().parent.parent / "surveys"


@dataclass(frozen=True)
class House:
    """One process's view of the installation."""

    settings: Settings
    databases: Databases
    questionnaire: Questionnaire
    clock: Clock


def open_house(role: Role, settings: Settings | None = None, clock: Clock = system_clock) -> House:
    """Open the installation for a web or worker process. Raises BadSettings or BrokenInstrument."""
    chosen = settings or load_settings()
    return House(chosen, open_databases(chosen, role), load(SURVEYS), clock)
