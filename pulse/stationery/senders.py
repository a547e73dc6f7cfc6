"""Who writes: the installation, and the ids of its mails."""

import hmac
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from functools import lru_cache

from pulse.settings import Settings

ID_BYTES = 16


@dataclass(frozen=True)
class Sender:
    """Who writes. `key` is the installation's secret, from which message ids and links are derived."""

    organisation: str
    base_url: str
    mail_from: str
    contact: str
    key: bytes
    bounces: str = ""

    @property
    def envelope(self) -> str:
        """Where reports of what could not be delivered go."""
        return self.bounces or self.origin.addr_spec

    @property
    def origin(self) -> Address:
        """The name and the address after `From:`."""
        return _origin(self.mail_from)


def sender_of(settings: Settings) -> Sender:
    """The sender these settings describe."""
    return Sender(
        organisation=settings.organisation,
        base_url=settings.base_url,
        mail_from=settings.mail_from,
        contact=settings.contact,
        key=settings.secret_key.get_secret_value().encode(),
        bounces=settings.bounce_address,
    )


def message_id(sender: Sender, what: bytes) -> str:
    """The fixed id of one mail, by which a second copy can be told to be one; nobody can guess it or read `what`."""
    return f"<{hmac.digest(sender.key, what, 'sha256')[:ID_BYTES].hex()}@{sender.origin.domain}>"


@lru_cache(maxsize=8)
def _origin(written: str) -> Address:
    name, address = parseaddr(written)
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)
