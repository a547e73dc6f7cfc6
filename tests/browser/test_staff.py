"""Leaders and HR sign in by mail and see what was published, on a phone and on a desktop."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.browser.site import Site, answers

MAIL_SECONDS = 15
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def sign_in(site: Site, page: Page, role: str) -> str:
    """Sign in through the inbox as a person would; return the address of the first page."""
    email = site.leader(role)
    before = site.mail_text(email, "ign in")
    page.goto(f"{site.web}/sign-in")
    assert violations(page) == []
    page.fill("input[name=email]", email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code")
    assert violations(page) == []
    page.goto(re.findall(r"http\S+/sign-in/\S+", newer(site, email, before))[0])
    assert violations(page) == []
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/(team|hr)"))
    return page.url


def newer(site: Site, email: str, before: str) -> str:
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        text = site.mail_text(email, "ign in")
        if text and text != before:
            return text
        time.sleep(0.1)
    raise AssertionError("The sign-in mail did not arrive.")


@SIZES
def test_a_team_leader_sees_the_team(site: Site, window: Callable[..., Page], size: dict[str, object]) -> None:
    page = window(size)
    home = sign_in(site, page, "team leader")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Berlin")
    assert violations(page) == []
    page.goto(f"{home}/trend/quota")
    page.wait_for_function("() => document.querySelectorAll('.scatterlayer .trace').length > 0")
    assert page.locator("table").count() >= 1
    assert violations(page) == []
    for path in ("/trend", "/trend/pulse", "/comments"):
        page.goto(home + path)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Berlin")
        assert violations(page) == []
        assert page.evaluate("() => document.scrollingElement.scrollWidth <= window.innerWidth")


@SIZES
def test_the_head_of_sales_sees_all_teams_beside_one_another(
    site: Site, window: Callable[..., Page], size: dict[str, object]
) -> None:
    page = window(size)
    home = sign_in(site, page, "head of sales")
    page.goto(f"{home}/map")
    expect(page.get_by_role("table")).to_contain_text("Stockholm")
    expect(page.get_by_role("table")).to_contain_text("counted above")
    assert violations(page) == []


def test_hr_downloads_what_was_published(site: Site, desktop: Page) -> None:
    sign_in(site, desktop, "HR")
    assert violations(desktop) == []
    desktop.goto(f"{site.web}/hr/exports")
    assert violations(desktop) == []
    with desktop.expect_download() as download:
        desktop.get_by_role("button", name=re.compile("XLSX")).first.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_the_sign_in_code_works_where_the_link_does_not(site: Site, phone: Page) -> None:
    email = site.leader("regional leader")
    before = site.mail_text(email, "ign in")
    phone.goto(f"{site.web}/sign-in")
    phone.fill("input[name=email]", email)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/sign-in/code")
    code = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", newer(site, email, before))[0]
    phone.fill("input[name=code]", code)
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/team/**")


def test_the_inbox_shows_the_mail_as_a_mail_program_would(site: Site, desktop: Page) -> None:
    desktop.goto(f"{site.inbox}/?to={site.guide['rep']}")
    desktop.get_by_role("link").first.click()
    expect(desktop.frame_locator("iframe").get_by_role("link").first).to_be_visible()


def test_everything_answers_while_the_demo_runs(site: Site) -> None:
    assert all(answers(address) for address in (f"{site.web}/healthz", f"{site.web}/readyz", site.inbox))
