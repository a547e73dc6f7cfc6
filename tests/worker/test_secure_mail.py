"""Mail servers of the real world: STARTTLS, a login, a certificate of the company's own authority."""

import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from pulse.mail import Mail, MailRefused, MailUnavailable, post
from pulse.settings import Settings
from pulse.worker.checkup.post import about_mail_server
from tests.worker.postbox import Postbox

ANNA = "anna@acme.example"
LOGIN = ("pulse", "p@ss/word:#1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that is its own authority, with its key in the same file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain) + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def secure(certificate: Path) -> Iterator[Postbox]:
    """A server that insists on STARTTLS and on a login."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Postbox(tls=context, login=LOGIN) as started:
        yield started


@pytest.fixture
def mail() -> Mail:
    return Mail("pulse@acme.example", ANNA, f"To: {ANNA}\r\nSubject: Hello\r\n\r\nHello\r\n".encode())


def url(postbox: Postbox, password: str = LOGIN[1]) -> str:
    return f"smtp+starttls://{LOGIN[0]}:{quote(password, safe='')}@127.0.0.1:{postbox.port}"


def test_starttls_and_login_work_with_the_companys_own_authority(
    secure: Postbox, certificate: Path, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with post(url(secure)) as connection:
        connection.send(mail)
    assert [received["Subject"] for received in secure.mails] == ["Hello"]


def test_a_certificate_nobody_vouches_for_is_refused_before_the_password_is_told(secure: Postbox) -> None:
    with pytest.raises(MailUnavailable, match="SSLCertVerificationError"), post(url(secure)):
        pass
    assert not secure.logins


def test_a_wrong_password_is_no_server_at_all(
    secure: Postbox, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(MailUnavailable, match="SMTPAuthenticationError"), post(url(secure, "wrong")):
        pass


def test_nobody_listening_is_no_server_at_all(postbox: Postbox) -> None:
    with pytest.raises(MailUnavailable, match="ConnectionRefusedError"), post("smtp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize(("answer", "permanent"), [("550 Unknown", True), ("452 Full", False)])
def test_a_refused_recipient_is_that_recipients_matter_alone(
    postbox: Postbox, mail: Mail, answer: str, permanent: bool
) -> None:
    postbox.refusals["anna@acme.example"] = answer
    with post(postbox.url) as connection:
        with pytest.raises(MailRefused) as refused:
            connection.send(mail)
        assert refused.value.permanent is permanent
        assert "anna" not in str(refused.value)
        connection.send(replace(mail, recipient="ben@acme.example"))
    assert len(postbox.mails) == 1


def test_refused_content_may_be_tried_again(postbox: Postbox, mail: Mail) -> None:
    postbox.refuses_content = "554 Looks like spam"
    with post(postbox.url) as connection, pytest.raises(MailRefused) as refused:
        connection.send(mail)
    assert not refused.value.permanent


@pytest.mark.parametrize("answer", ["550 You may not", "421 Good-bye"])
def test_a_refused_sender_or_a_good_bye_is_no_server_at_all(postbox: Postbox, mail: Mail, answer: str) -> None:
    postbox.refuses_sender = answer
    with post(postbox.url) as connection, pytest.raises(MailUnavailable):
        connection.send(mail)


@pytest.mark.once
def test_the_check_up_names_encryption_that_is_offered_and_not_used(secure: Postbox, settings: Settings) -> None:
    plain = settings.model_copy(update={"mail_url": SecretStr(f"smtp://127.0.0.1:{secure.port}")})
    [finding] = about_mail_server(plain)
    assert "offers STARTTLS, and mail_url does not use it" in finding.sentence
