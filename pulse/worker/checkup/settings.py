"""The settings themselves, beyond what is checked at every start."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pulse.settings import Settings
from pulse.worker.checkup.findings import Finding, fault, note, warning

HERE = {"localhost", "127.0.0.1", "::1"}
FEWEST_CHARACTERS = 12
PLACEHOLDER = "@localhost"


def about_settings(settings: Settings) -> Iterator[Finding]:
    """Judge the secret, the address, the cookies and what protects the roster."""
    if len(set(settings.secret_key.get_secret_value())) < FEWEST_CHARACTERS:
        yield warning(
            "secret_key uses few different characters. Whoever guesses it can sign in as anybody of the staff. Draw "
            "one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    yield from _about_https(settings)
    if PLACEHOLDER in settings.contact or PLACEHOLDER in settings.mail_from:
        yield warning("contact or mail_from still ends in @localhost, so nobody who answers a mail reaches anybody.")
    if not settings.allowed_domains:
        yield note("allowed_domains is empty: addresses of any domain may be imported and count as people.")
    if settings.roster_approval == "one person":
        yield note("roster_approval is off: one person changes the roster, and every contract says so.")


def _about_https(settings: Settings) -> Iterator[Finding]:
    address = urlsplit(settings.base_url)
    local, secure = address.hostname in HERE, address.scheme == "https"
    if not secure and not local:
        yield fault(
            "base_url does not begin with https://, so codes and answers travel readably. Put a proxy with a "
            "certificate before the web and set base_url to its address."
        )
    if secure and not settings.secure_cookies:
        yield fault("secure_cookies is off, so a staff session can be read on the way. Remove the setting.")
    if not secure and settings.secure_cookies and not local:
        yield warning("secure_cookies is on and base_url is not https, so nobody of the staff can stay signed in.")
