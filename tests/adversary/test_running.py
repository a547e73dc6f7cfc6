"""The runner: an attempt that raises or dies is told as such, and all others go on."""

import os

from tests.adversary.attempts import Attack, Attempt, Outcome
from tests.adversary.running import carried_out


class Odd(ValueError):
    """An error that cannot be sent from process to process."""

    def __init__(self, seed: int, why: str) -> None:
        super().__init__(f"{why} {seed}")


def harmless(seed: int) -> list[str]:
    return []


def raising_at_two(seed: int) -> list[str]:
    if seed == 2:
        raise Odd(seed, "no luck with")
    return ["somebody"] if seed == 1 else []


def dying(seed: int) -> list[str]:
    os._exit(1)


def outcomes(*attacks: Attack) -> list[Outcome]:
    return list(carried_out({attack: attack.large for attack in attacks}, lambda *_: None))


def attack(attempt: Attempt, tries: int) -> Attack:
    return Attack("X1", "a try", attempt, 1, tries)


def test_an_attempt_that_raises_is_a_finding_and_the_others_go_on() -> None:
    first, second = outcomes(attack(raising_at_two, 4), attack(harmless, 3))
    assert (first.successes, first.errors, len(first.attempts)) == (1, 1, 4)
    assert first.findings[0].startswith("attempt 2 raised Odd at tests/adversary/test_running.py:")
    assert first.findings[0].endswith(": no luck with 2")
    assert first.findings[1:] == ["attempt 1: somebody"]
    assert (second.successes, second.errors, second.findings) == (0, 0, [])


def test_an_attempt_whose_process_dies_is_no_harmless_one() -> None:
    (outcome,) = outcomes(attack(dying, 1))
    assert (outcome.successes, outcome.errors) == (0, 1)
    assert "raised BrokenProcessPool" in outcome.findings[0]
