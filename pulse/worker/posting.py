"""Posting a notice to an address that was checked, and to no other: no redirect, no proxy, no endless waiting."""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer

from pulse.webhooks.addresses import Target

GONE = 410
LATE = "did not answer in time"


class Undelivered(Exception):
    """The receiver did not take it; the text says why in a few words, without a word of the receiver's."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


@dataclass(frozen=True)
class Patience:
    """How many seconds to wait: for each step, and for all of them together."""

    step: float = 10
    whole: float = 20


USUAL = Patience()


def deliver(
    to: Target, content: bytes, headers: Mapping[str, str], trust: Callable[[], ssl.SSLContext], patience: Patience
) -> None:
    """Post to a receiver. Raises Undelivered unless it answers with a status from 200 to 299 in time."""
    late = Event()
    try:
        with _connected(to, trust, patience, late) as connection:
            connection.request("POST", to.path, content, {**headers, "Connection": "close"})
            status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Undelivered(_why(error, late.is_set())) from None
    if late.is_set():
        raise Undelivered(LATE)
    if not 200 <= status < 300:
        raise Undelivered(f"answered {status}", gone=status == GONE)


@contextmanager
def _connected(
    to: Target, trust: Callable[[], ssl.SSLContext], patience: Patience, late: Event
) -> Iterator[HTTPConnection]:
    connection = _prepared(to, trust, patience)

    def end() -> None:
        # A step may be renewed with every byte; this ends the whole.
        late.set()
        with suppress(OSError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = Timer(patience.whole, end)
    timer.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _prepared(to: Target, trust: Callable[[], ssl.SSLContext], patience: Patience) -> HTTPConnection:
    """A connection to a checked number, where the receiver has yet to prove that it is the host."""
    plain = _reach(to, patience.step)
    if not to.secure:
        connection = HTTPConnection(to.host, to.port)
        connection.sock = plain
        return connection
    context = trust()
    secure = HTTPSConnection(to.host, to.port, context=context)
    secure.sock = context.wrap_socket(plain, server_hostname=to.host, do_handshake_on_connect=False)
    return secure


def _reach(to: Target, seconds: float) -> socket.socket:
    refused: OSError | None = None
    for number in to.numbers:
        try:
            return socket.create_connection((number, to.port), timeout=seconds)
        except OSError as error:
            refused = error
    raise refused or OSError("no address")


def _why(error: Exception, late: bool) -> str:
    if late or isinstance(error, TimeoutError):
        return LATE
    if isinstance(error, ssl.SSLCertVerificationError):
        return "has a certificate that this machine does not trust"
    return f"could not be reached ({type(error).__name__})"
