"""Pages taken apart: elements, and the lines a reader sees, each at its place. Imports nothing of the program."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Union

INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "small", "span", "strong", "time", "u"}
VOID = {"br", "hr", "img", "input", "link", "meta"}
UNSEEN = {"script", "style", "svg"}
ROW = "score"
"""The class of a measure's row: each of its parts is a line of its own."""


@dataclass(eq=False)
class Element:
    """An element of a page, with what it stands in and what stands in it, in order."""

    tag: str
    attributes: dict[str, str]
    above: "Element | None" = None
    content: list[Union["Element", str]] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def is_block(self) -> bool:
        """Whether its text is a line of its own."""
        in_row = self.above is not None and ROW in self.above.classes
        return self.tag not in INLINE or ROW in self.classes or in_row

    def chain(self) -> Iterator["Element"]:
        """The element, the one it stands in, and so on up."""
        step: Element | None = self
        while step is not None:
            yield step
            step = step.above

    def within(self, tag: str, name: str = "") -> "Element | None":
        """The nearest element around, or itself, with this tag and class."""
        return next((one for one in self.chain() if one.tag == tag and (not name or name in one.classes)), None)

    def walk(self) -> Iterator["Element"]:
        """The element and all below it, in the order of the page."""
        yield self
        for one in self.content:
            if isinstance(one, Element):
                yield from one.walk()

    def find(self, tag: str, name: str = "") -> "Element | None":
        """The first element below with this tag and class."""
        return next((one for one in self.walk() if one.tag == tag and (not name or name in one.classes)), None)

    @property
    def text(self) -> str:
        """All the text below, in one line."""
        return plain(" ".join(_pieces(self, all_of_it=True)))

    @property
    def own(self) -> str:
        """The text that stands in no element further down."""
        return plain(" ".join(one for one in self.content if isinstance(one, str)))

    @property
    def line(self) -> str:
        """The text that is not a line of its own further down."""
        return plain(" ".join(_pieces(self, all_of_it=False)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.content.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.content.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        opened = self.here.within(tag)
        if opened is not None and opened.above is not None:
            self.here = opened.above

    def handle_data(self, data: str) -> None:
        self.here.content.append(data)


def parsed(text: str) -> Element:
    """Take a page apart."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


def lines(page: Element) -> Iterator[tuple[Element, str]]:
    """Every line of a page that is not empty, with the element it stands in."""
    for element in page.walk():
        if element.tag == "text" or (element.is_block and not any(one.tag in UNSEEN for one in element.chain())):
            text = element.line
            if text:
                yield element, text


def plain(text: str) -> str:
    """The text with single spaces."""
    return re.sub(r"\s+", " ", text).strip()


def _pieces(element: Element, *, all_of_it: bool) -> Iterator[str]:
    for one in element.content:
        if isinstance(one, str):
            yield one
        elif one.tag not in UNSEEN and (all_of_it or not one.is_block):
            yield from _pieces(one, all_of_it=all_of_it)
