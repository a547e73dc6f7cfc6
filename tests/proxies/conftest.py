"""The proxies, and a web that says back what reached it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.proxies.front import EXAMPLES
from tests.proxies.provide import provide


@dataclass(frozen=True)
class Proxy:
    """One of the two, by name and program."""

    kind: str
    program: Path


class Echo(BaseHTTPRequestHandler):
    """Answers with the path and the headers that came, in a page that everybody may keep."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = json.dumps({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.send_header("Cache-Control", "public, max-age=60")
        self.send_header("Referrer-Policy", "unsafe-url")
        self.end_headers()
        self.wfile.write(said.encode())

    def do_POST(self) -> None:
        self.do_GET()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture(params=EXAMPLES)
def proxy(request: pytest.FixtureRequest) -> Proxy:
    if sys.platform != "linux":
        pytest.skip("the pinned proxies are for Linux")
    return Proxy(request.param, provide()[request.param])


@pytest.fixture
def web() -> Iterator[int]:
    """The port of a web that says back what reached it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()
