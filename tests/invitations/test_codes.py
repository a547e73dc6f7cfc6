"""Codes: derived, spoken, recognised however they are typed."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.invitations.codes import ALPHABET, LENGTH, MalformedCode, code_for, digest, spoken

WAVE = "W4VE00000000000A"
keys = st.binary(min_size=32, max_size=32)
people = st.integers(0, 2**63)


@given(keys, people)
def test_a_code_is_26_characters_nobody_confuses(key: bytes, person: int) -> None:
    code = code_for(key, person)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert not set(code) & set("ILOU")


@given(keys, people)
def test_a_code_is_the_first_128_bits_of_a_labelled_hmac(key: bytes, person: int) -> None:
    number = 0
    for character in code_for(key, person):
        number = number * 32 + ALPHABET.index(character)
    mac = hmac.new(key, b"pulse.code/1" + person.to_bytes(8, "big"), "sha256").digest()
    assert number == int.from_bytes(mac[:16], "big")


def test_the_same_key_and_person_give_the_same_code_and_no_other_pair_does() -> None:
    codes = {code_for(bytes([key]) * 32, person) for key in range(20) for person in range(500)}
    assert len(codes) == 10_000
    assert code_for(b"k" * 32, 7) == code_for(b"k" * 32, 7)


@given(keys, people, st.data())
def test_a_code_is_recognised_however_it_is_typed(key: bytes, person: int, data: st.DataObject) -> None:
    code = code_for(key, person)
    looks = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        data.draw(st.sampled_from(looks.get(character, character + character.lower()))) for character in spoken(code)
    )
    assert digest(WAVE, f"  {typed}\n") == digest(WAVE, code)


def test_a_spoken_code_has_six_groups() -> None:
    code = code_for(b"k" * 32, 1)
    assert [len(group) for group in spoken(code).split("-")] == [4, 4, 5, 4, 4, 5]
    assert spoken(code).replace("-", "") == code


def test_the_box_stores_a_labelled_hash_of_wave_and_code() -> None:
    code = code_for(b"k" * 32, 1)
    assert digest(WAVE, code) == hashlib.sha256(f"pulse.invitation/1\0{WAVE}\0{code}".encode()).digest()
    assert digest("0THERWAVE0000000", code) != digest(WAVE, code)


@pytest.mark.parametrize(
    "typed", ["", "hello", "0" * 25, "0" * 27, "U" + "0" * 25, "8" + "0" * 25, "é" * 26, "0" * 9999]
)
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(MalformedCode, match="26 letters and digits"):
        digest(WAVE, typed)


@given(st.text())
def test_any_typing_is_a_digest_or_a_refusal(typed: str) -> None:
    try:
        found = digest(WAVE, typed)
    except MalformedCode:
        return
    assert len(found) == 32
