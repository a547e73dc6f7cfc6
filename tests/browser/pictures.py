"""Take the pictures of README from the running demo: `python -m tests.browser.pictures`."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import DESKTOP, FLAGS, PHONE
from tests.browser.provide import provide
from tests.browser.site import Site, running
from tests.browser.test_staff import sign_in

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def take(browser: Browser, site: Site) -> None:
    """Take the phone page of a rep, and the home and trend of a leader."""
    rep = _page(browser, PHONE)
    rep.goto(site.rep_link.replace("?lang=de", ""))
    rep.locator("fieldset[data-question]").first.locator("label.option").nth(3).click()
    rep.screenshot(path=PICTURES / "rep.png")
    leader = _page(browser, DESKTOP)
    home = sign_in(site, leader, "team leader")
    leader.screenshot(path=PICTURES / "leader.png")
    leader.goto(f"{home}/trend/quota")
    leader.wait_for_function("() => document.querySelectorAll('.scatterlayer .trace').length > 0")
    leader.screenshot(path=PICTURES / "trend.png")


def _page(browser: Browser, size: dict[str, Any]) -> Page:
    return browser.new_context(**size).new_page()


def main() -> None:
    """Start the demo and take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=provide(), args=list(FLAGS))
        take(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
