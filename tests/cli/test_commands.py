"""The commands do what they say, refuse in a sentence with status 2, and leave nothing half done."""

import sqlite3
import subprocess
import sys
from argparse import _SubParsersAction
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from pulse.audit import AuditEntry
from pulse.cli.main import ROOMS, main, parser
from pulse.database import Office
from pulse.roster.models import Membership, Person
from tests.cli.conftest import Command
from tests.roster.reporting import file as reports
from tests.roster.writing import file, line

ANN, BOB, CLEO = line("ann@acme.example"), line("bob@acme.example"), line("cleo@acme.example")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return written(tmp_path, ANN, BOB, CLEO)


def written(directory: Path, *lines: str) -> Path:
    path = directory / "people.csv"
    path.write_bytes(file(*lines))
    return path


def words(given: tuple[str, ...]) -> list[str]:
    """The commands that the parser of these words knows."""
    (commands,) = (action for action in parser(given)._actions if isinstance(action, _SubParsersAction))
    return list(commands.choices)


def test_every_command_is_listed_and_known_where_it_is_asked_for_alone() -> None:
    assert words(()) == list(ROOMS)
    assert [word for word in ROOMS if word not in words((word,))] == []


def test_a_command_imports_no_room_it_does_not_need() -> None:
    ask = "import sys; from pulse.cli.main import parser; parser(('settings',)); print('pulse.worker' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def count(directory: Path, table: type[Office]) -> int:
    engine = create_engine(f"sqlite:///{directory}/data/office.sqlite")
    with engine.connect() as connection:
        found = connection.scalar(select(func.count()).select_from(table))
    engine.dispose()
    return found or 0


def test_the_first_command_creates_the_tables_of_sqlite_by_itself(pulse: Command, people: Path, tmp_path: Path) -> None:
    outcome = pulse("roster", "import", people)
    assert (outcome.status, outcome.complained) == (0, "")
    assert outcome.said.startswith("Imported 3 people: 3 joiners, 0 returners, 0 leavers")
    assert count(tmp_path, Person) == 3


def test_a_file_of_managers_is_imported_as_one_of_teams(pulse: Command, tmp_path: Path) -> None:
    path = tmp_path / "managers.csv"
    path.write_bytes(reports({"ruth": "", "lena": "ruth", "ann": "lena"}))
    assert (
        "joins     Ann <ann@acme.example>: rep of Our organisation / Team Lena"
        in pulse("roster", "import", path, "--dry-run").said
    )
    assert pulse("roster", "import", path).said.startswith("Imported 3 people: 3 joiners")
    path.write_bytes(reports({"ruth": "", "lena": "nobody", "ann": "ann"}))
    outcome = pulse("roster", "import", path)
    assert outcome.status == 2
    assert "line 3: the manager nobody@acme.example is not listed." in outcome.complained
    assert "line 4: ann@acme.example is their own manager" in outcome.complained


def test_importing_again_says_that_nothing_changed(pulse: Command, people: Path, tmp_path: Path) -> None:
    pulse("roster", "import", people)
    assert "0 joiners, 0 returners, 0 leavers, 0 moves, 0 corrections" in pulse("roster", "import", people).said
    assert count(tmp_path, Membership) == 3


def test_a_dry_run_prints_every_change_and_makes_none(pulse: Command, people: Path, tmp_path: Path) -> None:
    pulse("roster", "import", people)
    coming = written(tmp_path, ANN, line("bob@acme.example", "Sales / APAC"), line("dan@acme.example", name="Dan"))
    outcome = pulse("roster", "import", coming, "--dry-run")
    assert outcome.status == 0
    assert "joins     Dan <dan@acme.example>: rep of Sales / EMEA" in outcome.said
    assert "leaves    Ann Berg <cleo@acme.example>" in outcome.said
    assert "moves     Ann Berg <bob@acme.example>: rep of Sales / EMEA -> rep of Sales / APAC" in outcome.said
    assert outcome.said.rstrip().endswith("Nothing was changed: this was a dry run.")
    assert (count(tmp_path, Person), count(tmp_path, Membership), count(tmp_path, AuditEntry)) == (3, 3, 1)


def test_a_bad_file_is_refused_with_every_line_and_imports_nothing(pulse: Command, tmp_path: Path) -> None:
    bad = written(tmp_path, ANN, line("bob"), line("dan@acme.example", country="XX"))
    outcome = pulse("roster", "import", bad)
    assert (outcome.status, outcome.said) == (2, "")
    assert outcome.complained.splitlines()[:2] == [
        "Nothing was imported: the file has 2 problems.",
        "line 3: 'bob' is not a mail address.",
    ]
    assert count(tmp_path, Person) == 0


