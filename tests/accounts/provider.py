"""A provider to sign in at, in a process of its own, and a person who fills in its form."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

ROOT = Path(__file__).resolve().parents[2]
ON_THE_WAY = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')


@contextmanager
def running() -> Iterator["Provider"]:
    """Start the provider on a free port; it ends with the context."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.accounts.crooked"]
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=quiet, text=True
    ) as process:
        try:
            assert process.stdout
            yield Provider(f"http://localhost:{int(process.stdout.readline())}")
        finally:
            process.terminate()


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: where the provider leads back to is looked at by the test."""


@dataclass(frozen=True)
class Provider:
    """Where it is."""

    issuer: str

    def tamper(self, **how: object) -> None:
        """Change what it says from now on; nothing to let it say the truth again."""
        body = json.dumps(how).encode()
        self._send(Request(f"{self.issuer}/tamper", body, {"Content-Type": "application/json"}, method="PUT"))

    def signs_in(self, sent_there: str, sub: str, **form: str) -> str:
        """Fill in the provider's form as somebody; return the path it leads back to."""
        with build_opener().open(sent_there, timeout=10) as shown:
            assert 'name="sub"' in shown.read().decode()
        return self._send(Request(sent_there, urlencode(form or {"sub": sub}).encode(), method="POST"))

    def _send(self, request: Request) -> str:
        try:
            with build_opener(_StayHere()).open(request, timeout=10) as answer:
                location = answer.headers["Location"]
        except OSError as answer:  # urllib calls a redirect that is not followed an error
            location = getattr(answer, "headers", {})["Location"]
        return str(location).removeprefix("http://localhost") if location else ""


def address_in(page: str) -> str:
    """The provider's address on the page that leads there."""
    found = ON_THE_WAY.search(page)
    assert found, page
    return unescape(found[1])
