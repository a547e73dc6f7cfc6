"""Adding and removing webhooks, owing notices, and recording what came of each attempt."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pulse import audit
from pulse.errors import NotFound
from pulse.webhooks.addresses import host_of
from pulse.webhooks.models import Webhook, WebhookNotice

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait after each failed attempt, as Standard Webhooks proposes: three days in all, then it is given up."""


class NoSuchWebhook(NotFound):
    """There is no webhook of this number, or no longer."""

    sentence = "There is no webhook of this number. List them with: python -m pulse webhook list"


def add_webhook(session: Session, url: str, actor: str, now: datetime) -> int:
    """Tell an address of every publication from now on; return its number."""
    webhook = Webhook(url=url, added_at=now)
    session.add(webhook)
    session.flush()
    # The rest of an address may hold what opens it.
    audit.record(session, now, actor, "webhook added", f"number {webhook.id}, {host_of(url)}")
    return webhook.id


def remove_webhook(session: Session, number: int, actor: str, now: datetime) -> None:
    """Tell an address nothing any more. Raises NoSuchWebhook."""
    webhook = session.get(Webhook, number)
    if webhook is None or webhook.removed_at is not None:
        raise NoSuchWebhook
    webhook.removed_at = now
    audit.record(session, now, actor, "webhook removed", f"number {number}, {host_of(webhook.url)}")


def owe_notices(session: Session, keys: Iterable[tuple[int, int]], now: datetime) -> None:
    """Owe publications to addresses: pairs of a webhook's number and a wave's."""
    session.add_all(WebhookNotice(webhook_id=webhook, wave_id=wave, due_at=now) for webhook, wave in keys)


def record_delivered(session: Session, key: tuple[int, int], now: datetime) -> None:
    """Note that an address has taken a notice."""
    notice = session.get_one(WebhookNotice, key)
    notice.attempts += 1
    notice.delivered_at, notice.outcome = now, None


def record_failed(session: Session, key: tuple[int, int], outcome: str, now: datetime, *, for_good: bool) -> None:
    """Note why an attempt failed, and try again later unless that was the last attempt, or trying again is useless."""
    notice = session.get_one(WebhookNotice, key)
    notice.attempts += 1
    notice.outcome = outcome
    if for_good or notice.attempts > len(PAUSES):
        notice.given_up_at = now
        audit.record(session, now, "worker", "webhook given up", f"number {notice.webhook_id}")
    else:
        notice.due_at = now + PAUSES[notice.attempts - 1]
