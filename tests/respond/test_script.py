"""The page in a real Chromium: its script helps, keeps nothing too long and tells nobody the code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect, sync_playwright

from tests.browser.conftest import FLAGS, violations
from tests.browser.provide import provide
from tests.respond.stage import WAVE, Count, Stage
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.once]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SMALL = {"viewport": {"width": 320, "height": 640}}
CLUES = {
    "Ask anna.smith@acme.example": "an e-mail or web address",
    "See www.customer.example": "an e-mail or web address",
    "Call +49 171 2345678": "a phone number",
    "Mrs Miller never listens": "a person’s name",
    "Frau Müller hört nie zu": "a person’s name",
    "@anna knows": "a person’s name",
    "The €120k renewal": "a company or an amount of money",
    "Bolt GmbH wants a discount": "a company or an amount of money",
}
HARMLESS = ("Too many forms in 2026", "10 of 12 deals stall on price", "Unser Ziel ist zu hoch", "Pricing, please")
OVERFLOWING = "(all) => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
KEPT = "() => Object.values(sessionStorage).join()"


@dataclass(frozen=True)
class Phone:
    """A page in a browser, with what it asked of the network and complained about."""

    page: Page
    address: str
    asked: list[str]
    complaints: list[str]

    def open(self, query: str = "", code: str = "") -> None:
        self.page.goto(f"{self.address}{query}" + (f"#{code}" if code else ""))

    def tap(self, item: str, code: int | str) -> None:
        self.page.locator(f'label[for="{item}-{code}"]').click()

    def send(self) -> None:
        self.page.get_by_role("button", name="Send", exact=True).click()


@pytest.fixture(scope="module")
def playing() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(playing: Playwright) -> Iterator[Browser]:
    launched = playing.chromium.launch(executable_path=provide(), args=list(FLAGS))
    yield launched
    launched.close()


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    with Server().serving(stage.app) as here:
        yield f"{here}/w/{WAVE}"


@pytest.fixture
def phones(chromium: Browser, address: str) -> Iterator[Callable[..., Phone]]:
    """Get phones; a script error or a violation of the content policy on one fails the test."""
    contexts: list[BrowserContext] = []
    opened: list[Phone] = []

    def get(options: dict[str, Any] = PHONE, **more: Any) -> Phone:
        contexts.append(chromium.new_context(**{"timezone_id": "Europe/Berlin", **options, **more}))
        phone = Phone(contexts[-1].new_page(), address, [], [])
        phone.page.on("request", lambda request: phone.asked.append(request.url + str(request.headers)))
        phone.page.on("pageerror", lambda error: phone.complaints.append(str(error)))
        phone.page.on("console", lambda message: phone.complaints.append(message.text))
        opened.append(phone)
        return phone

    yield get
    for context in contexts:
        context.close()
    for phone in opened:
        assert [said for said in phone.complaints if not said.startswith("Failed to load resource")] == []


@pytest.fixture
def phone(phones: Callable[..., Phone]) -> Phone:
    return phones()


def test_the_link_from_the_mail_is_enough(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    expect(phone.page.locator("#code")).to_be_hidden()
    expect(phone.page.get_by_text("Your code came with the link.")).to_be_visible()
    phone.tap("S1.v1", 4)
    phone.tap("X1.v1", 5)
    phone.send()
    expect(phone.page.get_by_role("heading", name="Sent. Nothing links it to you.")).to_be_visible()
    assert stage.sheets()[0][1].answers == {"S1.v1": 4, "X1.v1": 5}


def test_the_code_leaves_the_address_bar_and_goes_to_nobody_until_it_is_sent(phone: Phone, stage: Stage) -> None:
    phone.open("?lang=en", stage.code(5))
    assert phone.page.url == f"{phone.address}?lang=en"
    assert phone.page.evaluate("() => history.length") <= 2
    phone.page.get_by_role("link", name="How it works").click()
    assert stage.code(5) not in "".join(phone.asked)


def test_a_code_in_groups_in_the_link_is_taken_too(phone: Phone, stage: Stage) -> None:
    code = stage.code(5)
    phone.open(code=f"{code[:13]}-{code[13:]}".lower())
    expect(phone.page.locator("#code-field")).to_have_value(code.lower())


def test_a_link_that_lost_its_code_shows_the_field(phone: Phone, stage: Stage) -> None:
    phone.open()
    field = phone.page.get_by_label("Your code")
    expect(field).to_be_visible()
    field.fill(stage.code(5))
    phone.tap("S1.v1", 4)
    phone.send()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()


def test_everything_works_without_a_script(phones: Callable[..., Phone], stage: Stage) -> None:
    phone = phones(java_script_enabled=False)
    phone.open()
    phone.tap("S1.v1", 2)
    phone.page.get_by_label("What is the one thing").fill("Shorter forms")
    phone.send()
    expect(phone.page.get_by_role("alert")).to_contain_text("Please choose how your comment may be used.")
    phone.page.get_by_label("Word for word").check()
    phone.page.get_by_label("Your code").fill(stage.code(5))
    phone.send()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()
    comment = stage.sheets()[0][1].comment
    assert comment is not None
    assert comment.text == "Shorter forms"


def test_the_draft_survives_a_reload_and_a_change_of_language(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    phone.tap("S1.v1", 4)
    phone.page.locator("textarea").fill("Half a thought")
    phone.page.reload()
    phone.page.get_by_role("link", name="Deutsch").click()
    expect(phone.page.locator('[id="S1.v1-4"]')).to_be_checked()
    expect(phone.page.locator("textarea")).to_have_value("Half a thought")
    expect(phone.page.locator("#code-field")).to_have_value(stage.code(5))


def test_the_draft_is_gone_once_it_is_sent_and_back_brings_nothing_back(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    phone.tap("S1.v1", 4)
    assert stage.code(5) in phone.page.evaluate(KEPT)
    phone.send()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()
    assert phone.page.evaluate(KEPT) == ""
    phone.page.go_back()
    expect(phone.page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    assert phone.page.locator(":checked").count() == 0
    expect(phone.page.locator("#code-field")).to_have_value("")


def test_forgetting_leaves_nothing_behind(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    phone.tap("S1.v1", 4)
    phone.page.locator("textarea").fill("Half a thought")
    phone.page.get_by_role("button", name="Forget draft").click()
    expect(phone.page.get_by_text("Forgotten.")).to_be_visible()
    assert phone.page.evaluate(KEPT) == ""
    assert phone.page.locator(":checked").count() == 0
    expect(phone.page.locator("textarea")).to_have_value("")
    expect(phone.page.locator("#code-field")).to_have_value("")


def test_another_persons_link_in_the_same_tab_finds_no_draft(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    phone.tap("S1.v1", 4)
    phone.open(code=stage.code(6))
    phone.page.reload()
    assert phone.page.locator(":checked").count() == 0
    expect(phone.page.locator("#code-field")).to_have_value(stage.code(6))


def test_a_page_that_was_not_sent_keeps_everything_and_says_so(phone: Phone, stage: Stage) -> None:
    phone.open(code="0" * 26)
    phone.tap("S1.v1", 4)
    phone.page.locator("textarea").fill("A thought")
    phone.page.get_by_label("Skip my manager").check()
    phone.send()
    summary = phone.page.get_by_role("alert")
    expect(summary).to_contain_text("This code does not belong to this round.")
    expect(summary).to_be_focused()
    expect(phone.page.locator("#code")).to_be_visible()
    expect(phone.page.locator('[id="S1.v1-4"]')).to_be_checked()
    phone.page.get_by_label("Your code").fill(stage.code(5))
    phone.send()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()
    assert stage.count() == Count(ballots=1, decoys=0, redeemed=1)


def test_the_progress_counts_what_is_answered(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    expect(phone.page.locator(".progress")).to_have_text("0 of 9")
    phone.tap("S1.v1", 4)
    phone.tap("S1.v1", 5)
    phone.tap("X1.v1", "none")
    expect(phone.page.locator(".progress")).to_have_text("2 of 9")


def test_the_characters_left_are_counted(phone: Phone) -> None:
    phone.open()
    phone.page.locator("textarea").fill("x" * 100)
    expect(phone.page.locator("#text-hint")).to_contain_text("180 characters left")


def test_what_may_give_the_author_away_is_said_before_sending(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    phone.page.get_by_label("Word for word").check()
    for comment, clue in CLUES.items():
        phone.page.locator("textarea").fill(comment)
        phone.send()
        expect(phone.page.locator("#warning").get_by_role("listitem")).to_have_text([clue])
    assert stage.count().ballots == 0
    phone.page.get_by_role("button", name="Send it as it is").click()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()


def test_a_harmless_comment_is_sent_at_once(phone: Phone, stage: Stage) -> None:
    for person, comment in enumerate(HARMLESS):
        phone.open(code=stage.code(person))
        phone.page.locator("textarea").fill(comment)
        phone.page.get_by_label("Word for word").check()
        phone.send()
        expect(phone.page.get_by_text("Sent.")).to_be_visible()
    assert stage.count().ballots == len(HARMLESS)


def test_a_comment_can_be_changed_after_the_warning(phone: Phone, stage: Stage) -> None:
    phone.open(code=stage.code(5))
    phone.page.locator("textarea").fill("Mr Smith is late")
    phone.page.get_by_label("Word for word").check()
    phone.send()
    phone.page.get_by_role("button", name="Change the comment").click()
    expect(phone.page.locator("textarea")).to_be_focused()
    phone.page.locator("textarea").fill("My manager is late")
    expect(phone.page.locator("#warning")).to_be_hidden()
    phone.send()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()


def test_an_impatient_second_tap_sends_nothing_more(phone: Phone, stage: Stage) -> None:
    held: list[Route] = []
    phone.page.route("**/w/*", lambda route: held.append(route) if route.request.method == "POST" else route.fallback())
    phone.open(code=stage.code(5))
    phone.tap("S1.v1", 4)
    phone.page.evaluate(
        "() => { for (const wait of [0, 200]) setTimeout(() => document.querySelector('#send button').click(), wait); }"
    )
    phone.page.wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()
    assert stage.count() == Count(ballots=1, decoys=0, redeemed=1)


def test_a_browser_that_forbids_storage_still_sends(phones: Callable[..., Phone], stage: Stage) -> None:
    phone = phones()
    phone.page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})")
    phone.open(code=stage.code(5))
    phone.tap("S1.v1", 4)
    phone.send()
    expect(phone.page.get_by_text("Sent.")).to_be_visible()


def test_times_are_shown_in_the_readers_own_zone(phones: Callable[..., Phone]) -> None:
    phone = phones(timezone_id="America/New_York")
    phone.open()
    expect(phone.page.locator(".until")).to_contain_text("Tuesday 10 February at 03:00")


def test_the_first_paint_needs_one_request(phones: Callable[..., Phone]) -> None:
    phone = phones()
    phone.page.route("**/static/**", lambda route: route.abort())
    phone.page.goto(phone.address, wait_until="commit")
    expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.page.get_by_role("heading", level=1)).to_have_css("font-weight", "680")


def test_the_keyboard_is_enough(phones: Callable[..., Phone], stage: Stage) -> None:
    phone = phones({"viewport": {"width": 1280, "height": 900}})
    phone.open(code=stage.code(5))
    phone.page.locator('[id="S1.v1-1"]').focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Space", "ArrowDown"):
        phone.page.keyboard.press(key)
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_text("Sent.")).to_be_visible()
    assert stage.sheets()[0][1].answers == {"S1.v1": 3, "S2.v1": 2}


def test_nothing_overflows_at_320_pixels(phones: Callable[..., Phone]) -> None:
    phone = phones(SMALL)
    for query in ("", "?lang=de", "/how", "/how?lang=de", "/thanks"):
        phone.open(query)
        assert phone.page.evaluate("() => document.documentElement.scrollWidth") <= 320
        assert phone.page.eval_on_selector_all(".option", OVERFLOWING) == 0


def test_everything_to_tap_is_at_least_44_pixels_high(phone: Phone) -> None:
    phone.open()
    heights = "(all) => all.filter(one => one.offsetParent).map(one => one.getBoundingClientRect().height)"
    for tapped in (".option", "button", "input:not([type=radio])", "textarea", ".foot nav a"):
        assert min(phone.page.eval_on_selector_all(tapped, heights), default=44) >= 44, tapped


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(phones: Callable[..., Phone], scheme: str) -> None:
    phone = phones(color_scheme=scheme)
    for query in ("", "?lang=de", "/how", "/thanks", "X"):
        phone.open(query)
        assert violations(phone.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_what_speaks_up(phones: Callable[..., Phone], stage: Stage, scheme: str) -> None:
    phone = phones(color_scheme=scheme)
    phone.open(code="0" * 26)
    phone.tap("S1.v1", 4)
    phone.page.locator("textarea").fill("Mr Smith, +49 171 2345678, a@b.example, €5")
    phone.page.get_by_label("Word for word").check()
    phone.send()
    assert violations(phone.page) == []
    phone.page.get_by_role("button", name="Send it as it is").click()
    expect(phone.page.locator("#problems")).to_be_visible()
    assert violations(phone.page) == []
    phone.page.get_by_role("button", name="Forget draft").click()
    assert violations(phone.page) == []
