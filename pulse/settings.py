"""Settings: values from TOML files and `PULSE_*` variables, checked at start."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from pulse.errors import Refusal, short

PREFIX = "PULSE_"
WEB_ROLE = "pulse_web"
CALLINGS = 3
LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Where a provider may be reached without encryption: on this machine, to try things out."""
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
CONFIG = Path(__file__).resolve().parent.parent / "config"


class BadSettings(Refusal):
    """A setting is missing, unknown or malformed."""


class Settings(BaseModel):
    """Everything an installation may set. Each field is a key of the TOML file and a variable `PULSE_<FIELD>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str = Field(description="The organisation's name, shown on pages and in mails.")
    base_url: str = Field(description="The address at which people reach Pulse, without a slash at the end.")
    office_url: str = Field(description="Database of people, programmes and publications.")
    box_url: str = Field(description="Database of invitations and sealed ballots.")
    web_role: str = Field(
        default=WEB_ROLE,
        min_length=1,
        description="PostgreSQL only: the role in the web processes' database URLs, to which `migrate` grants what the "
        "web needs and nothing else. The worker's URLs name another role, the owner of both databases.",
    )
    key_directories: tuple[Path, ...] = Field(
        min_length=1,
        max_length=2,
        description="Where the worker keeps its key shares, outside backups; a second one guards against disk loss.",
    )
    secret_key: SecretStr = Field(
        min_length=32, description="Signs sessions and links; at least 32 characters, the same on every machine."
    )
    mail_url: SecretStr = Field(
        description="Mail server: smtp://host:port, smtp+starttls://user:password@host:587 or smtps://user:password@host:465."
    )
    mail_from: str = Field(description="Sender of every mail, as `Name <address>`.")
    bounce_address: str = Field(
        default="",
        description="Where mail servers report what they could not deliver: the envelope's sender (Return-Path). Empty "
        "for the address of mail_from. Give it a mailbox of its own, for Pulse reads what arrives in bounce_maildir.",
    )
    bounce_maildir: Path | None = Field(
        default=None,
        description="The Maildir into which the mail server delivers what arrives at bounce_address; the worker reads "
        "and empties its folder new. Without it, only addresses that are refused at once are known.",
    )
    mails_per_minute: int = Field(
        default=0,
        ge=0,
        description="The most mails of waves that leave in a minute, from all workers together; 0 for as fast as the "
        "mail server takes them. `tick` sends five seconds' worth.",
    )
    mails_per_connection: int = Field(
        default=200, ge=1, le=1000, description="After how many mails the worker greets the mail server anew."
    )
    dkim_selector: str = Field(
        default="",
        description="The name of the key with which the mail server signs (DKIM), as in s1 for s1._domainkey; only "
        "`doctor` uses it, to see whether the key is published.",
    )
    contact: str = Field(description="Whom people may ask, a mail address printed on pages and in mails.")
    help_contacts: tuple[str, ...] = Field(
        default=(), description="Where somebody in distress finds help; one line each."
    )
    allowed_domains: tuple[str, ...] = Field(
        default=(), description="Mail domains whose addresses may be imported; empty allows every domain."
    )
    roster_approval: Literal["two people", "one person"] = Field(
        default="two people",
        description="Who changes the roster while a programme runs; every contract prints who did.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="How web and worker write their log on standard error: lines of text, or of JSON."
    )
    api_requests_per_minute: int = Field(
        default=300, ge=1, description="How often a token may ask the API within a minute, in each web process."
    )
    scim_requests_per_minute: int = Field(
        default=1500, ge=1, description="How often an identity provider may write or ask within a minute (SCIM)."
    )
    scim_time_zone: str = Field(
        default="UTC", description="SCIM: the time zone of people of whom the identity provider says none."
    )
    scim_language: str = Field(
        default="en", description="SCIM: the language of people of whom the identity provider says none."
    )
    scim_country: str = Field(
        default="", description="SCIM: the country of people of whom the identity provider says none, as in DE."
    )
    webhooks_inside: bool = Field(
        default=False,
        description="Whether webhooks may lead to addresses of an inner network; without it, to public ones alone.",
    )
    webhooks_plain: bool = Field(
        default=False, description="Whether webhooks may use http instead of https; for local development alone."
    )
    secure_cookies: bool = Field(default=True, description="Send the staff's session cookie over HTTPS only.")
    mailed_sign_in: tuple[Literal["leader", "hr", "operator"], ...] = Field(
        default=("leader", "hr", "operator"),
        description="Who may sign in by a mailed link or code. Whoever is left out signs in through oidc_issuer alone; "
        "somebody of several callings needs all of them here.",
    )
    oidc_issuer: str = Field(
        default="",
        description="OpenID Connect: the provider's issuer, as in https://login.acme.example/realms/acme; empty to "
        "sign in by mail alone. The way back to register there is base_url and /provider/return.",
    )
    oidc_client_id: str = Field(default="", description="OpenID Connect: the name the provider knows Pulse by.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="OpenID Connect: the secret Pulse shares with the provider."
    )
    oidc_name: str = Field(
        default="your company account", description="What the button calls the provider: `Continue with ...`."
    )
    oidc_mail_verified: Literal["required", "if said"] = Field(
        default="required",
        description="OpenID Connect: the provider must say that it verified the mail address. `if said` takes its "
        "silence for yes: only for a provider that never says so and where nobody can choose an address.",
    )

    @field_validator("mail_url")
    @classmethod
    def _names_a_mail_server(cls, url: SecretStr) -> SecretStr:
        # The address may hold a password, so the sentence repeats no part of it.
        if not _is_mail_server(url.get_secret_value()):
            begins = ", ".join(f"{scheme}://" for scheme in MAIL_SCHEMES)
            raise ValueError(f"must begin with one of {begins} and name a server, as in smtp://mail.example:25")
        return url

    @field_validator("oidc_issuer")
    @classmethod
    def _is_safe_to_reach(cls, issuer: str) -> str:
        if issuer and not _is_provider(issuer):
            raise ValueError("must begin with https:// and hold neither ? nor #, as in https://login.acme.example")
        return issuer

    @model_validator(mode="after")
    def _leaves_everybody_a_way_in(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret.get_secret_value()):
            raise ValueError("oidc_issuer needs oidc_client_id and oidc_client_secret")
        if not self.oidc_issuer and len(set(self.mailed_sign_in)) < CALLINGS:
            raise ValueError("mailed_sign_in must name leader, hr and operator unless oidc_issuer is set")
        return self


def _is_provider(issuer: str) -> bool:
    try:
        address = urlsplit(issuer)
        safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)
        return safe and bool(address.hostname) and not address.query and not address.fragment
    except ValueError:  # a port that is no number, a bracket left open
        return False


def _is_mail_server(url: str) -> bool:
    try:
        address = urlsplit(url)
        return address.scheme in MAIL_SCHEMES and bool(address.hostname) and address.port != 0
    except ValueError:  # a port that is no number, a bracket left open
        return False


def load_settings(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `config/default.toml`, then `file` (or the file named by PULSE_CONFIG), then `PULSE_*` variables.

    Raises BadSettings that names every missing, unknown or malformed key and where to set it.
    """
    chosen = file or (Path(environ["PULSE_CONFIG"]) if "PULSE_CONFIG" in environ else None)
    values = _read(CONFIG / "default.toml") | (_read(chosen) if chosen else {}) | _variables(environ)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise BadSettings(_explain(error, chosen)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number or a nest too large to read
        raise BadSettings(f"The configuration file {file} cannot be read: {error}.") from None


def _variables(environ: Mapping[str, str]) -> dict[str, Any]:
    listed = {"key_directories", "help_contacts", "allowed_domains", "mailed_sign_in"}
    found: dict[str, Any] = {}
    for name, value in environ.items():
        key = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and key in Settings.model_fields:
            found[key] = tuple(part.strip() for part in value.split(";") if part.strip()) if key in listed else value
    return found


def _explain(error: ValidationError, file: Path | None) -> str:
    where = f"in {file}" if file else "in the file named by PULSE_CONFIG"
    problems = []
    for problem in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in problem["loc"])
        reason = problem["msg"].removeprefix("Value error, ")
        variable = f"{PREFIX}{key.split('.')[0].upper()}"
        named = f"{short(key)}: {reason}. Set it {where} or as {short(variable)}."
        # What is wrong between several keys names them itself.
        problems.append(named if key else f"{reason}. Set this {where}.")
    return "Pulse cannot start with these settings.\n" + "\n".join(problems)
