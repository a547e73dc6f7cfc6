"""Reading mails as a mail program does."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from pulse.mail import Mail


def read(mail: Mail) -> EmailMessage:
    """A mail as it arrives."""
    return message_from_bytes(mail.content, policy=policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    """Its text, "plain" or "html"."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
