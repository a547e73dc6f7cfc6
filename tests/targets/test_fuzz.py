"""Whatever a file holds, reading it gives targets or a refusal, never another error."""

from hypothesis import given, strategies

from pulse.roster.listing import Problem
from pulse.targets.importing import BadTargets, Targets, read_targets
from tests.targets.writing import HEADER, standing

CELLS = strategies.one_of(
    strategies.text(max_size=8),
    strategies.sampled_from(
        ["Sales", "Sales / North", "2026", "2026-Q3", "P", "2026-07-01", "31.12.2026", "100", "1.000,5", "0", "", '"']
    ),
)
ROWS = strategies.lists(strategies.lists(CELLS, min_size=6, max_size=8), max_size=6)


def reads_or_refuses(source: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    found = Targets({}, {})
    try:
        found = read_targets(source, standing())
    except BadTargets as refusal:
        problems = refusal.problems
    assert bool(found.targets) != bool(problems)
    assert all(problem.line >= 1 and problem.reason for problem in problems)
    assert {period for _, period in found.targets} == found.periods.keys()
    assert all(target is None or target.plan > 0 for target in found.targets.values())


@given(strategies.binary())
def test_any_bytes(source: bytes) -> None:
    reads_or_refuses(source)


@given(ROWS, strategies.sampled_from([",", ";"]), strategies.sampled_from(["\n", "\r\n", "\r"]))
def test_any_cells_under_the_right_header(rows: list[list[str]], separator: str, line_end: str) -> None:
    lines = [HEADER.replace(",", separator), *(separator.join(row) for row in rows)]
    reads_or_refuses(line_end.join(lines).encode("utf-8", "surrogatepass"))
