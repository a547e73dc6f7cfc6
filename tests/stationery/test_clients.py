"""What mail programs do to HTML: they drop style sheets, load nothing, know old properties alone and cut long mails."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.mails import part, read
from tests.stationery.samples import samples

MAILS = {name: read(mail) for name, mail in samples().items()}
ELEMENTS = {
    "html", "head", "meta", "title", "body", "table", "tbody", "tr", "td", "h1", "h2", "p", "ul", "li", "a", "span",
    "br",
}  # fmt: skip
PROPERTIES = {
    "margin", "padding", "width", "max-width", "color", "background-color", "font-family", "font-size", "font-weight",
    "line-height", "text-align", "text-decoration", "word-break", "display", "border-radius", "mso-padding-alt",
}  # fmt: skip
"""Known to Outlook's Word, Gmail, Apple Mail and web mailers alike, or harmless where they are not."""
LARGEST = 20_000
"""Gmail hides what is beyond 102 kB, and with it the pause and the contact."""


class Markup(HTMLParser):
    """The elements of a mail, and the words a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.comments: list[str] = []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._hidden = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data.split()


@pytest.fixture(params=MAILS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def markup(name: str) -> Markup:
    return Markup(part(MAILS[name], "html"))


def styles(markup: Markup) -> Iterator[tuple[str, str, str]]:
    """Every property of every element: element, property, value."""
    for tag, attributes in markup.elements:
        for rule in filter(str.strip, attributes.get("style", "").split(";")):
            key, _, value = rule.partition(":")
            yield tag, key.strip(), value.strip()


def test_only_what_every_mail_program_knows_is_used(markup: Markup) -> None:
    assert {tag for tag, _ in markup.elements} <= ELEMENTS
    assert {key for _, key, _ in styles(markup)} <= PROPERTIES


def test_no_style_sheet_is_needed_and_nothing_is_loaded_or_run(name: str, markup: Markup) -> None:
    html = part(MAILS[name], "html")
    assert not re.search(r"<(style|link|img|script|iframe|object|svg|form|input|base)\b", html, re.IGNORECASE)
    assert not re.search(r"url\(|@import|@font-face|expression\(|javascript:|data:|cid:|\bon\w+=", html, re.IGNORECASE)
    assert not [
        attributes for _, attributes in markup.elements if {"src", "background", "srcset", "poster"} & {*attributes}
    ]


def test_tables_are_for_the_eye_alone_and_outlook_gets_600_pixels(markup: Markup) -> None:
    tables = [attributes for tag, attributes in markup.elements if tag == "table"]
    assert all(table.get("role") == "presentation" for table in tables)
    assert "max-width: 600px" in tables[1]["style"]
    opening, closing = markup.comments
    assert opening.startswith("[if mso]><table")
    assert 'width="600"' in opening
    assert opening.count("<t") == closing.count("</t") == 3


def test_every_ground_stands_in_an_attribute_too_and_every_colour_on_a_ground(markup: Markup) -> None:
    for tag, attributes in markup.elements:
        style = attributes.get("style", "")
        ground = re.search(r"background-color:\s*(#[0-9a-f]{6})", style)
        if tag in ("table", "td") and ground:
            assert attributes["bgcolor"] == ground[1]
    assert {value for _, key, value in styles(markup) if "color" in key} <= {
        "#f4f4f1", "#ffffff", "#1c2024", "#1f4e8c", "#50575e",
    }  # fmt: skip


def test_links_are_whole_and_stand_in_words_beside_the_button(markup: Markup) -> None:
    links = [attributes["href"] for tag, attributes in markup.elements if tag == "a"]
    assert all(link.startswith("https://pulse.acme.example/") for link in links)
    assert set(links) <= set(markup.words)
    assert links.count(links[0]) == 2


def test_both_parts_say_the_same_in_the_same_order(name: str, markup: Markup) -> None:
    said = [word.removesuffix(":") for word in part(MAILS[name], "plain").split()]
    assert said == [word.removesuffix(":") for word in markup.words]


def test_a_mail_is_short_machines_are_told_not_to_answer_and_its_language_is_named(name: str) -> None:
    mail = MAILS[name]
    assert len(mail.as_bytes()) < LARGEST
    assert mail["Auto-Submitted"] == "auto-generated"
    language = "de" if name.endswith("in de") else "en"
    assert mail["Content-Language"] == language
    assert f'<html lang="{language}">' in part(mail, "html")


def test_no_line_of_the_text_is_wider_than_a_terminal_but_links_and_long_names(name: str) -> None:
    for line in part(MAILS[name], "plain").splitlines():
        assert len(line) <= 72 or len(line.split()) == 1
