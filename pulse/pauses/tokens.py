"""The token in a mail by which its reader pauses: the same in all of theirs, and nothing but an id, sealed. Pure.

It is derived from the installation's secret alone, a code from a key of its wave alone: neither leads to the other.
The form is that of a synthetic initialisation vector: a proof of the id, and the id under a mask drawn from the proof.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

PROOF, MASK = b"pulse pause proof/1\0", b"pulse pause mask/1\0"
PROOF_BYTES, ID_BYTES = 16, 8
LENGTH = (PROOF_BYTES + ID_BYTES) * 4 // 3


def token(secret: bytes, person: int) -> str:
    """The token of a person: 32 characters that stand in an address as they are."""
    number = person.to_bytes(ID_BYTES, "big")
    proof = _proof(secret, number)
    return urlsafe_b64encode(proof + _masked(secret, proof, number)).decode()


def person_of(secret: bytes, token: str) -> int | None:
    """Whose token this is; None if it is not one of this installation."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except (Error, ValueError):
        return None
    proof, masked = raw[:PROOF_BYTES], raw[PROOF_BYTES:]
    number = _masked(secret, proof, masked[:ID_BYTES].rjust(ID_BYTES, b"\0"))
    genuine = hmac.compare_digest(proof, _proof(secret, number)) and len(token) == LENGTH
    return int.from_bytes(number, "big") if genuine else None


def _proof(secret: bytes, number: bytes) -> bytes:
    return hmac.digest(secret, PROOF + number, "sha256")[:PROOF_BYTES]


def _masked(secret: bytes, proof: bytes, number: bytes) -> bytes:
    mask = hmac.digest(secret, MASK + proof, "sha256")
    return bytes(one ^ other for one, other in zip(number, mask, strict=False))
