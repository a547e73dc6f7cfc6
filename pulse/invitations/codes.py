"""Codes: 128 bits in Crockford's base32, derived by the worker, known to the box by their hash alone. Pure."""

import hashlib
import hmac
from itertools import pairwise

from pulse.errors import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
CODE_LABEL = b"pulse.code/1"
DIGEST_LABEL = b"pulse.invitation/1"
SEPARATORS = str.maketrans("", "", " \t\r\n-\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{NO-BREAK SPACE}")
LOOKALIKES = str.maketrans("OIL", "011")
GROUPS = (4, 8, 13, 17, 21)
"""Where the groups of a spoken code begin, after the first."""


class UnknownCode(Refusal):
    """No invitation of this wave has this code."""

    status = 404
    sentence = "This code does not belong to this round. Use the code in the newest mail."


class MalformedCode(UnknownCode):
    """What was typed cannot be a code at all."""

    status = 422
    sentence = "This is not a complete code. A code has 26 letters and digits; copy it from your mail."


def code_for(invite_key: bytes, person_id: int) -> str:
    """Return a person's code for the wave of this invite key, so that sending needs no stored list of codes."""
    mac = hmac.digest(invite_key, CODE_LABEL + person_id.to_bytes(8, "big"), hashlib.sha256)
    return _base32(int.from_bytes(mac[:16], "big"))


def spoken(code: str) -> str:
    """Return a code in groups of four and five, easy to read out and to type."""
    cuts = (0, *GROUPS, LENGTH)
    return "-".join(code[start:end] for start, end in pairwise(cuts))


def digest(wave: str, typed: str) -> bytes:
    """Return what the box stores of a code; case, spaces, hyphens and look-alike letters do not matter.

    Raises MalformedCode.
    """
    return hashlib.sha256(b"\0".join((DIGEST_LABEL, wave.encode(), _canonical(typed).encode()))).digest()


def _canonical(typed: str) -> str:
    code = typed.translate(SEPARATORS).upper().translate(LOOKALIKES)
    # 26 characters carry 130 bits, so a code of 128 never begins above 7.
    if len(code) != LENGTH or not set(code) <= set(ALPHABET) or code[0] > "7":
        raise MalformedCode
    return code


def _base32(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))
