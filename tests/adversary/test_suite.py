"""The quick set: every attack of the suite, a few tries each, finds nothing."""

import pytest

from tests.adversary.attempts import Attack
from tests.adversary.pure_attacks import REFERENCE
from tests.adversary.suite import SUITE


@pytest.mark.parametrize("attack", [one for one in SUITE if one.quick], ids=lambda attack: f"{attack.id} {attack.what}")
def test_an_attack_finds_nothing(attack: Attack) -> None:
    assert [attack.attempt(seed) for seed in range(attack.quick)] == [[]] * attack.quick


@pytest.mark.parametrize("attack", REFERENCE, ids=lambda attack: f"{attack.id} {attack.what}")
def test_the_same_attack_finds_somebody_where_another_rule_decides(attack: Attack) -> None:
    assert any(attack.attempt(seed) for seed in range(60))
