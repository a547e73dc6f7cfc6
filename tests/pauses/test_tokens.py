"""The token of a pause: one person's, one installation's, and nothing that leads to a code."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pulse.invitations.codes import code_for, spoken
from pulse.pauses.tokens import LENGTH, person_of, token

SECRET = b"s" * 32
PEOPLE = st.integers(1, 2**63 - 1)


@given(PEOPLE, st.binary(min_size=32, max_size=40))
def test_a_token_leads_back_to_its_person(person: int, secret: bytes) -> None:
    assert person_of(secret, token(secret, person)) == person
    assert re.fullmatch(rf"[\w-]{{{LENGTH}}}", token(secret, person))


@given(PEOPLE, st.integers(0, LENGTH - 1), st.characters())
def test_a_changed_token_leads_nowhere(person: int, place: int, other: str) -> None:
    genuine = token(SECRET, person)
    changed = genuine[:place] + other + genuine[place + 1 :]
    assert changed == genuine or person_of(SECRET, changed) is None


@given(st.text(max_size=80))
def test_whatever_is_no_token_leads_nowhere(text: str) -> None:
    assert person_of(SECRET, text) is None


def test_another_installation_knows_nobody_by_it() -> None:
    assert person_of(b"o" * 32, token(SECRET, 5)) is None


def test_tokens_tell_nothing_of_the_order_of_people() -> None:
    tokens = [token(SECRET, person) for person in range(1, 400)]
    assert len(set(tokens)) == len(tokens)
    for begin in range(0, LENGTH - 3, 4):
        assert len({one[begin : begin + 4] for one in tokens}) > 350


def test_neither_token_nor_code_stands_in_the_other() -> None:
    code = code_for(b"i" * 32, 5)
    for written in (code, spoken(code), code.lower()):
        assert written not in token(SECRET, 5)
        assert person_of(SECRET, written) is None
