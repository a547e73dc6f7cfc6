"""What Pulse and the identity provider know of one another, what it vouches for, and how it says no."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from pulse.errors import Refusal

SKEW = 60
"""By how many seconds the provider's clock may differ from ours."""


class ProviderRefused(Refusal):
    """The provider says no, or says what proves nothing; `reason` is for the log and holds nothing personal."""

    status = 403
    sentence = (
        "Your company account did not confirm who you are. Please sign in again; if that does not help, ask the "
        "people who run Pulse."
    )

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class ProviderAway(ProviderRefused):
    """The provider cannot be reached, or answers nothing that can be understood."""

    status = 503
    sentence = "The sign-in of your company account cannot be reached. Please try again in a few minutes."


@dataclass(frozen=True)
class Client:
    """What the provider and Pulse know of one another; `key` is the installation's secret."""

    issuer: str
    id: str
    secret: str
    return_to: str
    key: bytes
    silence_is_verified: bool = False

    def nonce(self, state: str) -> str:
        """What the identity token of this way must hold."""
        return self._derived(b"nonce", state)

    def verifier(self, state: str) -> str:
        """The secret that shows the provider that whoever redeems a code is who asked for it (PKCE)."""
        return self._derived(b"verifier", state)

    def _derived(self, purpose: bytes, state: str) -> str:
        secret = hmac.digest(self.key, b"pulse provider " + purpose + b"\0" + state.encode(), "sha256")
        return urlsafe_b64encode(secret).decode().rstrip("=")


@dataclass(frozen=True)
class Voucher:
    """What the provider stands for: a mail address, and when its owner last proved who they are, if it says so."""

    email: str
    proved_at: datetime | None
