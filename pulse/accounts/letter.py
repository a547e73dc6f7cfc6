"""The sign-in mail. Pure: the same values give the same mail."""

from datetime import datetime

from pulse.accounts.queries import WaitingSignIn
from pulse.accounts.tickets import Ticket, ticket
from pulse.languages import DEFAULT
from pulse.mail import Mail
from pulse.stationery import Addressed, Letter, Sender, drawn, message_id, write

MESSAGE_ID_LABEL = b"pulse sign-in message-id\0"


def render(sender: Sender, sign_in: WaitingSignIn, now: datetime) -> Mail:
    """Write the mail with the link and the code of a sign-in."""
    letter = _letter(sender, sign_in.name, ticket(sender.key, sign_in.nonce))
    own_id = message_id(sender, MESSAGE_ID_LABEL + sign_in.nonce)
    return write(sender, drawn(letter), Addressed(sign_in.email, own_id), now)


def _letter(sender: Sender, name: str, one: Ticket) -> Letter:
    return Letter(
        language=DEFAULT,
        subject=f"Sign in to Pulse of {sender.organisation}",
        title="Sign in to Pulse",
        opening=(
            f"Hello {name},",
            "open this link in the browser in which you asked for it. It works once, for ten minutes.",
        ),
        button="Sign in",
        link=f"{sender.base_url}/sign-in/{one.token}",
        code=("If you asked in another browser, type this code there:", one.spoken),
        rest=(
            ("If you did not ask for this, ignore this mail. Without it nobody can sign in as you.",),
            (f"Questions: {sender.contact}",),
        ),
    )
