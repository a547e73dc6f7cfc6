"""A rep answers: with script and without, by touch and by keyboard, and nothing is lost when it goes wrong."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.browser.site import Site

MOST_BYTES = 60_000
LEAST_TARGET = 44


def questions(page: Page) -> int:
    return page.locator("fieldset[data-question]").count()


def tick_everything(page: Page) -> None:
    for index in range(questions(page)):
        page.locator("fieldset[data-question]").nth(index).locator("label.option").nth(1).click()


def test_the_code_leaves_the_address_bar_and_its_field(site: Site, phone: Page) -> None:
    phone.goto(site.rep_link)
    expect(phone.locator("#code")).to_be_hidden()
    assert "#" not in phone.url
    code = site.rep_link.split("#")[1]
    assert phone.locator("#code-field").input_value().replace("-", "") == code
    assert violations(phone) == []


def test_one_request_before_the_first_paint_and_at_most_sixty_kilobytes(site: Site, phone: Page) -> None:
    received: list[Response] = []

    def note(response: Response) -> None:
        received.append(response)

    phone.on("response", note)
    phone.goto(site.rep_link)
    phone.wait_for_load_state("networkidle")
    assert sum(len(response.body()) for response in received) <= MOST_BYTES
    assert all(response.url.startswith(site.web) for response in received)
    kinds = {response.request.resource_type for response in received}
    blocking = kinds - {"document", "script", "image", "other"}
    assert blocking == set()
    assert phone.locator("script:not([defer])").count() == 0


def test_every_answer_is_wide_enough_for_a_thumb(site: Site, phone: Page) -> None:
    phone.goto(site.rep_link)
    boxes = [option.bounding_box() for option in phone.locator("label.option").all()]
    assert boxes
    assert all(box is not None and min(box["height"], box["width"]) >= LEAST_TARGET for box in boxes)


def test_the_page_fits_a_screen_of_320_pixels(site: Site, window: Callable[..., Page]) -> None:
    page = window(PHONE | {"viewport": {"width": 320, "height": 640}})
    for path in (site.rep_link, re.sub(r"\?.*", "/how", site.rep_link)):
        page.goto(path)
        assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 320


def test_an_empty_sheet_is_refused_without_script_and_everything_entered_stays(
    site: Site, window: Callable[..., Page]
) -> None:
    page = window(PHONE, java_script_enabled=False)
    page.goto(site.rep_link)
    expect(page.locator("#code")).to_be_visible()
    page.fill("#code-field", "not a code")
    page.locator("textarea").fill("Ein Satz, der nicht verloren gehen darf.")
    page.locator("label.option").first.click()
    page.click("#send button")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("textarea").input_value() == "Ein Satz, der nicht verloren gehen darf."
    assert page.locator("input[type=radio]:checked").count() == 1
    assert page.locator("#code-field").input_value() == "not a code"


def test_the_language_is_switched_without_losing_the_code(site: Site, phone: Page) -> None:
    phone.goto(site.rep_link)
    expect(phone.locator("html")).to_have_attribute("lang", "de")
    phone.get_by_role("link", name="English").click()
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    assert phone.locator("#code-field").input_value() != ""
    expect(phone.locator("#code")).to_be_hidden()


def test_how_it_works_is_accessible_on_both_sizes(site: Site, window: Callable[..., Page]) -> None:
    for size in (PHONE, DESKTOP):
        page = window(size)
        page.goto(re.sub(r"\?.*", "/how", site.rep_link))
        assert violations(page) == []


def test_a_comment_with_an_address_is_asked_about_before_it_is_sent(site: Site, phone: Page) -> None:
    phone.goto(site.rep_link)
    tick_everything(phone)
    phone.locator("textarea").fill("Bitte an jo.doe@acme.example wenden.")
    phone.locator("label[for=visibility-words]").click()
    phone.click("#send button")
    expect(phone.locator("#warning")).to_be_visible()
    assert "/thanks" not in phone.url
    assert violations(phone) == []


def test_a_rep_answers_with_script_on_a_phone_and_the_back_button_brings_nothing_back(site: Site, phone: Page) -> None:
    phone.goto(site.rep_link)
    number = questions(phone)
    tick_everything(phone)
    expect(phone.locator("#progress")).to_have_text(re.compile(rf"{number} \w+ {number}"))
    phone.click("#send button")
    phone.wait_for_url("**/thanks**")
    assert violations(phone) == []
    phone.go_back()
    assert phone.locator("input[type=radio]:checked").count() == 0


def test_a_rep_answers_without_script_by_keyboard_alone(site: Site, window: Callable[..., Page]) -> None:
    page = window(DESKTOP, java_script_enabled=False)
    page.goto(site.rep_link.split("#")[0])
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("input[type=radio]:checked").count() == 1
    page.locator("#code-field").focus()
    page.keyboard.type(site.rep_link.split("#")[1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks**")
