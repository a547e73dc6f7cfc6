"""A real Chromium in front of the demo organisation."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.provide import provide
from tests.browser.site import Site, running

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site")) as started:
        yield started


# No longer than a module: another module may start a browser of its own, and one thread holds one Playwright.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=provide(), args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages of a size; any console error or page error in one fails the test, a CSP violation among them."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(size: dict[str, Any], **options: Any) -> Page:
        context = browser.new_context(**size, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    # A refused form answers 4xx on purpose; Chromium reports every such status as an error.
    assert [complaint for complaint in complaints if "status of 4" not in complaint] == []


@pytest.fixture
def phone(window: Callable[..., Page]) -> Page:
    return window(PHONE)


@pytest.fixture
def desktop(window: Callable[..., Page]) -> Page:
    return window(DESKTOP)


def violations(page: Page) -> list[str]:
    """What axe finds on the page, but not in frames, where no script may run: rule, and the places it was broken at."""
    page.evaluate(AXE.read_text("utf-8") + ";0")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("(tags) => axe.run({runOnly: tags, iframes: false})", tags)
    return [f"{v['id']}: {[node['target'] for node in v['nodes']]}" for v in found["violations"]]
