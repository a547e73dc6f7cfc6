"""What is refused, and how: as SCIM says it, with nothing changed and no address in any log."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy import func, select

from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import revoke_token
from pulse.scim.models import StagedPerson
from pulse.scim.resources import ENTERPRISE, LARGEST_BODY, LARGEST_PERSON
from tests.scim.providing import PATCH, Provider, Site, group, opened, user

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
ADDRESSES = ("/ServiceProviderConfig", "/Schemas", "/ResourceTypes", "/Users", "/Groups", "/Users/x", "/Groups/x")


def staged(site: Site) -> int:
    with site.house.databases.office.reading() as session:
        return session.scalar(select(func.count()).select_from(StagedPerson)) or 0


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_good_token_nothing_is_told(site: Site, provider: Provider, address: str) -> None:
    for token in ("", "pulse_wrong", "x" * 5000):
        answer = Provider(provider.web, token).ask("GET", address)
        assert (answer.status_code, answer.get_json()["schemas"]) == (401, [ERROR])
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.SCIM])
def test_a_token_for_something_else_writes_nothing(site: Site, purpose: Purpose) -> None:
    other = site.provider(purpose, "other")
    answer = other.ask("POST", "/Users", user("ann@acme.example"))
    assert (answer.status_code, answer.get_json()["status"]) == (403, "403")
    assert staged(site) == 0


def test_a_token_for_provisioning_reads_no_figures_and_no_metrics(provider: Provider) -> None:
    headers = {"Authorization": f"Bearer {provider.token}"}
    for address in ("/api/v1/waves", "/api/v1/programmes", "/metrics"):
        assert provider.web.get(address, headers=headers).status_code == 403


def test_a_revoked_token_writes_nothing(site: Site, provider: Provider) -> None:
    with site.house.databases.office.writing() as session:
        revoke_token(session, "provider", "a test", site.house.clock())
    assert provider.ask("POST", "/Users", user("ann@acme.example")).status_code == 401


def test_whoever_asks_too_often_waits(site: Site) -> None:
    settings = site.house.settings.model_copy(update={"scim_requests_per_minute": 3})
    slow = type(site.house)(settings, site.house.databases, site.house.questionnaire, site.house.clock)
    with opened(slow) as narrow:
        provider = narrow.provider()
        answers = [provider.ask("GET", "/Users") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60


@pytest.mark.parametrize("name", ["ann@acme.example", "ANN@Acme.example", " ann@acme.example "])
def test_a_user_name_is_there_once(site: Site, provider: Provider, name: str) -> None:
    provider.add("ann@acme.example")
    bob = provider.add("bob@acme.example")
    renaming = {"op": "replace", "path": "userName", "value": name}
    for answer in (
        provider.ask("POST", "/Users", user(name)),
        provider.ask("PUT", f"/Users/{bob}", user(name)),
        provider.patch(f"/Users/{bob}", renaming),
    ):
        assert (answer.status_code, answer.get_json()["scimType"]) == (409, "uniqueness")
    assert staged(site) == 2


def test_a_group_is_there_once_and_has_people_alone(provider: Provider) -> None:
    first = provider.group("Sales")
    again = provider.ask("POST", "/Groups", group("SALES"))
    assert (again.status_code, again.get_json()["scimType"]) == (409, "uniqueness")
    for members in (["nobody"], [first]):
        answer = provider.ask("POST", "/Groups", group("Other", *members))
        assert (answer.status_code, answer.get_json()["scimType"]) == (400, "invalidValue")
    assert provider.ask("GET", "/Groups").get_json()["totalResults"] == 1


def test_an_address_outside_the_allowed_domains_is_refused(site: Site) -> None:
    settings = site.house.settings.model_copy(update={"allowed_domains": ("acme.example",)})
    house = type(site.house)(settings, site.house.databases, site.house.questionnaire, site.house.clock)
    with opened(house) as narrow:
        provider = narrow.provider()
        assert provider.ask("POST", "/Users", user("ann@other.example")).status_code == 400
        ann = provider.add("ann@acme.example")
        moving = {"op": "add", "path": "emails", "value": [{"value": "ann@other.example", "type": "work"}]}
        answer = provider.patch(f"/Users/{ann}", moving)
    assert (answer.status_code, answer.get_json()["scimType"]) == (400, "invalidValue")
    assert "other.example" not in answer.text


@pytest.mark.parametrize(
    "said",
    [
        {"timezone": "Mars/Olympus"},
        {"preferredLanguage": "!!"},
        {"addresses": [{"country": "Germany"}]},
        {"addresses": [{"country": "DE"}] * 51},
        {"emails": [{"value": "no address"}]},
        {"displayName": "=cmd()"},
        {"displayName": "Ann\u200bBerg"},
        {"position": "boss"},
        {"team": "Sales // Munich"},
        {"target": 0},
        {"target": 10**30},
        {"active": "perhaps"},
        {"emails": "ann@acme.example"},
        {"externalId": "x" * 300},
        {"userName": ""},
        {"userName": None},
        {"displayName": "a\x00b"},
    ],
    ids=str,
)
def test_what_no_roster_could_hold_is_refused(site: Site, provider: Provider, said: dict[str, Any]) -> None:
    answer = provider.ask(
        "POST", "/Users", user("ann@acme.example", **said) if "userName" not in said else user("x") | said
    )
    assert (answer.status_code, answer.get_json()["schemas"]) == (400, [ERROR])
    assert staged(site) == 0


@pytest.mark.parametrize("schemas", [["urn:ietf:params:scim:schemas:core:2.0:Group"], [ENTERPRISE], [], "x", None])
def test_a_message_names_its_schema(site: Site, provider: Provider, schemas: Any) -> None:
    answer = provider.ask("POST", "/Users", user("ann@acme.example") | {"schemas": schemas})
    assert (answer.status_code, answer.get_json()["scimType"]) == (400, "invalidSyntax")
    assert staged(site) == 0


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "no text": b"\xff\xfe",
    "half a character": b'{"userName": "\\ud800"}',
    "not a number": b'{"userName": NaN',
    "deep": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "nested": b'{"a":' * 30 + b"1" + b"}" * 30,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_message_is_refused(provider: Provider, body: bytes) -> None:
    ann = provider.add("ann@acme.example")
    headers = {"Authorization": f"Bearer {provider.token}", "Content-Type": "application/scim+json"}
    for method, address in (
        ("POST", "/Users"),
        ("PUT", f"/Users/{ann}"),
        ("PATCH", f"/Users/{ann}"),
        ("POST", "/Groups"),
    ):
        answer = provider.web.open(f"/scim/v2{address}", method=method, data=body, headers=headers)
        assert (answer.status_code, answer.get_json()["schemas"]) == (400, [ERROR])


def test_more_than_a_large_group_or_a_person_is_not_read(provider: Provider) -> None:
    for address, sent, most in (
        ("/Users", user("ann@acme.example"), LARGEST_PERSON),
        ("/Groups", group("A"), LARGEST_BODY),
    ):
        answer = provider.ask("POST", address, sent | {"x": "x" * most})
        assert (answer.status_code, answer.get_json()["schemas"]) == (413, [ERROR])
    assert provider.ask("POST", "/Groups", group("A") | {"x": "x" * LARGEST_PERSON}).status_code == 201


@pytest.mark.parametrize(
    "operations",
    [
        [],
        "x",
        ["x"],
        [{"op": "explode", "path": "active"}],
        [{"op": "remove"}],
        [{"op": "replace", "path": "emails[", "value": "x"}],
        [{"op": "replace", "path": "x" * 600, "value": "x"}],
        [{"op": "replace", "path": "id", "value": "x"}],
        [{"op": "remove", "path": "userName"}],
        [{"op": "add", "path": r'emails[type eq "\ud800"].value', "value": "ann@acme.example"}],
        [{"op": "add", "path": "active", "value": True}] * 101,
        [{"op": "add", "path": "active", "value": True}] * 1001,
    ],
)
def test_operations_that_cannot_be_done_do_nothing(provider: Provider, operations: Any) -> None:
    ann = provider.add("ann@acme.example")
    before = provider.ask("GET", f"/Users/{ann}").data
    first = {"op": "replace", "path": "displayName", "value": "Changed"}
    sent = [first, *operations] if isinstance(operations, list) and operations else operations
    answer = provider.ask("PATCH", f"/Users/{ann}", {"schemas": [PATCH], "Operations": sent})
    assert (answer.status_code, answer.get_json()["schemas"]) == (400, [ERROR])
    assert provider.ask("GET", f"/Users/{ann}").data == before


@pytest.mark.parametrize(
    "wanted",
    [
        "userName",
        'userName eq "',
        'userName co "ann"',
        r'userName eq "\ud800"',
        r'id eq "\udfff"',
        'shoe eq "9"',
        "not (userName pr)",
        "(" * 240 + "userName pr" + ")" * 240,
        "x" * 600,
    ],
)
def test_a_filter_that_no_index_answers_is_refused(provider: Provider, wanted: str) -> None:
    answer = provider.ask("GET", f"/Users?filter={wanted}")
    assert (answer.status_code, answer.get_json()["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize(
    "asked", ["startIndex=x", "count=1e9", "startIndex=99999999999999999999", "attributes=a&excludedAttributes=b"]
)
def test_a_page_that_is_none_is_refused_or_empty(provider: Provider, asked: str) -> None:
    answer = provider.ask("GET", f"/Users?{asked}")
    assert answer.status_code in (200, 400)
    assert not answer.get_json().get("Resources")


@pytest.mark.parametrize(("method", "address"), [("POST", "/Bulk"), ("POST", "/.search")])
def test_what_we_do_without_says_so(provider: Provider, method: str, address: str) -> None:
    assert provider.ask(method, address, {}).status_code == 501


def test_nobody_of_whom_a_provider_speaks_stands_in_a_log(
    site: Site, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ann = provider.add("ann@acme.example")
    provider.ask("POST", "/Users", user("ann@acme.example"))
    provider.ask("POST", "/Users", user("ann@acme.example", timezone="Mars"))
    provider.patch(f"/Users/{ann}", {"op": "replace", "path": "emails", "value": "ann@acme.example"})
    provider.ask("GET", '/Users?filter=userName eq "ann@acme.example"')
    assert "ann" not in json.dumps([record.getMessage() for record in caplog.records])
