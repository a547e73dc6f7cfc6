"""Pages over real HTTP from a thread of the test's own process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

QUICK = 0.05
"""After how many seconds, at most, a server hears that it shall stop."""


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""


class Server:
    """A web server in a thread, its address known before the application is there."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._server = make_server(host, 0, Flask("not yet"), threaded=True, request_handler=Quiet)
        self.address = f"http://{host}:{self._server.port}"

    @contextmanager
    def serving(self, app: Flask) -> Iterator[str]:
        """Answer for an application at the address given."""
        self._server.app = _in_memory(app)
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": QUICK})
        thread.start()
        try:
            yield self.address
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


def _in_memory(app: Flask) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Close what the application opened before a byte is sent: Werkzeug's server does not where a browser hangs up."""
    return lambda environ, start: Response.from_app(app, environ, buffered=True)(environ, start)
