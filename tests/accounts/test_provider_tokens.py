"""What the provider hands over opens nothing unless it is for us, here and now, and signed by the provider alone."""

from collections.abc import Mapping

import pytest

from tests.accounts.provider import Provider, address_in
from tests.accounts.test_provider import (
    HANNA,
    LENA,
    REFUSED,
    asked_for,
    clock,
    come_back,
    house,
    is_signed_in,
    provider,
    stage,
)
from tests.accounts.test_proving import send
from tests.dashboards.stage import Stage

__all__ = ["clock", "house", "provider", "stage"]

pytestmark = pytest.mark.once

Tampering = Mapping[str, object]
WRONG: Mapping[str, Tampering] = {
    "a nonce of somebody else": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "another audience": {"claims": {"aud": "another"}},
    "an audience beside us": {"claims": {"aud": ["pulse", "another"], "azp": "pulse"}},
    "another party": {"claims": {"azp": "another"}},
    "no audience": {"claims": {"aud": None}},
    "another issuer": {"claims": {"iss": "http://localhost:1"}},
    "no issuer": {"claims": {"iss": None}},
    "over for two minutes": {"from_now": {"exp": -120}},
    "without an end": {"claims": {"exp": None}},
    "written in the future": {"from_now": {"iat": 3600}},
    "another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "a forged signature": {"signed": "by somebody else"},
    "no signature": {"signed": "not at all"},
    "a signature by the shared secret": {"signed": "with the shared secret"},
    "a signature by the public key": {"signed": "with the public key as a secret"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_is_not_for_us_here_and_now_opens_nothing(stage: Stage, provider: Provider, wrong: str) -> None:
    provider.tamper(**WRONG[wrong])
    answer = come_back(stage, provider, LENA)
    assert (wrong, answer.status_code, REFUSED in answer.text) == (wrong, 403, True)
    assert not is_signed_in(stage.web)


def test_tampering_that_changes_nothing_lets_in(stage: Stage, provider: Provider) -> None:
    provider.tamper(from_now={"exp": -30})
    come_back(stage, provider, LENA)
    assert is_signed_in(stage.web)


def test_a_proof_at_the_provider_leads_back_to_the_form(stage: Stage, provider: Provider) -> None:
    web = stage.sign_in("hanna@acme.example")
    stage.clock.forward(minutes=20)
    assert send(web, "/hr/themes").location == "/prove"
    stage.clock.forward(minutes=-20)
    sent = address_in(send(web, "/prove/provider", form_at="/prove").text)
    assert (asked_for(sent)["prompt"], asked_for(sent)["max_age"]) == ("login", "0")
    assert web.get(provider.signs_in(sent, HANNA)).location == "/prove/carry-on"
    assert 'action="/hr/themes"' in web.get("/prove/carry-on").text


@pytest.mark.parametrize(
    "lately", [{"claims": {"auth_time": None}}, {"from_now": {"auth_time": -3600}}], ids=["?", "-1 h"]
)
def test_a_provider_that_did_not_ask_anew_proves_nothing(stage: Stage, provider: Provider, lately: Tampering) -> None:
    provider.tamper(**lately)
    web = stage.sign_in("hanna@acme.example")
    sent = address_in(send(web, "/prove/provider", form_at="/prove").text)
    assert web.get(provider.signs_in(sent, HANNA)).status_code == 403


@pytest.mark.parametrize(
    "lately", [{"claims": {"auth_time": None}}, {"from_now": {"auth_time": -3600}}], ids=["?", "-1 h"]
)
def test_whoever_was_signed_in_there_for_long_may_look_and_must_prove_to_change(
    stage: Stage, provider: Provider, lately: Tampering
) -> None:
    provider.tamper(**lately)
    come_back(stage, provider, HANNA)
    assert stage.web.get("/hr").status_code == 200
    assert send(stage.web, "/hr/themes").location == "/prove"
