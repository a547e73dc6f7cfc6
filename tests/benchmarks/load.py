"""A load client: prepared requests over kept connections, each sent as soon as the answer before it is there."""

import multiprocessing
import selectors
import socket
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Load:
    """What one run took: its seconds, every answer's latency in seconds, and how many were not as expected."""

    seconds: float
    latencies: Sequence[float]
    unexpected: int

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def milliseconds(self, share: float) -> float:
        """The latency that this share of the answers did not exceed."""
        return 1000 * sorted(self.latencies)[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


def request(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """Return the bytes of one HTTP request over a kept connection."""
    about_body = {"Content-Type": FORM, "Content-Length": str(len(body))} if body else {}
    lines = {"Host": "127.0.0.1", "Connection": "keep-alive", **about_body, **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def run(port: int, requests: Sequence[bytes], clients: int, expected: Collection[int] = (200,)) -> Load:
    """Send every request once, shared out over so many clients in a process of their own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_drive, args=(theirs, port, requests, clients, expected)
    )
    process.start()
    theirs.close()
    load: Load = ours.recv()
    process.join()
    return load


class _Client:
    """One kept connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._arrived = b""
        self._sent_at = 0.0

    def send(self, content: bytes | None) -> bool:
        """Send a request, if there is one; return whether there was."""
        self._sent_at = time.perf_counter()
        self.socket.sendall(content or b"")
        return content is not None

    def receive(self) -> tuple[int, float] | None:
        """Take what arrived; return status and latency once the whole answer is there."""
        arrived = self.socket.recv(262_144)
        if not arrived:
            raise ConnectionError("The server closed the connection.")
        self._arrived += arrived
        head, separator, body = self._arrived.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return None
        self._arrived = b""
        return int(head[9:12]), time.perf_counter() - self._sent_at


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


def _drive(report: Connection, port: int, requests: Sequence[bytes], clients: int, expected: Collection[int]) -> None:
    with selectors.DefaultSelector() as selector:
        for _ in range(clients):
            client = _Client(port)
            selector.register(client.socket, selectors.EVENT_READ, client)
        began = time.perf_counter()
        answers = list(_answers(selector, requests))
        seconds = time.perf_counter() - began
    unexpected = sum(status not in expected for status, _ in answers)
    report.send(Load(seconds, [latency for _, latency in answers], unexpected))


def _answers(selector: selectors.BaseSelector, requests: Sequence[bytes]) -> Iterator[tuple[int, float]]:
    left, under_way = iter(requests), 0
    for key in list(selector.get_map().values()):
        under_way += key.data.send(next(left, None))
    while under_way:
        for key, _ in selector.select():
            if (answer := key.data.receive()) is None:
                continue
            yield answer
            under_way += key.data.send(next(left, None)) - 1
