"""A roster file is read whole, or refused with every bad line named."""

import pytest

from pulse.roster.importing import BadRoster, Employee, read_roster
from pulse.roster.listing import Problem
from pulse.roster.models import Position
from tests.roster.writing import HEADER, file, line, roster

ANN = Employee("ann@acme.example", "Ann Berg", ("Sales", "EMEA"), Position.REP, "Europe/Berlin", "de", "DE")


def refused(source: bytes, domains: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    with pytest.raises(BadRoster) as refusal:
        read_roster(source, domains)
    return refusal.value.problems


def only(problems: tuple[Problem, ...]) -> tuple[int, str]:
    [problem] = problems
    return problem.line, problem.reason


GOOD_FILES = {
    "plain": file(line()),
    "with a byte order mark": b"\xef\xbb\xbf" + file(line()),
    "semicolons": file(line()).replace(b",", b";"),
    "windows line ends": file(line()).replace(b"\n", b"\r\n"),
    "no line end at the end": file(line()).rstrip(),
    "blank lines": file("", line(), "", ",,,,,,,"),
    "blank lines first": b"\n\n" + file(line()),
    "quoted cells": file('"ann@acme.example","Ann Berg","Sales / EMEA","rep","Europe/Berlin","de","DE",""'),
    "a quoted header": file(line(), header=",".join(f'"{name}"' for name in HEADER.split(","))),
    "capitals in the header": file(line(), header=HEADER.title()),
    "no target column": file(line().removesuffix(","), header=HEADER.removesuffix(",target")),
    "spaces around cells": file(line().replace(",", " , ")),
    "no spaces around slashes": file(line(team="Sales/EMEA")),
    "many spaces around slashes": file(line(team=" Sales  /   EMEA ")),
    "an address in capitals": file(line("Ann@ACME.example")),
    "a role in capitals": file(line(role="Rep")),
    "a zone in small letters": file(line(time_zone="europe/berlin")),
    "a country in small letters": file(line(country="de")),
}


@pytest.mark.parametrize("source", GOOD_FILES.values(), ids=GOOD_FILES.keys())
def test_these_files_all_say_the_same(source: bytes) -> None:
    assert read_roster(source, ()).employees == (ANN,)


def test_columns_may_stand_in_any_order() -> None:
    header = "team;name;email;country;language;time_zone;role"
    source = file("Sales / EMEA;Ann Berg;ann@acme.example;DE;de;Europe/Berlin;rep", header=header)
    assert read_roster(source, ()).employees == (ANN,)


def test_a_semicolon_file_may_hold_commas_in_its_cells() -> None:
    source = (
        file(line(name="Berg@ Ann", target="1200@5")).replace(b",", b";").replace(b"g@", b"g,").replace(b"0@", b"0,")
    )
    [employee] = read_roster(source, ()).employees
    assert (employee.name, employee.target) == ("Berg, Ann", 1200.5)


def test_people_keep_the_order_of_the_file() -> None:
    people = roster(line("zoe@acme.example"), line("abe@acme.example")).employees
    assert [one.email for one in people] == ["zoe@acme.example", "abe@acme.example"]


def test_a_name_may_hold_any_letters_and_is_normalised() -> None:
    [employee] = roster(line(name="Zoe\u0308  O\u2019Brien-\u674e")).employees
    assert employee.name == "Zo\u00eb O\u2019Brien-\u674e"


@pytest.mark.parametrize(
    ("written", "amount"), [("", None), ("1", 1.0), ("1200000", 1_200_000.0), ("12.5", 12.5), ("12,50", 12.5)]
)
def test_a_target_is_a_plain_number_or_absent(written: str, amount: float | None) -> None:
    assert roster(line(target=f'"{written}"')).employees[0].target == amount


@pytest.mark.parametrize(
    ("written", "kept"), [("de", "de"), ("pt-BR", "pt-br"), ("de_AT", "de-at"), ("zh-Hant-TW", "zh-hant-tw")]
)
def test_any_language_tag_is_taken(written: str, kept: str) -> None:
    assert roster(line(language=written)).employees[0].language == kept


BAD_CELLS = {
    "no address": (line(""), "the address is empty"),
    "no at sign": (line("ann"), "'ann' is not a mail address"),
    "two at signs": (line("a@b@acme.example"), "'a@b@acme.example' is not a mail address"),
    "a domain without a dot": (line("ann@acme"), "'ann@acme' is not a mail address"),
    "a domain with an empty label": (line("ann@acme..example"), "'ann@acme..example' is not a mail address"),
    "dots side by side": (line("a..b@acme.example"), "'a..b@acme.example' is not a mail address"),
    "a space in an address": (line("ann b@acme.example"), "'ann b@acme.example' is not a mail address"),
    "a display name": (line("Ann <a@acme.example>"), "'Ann <a@acme.example>' is not a mail address"),
    "letters beyond ASCII": (line("änn@acme.example"), "'änn@acme.example' is not a mail address"),
    "a very long address": (line("a" * 65 + "@acme.example"), "is not a mail address"),
    "an address like a formula": (line("=ann@acme.example"), "the address '=ann@acme.example' begins like a formula"),
    "no name": (line(name="  "), "the name is empty"),
    "a name with =": (line(name="=1+1"), "the name '=1+1' begins like a formula"),
    "a name with +": (line(name="+49"), "begins like a formula"),
    "a name with -": (line(name="-Ann"), "begins like a formula"),
    "a name with @": (line(name=" @SUM(A1)"), "begins like a formula"),
    "a name with a wide =": (line(name="＝1"), "begins like a formula"),
    "a name with a tab": (line(name="\tAnn"), "the name '\\tAnn' holds a control or invisible character"),
    "a name with a carriage return": (line(name='"\rAnn"'), "control or invisible"),
    "a name with a line end": (
        line(name='"Ann\nBerg"'),
        "the name 'Ann\\nBerg' holds a control or invisible character",
    ),
    "a name with an escape": (line(name="Ann\x1b[31m"), "control or invisible"),
    "a name with a letter that shows nothing": (line(name="Anna\u3164"), "holds letters that show nothing"),
    "a name with a Cyrillic A": (line(name="\u0410nna Berg"), "letters of two alphabets in a word"),
    "a name with a Greek o": (line(name="B\u03bfb Berg"), "letters of two alphabets in a word"),
    "a name that turns text around": (line(name="Ann\u202egreB"), "control or invisible"),
    "a very long name": (line(name="A" * 201), "is longer than 200 characters"),
    "no team": (line(team=" "), "the team is empty"),
    "an empty part in a team": (line(team="Sales / / EMEA"), "the team 'Sales / / EMEA' has an empty part"),
    "a slash at the end": (line(team="Sales / EMEA /"), "has an empty part"),
    "a team like a formula": (line(team="Sales / =EMEA"), "begins like a formula"),
    "a bottomless team": (line(team="/".join("abcdefghijklm")), "has more than 12 levels"),
    "no role": (line(role=""), "the role '' is neither rep nor leader"),
    "another role": (line(role="manager"), "the role 'manager' is neither rep nor leader"),
    "another zone": (line(time_zone="Berlin"), "the time zone 'Berlin' is unknown"),
    "this machine's own zone": (line(time_zone="localtime"), "the time zone 'localtime' is unknown"),
    "a country by name": (line(country="Germany"), "the country 'Germany' is unknown"),
    "a country nobody knows": (line(country="XX"), "the country 'XX' is unknown"),
    "a country's other letters": (
        line(country="UK"),
        "the country 'UK' is unknown; write its two letters, such as DE or GB",
    ),
    "a language by name": (line(language="German"), "the language 'German' is no language tag"),
    "no language": (line(language=""), "the language '' is no language tag"),
    "a target of nothing": (line(target="0"), "the target '0' is not a positive number"),
    "a negative target": (line(target="-5"), "the target '-5' is not a positive number"),
    "a target in words": (line(target="much"), "the target 'much' is not a positive number"),
    "a target without end": (line(target="inf"), "is not a positive number"),
    "a target with an exponent": (line(target="1e5"), "is not a positive number"),
    "a target that may be two numbers": (line(target='"1,200"'), "is not a positive number"),
    "too many columns": (line() + ",more", "the line has 9 columns where the first line has 8"),
    "too few columns": ("ann@acme.example,Ann", "the line has 2 columns where the first line has 8"),
    "text after a quotation": (line(name='"Ann" Berg'), "the line cannot be read"),
}


@pytest.mark.parametrize(("bad", "reason"), BAD_CELLS.values(), ids=BAD_CELLS.keys())
def test_a_bad_line_is_named_with_its_reason(bad: str, reason: str) -> None:
    good = line("good@acme.example")
    number, found = only(refused(file(good, bad, line("better@acme.example"))))
    assert number == 3
    assert reason in found


TOGETHER = {
    "the same address": ([line(), line()], "the address ann@acme.example is already in line 2"),
    "the same address in capitals": ([line(), line("ANN@acme.example")], "is already in line 2"),
    "a second leader": (
        [line(role="leader"), line("bob@acme.example", role="leader")],
        "'Sales / EMEA' already has a leader, in line 2",
    ),
    "a second root": (
        [line(), line("bob@acme.example", "Marketing / EMEA")],
        "the team begins with 'Marketing', but in line 2 with 'Sales'",
    ),
    "a second spelling": (
        [line(), line("bob@acme.example", "Sales / Emea / Munich")],
        "the team 'Emea' is spelled 'EMEA' in line 2",
    ),
    "a second spelling of the root": ([line(), line("bob@acme.example", "SALES")], "is spelled 'Sales' in line 2"),
}


@pytest.mark.parametrize(("lines", "reason"), TOGETHER.values(), ids=TOGETHER.keys())
def test_what_two_lines_contradict_is_named_in_the_second(lines: list[str], reason: str) -> None:
    number, found = only(refused(file(*lines)))
    assert number == 3
    assert reason in found


def test_an_address_outside_the_allowed_domains_is_refused() -> None:
    source = file(line("ann@acme.example"), line("eve@evil.example"), line("sub@mail.acme.example"))
    assert [problem.line for problem in refused(source, ("ACME.example",))] == [3, 4]
    assert "outside the allowed domains (acme.example)" in refused(source, ("ACME.example",))[0].reason


def test_every_bad_line_is_named_at_once() -> None:
    bad = [line(country="XX"), line("bob@acme.example"), line("ann", team="", target="none"), "x"]
    found = [(problem.line, problem.reason.split(";")[0]) for problem in refused(file(*bad, line()))]
    assert found == [
        (2, "the country 'XX' is unknown"),
        (4, "'ann' is not a mail address"),
        (4, "the team is empty"),
        (4, "the target 'none' is not a positive number"),
        (5, "the line has 1 columns where the first line has 8"),
        (6, "the address ann@acme.example is already in line 2"),
    ]


def test_the_refusal_says_that_nothing_was_imported_and_lists_the_lines() -> None:
    with pytest.raises(BadRoster) as refusal:
        read_roster(file(line(country="XX"), line("ann")), ())
    first, *others = str(refusal.value).splitlines()
    assert first == "Nothing was imported: the file has 2 problems."
    assert [other.partition(":")[0] for other in others] == ["line 2", "line 3"]


def test_lines_are_counted_through_cells_that_span_lines() -> None:
    source = file(line(name='"Ann\n\nBerg"'), line("bob@acme.example", country="XX"))
    assert [problem.line for problem in refused(source)] == [2, 5]


def test_a_quotation_mark_that_is_never_closed_is_named() -> None:
    number, reason = only(refused(file(line(), line("bob@acme.example", name='"Bob'))))
    assert number == 3
    assert "cannot be read" in reason


def test_a_file_of_thousands_of_other_columns_is_refused_at_once_and_briefly() -> None:
    columns = ["email", "name", "team", "role", "time_zone", "language", "country", *["x"] * 20_000]
    number, reason = only(refused(",".join(columns).encode()))
    assert number == 1
    assert len(reason) < 200


BAD_FILES = {
    "nothing": (b"", 1, "the file is empty"),
    "blank lines alone": (b"\n \n", 1, "the file is empty"),
    "a header alone": (file(), 1, "the file lists nobody"),
    "another encoding": (file(line(), line("z@acme.example", name="Zoë")).decode().encode("latin-1"), 3, "not UTF-8"),
    "two bytes a letter": (file(line()).decode().encode("utf-16"), 1, "not UTF-8"),
    "no header": (file(line(), header=line("first@acme.example")), 1, "missing: email, name, team, role"),
    "a missing column": (file("x", header=HEADER.replace("country,", "")), 1, "missing: country"),
    "a column that Pulse does not keep": (file("x", header=HEADER + ",salary"), 1, "keeps no column 'salary'"),
    "a column twice": (file("x", header=HEADER + ",name"), 1, "a column is named twice: name"),
}


@pytest.mark.parametrize(("source", "number", "reason"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_is_no_roster_is_refused(source: bytes, number: int, reason: str) -> None:
    first = refused(source)[0]
    assert first.line == number
    assert reason in first.reason
