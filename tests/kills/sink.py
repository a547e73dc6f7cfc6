"""A mail server of its own process: what it says yes to stands on disk. `python -m tests.kills.sink FILE`."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.kills.places import ROOT


@dataclass(frozen=True)
class Sink:
    """Where the server listens, and the file in which it keeps its mails."""

    port: int
    file: Path

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def mails(self) -> list[EmailMessage]:
        """Every mail that was ever taken, the oldest first."""
        contents = (json.loads(line).encode() for line in self.file.read_text().splitlines())
        return [message_from_bytes(content, policy=policy.default) for content in contents]


@contextmanager
def sink(file: Path) -> Iterator[Sink]:
    """Start a mail server on a free port, and end it."""
    file.touch()
    command = [sys.executable, "-m", "tests.kills.sink", str(file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Sink(int(process.stdout.readline()), file)
        finally:
            process.kill()


@dataclass(frozen=True)
class Keeper:
    """Writes a mail down, durably, before it is accepted."""

    descriptor: int

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        os.write(self.descriptor, json.dumps(content.decode()).encode() + b"\n")
        os.fsync(self.descriptor)
        return "250 Kept"


async def _serve(descriptor: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Keeper(descriptor)), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)))
