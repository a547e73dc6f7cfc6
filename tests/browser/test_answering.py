"""From the mail to an answered theme, on a phone, with no instructions."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import violations
from tests.browser.site import Site
from tests.browser.test_staff import sign_in

WORDS = "The discount rules are set for this year. We look at them again in January."


@pytest.fixture
def home(site: Site, phone: Page) -> str:
    return sign_in(site, phone, "team leader")


def test_a_leader_answers_the_most_urgent_theme_from_home(home: str, phone: Page) -> None:
    phone.get_by_role("link", name=re.compile("Answer now")).click()
    phone.get_by_label(re.compile("No, because")).check()
    expect(phone.get_by_label("Who does it")).not_to_be_visible()
    phone.get_by_label("What the team reads").fill(WORDS)
    assert violations(phone) == []
    phone.get_by_role("button", name="Read it once more").click()
    expect(phone.get_by_role("heading", name="Your whole team will read this")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_role("button", name="Publish").click()
    phone.wait_for_url(re.compile(r"/comments#theme-"))
    expect(phone.get_by_text(WORDS)).to_be_visible()
    assert violations(phone) == []


def test_the_page_of_promises_fits_a_phone(home: str, phone: Page) -> None:
    phone.goto(f"{home}/promises")
    assert violations(phone) == []
    assert phone.evaluate("() => document.scrollingElement.scrollWidth <= window.innerWidth")
