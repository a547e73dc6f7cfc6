"""Who asks: a token in the header, good for this, and not too often. No cookie, no session."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from flask import current_app, request

from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import Token, digest, note_use, token_of
from pulse.errors import Refusal
from pulse.web import house

PACE = "pulse.pace"
MINUTE = 60
LONGEST = 200


class NoToken(Refusal):
    """Nobody is known by what came with the request, or no longer."""

    status = 401
    sentence = (
        "This needs a token that is good: send it as `Authorization: Bearer TOKEN`. HR or an operator makes one with: "
        "python -m pulse token add"
    )


class OtherPurpose(Refusal):
    """The token is good for something else."""

    status = 403


class TooFast(Refusal):
    """More requests than a token may make in a minute."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"This token has asked too often. Ask again in {seconds} seconds.")
        self.seconds = seconds


@dataclass
class Pace:
    """How often each token asked within this minute, in this process: a limit on load, not on what is told."""

    _minute: int = 0
    _asked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _lock: Lock = field(default_factory=Lock)

    def wait(self, token: int, now: datetime, per_minute: int) -> int:
        """Count a request; return for how many seconds the token is to wait, 0 if it may go on."""
        second = int(now.timestamp())
        with self._lock:
            if second // MINUTE != self._minute:
                self._minute = second // MINUTE
                self._asked.clear()
            self._asked[token] += 1
            return MINUTE - second % MINUTE if self._asked[token] > per_minute else 0


def admit(*purposes: Purpose, per_minute: int | None = None) -> None:
    """Let a request in that bears a token for one of these, so often in a minute or else as often as the API allows.

    Raises NoToken, OtherPurpose or TooFast.
    """
    now = house().clock()
    with house().databases.office.reading() as session:
        token = token_of(session, digest(_presented()), now.astimezone(UTC).date())
    if token is None:
        raise NoToken
    if token.purpose not in purposes:
        wanted = " or ".join(purposes)
        raise OtherPurpose(f"This token is for {token.purpose}; what was asked for needs one for {wanted}.")
    pace: Pace = current_app.extensions.setdefault(PACE, Pace())
    if seconds := pace.wait(token.id, now, per_minute or house().settings.api_requests_per_minute):
        raise TooFast(seconds)
    _note(token, now)


def _presented() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > LONGEST:
        raise NoToken
    return token.strip()


def _note(token: Token, now: datetime) -> None:
    # Once a day: a time of every request would be kept of whoever asks, and reading would write.
    if token.used_on == now.astimezone(UTC).date():
        return
    with house().databases.office.writing() as session:
        note_use(session, token, now)
