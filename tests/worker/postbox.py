"""A real SMTP server that keeps what it takes, refuses whom it is told to, and dies when it is told to."""

import asyncio
import socket
import ssl
from asyncio import Server, Transport
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

UNLIMITED = 1_000_000


class Postbox:
    """The mail server as a test sees it."""

    def __init__(self, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.tried: Counter[str] = Counter()
        self.senders: Counter[str] = Counter()
        """Which envelopes mails came in."""
        self._begun: Counter[int] = Counter()
        self.refusals: dict[str, str] = {}
        self.refuses_sender = ""
        self.refuses_content = ""
        self.logins: list[str] = []
        self.takes = UNLIMITED
        """How many mails it takes before it breaks off every conversation."""
        self.per_conversation = UNLIMITED
        self.seconds_per_mail = 0.0
        self.before_taking: Callable[[], None] = lambda: None
        self.dies_after_taking = -1
        """Which mail it takes without a word and breaks off."""
        self._login = login
        secured: dict[str, Any] = {"authenticator": self._may_enter, "auth_required": True} if login else {}
        secured |= {"tls_context": tls, "require_starttls": True} if tls else {}
        self._server = _AnyPort(self, hostname="127.0.0.1", port=0, **secured)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return int(self._server.port)

    @property
    def recipients(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(str(mail["To"]) for mail in self.mails)

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    def empty(self) -> None:
        self.mails.clear()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if len(self.mails) >= self.takes:
            self._break_off(server)
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._begun[id(session)] += 1
        if self._begun[id(session)] > self.per_conversation:
            return "421 That is enough for one conversation"
        envelope.mail_from = address
        self.senders[address] += 1
        return self.refuses_sender or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried[address] += 1
        refusal = self.refusals.get(address) or self.refusals.get(address.partition("@")[2])
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if len(self.mails) >= self.takes:
            self._break_off(server)
            return "451 Gone"
        self.before_taking()
        await asyncio.sleep(self.seconds_per_mail)
        if self.refuses_content:
            return self.refuses_content
        content = envelope.original_content or b""
        self.mails.append(message_from_bytes(content, policy=policy.default))
        if len(self.mails) == self.dies_after_taking:
            self._break_off(server)
        return "250 OK"

    def _break_off(self, server: SMTP) -> None:
        if isinstance(server.transport, Transport):
            server.transport.abort()

    def _may_enter(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        self.logins.append(given[0] if given else "")
        return AuthResult(success=given == self._login, handled=False)


class _AnyPort(Controller):
    """A server on whatever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.recv(1024)
