"""Every page of staff that links lead to: no fault that axe finds, nothing wider than a phone, nothing heavy."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, violations
from tests.browser.site import Site
from tests.browser.test_staff import sign_in

NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
HEAVIEST = 300_000
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
