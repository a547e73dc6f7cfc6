"""A rep pauses from the mail: on a small phone, without script, in both languages, and comes back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, violations
from tests.browser.site import Site, message

LEAST_TARGET = 44


def pause_link(site: Site) -> str:
    """The address in some mail by which its reader pauses."""
    for file in sorted((site.folder / "demo" / "inbox").glob("*.eml")):
        if found := re.search(r"/r/pause/[\w-]+", message(file)["text"]):
            return site.web + found[0]
    raise AssertionError("No mail offers a pause.")


def test_one_press_pauses_and_one_comes_back_without_script(site: Site, window: Callable[..., Page]) -> None:
    page = window(PHONE | {"viewport": {"width": 320, "height": 640}}, java_script_enabled=False)
    page.goto(pause_link(site))
    page.get_by_role("button", name="Pause for three rounds").click()
    expect(page.get_by_role("status")).to_contain_text("you are paused")
    page.get_by_role("link", name="Deutsch").click()
    page.get_by_role("button", name="Mich wieder fragen").click()
    expect(page.get_by_role("status")).to_contain_text("Sie werden ab der nächsten Runde wieder gefragt")
    assert page.context.cookies() == []


def test_the_page_is_accessible_and_fits_a_small_phone(site: Site, window: Callable[..., Page]) -> None:
    page = window(PHONE | {"viewport": {"width": 320, "height": 640}})
    for language in ("en", "de"):
        page.goto(f"{pause_link(site)}?lang={language}")
        assert violations(page) == []
        assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 320
        targets = [one.bounding_box() for one in page.locator("button, nav a").all()]
        assert all(box is not None and box["height"] >= LEAST_TARGET for box in targets)
