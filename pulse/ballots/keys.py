"""The worker's half of every secret: a share of each wave's key and its invite key, in files it can destroy.

Only worker and release import this.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pulse.ballots.files import destroy, read, write
from pulse.ballots.suite import PrivateKey, WaveKeys, new_private_key, public_bytes
from pulse.ballots.suite import private_key as parsed

SECRET_BYTES = 32
NONCE_BYTES = 12
LABEL = b"pulse.wave-key/1"
SHARE, INVITE, COUNTED = "share", "invite", "counted"
WAVE_NAME = re.compile(r"[0-9A-Za-z]{1,64}")


class KeyLost(Exception):
    """What would open a wave's ballots is missing: a share was destroyed, or this is the wrong one."""


@dataclass(frozen=True)
class KeyDirectories:
    """One directory of key files, or two against the loss of a disk; each file stands in every one of them."""

    paths: tuple[Path, ...]

    def create(self, wave: str) -> WaveKeys:
        """Make a wave's key pair and both shares; repeated after a crash, it makes a new pair on the share kept."""
        own_share = self._kept_or_new(wave, SHARE)
        share, raw = secrets.token_bytes(SECRET_BYTES), new_private_key()
        return WaveKeys(public_bytes(raw), _wrap(raw, wave, share, own_share), share)

    def private_key(self, wave: str, wrapped_key: bytes, share: bytes) -> PrivateKey:
        """Unwrap a wave's private key with the box's share and ours. Raises KeyLost."""
        for own_share in self._kept(wave, SHARE):
            try:
                return parsed(_unwrap(wrapped_key, wave, share, own_share))
            except InvalidTag:
                continue
        raise KeyLost(wave)

    def invite_key(self, wave: str) -> bytes:
        """Return the key a wave's codes are derived from; it is made when first asked for."""
        return self._kept_or_new(wave, INVITE)

    def destroy_invite_key(self, wave: str) -> None:
        """Destroy the key a wave's codes were derived from; nothing happens when it is gone."""
        self._destroy(wave, INVITE)

    def destroy_share(self, wave: str) -> None:
        """Destroy our share of a wave's key, and what is noted of its use; nothing happens when they are gone."""
        self._destroy(wave, SHARE)
        self._destroy(wave, COUNTED)

    def only(self, wave: str, digest: bytes) -> bool:
        """Return whether these are the ballots that our share of a wave's key was used for; the first ones become so.

        Before anything is published of them, it stands on disk which they were: databases that are restored to an
        earlier moment cannot have the wave published a second time, of fewer ballots.
        """
        if any(kept != digest for kept in self._kept(wave, COUNTED)):
            return False
        for file in self._files(wave, COUNTED):
            # A directory on a disk that is away is not made anew: its copy of the share is still to be destroyed.
            if file.parent.is_dir() and read(file, len(digest)) is None:
                write(file, digest)
        return True

    def holds_share(self, wave: str) -> bool:
        """Return whether any directory still holds our share of a wave's key."""
        return any(True for _ in self._kept(wave, SHARE))

    def holds_invite_key(self, wave: str) -> bool:
        """Return whether any directory still holds the key a wave's codes are derived from."""
        return any(True for _ in self._kept(wave, INVITE))

    def _kept_or_new(self, wave: str, kind: str) -> bytes:
        secret = next(self._kept(wave, kind), None) or secrets.token_bytes(SECRET_BYTES)
        for file in self._files(wave, kind):
            if read(file, SECRET_BYTES) != secret:
                write(file, secret)
        return secret

    def _kept(self, wave: str, kind: str) -> Iterator[bytes]:
        for file in self._files(wave, kind):
            if secret := read(file, SECRET_BYTES):
                yield secret

    def _destroy(self, wave: str, kind: str) -> None:
        for file in self._files(wave, kind):
            destroy(file)

    def _files(self, wave: str, kind: str) -> list[Path]:
        if not WAVE_NAME.fullmatch(wave):
            raise ValueError("A wave's name has letters and digits alone.")
        return [path / f"{wave}.{kind}" for path in self.paths]


def _wrap(raw: bytes, wave: str, share: bytes, own_share: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_wrapping_key(wave, share, own_share)).encrypt(nonce, raw, wave.encode())


def _unwrap(wrapped: bytes, wave: str, share: bytes, own_share: bytes) -> bytes:
    nonce, content = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    if len(nonce) < NONCE_BYTES:
        raise InvalidTag
    return AESGCM(_wrapping_key(wave, share, own_share)).decrypt(nonce, content, wave.encode())


def _wrapping_key(wave: str, share: bytes, own_share: bytes) -> bytes:
    return HKDF(SHA256(), SECRET_BYTES, salt=None, info=LABEL + wave.encode()).derive(share + own_share)
