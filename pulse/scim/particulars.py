"""What a staged person says of themselves, by the same rules as a column of a roster file: pure."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pulse.roster import columns
from pulse.roster.columns import Unacceptable
from pulse.roster.models import Position
from pulse.scim.resources import EnterpriseUser, PulseUser, User

LARGEST_TARGET = 10**15 - 1


@dataclass(frozen=True)
class Particulars:
    """A staged person; what the identity provider does not say is missing."""

    id: str
    user_name: str
    email: str | None
    name: str | None
    time_zone: str | None
    language: str | None
    country: str | None
    target: float | None
    manager: str | None
    """The id of the staged person they report to."""
    team: tuple[str, ...] | None
    position: Position | None


def particulars(person: User[Any]) -> Particulars:
    """What a person says. Raises Unacceptable."""
    ours: PulseUser = person[PulseUser] or PulseUser()
    theirs: EnterpriseUser = person[EnterpriseUser] or EnterpriseUser()
    return Particulars(
        id=person.id or "",
        user_name=person.user_name or "",
        email=_by(columns.address, _address(person)),
        name=_by(columns.name, _name(person)),
        time_zone=_by(columns.time_zone, person.timezone),
        language=_by(columns.language, _language(person)),
        country=_by(columns.country, _country(person)),
        target=_target(ours.target),
        manager=theirs.manager.value if theirs.manager else None,
        team=_by(columns.team, ours.team),
        position=_by(columns.role, ours.position),
    )


def outside(email: str | None, allowed_domains: Sequence[str]) -> bool:
    """Whether an address is of none of the allowed domains; none allowed are all allowed."""
    allowed = {domain.lower() for domain in allowed_domains}
    return bool(email and allowed) and str(email).partition("@")[2] not in allowed


def _by(rule: Callable[[str], Any], text: str | None) -> Any:
    return rule(text) if text and text.strip() else None


def _address(person: User[Any]) -> str | None:
    given = [email for email in person.emails or [] if email.value]
    first = sorted(given, key=lambda email: (not email.primary, email.type != "work"))
    if first:
        return first[0].value
    return person.user_name if "@" in (person.user_name or "") else None


def _name(person: User[Any]) -> str | None:
    name = person.name
    parts = " ".join(part for part in (name.given_name, name.family_name) if part) if name else ""
    return person.display_name or (name and name.formatted) or parts or None


def _language(person: User[Any]) -> str | None:
    # RFC 7643 lets it be written as a browser's Accept-Language.
    return next(_said(person.preferred_language, person.locale), "").split(",")[0].split(";")[0] or None


def _country(person: User[Any]) -> str | None:
    given = [address for address in person.addresses or [] if address.country]
    first = sorted(given, key=lambda address: (not address.primary, address.type != "work"))
    if first:
        return first[0].country
    region = (person.locale or "").replace("_", "-").partition("-")[2]
    with suppress(Unacceptable):
        return columns.country(region)
    return None


def _said(*texts: str | None) -> Iterator[str]:
    yield from (text for text in texts if text and text.strip())


def _target(amount: int | None) -> float | None:
    if amount is None:
        return None
    if not 0 < amount <= LARGEST_TARGET:
        raise Unacceptable("the target is not a positive number of at most 15 digits")
    return float(amount)
