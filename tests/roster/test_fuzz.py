"""Whatever a file holds, reading it gives a roster or a refusal, never another error."""

from hypothesis import given, settings, strategies

from pulse.roster.importing import BadRoster, Employee, read_roster
from pulse.roster.listing import Problem
from tests.roster.writing import HEADER

cells = strategies.one_of(
    strategies.text(max_size=8),
    strategies.sampled_from(
        [
            "ann@acme.example",
            "Sales / EMEA",
            "rep",
            "leader",
            "Europe/Berlin",
            "de",
            "DE",
            "12,5",
            '"',
            "=1",
            "\x00",
            "İ",
        ]
    ),
)
separators = strategies.sampled_from([",", ";"])
line_ends = strategies.sampled_from(["\n", "\r\n", "\r"])


def reads_or_refuses(source: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    employees: tuple[Employee, ...] = ()
    try:
        employees = read_roster(source, ()).employees
    except BadRoster as refusal:
        problems = refusal.problems
    assert bool(employees) != bool(problems)
    assert all(problem.line >= 1 and problem.reason for problem in problems)


@settings(deadline=None)
@given(strategies.binary())
def test_any_bytes(source: bytes) -> None:
    reads_or_refuses(source)


@settings(deadline=None)
@given(strategies.text())
def test_any_text(text: str) -> None:
    reads_or_refuses(text.encode("utf-8", "surrogatepass"))


@settings(deadline=None)
@given(strategies.lists(strategies.lists(cells, min_size=7, max_size=9), max_size=6), separators, line_ends)
def test_any_cells_under_the_right_header(rows: list[list[str]], separator: str, line_end: str) -> None:
    lines = [HEADER.replace(",", separator), *(separator.join(row) for row in rows)]
    reads_or_refuses(line_end.join(lines).encode("utf-8", "surrogatepass"))
