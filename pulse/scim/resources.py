"""The people and groups we take of SCIM, and what of them: whatever is not declared here is accepted and not kept."""

from functools import cache
from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    DescribedModel,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    Schema,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

MOST_RESULTS = 500
LARGEST_BODY = 2 * 1024 * 1024
"""Room for a group of some twenty thousand."""
LARGEST_PERSON = 64 * 1024
CORE = "urn:ietf:params:scim:schemas:core:2.0:"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PULSE = "urn:pulse:params:scim:schemas:extension:2.0:User"
TOLERANT = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""What Okta and Entra ID depart from the specification in."""


class Name(ComplexAttribute):
    """The components of a person's name."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """An address; the primary one, or else the one of work, is written to."""

    value: str | None = None
    type: str | None = Field(None, examples=["work", "home", "other"])
    primary: bool | None = None


class Address(ComplexAttribute):
    """Where a person works; of it we take the country, by its two letters."""

    country: str | None = Field(None, examples=["DE", "GB", "US"])
    type: str | None = Field(None, examples=["work", "home", "other"])
    primary: bool | None = None


class User(Resource[AnyExtension]):
    """A person of the organisation."""

    __schema__ = URN(f"{CORE}User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: str | None = None
    preferred_language: str | None = Field(None, examples=["de", "en", "en-GB"])
    locale: str | None = Field(None, examples=["de-DE", "en-GB", "en-US"])
    timezone: str | None = Field(None, examples=["Europe/Berlin", "Europe/London", "America/New_York"])
    active: bool | None = None
    emails: list[Email] | None = None
    addresses: list[Address] | None = None


class Manager(ComplexAttribute):
    """Whom a person reports to."""

    value: Annotated[str | None, CaseExact.true] = None


class EnterpriseUser(Extension):
    """Of the enterprise extension we take the manager."""

    __schema__ = URN(ENTERPRISE)

    manager: Manager | None = None


class PulseUser(Extension):
    """What Pulse has a place for and SCIM has none."""

    __schema__ = URN(PULSE)

    team: str | None = None
    """The path of the team from the top, such as `Sales / EMEA / Munich`."""
    position: str | None = Field(None, examples=["rep", "leader"])
    """What the person is in that team."""
    target: int | None = None
    """The quota of the person or, for a leader, of the team."""


class Member(ComplexAttribute):
    """A person in a group."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference[User[Any]] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])


class Group(Resource[Any]):
    """A team, called by its path, or the group of those who lead one."""

    __schema__ = URN(f"{CORE}Group")

    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None


Person = User[EnterpriseUser | PulseUser]


@cache
def provider() -> ScimProvider:
    """What we say of ourselves."""
    types = [ResourceType.from_resource(Person), ResourceType.from_resource(Group)]
    models: list[DescribedModel] = [User, EnterpriseUser, PulseUser, Group, Schema, ResourceType, ServiceProviderConfig]
    return ScimProvider(models, types, _config(), TOLERANT)


def _config() -> ServiceProviderConfig:
    bearer = AuthenticationScheme(
        type=AuthenticationScheme.Type.oauthbearertoken,
        name="OAuth Bearer Token",
        description="A token for the purpose scim, made by: python -m pulse token add",
        primary=True,
    )
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[bearer],
    )
