"""What a sign-in mail carries is derived, not stored, and proves itself."""

from base64 import urlsafe_b64encode

from hypothesis import given
from hypothesis import strategies as some

from pulse.accounts.tickets import ALPHABET, is_code, nonce_in, ticket

KEY = b"the secret key of this installation"
nonces = some.binary(min_size=16, max_size=16)


@given(nonces)
def test_a_token_leads_back_to_its_nonce(nonce: bytes) -> None:
    assert nonce_in(KEY, ticket(KEY, nonce).token) == nonce


@given(nonces, some.integers(0, 42), some.characters(codec="ascii"))
def test_a_changed_token_leads_to_no_other_nonce(nonce: bytes, place: int, other: str) -> None:
    token = ticket(KEY, nonce).token
    assert nonce_in(KEY, token[:place] + other + token[place + 1 :]) in (None, nonce)


@given(some.text())
def test_any_text_may_be_tried_as_a_token(text: str) -> None:
    assert nonce_in(KEY, text) is None


def test_a_token_of_another_installation_leads_nowhere() -> None:
    assert nonce_in(KEY, ticket(b"another key", bytes(16)).token) is None


def test_an_empty_nonce_with_its_proof_leads_nowhere_useful() -> None:
    assert nonce_in(KEY, urlsafe_b64encode(b"").decode()) is None


@given(nonces)
def test_a_code_has_eight_signs_nobody_mixes_up(nonce: bytes) -> None:
    code = ticket(KEY, nonce).code
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert is_code(KEY, nonce, code)


@given(nonces)
def test_a_code_may_be_typed_as_people_type(nonce: bytes) -> None:
    spoken = ticket(KEY, nonce).spoken
    assert is_code(KEY, nonce, f" {spoken.lower().replace('0', 'o').replace('1', 'l')} ")


@given(nonces, some.text(max_size=12))
def test_any_other_text_is_not_the_code(nonce: bytes, typed: str) -> None:
    assert not is_code(KEY, nonce, typed)


@given(nonces)
def test_link_and_code_do_not_give_each_other_away(nonce: bytes) -> None:
    own = ticket(KEY, nonce)
    assert own.code not in own.token
    assert ticket(KEY, nonce) == own
    assert ticket(KEY, bytes(15) + b"x").code != own.code


def test_half_a_character_is_no_code() -> None:
    assert not is_code(KEY, b"n" * 16, "\ud800")
