"""A22 beyond the disclosure core: mutants of whole installations are caught, and all their edits fit.

Those that a whole life or the box's file gives away take longer and are left to `make attack`.
"""

import pytest

from tests.adversary.mutants import Edit, edited
from tests.adversary.surviving import ROOT, whole
from tests.adversary.whole_mutants import WHOLE_MUTANTS

FAST = ("participation", "voices", "plotting", "placing", "storage:links_of_copies", "fuzzing:settings")
QUICK = [number for number, mutant in enumerate(WHOLE_MUTANTS) if mutant.attack.startswith(FAST)]


@pytest.mark.parametrize("number", QUICK, ids=lambda number: WHOLE_MUTANTS[number].name)
def test_a_build_without_a_defence_is_caught(number: int) -> None:
    assert whole(number) == []


def test_an_edit_of_a_whole_mutant_must_fit_exactly_once() -> None:
    for mutant in WHOLE_MUTANTS:
        for edit in mutant.edits:
            assert edited(edit.module, str(ROOT / f"{edit.module.replace('.', '/')}.py"), [edit])
    with pytest.raises(ValueError, match="exactly once"):
        edited("pulse.clock", str(ROOT / "pulse/clock.py"), [Edit("pulse.clock", "no such words", "")])
