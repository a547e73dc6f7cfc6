"""An identity provider adds, finds, changes and removes people; what it says is staged, and read back as said."""

import pytest
from sqlalchemy import func, select

from pulse.roster.models import Person
from pulse.scim.resources import CORE, ENTERPRISE, PULSE
from tests.scim.providing import Provider, Site, user


def test_a_person_is_read_back_as_they_were_said(provider: Provider) -> None:
    sent = user("ann@acme.example", externalId="42", team="Sales / Munich", position="rep", target=1200)
    created = provider.ask("POST", "/Users", sent)
    found = provider.ask("GET", f"/Users/{created.get_json()['id']}")
    assert created.content_type == found.content_type == "application/scim+json"
    assert created.headers["Location"] == f"http://localhost/scim/v2/Users/{created.get_json()['id']}"
    assert created.get_json() == found.get_json()
    said = {key: value for key, value in found.get_json().items() if key not in ("id", "meta")}
    assert said == sent


def test_what_we_have_no_place_for_is_accepted_and_not_kept(provider: Provider) -> None:
    more = {"title": "CEO", "password": "secret", "phoneNumbers": [{"value": "+49"}], "urn:other:1.0:User": {"shoe": 9}}
    sent = user("ann@acme.example") | more | {ENTERPRISE: {"department": "Sales", "costCenter": "7"}}
    sent["schemas"] = [f"{CORE}User", ENTERPRISE, "urn:other:1.0:User"]
    answer = provider.ask("POST", "/Users", sent)
    assert answer.status_code == 201
    assert not {"title", "password", "phoneNumbers", "urn:other:1.0:User", ENTERPRISE} & answer.get_json().keys()
    assert "secret" not in provider.ask("GET", f"/Users/{answer.get_json()['id']}").text


def test_nobody_of_whom_a_provider_speaks_is_in_the_roster_by_that(site: Site, provider: Provider) -> None:
    provider.add("ann@acme.example")
    with site.house.databases.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.parametrize(
    "wanted",
    ['userName eq "ANN@acme.example"', 'externalId eq "42"', 'userName eq "ann@acme.example" and active eq true'],
)
def test_people_are_found_by_name_or_foreign_id(provider: Provider, wanted: str) -> None:
    ann = provider.add("ann@acme.example", externalId="42")
    provider.add("bob@acme.example", externalId="43")
    found = provider.ask("GET", f"/Users?filter={wanted}").get_json()
    assert (found["totalResults"], [one["id"] for one in found["Resources"]]) == (1, [ann])


def test_nobody_found_is_an_empty_list(provider: Provider) -> None:
    found = provider.ask("GET", '/Users?filter=userName eq "nobody@acme.example"')
    assert (found.status_code, found.get_json()["totalResults"]) == (200, 0)


def test_a_list_is_read_page_by_page(provider: Provider) -> None:
    ids = [provider.add(f"rep{number}@acme.example") for number in range(5)]
    pages = [provider.ask("GET", f"/Users?startIndex={start}&count=2").get_json() for start in (1, 3, 5, 7)]
    assert [one["id"] for page in pages for one in page.get("Resources", [])] == ids
    assert [(page["totalResults"], page["startIndex"], page["itemsPerPage"]) for page in pages] == [
        (5, 1, 2),
        (5, 3, 2),
        (5, 5, 1),
        (5, 7, 0),
    ]
    assert provider.ask("GET", "/Users?count=0").get_json()["totalResults"] == 5


def test_what_is_replaced_is_gone(provider: Provider) -> None:
    ann = provider.add("ann@acme.example", team="Sales", externalId="42")
    answer = provider.ask("PUT", f"/Users/{ann}", user("ann@acme.example", displayName="Ann B"))
    assert answer.status_code == 200
    assert answer.get_json()["displayName"] == "Ann B"
    assert not {PULSE, "externalId"} & answer.get_json().keys()


def test_whoever_is_removed_is_in_no_group(provider: Provider) -> None:
    ann, bob = provider.add("ann@acme.example"), provider.add("bob@acme.example")
    group = provider.group("Sales", ann, bob)
    assert provider.ask("DELETE", f"/Users/{ann}").status_code == 204
    assert provider.ask("GET", f"/Users/{ann}").status_code == 404
    assert provider.ask("DELETE", f"/Users/{ann}").status_code == 404
    assert [one["value"] for one in provider.ask("GET", f"/Groups/{group}").get_json()["members"]] == [bob]


def test_a_change_to_another_version_than_its_sender_knows_is_refused(provider: Provider) -> None:
    ann = provider.add("ann@acme.example")
    known = provider.ask("GET", f"/Users/{ann}").headers["ETag"]
    assert provider.ask("GET", f"/Users/{ann}", If_None_Match=known).status_code == 304
    rename = {"op": "replace", "path": "displayName", "value": "Ann B"}
    assert provider.patch(f"/Users/{ann}", rename, If_Match=known).status_code == 200
    assert provider.ask("GET", f"/Users/{ann}", If_None_Match=known).status_code == 200
    assert provider.patch(f"/Users/{ann}", rename, If_Match=known).status_code == 412
    assert provider.ask("PUT", f"/Users/{ann}", user("ann@acme.example"), If_Match=known).status_code == 412
    assert provider.ask("DELETE", f"/Users/{ann}", If_Match=known).status_code == 412
    assert provider.ask("DELETE", f"/Users/{ann}", If_Match="*").status_code == 204


def test_members_come_and_go(provider: Provider) -> None:
    ids = [provider.add(f"rep{number}@acme.example") for number in range(3)]
    group = provider.group("Sales / Munich", *ids[:2])
    removing = {"op": "remove", "path": f'members[value eq "{ids[0]}"]'}
    adding = {"op": "add", "path": "members", "value": [{"value": ids[2]}, {"value": ids[1]}]}
    assert provider.patch(f"/Groups/{group}", removing, adding).status_code == 204
    found = provider.ask("GET", f"/Groups/{group}").get_json()
    assert [(one["value"], one["$ref"], one["type"]) for one in found["members"]] == [
        (one, f"http://localhost/scim/v2/Users/{one}", "User") for one in ids[1:]
    ]
    listed = provider.ask("GET", '/Groups?filter=displayName eq "sales / munich"&excludedAttributes=members').get_json()
    assert listed["totalResults"] == 1
    assert "members" not in listed["Resources"][0]
    assert (
        provider.ask("PUT", f"/Groups/{group}", {"schemas": [f"{CORE}Group"], "displayName": "Sales"}).status_code
        == 200
    )
    assert "members" not in provider.ask("GET", f"/Groups/{group}").get_json()
    assert provider.ask("DELETE", f"/Groups/{group}").status_code == 204
    assert provider.ask("GET", "/Users").get_json()["totalResults"] == 3
