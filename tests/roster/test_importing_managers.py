"""A roster may name managers instead of teams; what comes of it is a file of team paths, or every bad line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pulse.roster.changes import compare
from pulse.roster.importing import BadRoster, read_roster
from pulse.roster.importing_managers import in_paths, written
from pulse.roster.listing import Problem
from tests.roster import writing
from tests.roster.reporting import HEADER, NOBODY, at, called, derived, file, imported, teams

SMALL = {"ruth": "", "sue": "ruth", "lena": "sue", "ann": "lena", "bob": "lena", "cid": "sue", "dan": "ruth"}


def refused(source: bytes, domains: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    with pytest.raises(BadRoster) as refusal:
        in_paths(source, NOBODY, "Acme", domains)
    return refusal.value.problems


def said(source: bytes) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in refused(source)]


def test_whoever_is_a_manager_leads_a_team_of_those_who_report_to_them() -> None:
    assert teams(derived(SMALL)) == {
        "ruth": "leader of Acme",
        "sue": "leader of Acme / Team Sue",
        "lena": "leader of Acme / Team Sue / Team Lena",
        "ann": "rep of Acme / Team Sue / Team Lena",
        "bob": "rep of Acme / Team Sue / Team Lena",
        "cid": "rep of Acme / Team Sue",
        "dan": "rep of Acme",
    }


def test_the_same_file_again_changes_nothing() -> None:
    standing = imported(derived(SMALL))
    assert not any(compare(standing, derived(dict(reversed(SMALL.items())), standing)).counts.values())


def test_a_file_of_paths_is_left_as_it_is() -> None:
    source = writing.file(writing.line())
    assert in_paths(source, NOBODY, "Acme", ()) is source


def test_what_is_written_reads_as_the_same_roster() -> None:
    roster = writing.roster(
        writing.line(target="12.5"), writing.line("bo@acme.example", name='"Bo ""B"", O"', target="7")
    )
    assert read_roster(written(roster), ()) == roster


def test_two_managers_of_one_name_lead_two_teams() -> None:
    roster = derived({"ruth": "", "ann1": "ruth", "ann2": "ruth", "bob": "ann1", "cid": "ann2"})
    assert {teams(roster)["bob"], teams(roster)["cid"]} == {"rep of Acme / Team Ann", "rep of Acme / Team Ann 2"}
    standing = imported(roster)
    again = derived({"ruth": "", "ann2": "ruth", "ann1": "ruth", "cid": "ann2", "bob": "ann1"}, standing)
    assert teams(again) == teams(roster)


def test_a_slash_in_a_name_divides_no_team() -> None:
    source = file({"ruth": "", "sue": "ruth", "ann": "sue"}).replace(b",Sue,", b",Sue a/s,")
    roster = read_roster(in_paths(source, NOBODY, "Acme A/S", ()), ())
    assert roster.employees[0].team == ("Acme A-S", "Team Sue a-s")


class TestATeamIsItsPeople:
    """A team stays the same unit as long as most of its people, or else its leader, stay."""

    def test_another_manager_takes_over_a_team_with_its_name(self) -> None:
        standing = imported(derived(SMALL))
        successor = {
            "eve" if who == "lena" else who: "eve" if above == "lena" else above for who, above in SMALL.items()
        }
        changes = compare(standing, derived(successor, standing))
        assert (changes.new_teams, changes.moves) == ((), ())
        assert teams(derived(successor, standing))["eve"] == "leader of Acme / Team Sue / Team Lena"

    def test_a_manager_near_the_top_is_replaced_and_nobody_below_moves(self) -> None:
        standing = imported(derived(SMALL))
        successor = {"eve" if who == "sue" else who: "eve" if above == "sue" else above for who, above in SMALL.items()}
        changes = compare(standing, derived(successor, standing))
        assert (changes.new_teams, changes.moves, len(changes.joiners), len(changes.leavers)) == ((), (), 1, 1)

    def test_somebody_of_the_team_takes_it_over(self) -> None:
        standing = imported(derived(SMALL | {"eve": "lena"}))
        promoted = {who: "eve" if above == "lena" else above for who, above in SMALL.items() if who != "lena"}
        changes = compare(standing, derived(promoted | {"eve": "sue"}, standing))
        assert changes.new_teams == ()
        assert [move.after.email for move in changes.moves] == [at("eve")]

    def test_two_managers_who_change_places_move_and_nobody_else_does(self) -> None:
        before = {
            "ruth": "",
            "lena": "ruth",
            "gina": "ruth",
            "ann": "lena",
            "bob": "lena",
            "cid": "gina",
            "dan": "gina",
        }
        swap = {"lena": "gina", "gina": "lena"}
        standing = imported(derived(before))
        after = {who: swap.get(above, above) for who, above in before.items()}
        changes = compare(standing, derived(after, standing))
        assert {move.after.email for move in changes.moves} == {at("lena"), at("gina")}
        assert changes.new_teams == ()

    def test_a_manager_who_takes_in_a_larger_team_keeps_the_own_one(self) -> None:
        before = {
            "ruth": "",
            "lena": "ruth",
            "gina": "ruth",
            "ann": "lena",
            "bob": "gina",
            "cid": "gina",
            "dan": "gina",
        }
        standing = imported(derived(before))
        after = {who: "lena" if above == "gina" else above for who, above in before.items() if who != "gina"}
        changes = compare(standing, derived(after, standing))
        assert changes.new_teams == ()
        assert {move.after.email for move in changes.moves} == {at("bob"), at("cid"), at("dan")}

    def test_a_manager_of_all_other_people_leads_the_same_team_on(self) -> None:
        standing = imported(derived(SMALL))
        after = {"ruth": "", "sue": "ruth", "lena": "sue", "eve": "lena", "dan": "ruth"}
        assert teams(derived(after, standing))["eve"] == "rep of Acme / Team Sue / Team Lena"

    def test_a_team_that_hangs_elsewhere_is_another_one(self) -> None:
        standing = imported(derived(SMALL))
        changes = compare(standing, derived(SMALL | {"lena": "ruth"}, standing))
        assert changes.new_teams == (("Acme", "Team Lena"),)

    def test_no_new_team_takes_the_name_of_one_that_has_people(self) -> None:
        before = {"ruth": "", "ann": "ruth", "bob": "ann", "cid": "ann", "dan": "ann"}
        standing = imported(derived(before))
        # Most of Ann's people follow Eve, and so does the team; Ann begins anew with somebody else.
        after = {"ruth": "", "eve": "ruth", "bob": "eve", "cid": "eve", "dan": "eve", "ann": "ruth", "fay": "ann"}
        assert teams(derived(after, standing))["fay"] == "rep of Acme / Team Ann 2"
        assert teams(derived(after, standing))["bob"] == "rep of Acme / Team Ann"

    def test_after_a_file_of_paths_managers_keep_the_teams_they_lead(self) -> None:
        lines = [writing.line(at("ruth"), "Sales", "leader"), writing.line(at("lena"), "Sales / Munich", "leader")]
        lines += [writing.line(at(who), "Sales / Munich") for who in ("ann", "bob")]
        standing = imported(writing.roster(*lines))
        roster = derived({"ruth": "", "lena": "ruth", "ann": "lena", "bob": "lena"}, standing)
        assert teams(roster)["ann"] == "rep of Sales / Munich"
        assert compare(standing, roster).moves == ()


def test_every_bad_line_is_named_at_once() -> None:
    source = file({"ruth": "", "ann": "nemo", "bob": "bob", "cid": "dan", "dan": "cid", "eve": "", "fay": "ruth"})
    assert said(source.replace(b"fay@acme.example,Fay", b"fay@acme.example,")) == [
        (3, "the manager nemo@acme.example is not listed"),
        (4, "bob@acme.example is their own manager; leave the manager of whoever stands at the top empty"),
        (
            5,
            "managers report to each other in a circle: cid@acme.example -> dan@acme.example -> cid@acme.example",
        ),
        (
            7,
            "eve@acme.example has no manager, and neither has ruth@acme.example; one person alone stands at the top",
        ),
        (8, "the name is empty"),
    ]


def test_a_circle_is_named_once_and_not_by_those_below_it() -> None:
    below = {f"p{number}": "dan" for number in range(20)}
    assert [line for line, _ in said(file({"ruth": "", **below, "cid": "dan", "dan": "cid"}))] == [24]


def test_without_anybody_at_the_top_there_is_a_circle() -> None:
    assert "in a circle" in said(file({"ann": "bob", "bob": "ann"}))[0][1]


@pytest.mark.parametrize("column", ["team", "role", "team,role"])
def test_a_file_names_teams_or_managers(column: str) -> None:
    [(line, reason)] = said(file({"ruth": ""}, header=f"{HEADER},{column}"))
    assert (line, reason.startswith("the file names both manager_email and ")) == (1, True)


def test_an_address_stands_once_and_in_an_allowed_domain() -> None:
    source = file({"ruth": "", "ann": "ruth"}) + file({"ann": "ruth"}).split(b"\n", 1)[1]
    assert refused(source)[0] == Problem(4, "the address ann@acme.example is already in line 3")
    assert "outside the allowed domains" in refused(file({"ruth": ""}), ("other.example",))[0].reason


def test_a_tree_of_managers_has_a_bottom() -> None:
    chain = {"p0": ""} | {f"p{number}": f"p{number - 1}" for number in range(1, 14)}
    assert [reason for _, reason in said(file(chain))] == [
        "p12@acme.example would lead a team on level 13; there are 12 levels at most"
    ]
    del chain["p13"]
    assert len(derived(chain).employees) == 13


def test_an_empty_file_lists_nobody() -> None:
    assert said(HEADER.encode()) == [(1, "the file lists nobody")]


@given(some.dictionaries(some.sampled_from("abcdef"), some.sampled_from(["", *"abcdefx"]), min_size=1), some.data())
def test_whatever_the_reports_are_a_tree_comes_of_them_or_a_refusal(
    reports: dict[str, str], data: some.DataObject
) -> None:
    earlier = data.draw(some.dictionaries(some.sampled_from("bcdef"), some.sampled_from("abcdef"), min_size=1))
    with suppress(BadRoster):
        standing = imported(derived({"a": "", **earlier}))
        after = derived(reports, standing)
        assert {one.email: one.name for one in after.employees} == {at(who): called(who) for who in reports}
        later = imported(after, standing)
        assert not any(compare(later, derived(reports, later)).counts.values())


@given(some.binary())
def test_any_bytes_under_the_header_are_read_or_refused(content: bytes) -> None:
    with suppress(BadRoster):
        assert in_paths(HEADER.encode() + b"\n" + content, NOBODY, "Acme", ())
