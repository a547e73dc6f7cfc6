"""Everything a person can open: start at an address and follow every link of this site."""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import urljoin

from tests.stories.conftest import Visitor

CHANGING = re.compile(r'name="csrf_token" value="[^"]*"')
LINKS = re.compile(r'(?:href|data-figure|src)="([^"]+)"')


def everything(visitor: Visitor, *starts: str) -> Mapping[str, str]:
    """Return what stands at every address reachable by links, without the tokens that change at every visit."""
    seen: dict[str, str] = {}
    waiting = [urljoin(visitor.web, start) for start in starts]
    while waiting:
        address = waiting.pop().split("#")[0]
        if address in seen or not address.startswith(visitor.web) or "/static/" in address:
            continue
        page = visitor.get(address)
        seen[address] = CHANGING.sub("", page.text)
        waiting += [urljoin(page.address, unescape(link)) for link in LINKS.findall(page.text)]
    return seen
