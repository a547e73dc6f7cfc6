"""A load client: prepared requests over kept connections, as fast as the server answers them."""

import multiprocessing
import selectors
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection


@dataclass(frozen=True)
class Load:
    """What a run measured: answers per second, latencies in milliseconds, and how many were not as expected."""

    per_second: float
    p50: float
    p99: float
    unexpected: int


def request(method: str, path: str, body: bytes = b"", kind: str = "application/x-www-form-urlencoded") -> bytes:
    """Return the bytes of one HTTP request over a kept connection."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n"
    if body:
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def run(port: int, requests: Sequence[bytes], clients: int, expected: tuple[int, ...] = (200,)) -> Load:
    """Send every request once, shared out over so many clients in a process of their own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_drive, args=(theirs, port, requests, clients, expected)
    )
    process.start()
    seconds, latencies, unexpected = ours.recv()
    process.join()
    latencies.sort()
    return Load(
        len(latencies) / seconds,
        1000 * statistics.median(latencies),
        1000 * latencies[int(len(latencies) * 0.99)],
        unexpected,
    )


class _Client:
    """One kept connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waiting = b""
        self.sent_at = 0.0

    def send(self, content: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(content)

    def receive(self) -> int | None:
        """Take what arrived; return the status once the whole answer is there."""
        arrived = self.socket.recv(262_144)
        if not arrived:
            raise ConnectionError("The server closed the connection.")
        self.waiting += arrived
        head, separator, body = self.waiting.partition(b"\r\n\r\n")
        if not separator or len(body) < _length(head):
            return None
        self.waiting = b""
        return int(head[9:12])


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


def _drive(report: Connection, port: int, requests: Sequence[bytes], clients: int, expected: tuple[int, ...]) -> None:
    selector = selectors.DefaultSelector()
    latencies: list[float] = []
    left, unexpected = iter(requests), 0
    began = time.perf_counter()
    for _ in range(clients):
        client = _Client(port)
        selector.register(client.socket, selectors.EVENT_READ, client)
        if (content := next(left, None)) is not None:
            client.send(content)
    while len(latencies) < len(requests):
        for key, _ in selector.select():
            client = key.data
            status = client.receive()
            if status is None:
                continue
            latencies.append(time.perf_counter() - client.sent_at)
            unexpected += status not in expected
            if (content := next(left, None)) is not None:
                client.send(content)
    report.send((time.perf_counter() - began, latencies, unexpected))
