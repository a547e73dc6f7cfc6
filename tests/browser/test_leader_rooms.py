"""The mirror, coaching, the playbook and the pictures of trends: by keyboard, on a narrow phone and on paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, PdfMargins, expect

from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.browser.site import Site
from tests.browser.test_staff import sign_in

NARROW = {**PHONE, "viewport": {"width": 320, "height": 640}}
SIZES = pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow phone", "desktop"])
PAGE = re.compile(rb"/Type\s*/Page[^s]")
MARGINS: PdfMargins = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}


@SIZES
def test_the_pages_of_a_leader_fit_and_read_well(
    site: Site, window: Callable[..., Page], size: dict[str, object]
) -> None:
    page = window(size)
    home = sign_in(site, page, "team leader")
    for path in ("", "/mirror", "/coaching", "/playbook", "/trend/safety"):
        page.goto(home + path)
        assert violations(page) == []
        assert page.evaluate("() => document.scrollingElement.scrollWidth <= window.innerWidth")
        for panel in page.locator("main details").all():
            panel.evaluate("(panel) => { panel.open = true }")
        assert violations(page) == []


def test_a_leader_predicts_with_the_keyboard_alone(site: Site, desktop: Page) -> None:
    home = sign_in(site, desktop, "team leader")
    desktop.goto(f"{home}/mirror")
    desktop.get_by_label("Safety").focus()
    names = desktop.locator(".predict input[type=number]").count()
    for _ in range(names):
        desktop.keyboard.press("Control+A")
        desktop.keyboard.type("70")
        desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#predict + p")).to_contain_text("Your prediction is kept.")
    expect(desktop.get_by_label("Product")).to_have_value("70")


def test_the_switch_of_a_trend_works_by_keyboard_and_the_picture_can_be_saved(
    site: Site, desktop: Page, tmp_path: Path
) -> None:
    home = sign_in(site, desktop, "team leader")
    desktop.goto(f"{home}/trend/safety")
    desktop.get_by_role("link", name="Steadied", exact=True).focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".switch [aria-current]")).to_have_text("Steadied")
    desktop.wait_for_function("() => document.querySelectorAll('.scatterlayer .trace').length === 2")
    with desktop.expect_download() as saving:
        desktop.get_by_role("button", name="Save as image").click()
    saving.value.save_as(tmp_path / "trend.svg")
    drawn = (tmp_path / "trend.svg").read_text("utf-8")
    assert drawn.startswith("<svg")
    assert "Safety" in drawn


@pytest.mark.parametrize("path", ["", "/trend/safety", "/mirror"])
def test_a_page_prints_to_two_sheets_at_most(site: Site, desktop: Page, path: str) -> None:
    home = sign_in(site, desktop, "team leader")
    desktop.goto(home + path, wait_until="networkidle")
    assert len(PAGE.findall(desktop.pdf(format="A4", margin=MARGINS))) <= 2
