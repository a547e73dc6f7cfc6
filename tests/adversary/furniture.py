"""Texts and attributes that stand in the templates letter by letter: they say nothing of anybody."""

import re
from functools import cache
from html import unescape
from pathlib import Path

from tests.adversary.markup import lines, parsed, plain

TEMPLATES = Path(__file__).parents[2] / "templates"
WRITTEN = re.compile(r"\{[%#].*?[%#]\}", re.S)
"""What a template does rather than says."""


@cache
def fixed_lines() -> frozenset[str]:
    """Lines of at least three words that stand in a template as they are, or as one text to be translated."""
    found = set()
    for source in _sources():
        found |= {plain(unescape(text)) for text in re.findall(r'_\("([^"]*)"\)', source)}
        found |= {text for _, text in lines(parsed(WRITTEN.sub("", source)))}
    return frozenset(text for text in found if _words(text) > 2 and not re.search(r"[{}]|%\(", text))


@cache
def fixed_attributes() -> frozenset[tuple[str, str, str]]:
    """Attributes that stand in a template as they are."""
    elements = (one for source in _sources() for one in parsed(WRITTEN.sub("", source)).walk())
    found = {(one.tag, *pair) for one in elements for pair in one.attributes.items()}
    return frozenset(one for one in found if "{" not in one[2])


def _sources() -> list[str]:
    return [file.read_text("utf-8") for file in TEMPLATES.rglob("*.html")]


def _words(text: str) -> int:
    return len(re.findall(r"[^\W\d]{2,}", text))
