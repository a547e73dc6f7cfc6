"""Mails as a mail program shows them: narrow and wide, in the light and in the dark, with nothing loaded."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route

from tests.browser.conftest import AXE
from tests.mails import part, read
from tests.stationery.samples import samples

# German words are the longer ones; the second reminder is the first.
MAILS = {
    name: part(read(mail), "html")
    for name, mail in samples().items()
    if not name.endswith("in en") and "second" not in name
}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
LEAST_TARGET = 44
LEAST_CONTRAST = 4.5
CONTRASTS = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = parse(getComputedStyle(at).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return null;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.textContent.trim()) continue;
    const element = walker.currentNode.parentElement, below = ground(element);
    if (!below) { found.push(0); continue; }
    const two = [light(parse(getComputedStyle(element).color)), light(below)].sort((a, b) => b - a);
    found.push((two[0] + 0.05) / (two[1] + 0.05));
  }
  return found;
}"""
"""The contrast of every text with the ground that is painted behind it; 0 where the mail paints none."""


@pytest.fixture(params=MAILS)
def html(request: pytest.FixtureRequest) -> str:
    return MAILS[request.param]


@pytest.fixture
def show(window: Callable[..., Page], html: str) -> Callable[..., tuple[Page, list[str]]]:
    """Show the mail in a window that reaches nothing; what it asks for all the same is listed."""

    def shown(size: dict[str, Any], **options: Any) -> tuple[Page, list[str]]:
        page, asked = window(size, **options), list[str]()

        def refuse(route: Route, request: Request) -> None:
            asked.append(request.url)
            route.abort()

        page.route("**/*", refuse)
        page.set_content(html)
        return page, asked

    return shown


Show = Callable[..., tuple[Page, list[str]]]


def test_a_narrow_phone_shows_all_of_it_without_scrolling_aside(show: Show) -> None:
    page, asked = show(NARROW)
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 320
    assert asked == []


def test_a_wide_screen_keeps_lines_short(show: Show) -> None:
    page, _ = show(WIDE)
    sheet = page.locator(".letter").bounding_box()
    assert sheet is not None
    assert sheet["width"] == 600
    assert abs(sheet["x"] - (1280 - 600) / 2) < 1


def test_a_program_that_takes_the_names_of_classes_away_shows_the_same(show: Show) -> None:
    page, _ = show(NARROW)
    before = page.screenshot(full_page=True)
    page.evaluate("() => { for (const one of document.querySelectorAll('[class]')) one.removeAttribute('class') }")
    assert page.screenshot(full_page=True) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_legible_on_its_own_ground_in_the_light_and_in_the_dark(show: Show, scheme: str) -> None:
    page, _ = show(NARROW, color_scheme=scheme)
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 5
    assert min(contrasts) >= LEAST_CONTRAST


def test_a_program_that_drops_every_style_of_grounds_still_shows_dark_on_light(show: Show) -> None:
    page, _ = show(NARROW, color_scheme="dark")
    page.evaluate("() => { for (const one of document.querySelectorAll('*')) one.style.backgroundColor = '' }")
    assert min(page.evaluate(CONTRASTS)) >= LEAST_CONTRAST


def test_the_button_is_large_enough_for_a_thumb(show: Show) -> None:
    page, _ = show(NARROW)
    button = page.locator(".press a").bounding_box()
    assert button is not None
    assert button["height"] >= LEAST_TARGET
    assert button["width"] >= LEAST_TARGET


def test_a_screen_reader_meets_no_obstacle(show: Show) -> None:
    page, _ = show(NARROW)
    page.evaluate(AXE.read_text("utf-8") + ";0")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [violation["id"] for violation in found["violations"]] == []
