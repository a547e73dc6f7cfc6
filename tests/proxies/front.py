"""A real nginx or Caddy that runs the shipped example, with nothing changed but names, ports and places."""

import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from socket import create_connection
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.benchmarks.servers import free_port

CONFIG = Path(__file__).resolve().parents[2] / "config"
EXAMPLES = {"nginx": CONFIG / "nginx.example.conf", "caddy": CONFIG / "Caddyfile.example"}
NAME = "localhost"
TRIES = 5
CLIENT = "127.0.0.77"
"""The address visitors come from; any of 127.0.0.0/8 is this machine."""
AROUND_NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/pulse.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Front:
    """A running proxy; `folder` holds everything it writes."""

    folder: Path
    port: int
    plain_port: int

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def log(self) -> str:
        """What it noted of requests."""
        return (self.folder / "pulse.log").read_text()

    def ask(self, address: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]) -> Answer:
        """Open a page as a browser does, from an address of its own; with fields, send a form."""
        place = urlsplit(address)
        origin = (CLIENT, 0)
        connection = (
            HTTPSConnection(NAME, self.port, timeout=20, context=_trusting(), source_address=origin)
            if place.scheme == "https"
            else HTTPConnection(NAME, self.plain_port, timeout=20, source_address=origin)
        )
        body = urlencode(fields) if fields else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        path = f"{place.path}?{place.query}" if place.query else place.path
        try:
            connection.request("POST" if fields else "GET", path, body, {**headers, **kind})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read())
        except (HTTPException, ConnectionError):
            # Whoever is refused in the middle of a large form is cut off.
            return Answer(0, {}, b"")
        finally:
            connection.close()

    def shout(self, request: bytes) -> None:
        """Send what is no request."""
        with (
            create_connection((NAME, self.port), 20, (CLIENT, 0)) as plain,
            _trusting().wrap_socket(plain, server_hostname=NAME) as secure,
        ):
            secure.sendall(request)
            secure.recv(4096)


@contextmanager
def running(
    kind: str, program: Path, folder: Path, web_port: int, changes: Mapping[str, str] | None = None
) -> Iterator[Front]:
    """Start the proxy before the web on this port; changes, from what to what, spoil the example."""
    folder.mkdir()
    _certify(folder)
    front, process = _started(kind, program, folder, web_port, changes or {})
    try:
        yield front
    finally:
        process.terminate()
        process.wait(20)


def _started(
    kind: str, program: Path, folder: Path, web_port: int, changes: Mapping[str, str]
) -> tuple[Front, subprocess.Popen[bytes]]:
    places = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    for _ in range(TRIES):
        front = Front(folder, free_port(), free_port())
        text = example(kind, front, web_port, changes)
        command = _nginx(program, front, text) if kind == "nginx" else _caddy(program, front, text)
        with (folder / "printed.log").open("wb") as printed:
            process = subprocess.Popen(command, cwd=folder, env=places, stdout=printed, stderr=printed)
        if _answers(front, process):
            return front, process
    raise AssertionError((folder / "printed.log").read_text())


def example(kind: str, front: Front, web_port: int, changes: Mapping[str, str]) -> str:
    """The shipped example, spoilt by these changes, with names, ports and places of this front."""
    text = EXAMPLES[kind].read_text("utf-8")
    assert all(shipped in text for shipped in changes)
    own = {
        "/etc/ssl/pulse.pem": f"{front.folder}/pulse.pem",
        "/etc/ssl/pulse.key": f"{front.folder}/pulse.key",
        "/var/log/nginx/": f"{front.folder}/",
        "/var/log/caddy/": f"{front.folder}/",
        "127.0.0.1:8000": f"127.0.0.1:{web_port}",
        "listen 80;": f"listen {front.plain_port};",
        "listen 443 ssl;": f"listen {front.port} ssl;",
        "pulse.acme.example:80 ": f"{NAME}:{front.plain_port} ",
        "pulse.acme.example:443 ": f"{NAME}:{front.port} ",
        "pulse.acme.example": NAME,
    }
    for shipped, here in (*changes.items(), *own.items()):
        text = text.replace(shipped, here)
    return text


def _nginx(program: Path, front: Front, text: str) -> list[str]:
    (front.folder / "pulse.conf").write_text(text)
    around = AROUND_NGINX.format(folder=front.folder)
    owner = front.folder.owner()
    # As root nginx would work as nobody, who may not enter the folders of these tests.
    (front.folder / "nginx.conf").write_text(f"user root;\n{around}" if owner == "root" else around)
    return [str(program), "-p", str(front.folder), "-c", str(front.folder / "nginx.conf")]


def _caddy(program: Path, front: Front, text: str) -> list[str]:
    (front.folder / "Caddyfile").write_text(text)
    return [str(program), "run", "--config", str(front.folder / "Caddyfile"), "--adapter", "caddyfile"]


def _answers(front: Front, process: subprocess.Popen[bytes]) -> bool:
    """Whether the proxy came up; it does not when somebody else took one of its ports a moment before."""
    for _ in range(400):
        if process.poll() is not None:
            return False
        try:
            create_connection((NAME, front.port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    process.kill()
    return False


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _certify(folder: Path) -> None:
    """Make a certificate that nobody but these tests trusts."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    places = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(places, critical=False)
        .sign(key, SHA256())
    )
    (folder / "pulse.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (folder / "pulse.key").write_bytes(secret)
