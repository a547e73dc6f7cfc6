"""Ways to the identity provider that were begun: each leads back once, in the same browser, for ten minutes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pulse.accounts.models import ProviderSignIn
from pulse.accounts.queries import VALID, digest
from pulse.errors import Refusal

MOST_PER_BROWSER = 10
MOST_OF_STRANGERS = 1_000
"""In ten minutes, by browsers nobody has signed in from before."""


class TooManyWays(Refusal):
    """More set out to the provider than is believable."""

    status = 429
    sentence = "Too many people are signing in at the moment. Please try again in ten minutes."


class NoWayBack(Refusal):
    """Somebody came back from the provider on no way that leads here."""

    status = 410
    sentence = "This way back was used already, is too old, or began in another browser. Please sign in again."


@dataclass(frozen=True)
class Way:
    """Where somebody wants to go, whether they must prove anew who they are, and since when they are on the way."""

    return_to: str
    proves_anew: bool
    since: datetime


def set_out(session: Session, way: Way, state: str, browser: bytes, *, entered_before: bool) -> None:
    """Note that a browser goes to the provider. Raises TooManyWays.

    Strangers together may not keep those away who have signed in from their browser before.
    """
    session.execute(delete(ProviderSignIn).where(ProviderSignIn.asked_at <= way.since - VALID))
    count = select(func.count()).select_from(ProviderSignIn)
    own = session.scalar(count.where(ProviderSignIn.browser == digest(browser))) or 0
    if own >= MOST_PER_BROWSER or (not entered_before and (session.scalar(count) or 0) >= MOST_OF_STRANGERS):
        raise TooManyWays
    noted = ProviderSignIn(digest=digest(state.encode()), browser=digest(browser), asked_at=way.since)
    noted.return_to, noted.proves_anew = way.return_to, way.proves_anew
    session.add(noted)


def come_back(session: Session, state: str, browser: bytes, now: datetime) -> Way:
    """Use up the way this state belongs to; it leads back in the browser that set out alone. Raises NoWayBack."""
    own = (ProviderSignIn.digest == digest(state.encode())) & (ProviderSignIn.browser == digest(browser))
    used = delete(ProviderSignIn).where(own, ProviderSignIn.asked_at > now - VALID)
    row = session.execute(
        used.returning(ProviderSignIn.return_to, ProviderSignIn.proves_anew, ProviderSignIn.asked_at)
    ).one_or_none()
    if row is None:
        raise NoWayBack
    return Way(row.return_to, row.proves_anew, row.asked_at)
