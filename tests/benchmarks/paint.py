"""What a leader waits for: the first contentful paint of the home, in a real browser, with years of waves behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.home import Company, company
from tests.benchmarks.organisation import teams
from tests.benchmarks.rounds import Say
from tests.benchmarks.rows import Quantity, Row, at_most
from tests.benchmarks.servers import HOST
from tests.browser.conftest import FLAGS, PHONE
from tests.browser.provide import provide

LONGEST_SECONDS = 1.0
PAINTED = """() => new Promise((resolve) => {
    new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName("first-contentful-paint")) resolve(entry.startTime / 1000);
    }).observe({type: "paint", buffered: true});
})"""


@dataclass(frozen=True)
class Size:
    """How many teams, how many answer in each, in how many waves, and how often each page is opened."""

    teams: int = 1_000
    answering: int = 10
    waves: int = 65
    times: int = 9


FULL = Size()


def measure(say: Say, size: Size = FULL) -> Iterator[Row]:
    """Open the homes of a team's leader and of the head of all teams on a phone that never saw them before."""
    with company(say, size.teams, size.answering, size.waves) as large, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=provide(), args=list(FLAGS))
        bare, first = _painted(browser, large, "/sign-in", "", size.times), teams(1)[0]
        for what, path in (("a team's leader", first.path), ("the head of all", next(iter(first.above)))):
            unit, cookie = large.signed_in(path)
            seconds = _painted(browser, large, f"/team/{unit}", cookie, size.times)
            yield Row(f"first paint for {what}", Quantity(seconds, "s"), goal=at_most(LONGEST_SECONDS))
            yield Row("  beside the sign-in page", Quantity(seconds, "s"), Quantity(bare, "s"))
        browser.close()


def _painted(browser: Browser, where: Company, path: str, cookie: str, times: int) -> float:
    """The median of so many first visits, in seconds."""
    return median(_paint(browser, f"http://{HOST}:{where.server.port}{path}", cookie) for _ in range(times))


def _paint(browser: Browser, address: str, cookie: str) -> float:
    headers = {"Cookie": cookie} if cookie else {}
    context = browser.new_context(**PHONE, extra_http_headers=headers)
    page = context.new_page()
    response = page.goto(address)
    assert response is not None
    assert (address, response.status) == (address, 200)
    seconds = float(page.evaluate(PAINTED))
    context.close()
    return seconds
