"""A1 on pages would notice: a team too small is found as soon as pages let it be taken away from what is around it."""

from tests.adversary.markup import parsed
from tests.adversary.scraping import Row, attacked, collected, remainders, rows_of

PARENTS = {"top": None, "north": "top", "south": "top"}
COURSE = """<table><tr><th>1</th><td>9 March 2026</td><td>60</td><td>48-72</td><td>{}</td><td></td></tr></table>"""
HOME = "<p>Wave 1 closed 9 March 2026. {} of 20 answered (solid).</p>"
TURNOUT = "<h1>Field Pulse, wave 1</h1><table><tr><th>North</th><td>8 of 9 answered</td></tr></table>"


def test_numbers_of_people_are_read_off_pages() -> None:
    course = list(rows_of("/team/north/trend/safety?wave=X", parsed(COURSE.format(8)), {}))
    assert course == [Row(("safety", "1"), "north", 8)]
    assert list(rows_of("/team/top", parsed(HOME.format(14)), {})) == [Row(("participation", "1"), "top", 14)]
    assert list(rows_of("/hr/wave/X", parsed(TURNOUT), {"North": "north"})) == [Row(("participation", "1"), "north", 8)]


def shown(**people: int) -> list[str]:
    return attacked(PARENTS, collected([Row(("safety", "1"), unit, number) for unit, number in people.items()]))


def test_a_group_left_over_is_found_by_subtraction_and_by_algebra() -> None:
    assert shown(top=20, north=8, south=12) == []
    assert shown(top=20, north=8) == []
    found = shown(top=12, north=8)
    assert any("people=4" in one for one in found)
    assert any("by algebra" in one for one in found)
    assert shown(north=3) != []


def test_what_is_left_over_of_a_unit_is_what_no_unit_below_displays() -> None:
    assert remainders(PARENTS, {"top": 20, "north": 8}) == {"top": 12, "north": 8}