def test_only_allowed_domains_are_imported(pulse: Command, people: Path) -> None:
    outcome = pulse("roster", "import", people, PULSE_ALLOWED_DOMAINS="other.example")
    assert outcome.status == 2
    assert "outside the allowed domains (other.example)" in outcome.complained


def test_removing_most_people_needs_confirmation(pulse: Command, people: Path, tmp_path: Path) -> None:
    pulse("roster", "import", people)
    short = written(tmp_path, ANN)
    for arguments in (("--dry-run",), ()):
        outcome = pulse("roster", "import", short, *arguments)
        assert outcome.status == 2
        assert "2 of 3 people would be removed" in outcome.complained
    assert pulse("roster", "import", short, "--confirm-removals").status == 0


def test_a_missing_file_is_named(pulse: Command) -> None:
    outcome = pulse("roster", "import", "nowhere.csv")
    assert (outcome.status, outcome.complained) == (2, "nowhere.csv cannot be read: No such file or directory.\n")


def test_accounts_are_added_once_and_listed(pulse: Command) -> None:
    added = pulse("account", "add", "Kim@ACME.example", "--role", "hr")
    assert (added.status, added.said) == (0, "kim@acme.example may sign in as hr at http://127.0.0.1:8000/sign-in.\n")
    again = pulse("account", "add", "kim@acme.example", "--role", "operator")
    assert (again.status, again.complained) == (2, "This address already has an account.\n")
    assert pulse("account", "list").said == "hr        kim@acme.example\n"


@pytest.mark.parametrize("arguments", ["kim --role hr", "kim@acme.example --role boss", "kim@acme.example"])
def test_an_account_needs_an_address_and_a_known_role(capsys: pytest.CaptureFixture[str], arguments: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["account", "add", *arguments.split()])
    assert "usage: python -m pulse account add" in capsys.readouterr().err


def test_a_missing_setting_is_named(pulse: Command, environment: dict[str, str]) -> None:
    del environment["PULSE_SECRET_KEY"]
    outcome = pulse("account", "list")
    assert outcome.status == 2
    assert "secret_key: Field required. Set it" in outcome.complained


def test_a_database_that_cannot_be_reached_is_a_sentence(pulse: Command) -> None:
    outcome = pulse("account", "list", PULSE_OFFICE_URL="postgresql+psycopg://nobody@127.0.0.1:9/pulse")
    assert outcome.status == 2
    assert outcome.complained.startswith("The database cannot be used: ")
    assert "Traceback" not in outcome.complained


def test_migrate_may_be_run_at_any_time(pulse: Command, people: Path, tmp_path: Path) -> None:
    assert pulse("migrate").status == 0
    pulse("roster", "import", people)
    assert pulse("migrate").status == 0
    assert count(tmp_path, Person) == 3


def test_tables_of_another_version_are_not_touched_by_other_commands(pulse: Command, tmp_path: Path) -> None:
    pulse("migrate")
    connection = sqlite3.connect(tmp_path / "data" / "office.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = 'another'")
    connection.commit()
    connection.close()
    outcome = pulse("account", "list")
    assert outcome.status == 2
    assert "python -m pulse migrate" in outcome.complained


def test_an_unknown_wave_cannot_be_exported(pulse: Command, tmp_path: Path) -> None:
    outcome = pulse("export", "NOSUCHWAVE", "--format", "csv", "--out", "wave.csv")
    assert outcome.status == 2
    assert "no published wave of this name" in outcome.complained
    assert list(tmp_path.glob("wave.csv*")) == []


def test_the_version_is_the_projects(pulse: Command) -> None:
    assert pulse("--version").said == "Pulse 0.1.0\n"


HELP = [
    ("roster", "import"),
    ("roster", "pending"),
    ("account", "add"),
    ("account", "list"),
    ("programme", "apply"),
    ("wave", "open"),
    ("wave", "preview"),
    ("wave", "list"),
    ("worker",),
    ("tick",),
    ("export",),
    ("migrate",),
    ("doctor",),
    ("demo",),
]


@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_every_command_teaches_by_an_example(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([*command, "--help"])
    assert f"example:\n  python -m pulse {' '.join(command)}" in capsys.readouterr().out
