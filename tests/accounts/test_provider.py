"""Signing in through a real provider over HTTP, and what a provider, a browser or somebody between may do wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from pulse.accounts.models import Account, ProviderSignIn, StaffRole, StaffSession
from pulse.accounts.operations import add_account
from pulse.house import House
from tests.accounts.provider import Provider, address_in, running
from tests.accounts.test_proving import send
from tests.conftest import TestClock
from tests.dashboards.stage import Stage, staged

pytestmark = pytest.mark.once

LENA, HANNA = "lena", "hanna"
REFUSED = "Your company account did not confirm who you are"
NO_WAY = "This way back was used already, is too old, or began in another browser"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as started:
        yield started


@pytest.fixture
def clock() -> TestClock:
    """The time it is: the provider has no other."""
    return TestClock(datetime.now(UTC))


@pytest.fixture
def house(house: House, provider: Provider) -> House:
    provider.tamper()
    return with_settings(house, oidc_issuer=provider.issuer)


def with_settings(house: House, **changed: object) -> House:
    known = {"oidc_client_id": "pulse", "oidc_client_secret": SecretStr("a secret shared with the provider")}
    settings = house.settings.model_copy(update=known | changed)
    return House(settings, house.databases, house.questionnaire, house.clock)


@pytest.fixture
def stage(house: House, clock: TestClock) -> Iterator[Stage]:
    with staged(house, clock) as ready:
        yield ready


def set_out(web: FlaskClient, **values: str) -> str:
    """Press the button; return where the browser is sent."""
    answer = send(web, "/provider", form_at="/sign-in", **values)
    assert answer.status_code == 200
    return address_in(answer.text)


def come_back(stage: Stage, provider: Provider, sub: str, **values: str) -> TestResponse:
    return stage.web.get(provider.signs_in(set_out(stage.web, **values), sub))


def is_signed_in(web: FlaskClient) -> bool:
    return web.get("/log").status_code == 200


def asked_for(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def without(path: str, name: str, value: str = "") -> str:
    """A path with another value of a parameter."""
    return f"{path.split('?', maxsplit=1)[0]}?" + "&".join(
        f"{key}={value if key == name else old}" for key, old in asked_for(path).items()
    )


def rows(stage: Stage, table: type[StaffSession | ProviderSignIn | Account]) -> int:
    with stage.house.databases.office.reading() as office:
        return office.scalar(select(func.count()).select_from(table)) or 0


def test_whoever_the_provider_vouches_for_is_in_and_back_where_they_wanted(stage: Stage, provider: Provider) -> None:
    wanted = f"/team/{stage.code('Sales / South / Munich')}/trend/safety"
    assert come_back(stage, provider, LENA, next=wanted).location == wanted
    assert stage.web.get(f"/team/{stage.code('Sales / South / Munich')}").status_code == 200


def test_the_address_is_matched_as_the_roster_writes_it(stage: Stage, provider: Provider) -> None:
    assert come_back(stage, provider, HANNA).location == "/"
    assert stage.web.get("/hr").status_code == 200


def test_the_request_is_a_code_with_pkce_a_nonce_a_state_and_the_exact_way_back(stage: Stage) -> None:
    first, second = asked_for(set_out(stage.web)), asked_for(set_out(stage.web))
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    assert first["redirect_uri"] == "http://localhost/provider/return"
    assert (first["client_id"], set(first["scope"].split())) == ("pulse", {"openid", "email"})
    for secret in ("state", "nonce", "code_challenge"):
        assert len(first[secret]) >= 43
        assert first[secret] != second[secret]


def test_neither_state_nor_nonce_nor_verifier_is_stored(stage: Stage) -> None:
    asked = asked_for(set_out(stage.web))
    with stage.house.databases.office.reading() as office:
        row = office.scalars(select(ProviderSignIn)).one()
    stored = repr(vars(row))
    assert all(asked[secret] not in stored for secret in ("state", "nonce", "code_challenge"))


def test_nobody_is_created(stage: Stage, provider: Provider) -> None:
    before = rows(stage, Account)
    for sub in ("stranger@acme.example", "rep"):
        provider.tamper(claims={"email_verified": True})
        answer = come_back(stage, provider, sub)
        assert (answer.status_code, "has no access to these pages" in answer.text) == (403, True)
    assert not is_signed_in(stage.web)
    assert rows(stage, Account) == before


def test_an_address_that_only_looks_like_somebodys_is_not_theirs(stage: Stage, provider: Provider) -> None:
    with stage.house.databases.office.writing() as office:
        add_account(office, "kate@acme.example", StaffRole.HR, "a test", stage.house.clock())
    provider.tamper(claims={"email": "\N{KELVIN SIGN}ate@acme.example", "email_verified": True})
    assert come_back(stage, provider, HANNA).status_code == 403
    assert not is_signed_in(stage.web)


@pytest.mark.parametrize("sub", ["unverified", "silent", "nameless"])
def test_an_address_the_provider_does_not_stand_for_opens_nothing(stage: Stage, provider: Provider, sub: str) -> None:
    answer = come_back(stage, provider, sub)
    assert (answer.status_code, REFUSED in answer.text) == (403, True)
    assert not is_signed_in(stage.web)


def test_silence_may_be_taken_for_yes_and_no_may_not(house: House, clock: TestClock, provider: Provider) -> None:
    with staged(with_settings(house, oidc_mail_verified="if said"), clock) as stage:
        assert come_back(stage, provider, "unverified").status_code == 403
        assert come_back(stage, provider, "silent").status_code == 303
        assert is_signed_in(stage.web)


def test_a_state_that_was_not_given_out_leads_nowhere(stage: Stage, provider: Provider) -> None:
    back = provider.signs_in(set_out(stage.web), LENA)
    for state in ("", "another", asked_for(set_out(stage.web))["state"][:-1]):
        answer = stage.web.get(without(back, "state", state))
        assert (answer.status_code, NO_WAY in answer.text) == (410, True)
    assert not is_signed_in(stage.web)


def test_a_way_back_is_walked_once(stage: Stage, provider: Provider) -> None:
    back = provider.signs_in(set_out(stage.web), LENA)
    with stage.web.session_transaction() as session:
        cookie = dict(session)
    assert stage.web.get(back).status_code == 303
    replayed = stage.app.test_client()
    with replayed.session_transaction() as session:
        session.update(cookie)
    assert replayed.get(back).status_code == 410
    assert not is_signed_in(replayed)


def test_a_way_back_leads_in_where_it_began_and_nowhere_else(stage: Stage, provider: Provider) -> None:
    back, other = provider.signs_in(set_out(stage.web), LENA), stage.app.test_client()
    assert other.get(back).status_code == 410
    send(other, "/provider", form_at="/sign-in")
    assert other.get(back).status_code == 410
    assert not is_signed_in(other)
    assert stage.web.get(back).status_code == 303


def test_a_way_back_ends_after_ten_minutes(stage: Stage, provider: Provider) -> None:
    back = provider.signs_in(set_out(stage.web), LENA)
    stage.clock.forward(minutes=10)
    assert stage.web.get(back).status_code == 410


def test_a_code_of_another_way_is_not_redeemed(stage: Stage, provider: Provider) -> None:
    """Without the verifier of its own way the provider gives nothing for a code: PKCE."""
    stolen = asked_for(provider.signs_in(set_out(stage.web), HANNA))["code"]
    own = provider.signs_in(set_out(stage.web), LENA)
    assert stage.web.get(without(own, "code", stolen)).status_code == 403
    assert not is_signed_in(stage.web)


def test_a_way_that_was_refused_is_used_up(stage: Stage, provider: Provider) -> None:
    back = provider.signs_in(set_out(stage.web), LENA)
    assert stage.web.get(without(back, "code", "made-up")).status_code == 403
    assert stage.web.get(back).status_code == 410


def test_whoever_says_no_at_the_provider_reads_one_sentence(stage: Stage, provider: Provider) -> None:
    state = asked_for(set_out(stage.web))["state"]
    answer = stage.web.get(f"/provider/return?state={state}&error=access_denied&error_description=<b>no")
    assert (answer.status_code, REFUSED in answer.text) == (403, True)
    assert "<b>no" not in answer.text
    assert "access_denied" not in answer.text


def test_another_provider_that_answers_in_its_place_is_refused(stage: Stage, provider: Provider) -> None:
    back = provider.signs_in(set_out(stage.web), LENA)
    assert stage.web.get(f"{back}&iss=http://localhost:1").status_code == 403


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(stage: Stage, provider: Provider, address: str) -> None:
    assert come_back(stage, provider, LENA, next=address).location == "/"


def test_a_provider_out_of_reach_is_said_to_be(house: House, clock: TestClock) -> None:
    with staged(with_settings(house, oidc_issuer="http://localhost:1"), clock) as stage:
        answer = send(stage.web, "/provider", form_at="/sign-in")
        assert (answer.status_code, "cannot be reached" in answer.text) == (503, True)


def test_a_provider_that_calls_itself_otherwise_is_not_spoken_to(
    house: House, clock: TestClock, provider: Provider
) -> None:
    with staged(
        with_settings(house, oidc_issuer=provider.issuer.replace("localhost", "127.0.0.1") + "/"), clock
    ) as stage:
        assert send(stage.web, "/provider", form_at="/sign-in").status_code == 503


@pytest.mark.parametrize(("place", "status"), [("moved", 503), ("new", 503), ("", 200)])
def test_a_provider_that_sends_us_elsewhere_is_not_followed(
    house: House, clock: TestClock, provider: Provider, place: str, status: int
) -> None:
    with staged(with_settings(house, oidc_issuer=f"{provider.issuer}/{place}".rstrip("/")), clock) as stage:
        assert send(stage.web, "/provider", form_at="/sign-in").status_code == status


def test_the_log_says_why_a_sign_in_failed_and_names_nobody(
    stage: Stage, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    come_back(stage, provider, "unverified")
    assert "sign-in through the provider failed: it did not verify the mail address" in caplog.text
    back = provider.signs_in(set_out(stage.web), HANNA)
    stage.web.get(without(back, "code", "a-code-nobody-may-see"))
    assert "sign-in through the provider failed: OAuthError" in caplog.text
    assert not any(
        secret in caplog.text.lower() for secret in ("hanna", "a-code-nobody", asked_for(back)["state"].lower())
    )


def test_one_browser_sets_out_ten_times(stage: Stage) -> None:
    for _ in range(10):
        set_out(stage.web)
    assert send(stage.web, "/provider", form_at="/sign-in").status_code == 429
    assert rows(stage, ProviderSignIn) == 10
    stage.clock.forward(minutes=10)
    set_out(stage.web)
    assert rows(stage, ProviderSignIn) == 1


def test_signing_in_gives_the_browser_a_new_token_and_ends_the_one_before(stage: Stage, provider: Provider) -> None:
    stage.sign_in("lena@acme.example")
    with stage.web.session_transaction() as session:
        before = session["token"]
    come_back(stage, provider, LENA)
    with stage.web.session_transaction() as session:
        assert session["token"] != before
    assert rows(stage, StaffSession) == 1


def test_where_no_provider_is_set_there_is_no_way_to_one(house: House, clock: TestClock) -> None:
    with staged(with_settings(house, oidc_issuer=""), clock) as stage:
        assert "Continue with" not in stage.web.get("/sign-in").text
        assert send(stage.web, "/provider", form_at="/sign-in").status_code == 404
        assert stage.web.get("/provider/return?state=x&code=y").status_code == 404
