"""What an import would change, in lines a person can check."""

from pulse.roster.changes import Standing, compare, describe
from tests.roster.writing import line, roster


def stands(*lines: str, former: tuple[str, ...] = ()) -> Standing:
    employees = roster(*lines).employees
    teams = {one.team[:depth] for one in employees for depth in (1, 2)}
    return Standing(
        {one.email: one for one in employees},
        frozenset(former),
        {tuple(part.casefold() for part in team[1:]): team for team in teams},
    )


def test_every_change_has_a_line_of_its_own() -> None:
    before = stands(
        line("ann@acme.example", "Sales / East"),
        line("bob@acme.example", "Sales / East", name="Bob"),
        line("cleo@acme.example", "Sales / East", name="Cleo"),
        former=("dan@acme.example",),
    )
    after = roster(
        line("ann@acme.example", "Field / East", time_zone="Asia/Tokyo", target="5"),
        line("bob@acme.example", "Field / West", "leader", name="Bob"),
        line("dan@acme.example", "Field / East", name="Dan"),
        line("eve@acme.example", "Field / East", name="Eve"),
    )
    assert list(describe(compare(before, after))) == [
        "new team  Field / West",
        "renamed   Sales is now called Field",
        "joins     Eve <eve@acme.example>: rep of Field / East",
        "returns   Dan <dan@acme.example>: rep of Field / East",
        "leaves    Cleo <cleo@acme.example>: rep of Sales / East",
        "moves     Bob <bob@acme.example>: rep of Sales / East -> leader of Field / West",
        "corrects  Ann Berg <ann@acme.example>: time zone, target",
        "In all: 1 joiners, 1 returners, 1 leavers, 1 moves, 1 corrections, 1 new teams, 1 renamed teams.",
    ]


def test_nothing_to_change_is_said_in_counts() -> None:
    rows = line("ann@acme.example", "Sales / East")
    [only] = describe(compare(stands(rows), roster(rows)))
    assert only.startswith("In all: 0 joiners")
