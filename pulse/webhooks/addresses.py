"""Where a webhook may lead: over https, and to no machine inside unless the operator says so."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from pulse.errors import Refusal

LONGEST = 2_000
PORTS = {"https": 443, "http": 80}
TRANSLATED = ip_network("64:ff9b::/96")
"""IPv6 addresses that a gateway turns into any IPv4 address."""

OF_CLOUDS = (ip_network("168.63.129.16/32"), ip_network("192.0.0.0/24"))
"""Public by their numbers; behind them clouds tell a machine about itself."""

Resolve = Callable[[str, int], list[str]]


class BadWebhook(Refusal):
    """This address cannot be told of publications."""


@dataclass(frozen=True)
class Allowed:
    """What the settings allow beyond https to public addresses."""

    inside: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Target:
    """A checked address: the host as written, and the numbers it may be reached at."""

    secure: bool
    host: str
    port: int
    path: str
    numbers: tuple[str, ...]


def host_of(url: str) -> str:
    """The part of an address that may be shown and logged."""
    return urlsplit(url).netloc.rpartition("@")[2]


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host. Raises BadWebhook."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadWebhook(f"The host {host} is not known to this machine.") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def target(url: str, allowed: Allowed, resolve: Resolve = resolve) -> Target:
    """Look up where an address leads. Raises BadWebhook for one that must not be told, as far as numbers tell.

    Whoever connects to another number than the ones returned here has checked nothing.
    """
    parts, port = _split(url)
    host = parts.hostname or ""
    _require_form(url, parts, allowed)
    numbers = resolve(host, port)
    if not numbers or not (allowed.inside or all(map(is_public, numbers))):
        raise BadWebhook(
            f"The host {host} is an address of an inner network. If that is where the receiver is, set webhooks_inside."
        )
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(parts.scheme == "https", host, port, path, tuple(numbers))


def is_public(number: str) -> bool:
    """Whether a numeric address is one of the public network, whatever notation hides it."""
    address = ip_address(number.partition("%")[0])
    if isinstance(address, IPv6Address):
        hidden = _hidden(address)
        if hidden is not None:
            return is_public(str(hidden))
        if address.is_site_local:
            return False
    if any(address in network for network in OF_CLOUDS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _hidden(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, if it stands for one."""
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        return parts, parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise BadWebhook("This is no address such as https://receiver.example/pulse") from None


def _require_form(url: str, parts: SplitResult, allowed: Allowed) -> None:
    printable = url.isascii() and url.isprintable() and " " not in url
    if not parts.hostname or parts.scheme not in PORTS or not printable or len(url) > LONGEST:
        raise BadWebhook("This is no address such as https://receiver.example/pulse")
    if parts.scheme == "http" and not allowed.plain:
        raise BadWebhook("A webhook's address begins with https://, so that nobody on the way can read or change it.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadWebhook("A webhook's address holds neither a name, a password nor a fragment.")
