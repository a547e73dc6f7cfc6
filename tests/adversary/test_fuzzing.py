"""What fuzzing rests on: it finds what it looks for, it counts what it tried, and there is enough of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from pulse.errors import Refusal
from tests.adversary.fuzzed_running import Family
from tests.adversary.fuzzed_words import odd_texts
from tests.adversary.fuzzing import FAMILIES, FUZZED, TooFew, findings
from tests.adversary.suite import SUITE

LEAST = 100_000


def fine(text: str) -> Iterator[str]:
    yield from ()


def family(take: Callable[[str], Iterator[str]]) -> Family:
    """A family of odd texts, taken by another parser."""
    return replace(FAMILIES["typed codes"], name="texts", take=take, inputs=odd_texts, valid=lambda: "x")


def raising(text: str) -> Iterator[str]:
    """Trips over every NUL."""
    if "\0" in text:
        raise ValueError(text)
    yield from ()


def squaring(text: str) -> Iterator[str]:
    """Takes time with the square of a text's length."""
    if len(text) > 1_000:
        sum(1 for one in text[:2_000] for other in text[:2_000] if one < other)
    yield from ()


def echoing(text: str) -> Iterator[str]:
    """Refuses with whatever was given."""
    if text != "x":
        raise Refusal(text)
    yield from ()


def test_at_least_a_hundred_thousand_bad_inputs_are_tried() -> None:
    assert set(FUZZED) <= set(SUITE)
    assert sum(attack.inputs * attack.large for attack in SUITE) >= LEAST


def test_a_parser_that_takes_everything_is_found_nowhere() -> None:
    assert findings(family(fine), 1, 50) == []


def test_an_error_that_is_no_refusal_is_found_once() -> None:
    found = findings(family(raising), 1, 400)
    assert len(found) == 1
    assert found[0].startswith("texts: raises ValueError at tests/adversary/test_fuzzing.py")


def test_a_refusal_of_hidden_characters_or_none_is_found() -> None:
    found = " ".join(findings(family(echoing), 1, 400))
    assert "characters that nothing shows" in found
    assert "says nothing" in found


def test_time_out_of_proportion_is_found() -> None:
    (found,) = findings(family(squaring), 1, 300)
    assert "as long as it should" in found


def test_fewer_inputs_than_counted_are_no_attempt() -> None:
    alone = replace(family(fine), inputs=lambda: st.just("x"))
    with pytest.raises(TooFew):
        findings(alone, 1, 50)


def test_what_is_tried_follows_from_the_seed_alone() -> None:
    seen: list[list[str]] = [[], [], []]
    for number, seed in enumerate((1, 1, 2)):

        def note(text: str, into: list[str] = seen[number]) -> Iterator[str]:
            into.append(text)
            yield from ()

        findings(family(note), seed, 60)
    assert seen[0] == seen[1] != seen[2]
