"""Everything a person can open: start at an address and follow every link of this site."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from urllib.parse import urljoin

from tests.stories.conftest import Page, Visitor

CHANGING = re.compile(r'name="csrf_token" value="[^"]*"')
LINKS = re.compile(r'(?:href|data-figure|src)="([^"]+)"')

PassedOver = Callable[[str], object]
"""Whether an address is left out."""


def none(_: str) -> bool:
    """Leave out nothing."""
    return False


def everything(visitor: Visitor, *starts: str, but: PassedOver = none) -> Mapping[str, str]:
    """Return what stands at every address reachable by links, without the tokens that change at every visit."""
    return {address: CHANGING.sub("", page.text) for address, page in visited(visitor, *starts, but=but).items()}


def visited(visitor: Visitor, *starts: str, but: PassedOver = none) -> Mapping[str, Page]:
    """Return every page reachable by links, by the address it was asked for; it may have ended at another.

    What `but` passes over is left out.
    """
    seen: dict[str, Page] = {}
    waiting = [urljoin(visitor.web, start) for start in starts]
    while waiting:
        address = waiting.pop().split("#")[0]
        if address in seen or but(address) or not address.startswith(visitor.web) or "/static/" in address:
            continue
        page = seen[address] = visitor.get(address)
        waiting += [urljoin(page.address, unescape(link)) for link in LINKS.findall(page.text)]
    return seen


def token(visitor: Visitor, path: str) -> str:
    """What a form of this page has to bring back."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get(path).text)
    assert found
    return found.group(1)
