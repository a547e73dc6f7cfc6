"""The sender's domain: whether others can tell its mail from forged mail. Asked of the domain name system."""

from collections.abc import Callable, Iterator, Sequence
from email.utils import parseaddr

from dns.exception import DNSException
from dns.exception import SyntaxError as BadName
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from pulse.settings import Settings
from pulse.worker.checkup.findings import Finding, note, warning

SECONDS = 5.0
RESERVED = ("example", "test", "invalid", "localhost", "local")
"""Top-level domains that nobody can own, so that nothing can be published there."""
Lookup = Callable[[str], Sequence[str]]
"""The texts published under a name; none where there is no such name. Raises CannotLook."""


class CannotLook(Exception):
    """No name server answered."""


def published(name: str) -> Sequence[str]:
    """Ask this machine's name servers. Raises CannotLook."""
    try:
        return texts(Resolver(), name)
    except (DNSException, OSError):
        raise CannotLook from None


def texts(resolver: Resolver, name: str) -> Sequence[str]:
    """The texts that a resolver finds under a name. Raises CannotLook."""
    try:
        answer = resolver.resolve(name, "TXT", lifetime=SECONDS)
    except (NXDOMAIN, NoAnswer, BadName):
        return ()
    except DNSException:
        raise CannotLook from None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def about_sending_domain(settings: Settings, look: Lookup = published) -> Iterator[Finding]:
    """Look for what receivers look for: who may send (SPF), who signed (DKIM), what others may not do (DMARC)."""
    domain = _domain(settings.mail_from)
    if domain.rpartition(".")[2] in RESERVED:
        return
    try:
        yield from _about_senders(_domain(settings.bounce_address or settings.mail_from), look)
        yield from _about_signature(domain, settings.dkim_selector, look)
        yield from _about_others(domain, look)
    except CannotLook:
        yield note(
            f"Could not look whether {domain} publishes SPF, DKIM and DMARC: no name server answered from here. Look "
            "from another machine, or send a mail to an address outside and read its Authentication-Results."
        )


def _about_senders(domain: str, look: Lookup) -> Iterator[Finding]:
    found = [one for one in look(domain) if one.lower().startswith("v=spf1")]
    if len(found) != 1:
        how = "publishes no SPF record" if not found else "publishes more than one SPF record, which counts as none"
        yield warning(
            f"{domain} {how}, so receivers cannot tell whether your mail server may send in its name, and may refuse "
            "invitations or file them as spam. Publish one TXT record that names the servers that send."
        )


def _about_signature(domain: str, selector: str, look: Lookup) -> Iterator[Finding]:
    if not selector:
        yield note(
            "dkim_selector is not set, so it was not looked whether the key of the mail server's signature is there."
        )
        return
    name = f"{selector}._domainkey.{domain}"
    if not any(_fields(one).get("p") for one in look(name)):
        yield warning(
            f"{name} publishes no key, so no receiver can check the mail server's signature (DKIM), and none offers to "
            "pause in one click. Publish the key, or set dkim_selector to the name the mail server signs with."
        )


def _about_others(domain: str, look: Lookup) -> Iterator[Finding]:
    if not any(_fields(one).get("v") == "DMARC1" for name in _upwards(domain) for one in look(f"_dmarc.{name}")):
        yield warning(
            f"Neither {domain} nor a domain above publishes a DMARC record, so anybody can send mail that looks like "
            "an invitation, and large providers may refuse yours. Publish a TXT record under _dmarc."
        )


def _upwards(domain: str) -> Iterator[str]:
    """The domain and those above it, but for the last part alone."""
    labels = domain.split(".")
    return (".".join(labels[start:]) for start in range(max(1, len(labels) - 1)))


def _fields(record: str) -> dict[str, str]:
    pairs = (field.partition("=") for field in record.split(";"))
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2].lower()
