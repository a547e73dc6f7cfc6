"""What no database can hold, or not this one, is refused in a sentence on either engine."""

import re

import pytest

from tests.dashboards.stage import Stage

UNHEARD_OF = ["%00", "a%00b", "9" * 30, "x" * 3000, "%ff%fe"]
ADDRESSES = ["/w/{}", "/w/{}/how", "/sign-in/{}", "/team/{}", "/team/{}/comments", "/team/{}/trend/load"]


@pytest.mark.parametrize("part", UNHEARD_OF, ids=lambda part: part[:9])
def test_an_address_nobody_gave_out_is_no_error(stage: Stage, part: str) -> None:
    web = stage.sign_in("hanna@acme.example")
    answers = {address: web.get(address.format(part)).status_code for address in ADDRESSES}
    assert set(answers.values()) <= {404, 410}, answers


def test_a_form_with_a_null_in_it_is_no_error(stage: Stage) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', stage.web.get("/sign-in").text)
    assert token
    answer = stage.web.post("/sign-in", data={"csrf_token": token[1], "email": "a\0b@acme.example"})
    assert answer.status_code in {303, 400}
