"""The link to a unit's results in one wave: signed, expiring, the same for everybody who counts in the unit. Pure."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pulse.errors import NotFound

STAYS = timedelta(days=90)
"""How long after its close a wave's results are open; by then the next waves have brought links of their own."""
KEY_LABEL, LABEL = b"pulse team link key/1", b"pulse team link/1"
PROOF_BYTES, DAY_BYTES = 16, 3
BETWEEN = "."


class TeamLinkExpired(NotFound):
    """A team link is not genuine, or its time is over."""

    sentence = (
        "This link is not valid, or no longer. Use the one in the newest results mail, or ask a colleague of your team "
        "for theirs: it is the same for all of you."
    )


@dataclass(frozen=True)
class TeamLink:
    """What a link stands for: a wave's random name and a unit's code. It does not say who holds it."""

    wave: str
    unit: str


def expires_at(closes_at: datetime) -> datetime:
    """The instant at which the links of a wave expire: midnight in UTC, so that all of a wave expire together."""
    return (closes_at.astimezone(UTC) + STAYS).replace(hour=0, minute=0, second=0, microsecond=0)


def token(secret: bytes, link: TeamLink, closes_at: datetime) -> str:
    """The last part of a link's address; the same wave and unit always give the same."""
    day = expires_at(closes_at).date().toordinal().to_bytes(DAY_BYTES, "big")
    named = f"{link.wave}{BETWEEN}{link.unit}".encode()
    return _encoded(_proof(secret, day + named) + day + named)


def read(secret: bytes, token: str, now: datetime) -> TeamLink:
    """What a link stands for. Raises TeamLinkExpired unless it is genuine and its time is not over."""
    raw = _decoded(token)
    proof, signed = raw[:PROOF_BYTES], raw[PROOF_BYTES:]
    if not hmac.compare_digest(proof, _proof(secret, signed)):
        raise TeamLinkExpired
    if now >= datetime.fromordinal(int.from_bytes(signed[:DAY_BYTES], "big")).replace(tzinfo=UTC):
        raise TeamLinkExpired
    wave, _, unit = signed[DAY_BYTES:].decode().partition(BETWEEN)
    return TeamLink(wave, unit)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(token: str) -> bytes:
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        raise TeamLinkExpired from None
    # Decoding is lenient; one link has one spelling.
    if _encoded(raw) != token:
        raise TeamLinkExpired
    return raw


def _proof(secret: bytes, signed: bytes) -> bytes:
    key = hmac.digest(secret, KEY_LABEL, "sha256")
    return hmac.digest(key, LABEL + b"\0" + signed, "sha256")[:PROOF_BYTES]
