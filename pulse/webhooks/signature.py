"""What is sent, and its signature, as Standard Webhooks 1.0 describes it. Pure.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime

SECRET_BYTES = 32
PUBLISHED = "wave.published"


def spoken(secret: bytes) -> str:
    """A secret in the form receivers' libraries take."""
    return f"whsec_{b64encode(secret).decode()}"


def event_id(publication: str) -> str:
    """The id of the event that a publication is, from its digest: the same at every attempt and for everybody."""
    return f"msg_{publication[:32]}"


def body(wave: str, publication: str, published_at: datetime, base_url: str) -> bytes:
    """What is sent: that a wave was published and where to read it, without a figure."""
    told = {
        "type": PUBLISHED,
        "timestamp": published_at.astimezone(UTC).isoformat(timespec="seconds"),
        "data": {"wave": wave, "publication": publication, "address": f"{base_url}/api/v1/waves/{wave}"},
    }
    return json.dumps(told, separators=(",", ":")).encode()


def headers(secret: bytes, event: str, now: datetime, content: bytes) -> Mapping[str, str]:
    """The headers of one attempt; the signature covers the id, the time of the attempt and the content."""
    moment = str(int(now.timestamp()))
    signed = hmac.digest(secret, b".".join((event.encode(), moment.encode(), content)), "sha256")
    return {
        "Content-Type": "application/json",
        "User-Agent": "Pulse",
        "webhook-id": event,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
    }
