"""A receiver of webhooks on this machine, and a check of signatures written from the specification alone."""

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Post:
    """What came in."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A receiver that answers with these statuses, one after the other, the last one for ever."""

    statuses: list[int] = field(default_factory=lambda: [204])
    posts: list[Post] = field(default_factory=list)
    address: str = ""
    hold: Event | None = None
    """While set and not released, it does not answer."""
    drip: bool = False
    """Whether it sends its answer byte by byte, and never ends."""

    @property
    def ids(self) -> list[str]:
        return [post.id for post in self.posts]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.posts.append(Post(handler.path, dict(handler.headers.items()), body))
        if self.hold is not None:
            self.hold.wait(30)
        if self.drip:
            self._drip(handler)
            return
        status = self.statuses[min(len(self.posts), len(self.statuses)) - 1]
        handler.send_response(status)
        if 300 <= status < 400:
            handler.send_header("Location", f"{self.address}/elsewhere")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        ending = Event()
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not ending.wait(0.05):
                handler.wfile.write(b"x")
        except OSError:
            return


@contextmanager
def receiving(receiver: Receiver, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.answer(self)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.address = f"{'https' if context else 'http'}://localhost:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Certificate:
    """A certificate of our own for a name."""

    file: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.file))


def certificate(folder: Path, name: str) -> Certificate:
    """Make a certificate for a host."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    file = folder / f"{name}.pem"
    file.write_bytes(key.private_bytes(plain[2], plain[1], plain[0]) + made.public_bytes(plain[2]))
    return Certificate(file)


def genuine(secret: str, post: Post, now: datetime, tolerance: float = 300) -> bool:
    """Whether a post is what the sender signed, not too long ago, as the Standard Webhooks specification says."""
    assert secret.startswith("whsec_")
    key = base64.standard_b64decode(secret[len("whsec_") :])
    moment = post.headers["webhook-timestamp"]
    if abs(now.timestamp() - int(moment)) > tolerance:
        return False
    mac = hmac.new(key, digestmod=hashlib.sha256)
    mac.update(f"{post.headers['webhook-id']}.{moment}.".encode())
    mac.update(post.body)
    expected = base64.standard_b64encode(mac.digest()).decode()
    given = post.headers["webhook-signature"].split(" ")
    return any(
        version == "v1" and signature == expected for version, _, signature in (one.partition(",") for one in given)
    )
