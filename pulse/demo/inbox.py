"""A local mail server and the page that shows what it received; mail goes no further.

Run as `python -m pulse.demo.inbox FOLDER SMTP_PORT PAGE_PORT`.
"""

import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask, Response, abort, render_template, request
from werkzeug.serving import make_server

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NEWEST = 200
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox"
NEW_TABS = '<base target="_blank">'


@dataclass(frozen=True)
class Received:
    """A mail in the inbox; `number` orders mails by arrival."""

    number: int
    message: EmailMessage

    @property
    def recipient(self) -> str:
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return cast("str", part.get_content()) if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return cast("str", part.get_content()) if part else ""


class Inbox:
    """A folder of received mails, one file each, named by the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes) -> None:
        """Store a mail as the newest one."""
        number = max(self._numbers(), default=0) + 1
        unfinished = self.folder / f"{number:08d}.part"
        unfinished.write_bytes(content)
        unfinished.rename(self.file(number))

    def newest(self, recipient: str = "", most: int = NEWEST) -> Iterator[Received]:
        """The newest mails first, to anyone or to addresses that contain `recipient`."""
        found = 0
        for number in sorted(self._numbers(), reverse=True):
            mail = self.mail(number)
            if found < most and recipient.lower() in mail.recipient.lower():
                found += 1
                yield mail

    def mail(self, number: int) -> Received:
        """Return the mail of this number; raises FileNotFoundError if there is none."""
        return Received(number, message_from_bytes(self.file(number).read_bytes(), policy=policy.default))

    def file(self, number: int) -> Path:
        """Where the mail of this number is kept."""
        return self.folder / f"{number:08d}.eml"

    def _numbers(self) -> Iterator[int]:
        return (int(file.stem) for file in self.folder.glob("*.eml"))


class Keeper:
    """The mail server's side: everything handed over is kept in the inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.inbox.keep(envelope.original_content or b"")
        return "250 Kept here"


def mail_server(inbox: Inbox, port: int) -> Controller:
    """Return a mail server for this machine alone; its owner starts and stops it. Port 0 takes any free one."""
    return Controller(Keeper(inbox), hostname="127.0.0.1", port=port)


def inbox_page(inbox: Inbox) -> Flask:
    """Return the web page of the inbox."""
    app = Flask("pulse.demo.inbox", template_folder=str(TEMPLATES), static_folder=None)

    @app.get("/")
    def listing() -> str:
        wanted = request.args.get("to", "")
        return render_template("inbox/listing.html", mails=list(inbox.newest(wanted)), wanted=wanted)

    @app.get("/<int:number>")
    def reading(number: int) -> str:
        return render_template("inbox/reading.html", mail=_mail(inbox, number))

    @app.get("/<int:number>/html")
    def html_part(number: int) -> Response:
        response = Response(NEW_TABS + _mail(inbox, number).html, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = SANDBOX
        return response

    return app


def _mail(inbox: Inbox, number: int) -> Received:
    try:
        return inbox.mail(number)
    except FileNotFoundError:
        abort(404)


def main(folder: str, smtp_port: str, page_port: str) -> None:
    """Receive and show mails until the process is ended."""
    inbox = Inbox(Path(folder))
    server = mail_server(inbox, int(smtp_port))
    server.start()
    try:
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        make_server("127.0.0.1", int(page_port), inbox_page(inbox), threaded=True).serve_forever()
    finally:
        server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
