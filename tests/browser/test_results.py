"""A rep opens the results from the mail: on a phone, without script, in both languages, with nothing left behind."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.browser.site import Site, message

LEAST_TARGET = 44
MOST_BYTES = 60_000


def team_link(site: Site) -> str:
    """The address in the newest mail that leads somebody to the results of their group."""
    for file in sorted((site.folder / "demo" / "inbox").glob("*.eml"), reverse=True):
        if found := re.search(r"/r/(?!pause/)[\w-]+", message(file)["text"]):
            return site.web + found[0]
    raise AssertionError("No mail led anybody to results.")


def test_results_are_accessible_on_both_sizes_and_in_both_languages(site: Site, window: Callable[..., Page]) -> None:
    for size in (PHONE, DESKTOP):
        page = window(size)
        for language in ("en", "de"):
            page.goto(f"{team_link(site)}?lang={language}")
            expect(page.locator("html")).to_have_attribute("lang", language)
            assert violations(page) == []


def test_results_need_no_script_and_set_no_cookie(site: Site, window: Callable[..., Page]) -> None:
    page = window(PHONE, java_script_enabled=False)
    page.goto(team_link(site))
    assert page.locator("script").count() == 0
    assert page.locator(".score").count() == 4
    assert page.context.cookies() == []
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Was das Team sagt")).to_be_visible()
    page.get_by_role("link", name="So funktioniert es").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("So funktioniert es")


def test_results_fit_a_small_screen_and_a_thumb(site: Site, window: Callable[..., Page]) -> None:
    page = window(PHONE | {"viewport": {"width": 320, "height": 640}})
    received: list[Response] = []

    def note(response: Response) -> None:
        received.append(response)

    page.on("response", note)
    page.goto(f"{team_link(site)}?lang=de")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 320
    boxes = [link.bounding_box() for link in page.locator("nav a").all()]
    assert all(box is not None and box["height"] >= LEAST_TARGET for box in boxes)
    assert sum(len(response.body()) for response in received) <= MOST_BYTES
    assert all(response.url.startswith(site.web) for response in received)


def test_a_link_that_is_not_valid_says_what_to_do(site: Site, phone: Page) -> None:
    phone.goto(f"{team_link(site)[:-1]}?lang=de")
    expect(phone.locator("main")).to_contain_text("neuesten Mail mit Ergebnissen")
    assert violations(phone) == []
