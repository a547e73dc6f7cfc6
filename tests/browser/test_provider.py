"""Through a real provider with a real browser: what content policies and cookies allow, and what readers are shown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from pydantic import SecretStr

from pulse.house import House
from tests.accounts.provider import Provider
from tests.accounts.provider import running as provider_running
from tests.browser.conftest import PHONE, violations
from tests.conftest import TestClock
from tests.dashboards.stage import Stage, staged
from tests.serving import Server

pytestmark = pytest.mark.once

THEME = "/hr/themes/price"


@pytest.fixture
def clock() -> TestClock:
    """The time it is: the provider has no other."""
    return TestClock(datetime.now(UTC))


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_running() as started:
        yield started


@pytest.fixture
def stage(house: House, clock: TestClock, provider: Provider) -> Iterator[Stage]:
    """An organisation whose web listens where the provider leads back to."""
    provider.tamper()
    server = Server("localhost")
    known = {"oidc_client_id": "pulse", "oidc_client_secret": SecretStr("a secret shared with the provider")}
    known |= {"oidc_issuer": provider.issuer, "base_url": server.address}
    settings = house.settings.model_copy(update=known)
    with staged(replace(house, settings=settings), clock) as ready, server.serving(ready.app):
        yield ready


@pytest.fixture
def page(stage: Stage, browser: Browser) -> Iterator[Page]:
    """A phone that complains of nothing on our own pages; the provider's are its own matter."""
    ours, complaints = stage.house.settings.base_url, list[str]()
    context = browser.new_context(**PHONE, base_url=ours)
    opened = context.new_page()

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error" and ours in opened.url:
            complaints.append(said.text)

    opened.on("console", listen)
    yield opened
    context.close()
    assert [complaint for complaint in complaints if "status of 4" not in complaint] == []


def go_by_the_provider(page: Page, sub: str) -> None:
    """Press our button, and fill in the provider's form."""
    assert violations(page) == []
    page.get_by_role("button", name="Continue with your company account").click()
    page.wait_for_url("**/oauth2/authorize**")
    page.fill("input[name=sub]", sub)
    page.get_by_role("button", name="Authorize").click()


def test_a_leader_signs_in_with_the_company_account(stage: Stage, page: Page) -> None:
    team = f"/team/{stage.code('Sales / South / Munich')}"
    page.goto(team)
    go_by_the_provider(page, "lena")
    page.wait_for_url(f"**{team}")
    assert page.get_by_role("heading", name="Munich").is_visible()


def test_hr_proves_anew_and_sends_what_was_entered(stage: Stage, page: Page, provider: Provider) -> None:
    provider.tamper(claims={"auth_time": None})
    page.goto(THEME)
    go_by_the_provider(page, "hanna")
    page.wait_for_url(f"**{THEME}")
    page.fill("input[name=label_en]", "What it costs")
    page.get_by_role("button", name="See what would move").click()
    page.get_by_role("button", name="Save for the next wave").click()
    page.wait_for_url("**/prove")
    assert page.evaluate("() => document.scrollingElement.scrollWidth <= window.innerWidth")
    provider.tamper()
    go_by_the_provider(page, "hanna")
    page.wait_for_url("**/prove/carry-on")
    assert violations(page) == []
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url(re.compile(r"/hr/themes$"))
    assert page.get_by_text("What it costs").first.is_visible()
