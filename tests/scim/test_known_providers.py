"""What Okta and Entra ID are known to send, as they send it."""

from typing import Any

import pytest

from pulse.scim.resources import CORE, ENTERPRISE
from tests.scim.providing import Provider

OKTA = {
    "schemas": [f"{CORE}User"],
    "userName": "ann@acme.example",
    "name": {"givenName": "Ann", "familyName": "Berg"},
    "emails": [{"primary": True, "value": "ann@acme.example", "type": "work"}],
    "displayName": "Ann Berg",
    "locale": "de-DE",
    "externalId": "00ujl29u0le5T6Aj10h7",
    "groups": [],
    "password": "1mz050nq",
    "active": True,
}
ENTRA = {
    "schemas": [f"{CORE}User", ENTERPRISE],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "Test_User_ab6490ee@acme.example",
    "active": True,
    "addresses": [{"type": "work", "country": "DE", "streetAddress": "Hauptstr. 1"}],
    "emails": [{"primary": True, "type": "work", "value": "Test_User_fd0ea19b@acme.example"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "givenName familyName", "familyName": "familyName", "givenName": "givenName"},
    "phoneNumbers": [{"type": "mobile", "value": "+49"}],
    "roles": [],
    ENTERPRISE: {"employeeNumber": "7", "department": "Sales"},
}


def added(provider: Provider, sent: Any) -> dict[str, Any]:
    answer = provider.ask("POST", "/Users", sent)
    assert answer.status_code == 201, answer.text
    return dict(answer.get_json())


class TestOkta:
    """Okta looks for somebody, adds them, replaces them whole, and switches them off and on."""

    def test_it_provisions_and_deprovisions_somebody(self, provider: Provider) -> None:
        address = '/Users?filter=userName eq "ann@acme.example"&startIndex=1&count=100'
        assert provider.ask("GET", address).get_json()["totalResults"] == 0
        ann = added(provider, OKTA)
        assert "password" not in ann
        changed = ann | {"name": {"givenName": "Ann", "familyName": "Berg-Lenz"}}
        assert provider.ask("PUT", f"/Users/{ann['id']}", changed).status_code == 200
        for active in (False, True):
            answer = provider.patch(f"/Users/{ann['id']}", {"op": "replace", "value": {"active": active}})
            assert (answer.status_code, answer.get_json()["active"]) == (200, active)
        [found] = provider.ask("GET", address).get_json()["Resources"]
        assert (found["active"], found["name"]["familyName"]) == (True, "Berg-Lenz")

    def test_somebody_who_is_there_is_told_by_the_status(self, provider: Provider) -> None:
        added(provider, OKTA)
        assert provider.ask("POST", "/Users", OKTA).status_code == 409

    def test_it_pushes_a_group_and_renames_it(self, provider: Provider) -> None:
        ann = added(provider, OKTA)["id"]
        group = provider.group("Sales / Munich")
        adding = {"op": "add", "path": "members", "value": [{"value": ann, "display": "ann@acme.example"}]}
        renaming = {"op": "replace", "value": {"id": group, "displayName": "Sales / Graz"}}
        assert provider.patch(f"/Groups/{group}", adding).status_code == 204
        assert provider.patch(f"/Groups/{group}", renaming).status_code == 204
        found = provider.ask("GET", f"/Groups/{group}").get_json()
        assert (found["displayName"], [one["value"] for one in found["members"]]) == ("Sales / Graz", [ann])
        replacing = {"op": "replace", "path": "members", "value": []}
        assert provider.patch(f"/Groups/{group}", replacing).status_code == 204
        assert "members" not in provider.ask("GET", f"/Groups/{group}").get_json()


class TestEntra:
    """Entra ID writes operations with capitals, truth as text, and values at paths that are not there yet."""

    def test_it_asks_for_nobody_to_see_whether_we_are_there(self, provider: Provider) -> None:
        answer = provider.ask("GET", '/Users?filter=userName eq "1c1ab7a4-4b1e-4b26-8d4f-3a1e7ad0ee47"')
        assert (answer.status_code, answer.get_json()["totalResults"]) == (200, 0)

    @pytest.mark.parametrize("text", ["False", "false", False])
    def test_it_switches_somebody_off_with_a_text(self, provider: Provider, text: Any) -> None:
        one = added(provider, ENTRA)["id"]
        answer = provider.patch(f"/Users/{one}", {"op": "Replace", "path": "active", "value": text})
        assert (answer.status_code, answer.get_json()["active"]) == (200, False)

    def test_it_changes_values_by_filters_in_paths(self, provider: Provider) -> None:
        one = added(provider, ENTRA)["id"]
        answer = provider.patch(
            f"/Users/{one}",
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "updated@acme.example"},
            {"op": "Replace", "path": "name.familyName", "value": "updated"},
            {"op": "Add", "path": 'addresses[type eq "work"].country', "value": "AT"},
            {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "+49"},
        )
        found = answer.get_json()
        assert (answer.status_code, found["emails"][0]["value"]) == (200, "updated@acme.example")
        assert (found["name"]["familyName"], found["addresses"][0]["country"]) == ("updated", "AT")
        assert "phoneNumbers" not in found

    def test_it_writes_to_an_address_that_is_not_there_yet(self, provider: Provider) -> None:
        one = added(provider, {key: value for key, value in ENTRA.items() if key not in ("emails", "addresses")})["id"]
        work = {"op": "Add", "path": 'emails[type eq "work"].value', "value": "new@acme.example"}
        [email] = provider.patch(f"/Users/{one}", work).get_json()["emails"]
        assert (email["type"], email["value"]) == ("work", "new@acme.example")

    def test_it_writes_attributes_by_their_paths_in_one_object(self, provider: Provider) -> None:
        boss, one = provider.add("boss@acme.example"), added(provider, ENTRA)["id"]
        value = {"displayName": "B", "name.givenName": "C", f"{ENTERPRISE}:manager": boss, "title": "D"}
        found = provider.patch(f"/Users/{one}", {"op": "Add", "value": value}).get_json()
        assert (found["displayName"], found["name"]["givenName"]) == ("B", "C")
        assert found[ENTERPRISE]["manager"]["value"] == boss

    @pytest.mark.parametrize("form", ["bare", "object", "list"])
    def test_it_names_a_manager_by_the_bare_id(self, provider: Provider, form: str) -> None:
        boss, one = provider.add("boss@acme.example"), added(provider, ENTRA)["id"]
        value = {"bare": boss, "object": {"value": boss}, "list": [{"value": boss, "$ref": "x"}]}[form]
        path = f"{ENTERPRISE}:manager"
        found = provider.patch(f"/Users/{one}", {"op": "Add", "path": path, "value": value}).get_json()
        assert found[ENTERPRISE]["manager"] == {"value": boss}
        gone = provider.patch(f"/Users/{one}", {"op": "Remove", "path": path}).get_json()
        assert "manager" not in gone.get(ENTERPRISE, {})

    def test_a_manager_may_come_as_a_text_with_a_new_person(self, provider: Provider) -> None:
        sent = ENTRA | {ENTERPRISE: {"manager": "abc"}}
        assert added(provider, sent)[ENTERPRISE]["manager"] == {"value": "abc"}

    def test_it_removes_a_member_by_a_value(self, provider: Provider) -> None:
        ann, bob = provider.add("ann@acme.example"), provider.add("bob@acme.example")
        group = provider.group("Sales", ann, bob)
        removing = {"op": "Remove", "path": "members", "value": [{"value": ann}]}
        assert provider.patch(f"/Groups/{group}", removing).status_code == 204
        [left] = provider.ask("GET", f"/Groups/{group}").get_json()["members"]
        assert left["value"] == bob

    def test_it_looks_for_a_group_without_its_members(self, provider: Provider) -> None:
        ann = provider.add("ann@acme.example")
        group = provider.group("Sales", ann)
        address = '/Groups?excludedAttributes=members&filter=displayName eq "Sales"'
        [found] = provider.ask("GET", address).get_json()["Resources"]
        assert (found["id"], "members" in found) == (group, False)
        asked = f'/Groups?filter=id eq "{group}" and members[value eq "{ann}"]'
        assert provider.ask("GET", asked).get_json()["totalResults"] == 1
