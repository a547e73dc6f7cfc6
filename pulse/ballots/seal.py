"""Sealing: what anybody with the public key can do. Only the respond room imports this."""

from functools import lru_cache

from pulse.ballots.suite import SUITE, PublicKey, binding
from pulse.ballots.suite import public_key as parsed


def seal(public_key: bytes, sheet: bytes, wave: str, fingerprint: str) -> bytes:
    """Encrypt an encoded sheet so that only this wave's private key, under this contract, opens it."""
    return SUITE.encrypt(sheet, _parsed(public_key), info=binding(wave, fingerprint))


@lru_cache(maxsize=64)
def _parsed(public_key: bytes) -> PublicKey:
    return parsed(public_key)
