"""What an identity provider sends, before it is damaged: people, groups, changes, searches, whole batches."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:"
MESSAGE = "urn:ietf:params:scim:api:messages:2.0:"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
MEDIA_TYPE = "application/scim+json"
PERSON: Mapping[str, Any] = {
    "schemas": [f"{SCHEMA}User", ENTERPRISE],
    "userName": "rep90@acme.example",
    "externalId": "90",
    "name": {"givenName": "Rhea", "familyName": "Ritter"},
    "emails": [{"value": "rep90@acme.example", "primary": True, "type": "work"}],
    "active": True,
    "timezone": "Europe/Berlin",
    "locale": "de-DE",
    "preferredLanguage": "de",
    "addresses": [{"type": "work", "country": "DE"}],
    ENTERPRISE: {"department": "Sales", "manager": {"value": "x"}},
}
GROUP = {"schemas": [f"{SCHEMA}Group"], "displayName": "Sales / South / Munich", "members": [{"value": "x"}]}
CHANGE = {
    "schemas": [f"{MESSAGE}PatchOp"],
    "Operations": [
        {"op": "replace", "path": "active", "value": False},
        {"op": "add", "path": 'emails[type eq "work"].value', "value": "rhea@acme.example"},
        {"op": "remove", "path": 'members[value eq "x"]'},
        {"op": "Replace", "value": {"name.familyName": "Sommer"}},
    ],
}
SEARCH = {
    "schemas": [f"{MESSAGE}SearchRequest"],
    "filter": 'userName eq "rep90@acme.example"',
    "startIndex": 1,
    "count": 2,
}
BATCH = {
    "schemas": [f"{MESSAGE}BulkRequest"],
    "failOnErrors": 1,
    "Operations": [{"method": "POST", "path": "/Users", "bulkId": "a", "data": PERSON}],
}
DOCUMENTS: Sequence[Mapping[str, Any]] = (PERSON, PERSON, GROUP, CHANGE, SEARCH, BATCH)
QUERIES = (
    "filter=userName%20eq%20%22rep90%40acme.example%22", "startIndex=1&count=2", "startIndex=-1&count=9999999999999999",
    "filter=a%20and", "filter=%28%28%28%28", "attributes=userName&sortBy=x", "excludedAttributes=members", "filter=",
)  # fmt: skip
OF_A_KIND = {"Users": PERSON, "Groups": GROUP, "Bulk": BATCH, ".search": SEARCH}


def document_for(chance: Random, method: str, path: str) -> Mapping[str, Any]:
    """What belongs to an address, mostly."""
    if chance.randrange(8) == 0:
        return chance.choice(DOCUMENTS)
    if method == "PATCH":
        return CHANGE
    return next((found for part, found in OF_A_KIND.items() if part in path), PERSON)
