"""A mail server that takes everything and keeps nothing, in a process of its own."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized

HOST = "127.0.0.1"
END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Sink:
    """Where it listens, and how many mails it has taken."""

    port: int
    counter: "Synchronized[int]"

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    @property
    def taken(self) -> int:
        return int(self.counter.value)


@contextmanager
def sink() -> Iterator[Sink]:
    """Start a sink on a free port, and end it."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    counter = context.Value("i", 0)
    process = context.Process(target=_serve, args=(theirs, counter), daemon=True)
    process.start()
    try:
        yield Sink(ours.recv(), counter)
    finally:
        process.terminate()
        process.join()


class Conversation(asyncio.Protocol):
    """Says yes to every command, and takes every mail."""

    def __init__(self, counter: "Synchronized[int]") -> None:
        self._counter = counter
        self._arrived = bytearray()
        self._takes_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._arrived += data
        while self._takes_content or b"\r\n" in self._arrived:
            if not (self._take_content() if self._takes_content else self._obey()):
                return

    def _take_content(self) -> bool:
        """Take a whole mail; False while its end is on the way."""
        end = self._arrived.find(END)
        if end < 0:
            return False
        del self._arrived[: end + len(END)]
        self._takes_content = False
        self._counter.value += 1
        self._transport.write(b"250 taken\r\n")
        return True

    def _obey(self) -> bool:
        line, _, rest = self._arrived.partition(b"\r\n")
        self._arrived = rest
        command = bytes(line[:4]).upper()
        self._takes_content = command == b"DATA"
        self._transport.write({b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(command, b"250 yes\r\n"))
        if command == b"QUIT":
            self._transport.close()
        return True


def _serve(port: Connection, counter: "Synchronized[int]") -> None:
    asyncio.run(_listen(port, counter))


async def _listen(port: Connection, counter: "Synchronized[int]") -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(counter), HOST, 0)
    port.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()
