"""A22 for the disclosure core: every mutant is caught by its attack, and an honest build by none."""

import sys

import pytest

from tests.adversary import drills
from tests.adversary.core_mutants import ANY_REST, MUTANTS
from tests.adversary.drills import CORE, DISCLOSURE, FIGURES
from tests.adversary.mutants import Attack, Edit, Mutant, build

ATTACKS = {mutant.attack.__name__: mutant.attack for mutant in MUTANTS}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_build_without_a_defence_is_caught(mutant: Mutant) -> None:
    with build(CORE, mutant.edits) as broken:
        assert next(iter(mutant.attack(broken)), None)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_honest_build_leaves_the_same_attacks_nothing(attack: Attack) -> None:
    with build(CORE) as honest:
        assert not list(attack(honest))


def test_a_small_atom_is_refused_by_the_table_even_if_the_program_lets_it_through() -> None:
    with build(CORE, [ANY_REST]) as broken, pytest.raises(ValueError, match="never published"):
        list(drills.subtraction(broken))


def test_an_edit_must_fit_exactly_once() -> None:
    with pytest.raises(ValueError, match="exactly once"), build(CORE, [Edit(DISCLOSURE, "no such words", "")]):
        pass
    with pytest.raises(ValueError, match="exactly once"), build(CORE, [Edit(DISCLOSURE, "return", "")]):
        pass


def test_an_edit_must_be_in_a_loaded_module() -> None:
    with pytest.raises(ValueError, match="among those loaded"), build([DISCLOSURE], [Edit(FIGURES, "return", "")]):
        pass


def test_the_program_is_untouched_by_its_mutants() -> None:
    before = {name: sys.modules.get(name) for name in CORE}
    with build(CORE, MUTANTS[0].edits) as broken:
        assert sys.modules[FIGURES] is broken[FIGURES] is not before[FIGURES]
    assert {name: sys.modules.get(name) for name in CORE} == before
