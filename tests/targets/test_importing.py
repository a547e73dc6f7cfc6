"""A targets file is whole and faultless, or every bad line is named with what to do."""

from datetime import date
from decimal import Decimal

import pytest

from pulse.targets.importing import BadTargets, Standing, read_targets
from pulse.targets.periods import Period
from tests.targets.writing import file, line, read, standing, target

THIRD = Period("2026-Q3", date(2026, 7, 1), date(2026, 9, 30))


def refused(*lines: str, before: Standing | None = None, header: str = "") -> str:
    source = file(*lines, header=header) if header else file(*lines)
    with pytest.raises(BadTargets) as refusal:
        read_targets(source, before or standing())
    return str(refusal.value)


def plan(text: str) -> Decimal:
    found = read_targets(file(f'Sales,2026;"{text}"'.replace(",", ";", 1), header="team;period;plan"), standing())
    chosen = found.targets["R", "2026"]
    assert chosen is not None
    return chosen.plan


def test_a_line_becomes_a_target_in_a_period() -> None:
    found = read(line("Sales / North / Hamburg", plan="100", forecast="95.5", actual="90"))
    assert found.periods == {"2026-Q3": THIRD}
    assert found.targets == {("H", "2026-Q3"): target(100, "95.5", 90)}


def test_teams_are_found_however_capitalised() -> None:
    assert ("H", "2026-Q3") in read(line("sales /NORTH/ hamburg")).targets


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_semicolons_decimal_commas_quotes_and_a_byte_order_mark_are_read(mark: bytes) -> None:
    source = 'Plan;"Team";PERIOD;forecast\r\n"1.200.000,50";"Sales / Munich";2026-q3;900000\r\n'
    found = read_targets(mark + source.encode(), standing())
    assert found.targets == {("M", "2026-Q3"): target("1200000.50", 900000)}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1200", "1200"),
        ("1200,5", "1200.5"),
        ("1200.55", "1200.55"),
        ("1.200.000", "1200000"),
        ("1,200,000", "1200000"),
        ("1.200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1 200 000", "1200000"),
        ("1\u00a0200,5", "1200.5"),
        ("1\u202f200", "1200"),
        ("1'200'000.5", "1200000.5"),
        (" 7 ", "7"),
    ],
)
def test_amounts_are_read_as_they_are_written_across_europe(text: str, amount: str) -> None:
    assert plan(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["-5", "+5", "1e6", "5 %", "€5", "1.2.3", "12,345,6", "1 2000", "1.23.456", "NaN", "٣", "1,2,3", "0x1"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert "is not an amount; write digits" in refused(f"Sales;2026;{text}", header="team;period;plan")


@pytest.mark.parametrize("text", ["1.200", "12,345"])
def test_an_amount_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    said = refused(f"Sales;2026;{text}", header="team;period;plan")
    assert f"can be read in two ways; write {text.replace('.', '').replace(',', '')} for thousands" in said


@pytest.mark.parametrize("text", ["0", "0.00", "0,0"])
def test_a_plan_of_zero_is_refused(text: str) -> None:
    assert "line 2: the plan is zero" in refused(f"Sales;2026;{text}", header="team;period;plan")


def test_nothing_may_come_and_be_said() -> None:
    assert read(line(actual="0")).targets["M", "2026-Q3"] == target(100, None, 0)


def test_an_unknown_team_is_named_with_what_to_write() -> None:
    said = refused(line("Sales / Graz"))
    assert said.splitlines()[1] == ("line 2: the roster has no team 'Sales / Graz'; write its whole path from the top.")


def test_the_same_team_and_period_twice_names_both_lines() -> None:
    said = refused(line(), line("Sales"), line("SALES / munich", "2026-q3", plan="7"))
    assert "line 4: 'Sales / Munich' in '2026-Q3' is already in line 2." in said


def test_every_bad_line_is_listed_in_order() -> None:
    said = refused(line(plan="x"), line(), line("Nowhere"), line(period="later"))
    assert [one.split(":")[0] for one in said.splitlines()[1:]] == ["line 2", "line 4", "line 5"]
    assert said.startswith("Nothing was imported: the file has 3 problems.")


def test_a_forecast_needs_a_plan() -> None:
    assert "there is a forecast but no plan" in refused(line(plan="", forecast="5"))
    assert "there is an actual but no plan" in refused(line(plan="", actual="5"))


def test_a_line_without_any_amount_takes_the_entry_away() -> None:
    assert read(line(plan="")).targets == {("M", "2026-Q3"): None}


def test_a_name_outside_the_calendar_needs_its_days() -> None:
    assert "'FY26 P3' is none of the calendar; say its days in columns from and to" in refused(line(period="FY26 P3"))
    found = read("Sales,FY26 P3,2026-06-29,26.7.2026,100,,")
    assert found.periods == {"FY26 P3": Period("FY26 P3", date(2026, 6, 29), date(2026, 7, 26))}


def test_a_known_period_keeps_its_days() -> None:
    fiscal = Period("2026-Q3", date(2026, 8, 1), date(2026, 10, 31))
    assert read(line(), before=standing(fiscal)).periods == {"2026-Q3": fiscal}


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ("2026-07-01,", "needs both days, from and to, or neither"),
        ("2026-07-02,2026-07-01", "ends before it begins"),
        ("2026-07-01,2027-07-02", "is longer than a year"),
        ("2026-02-30,2026-03-30", "'2026-02-30' is no day; write it as 2026-07-01"),
        ("07/01/2026,2026-03-30", "'07/01/2026' is no day"),
    ],
)
def test_wrong_days_are_refused(days: str, reason: str) -> None:
    assert reason in refused(f"Sales,P,{days},100,,")


def test_a_period_has_the_same_days_in_every_line() -> None:
    said = refused("Sales,P,2026-07-01,2026-07-31,1,,", "Sales / Munich,P,2026-07-01,2026-07-30,1,,")
    assert "line 3: the period 'P' has other days than in line 2." in said


def test_periods_that_share_days_are_refused() -> None:
    said = refused(line(period="2026-Q3"), line(period="2026-Q4"), line(period="2026-09"))
    assert "line 4: the period '2026-09' shares days with '2026-Q3' (1 Jul 2026 to 30 Sep 2026)." in said


def test_a_period_may_not_share_days_with_one_that_stands() -> None:
    assert "line 2: the period '2026' shares days with '2026-Q3'" in refused(
        line(period="2026"), before=standing(THIRD)
    )


def test_a_short_period_inside_a_long_one_is_found_behind_others() -> None:
    said = refused(line(period="2026"), line(period="2026-01"), line(period="2026-11"))
    assert "line 2: the period '2026' shares days with '2026-01'" in said
    assert "line 4: the period '2026-11' shares days with '2026'" in said


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "the file is empty"),
        (b"team,period,plan\n", "the file lists no team"),
        ("team,period,plan\nSales,2026,1".encode("utf-16"), "line 1: the file is not UTF-8 text"),
        ("team,period,plan\nSales / Köln,2026,1".encode("latin-1"), "line 2: the file is not UTF-8 text"),
        (b"team,period\nSales,2026", "missing: plan"),
        (b"team,period,plan,bonus\nSales,2026,1,1", "Pulse keeps no column 'bonus'"),
        (b"team,period,plan\nSales,2026,1,50", "the line has 4 columns where the first line has 3"),
        (b'team,period,plan\n"Sales,2026,1', "line 2: the line cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(source: bytes, reason: str) -> None:
    with pytest.raises(BadTargets, match=reason):
        read_targets(source, standing())
