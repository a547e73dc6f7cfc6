"""What differs between two definitions, and which differences protect people less."""

import pytest

from pulse.programme.amendment import amendment, loosens
from tests.programme.organisation import definition

STRONG = {"strict": True, "k": 9, "comment_k": 10, "least_comments": 4, "approvals": "Works agreement"}


@pytest.mark.parametrize(
    "changed",
    [
        {"strict": False},
        {"k": 8},
        {"comment_k": 9},
        {"least_comments": 3},
        {"remind": "unanswered"},
        {"audience": "Sales / EMEA"},
        {"approvals": ""},
        {"approvals": "None"},
        {"books": "everyone"},
    ],
)
def test_a_weaker_protection_is_told_from_a_stronger_one(changed: dict[str, object]) -> None:
    strong, weak = definition(**STRONG), definition(**(STRONG | changed))
    (change,) = amendment(strong, weak)
    assert change.loosens
    if "audience" not in changed and changed.get("approvals") != "None":
        assert not loosens(amendment(weak, strong))


def test_everything_else_weakens_nothing() -> None:
    other = definition(title="Other", every_weeks=12, reminders=2, planning_waves=[6], open_days=3, send_at=10)
    changes = amendment(definition(), other)
    assert {change.name for change in changes} == {
        "title", "every_weeks", "reminders", "planning_waves", "open_days", "send_at",
    }  # fmt: skip
    assert not loosens(changes)


def test_a_change_reads_with_its_old_and_new_value() -> None:
    before, after = definition(), definition(strict=True, pinned=[{"item": "X4", "from_wave": 5}], comment_k=8)
    assert [str(change) for change in amendment(before, after)] == [
        "strict: no -> yes",
        "k: 5 -> 8",
        "pinned: none -> X4 from wave 5",
    ]


def test_a_new_programme_lists_what_is_set() -> None:
    names = {change.name for change in amendment(None, definition())}
    assert {"name", "title", "audience", "k"} <= names
    assert not loosens(amendment(None, definition()))
