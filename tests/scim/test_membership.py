"""What becomes of a group's members: each way of saying it, however many, and nothing that is no such way."""

from typing import Any

import pytest
from scim2_models import InvalidPathException, InvalidValueException

from pulse.scim.membership import after
from pulse.scim.resources import CORE, Group, Member
from pulse.scim.taking import MOST_COSTLY, MOST_OPERATIONS, patched_group
from tests.scim.providing import PATCH

URN = f"{CORE}Group:members"
SAID: list[tuple[dict[str, Any], str]] = [
    ({"op": "add", "path": "members", "value": [{"value": "c"}, {"value": "a"}]}, "abc"),
    ({"op": "Add", "path": "Members", "value": {"value": "c"}}, "abc"),
    ({"op": "add", "path": URN, "value": [{"value": "c"}]}, "abc"),
    ({"op": "replace", "path": "members", "value": [{"value": "c"}]}, "c"),
    ({"op": "replace", "path": "members", "value": []}, ""),
    ({"op": "replace", "path": "members", "value": None}, ""),
    ({"op": "remove", "path": "members"}, ""),
    ({"op": "Remove", "path": "members", "value": [{"value": "a"}, {"value": "x"}]}, "b"),
    ({"op": "remove", "path": "members", "value": []}, "ab"),
    ({"op": "remove", "path": 'members[value eq "a"]'}, "b"),
    ({"op": "remove", "path": f'{URN}[value EQ "a"]'}, "b"),
    ({"op": "remove", "path": 'members[value eq "x"]'}, "ab"),
    ({"op": "add", "value": {"members": [{"value": "c"}]}}, "abc"),
    ({"op": "replace", "value": {URN: [{"value": "c"}]}}, "c"),
    ({"op": "replace", "path": "displayName", "value": "x"}, "ab"),
]


@pytest.mark.parametrize(("operation", "left"), SAID, ids=[str(one) for one, _ in SAID])
def test_every_way_of_saying_who_is_in_a_group_is_understood(operation: dict[str, Any], left: str) -> None:
    members, others = after("ab", [operation])
    assert "".join(members) == left
    assert list(others) == ([operation] if operation.get("path") == "displayName" else [])


def test_what_else_an_operation_says_is_left() -> None:
    said = {"displayName": "New", "members": [{"value": "c"}]}
    assert after("ab", [{"op": "replace", "value": said}]) == (
        ["c"],
        [{"op": "replace", "value": {"displayName": "New"}}],
    )


def test_one_operation_follows_another() -> None:
    removing = {"op": "remove", "path": 'members[value eq "a"]'}
    adding = {"op": "add", "path": "members", "value": [{"value": "a"}]}
    assert after("a", [removing, adding])[0] == ["a"]
    assert after("a", [adding, removing])[0] == []


@pytest.mark.parametrize(
    "path", ["members.value", 'members[value eq "a" or value eq "b"]', "members[", 'members[value eq "\\ud800"]']
)
@pytest.mark.parametrize("kind", ["add", "replace", "remove"])
def test_no_other_path_into_members_is_taken(kind: str, path: str) -> None:
    with pytest.raises(InvalidPathException):
        after("ab", [{"op": kind, "path": path, "value": [{"value": "c"}]}])


@pytest.mark.parametrize("value", ["c", ["c"], [{"id": "c"}], [{"value": 1}], {}, 7])
def test_a_member_is_an_object_with_an_id(value: Any) -> None:
    with pytest.raises(InvalidValueException):
        after("ab", [{"op": "add", "path": "members", "value": value}])


def test_operations_on_members_may_be_many_and_others_may_not() -> None:
    group = Group(display_name="Sales", members=[Member(value=f"{number:032x}") for number in range(2000)])
    removing = [{"op": "remove", "path": f'members[value eq "{one:032x}"]'} for one in range(MOST_OPERATIONS)]
    assert len(patched_group(group, {"schemas": [PATCH], "Operations": removing}).members or []) == 1000
    renaming = [{"op": "replace", "path": "displayName", "value": "x"}] * (MOST_COSTLY + 1)
    with pytest.raises(InvalidValueException):
        patched_group(group, {"schemas": [PATCH], "Operations": renaming})
