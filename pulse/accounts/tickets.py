"""What a sign-in mail carries: a link and a code, derived from a nonce and the secret key and never stored. Pure."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass

NONCE_BYTES = 16
PROOF_BYTES = 16
CODE_LENGTH = 8
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U."""
MISREAD = str.maketrans("ILO", "110", " -\t")


@dataclass(frozen=True)
class Ticket:
    """One sign-in: `token` ends the link, `code` is typed in the browser that asked."""

    token: str
    code: str

    @property
    def spoken(self) -> str:
        """The code in two groups."""
        return f"{self.code[:4]}-{self.code[4:]}"


def ticket(key: bytes, nonce: bytes) -> Ticket:
    """Derive link and code of the sign-in with this nonce."""
    number = int.from_bytes(_derived(key, b"code", nonce), "big")
    code = "".join(ALPHABET[number >> (5 * place) & 31] for place in range(CODE_LENGTH))
    return Ticket(urlsafe_b64encode(nonce + _proof(key, nonce)).decode().rstrip("="), code)


def nonce_in(key: bytes, token: str) -> bytes | None:
    """Return the nonce of a genuine token, or None."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    nonce, proof = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    return nonce if hmac.compare_digest(proof, _proof(key, nonce)) else None


def is_code(key: bytes, nonce: bytes, typed: str) -> bool:
    """Whether somebody typed the code of this nonce, whatever its case, hyphens and spaces."""
    meant = typed.upper().translate(MISREAD)
    return hmac.compare_digest(meant.encode("utf-8", "replace"), ticket(key, nonce).code.encode())


def mark(key: bytes, email: str) -> bytes:
    """What a browser keeps of an address that signed in there; it names nobody to whoever finds it."""
    return hmac.digest(key, b"pulse signed in before\0" + email.encode(), "sha256")[:PROOF_BYTES]


def _proof(key: bytes, nonce: bytes) -> bytes:
    return _derived(key, b"link", nonce)[:PROOF_BYTES]


def _derived(key: bytes, purpose: bytes, nonce: bytes) -> bytes:
    return hmac.digest(key, b"pulse sign-in " + purpose + b"\0" + nonce, "sha256")
