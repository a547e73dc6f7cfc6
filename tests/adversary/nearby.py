"""An installation whose pages are asked for without a network and whose mails are read once: the same bytes, sooner."""

import re
import urllib.parse
import urllib.request
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cached_property, lru_cache
from pathlib import Path

from flask import Flask
from werkzeug.test import Client, TestResponse

from pulse.demo.inbox import Inbox, Received
from tests.stories.conftest import LINK, Company, Page, Visitor

WEB = "http://pulse.acme.example"
BROKEN = 500
FORM = "application/x-www-form-urlencoded"
# A mail program reads a header each time it is asked for it, and reading the kinds of a mail's parts takes the longest.
READING = policy.default.clone(header_factory=lru_cache(maxsize=4_096)(policy.default.header_factory))


@dataclass(frozen=True)
class Neighbours(Company):
    """An installation whose visitors call its web directly."""

    app: Flask

    def visitor(self) -> Visitor:
        return Neighbour(self.web, self.app)

    def links(self) -> dict[str, re.Match[str]]:
        oldest_first = reversed([*self.inbox.newest(most=10_000)])
        return {mail.recipient: link for mail in oldest_first if (link := LINK.search(mail.text))}


class Neighbour(Visitor):
    """A browser that hands its requests to the application itself."""

    def __init__(self, web: str, app: Flask) -> None:
        super().__init__(web)
        self._client = Client(app)

    def file(self, path: str, **fields: str) -> bytes:
        """A file as it is sent: asked for, or in answer to a form where there are fields."""
        body = urllib.parse.urlencode(fields).encode() if fields else None
        return self._answer(urllib.request.Request(self._address(path), body)).get_data()

    def _open(self, request: urllib.request.Request) -> Page:
        response = self._answer(request)
        # Two pages that break alike would look like two that tell the same.
        assert response.status_code < BROKEN, f"{request.selector} is broken"
        text = response.get_data().decode("utf-8", "replace")
        return Page(response.status_code, dict(response.headers), text, response.request.url)

    def _answer(self, request: urllib.request.Request) -> TestResponse:
        return self._client.open(
            request.selector,
            base_url=self.web,
            method=request.get_method(),
            data=request.data,
            content_type=FORM if request.data is not None else None,
            headers=dict(request.header_items()),
            follow_redirects=True,
        )


@dataclass(frozen=True)
class Known(Received):
    """A mail that is taken apart no more than once."""

    @cached_property
    def recipient(self) -> str:
        return super().recipient

    @cached_property
    def text(self) -> str:
        return super().text


class Sorted(Inbox):
    """An inbox that remembers the mails it has read; a file in it never changes."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._known: dict[int, Received] = {}

    def mail(self, number: int) -> Received:
        if number not in self._known:
            content = self.file(number).read_bytes()
            self._known[number] = Known(number, message_from_bytes(content, policy=READING))
        return self._known[number]
