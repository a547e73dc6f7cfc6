"""How ballots are encrypted: a hybrid of ML-KEM-768 and X25519 with AES-256-GCM, and the shape of its keys."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
LABEL = b"pulse.ballot/1"
SEED_BYTES = 64
LATTICE_KEY_BYTES = 1184

PrivateKey = MLKEM768X25519PrivateKey
PublicKey = MLKEM768X25519PublicKey


@dataclass(frozen=True)
class WaveKeys:
    """What the box is given of a wave's keys: the public one, the wrapped private one, a share of its wrapping."""

    public_key: bytes
    wrapped_key: bytes
    share: bytes


def binding(wave: str, fingerprint: str) -> bytes:
    """Return the HPKE info that ties a ballot to its wave and contract."""
    return b"\0".join((LABEL, wave.encode(), fingerprint.encode()))


def new_private_key() -> bytes:
    """Make a private key: the seed of its ML-KEM half, then its X25519 half, since the pair has no form of its own."""
    return MLKEM768PrivateKey.generate().private_bytes_raw() + X25519PrivateKey.generate().private_bytes_raw()


def private_key(raw: bytes) -> PrivateKey:
    """Read what `new_private_key` made."""
    return PrivateKey(*_halves(raw))


def public_bytes(raw: bytes) -> bytes:
    """Return the public key of a raw private key: its ML-KEM half, then its X25519 half."""
    lattice, curve = _halves(raw)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def public_key(raw: bytes) -> PublicKey:
    """Read what `public_bytes` returned."""
    return PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:LATTICE_KEY_BYTES]),
        X25519PublicKey.from_public_bytes(raw[LATTICE_KEY_BYTES:]),
    )


def _halves(raw: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    return (
        MLKEM768PrivateKey.from_seed_bytes(raw[:SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(raw[SEED_BYTES:]),
    )
