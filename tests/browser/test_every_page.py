"""Every page of staff that links lead to: no fault that axe finds, nothing wider than a phone, nothing heavy."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, violations
from tests.browser.site import Site
from tests.browser.test_staff import newer, sign_in

NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
HEAVIEST = 300_000
WORDS = "The total stays this year; how it is split is what we look at in the next planning."
LEFT_OUT = ("/invitation", "/static/", "/hr/exports/", "/books", ".json", "/w/", "/sign-", "/download", ".csv")


@pytest.mark.parametrize("role", ["team leader", "head of sales", "HR"])
def test_every_page_is_sound(site: Site, window: Callable[..., Page], role: str) -> None:
    page = window(NARROW)
    wrong, seen = [], 0
    for address in _pages(page, sign_in(site, page, role)):
        seen += 1
        wrong += [f"{address}: {fault}" for fault in violations(page)]
        if page.evaluate("() => document.scrollingElement.scrollWidth > window.innerWidth"):
            wrong.append(f"{address}: wider than {NARROW['viewport']}")
        if len(page.content().encode()) > HEAVIEST:
            wrong.append(f"{address}: heavier than {HEAVIEST} bytes")
    assert wrong == []
    assert seen >= 8


def test_a_leader_answers_a_theme_from_the_mail_on_a_phone(site: Site, phone: Page) -> None:
    mail = site.mail_text(site.leader("team leader"), "Die Ergebnisse sind da")
    assert "wartet auf Antworten" in mail
    phone.goto(re.findall(r"http\S+", mail)[0])
    phone.fill("input[name=email]", site.leader("team leader"))
    before = site.mail_text(site.leader("team leader"), "ign in")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/sign-in/code")
    phone.goto(re.findall(r"http\S+/sign-in/\S+", newer(site, site.leader("team leader"), before))[0])
    phone.locator("main form button").click()
    phone.get_by_role("link", name=re.compile("Answer now")).first.click()
    phone.get_by_label(re.compile("No, because")).check()
    phone.get_by_label("What the team reads").fill(WORDS)
    phone.get_by_role("button", name="Read it once more").click()
    expect(phone.locator("main")).to_contain_text("Your whole team will read this")
    assert violations(phone) == []
    phone.get_by_role("button", name="Publish").click()
    expect(phone.locator("main")).to_contain_text(WORDS)


def _pages(page: Page, start: str) -> Iterator[str]:
    """Follow links from a page of somebody signed in; pages of one kind are built alike, so one of each is enough."""
    waiting, known, kinds = [start], {_plain(start)}, set[str]()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"(?<=/)[0-9A-Z]{8,}(?=/|$)|(?<=/themes/)\w+|(?<=/trend/)[a-z]\d+", "*", urlsplit(address).path)
        if kind in kinds:
            continue
        kinds.add(kind)
        response = page.goto(address)
        assert response is not None
        assert (address, response.status) == (address, 200)
        yield address
        for link in page.eval_on_selector_all("a[href]", "(links) => links.map((link) => link.getAttribute('href'))"):
            found = urljoin(address, str(link))
            same = urlsplit(found).netloc == urlsplit(start).netloc
            if same and _plain(found) not in known and not any(part in found for part in LEFT_OUT):
                known.add(_plain(found))
                waiting.append(found)


def _plain(address: str) -> str:
    return urlsplit(address)._replace(fragment="").geturl()
