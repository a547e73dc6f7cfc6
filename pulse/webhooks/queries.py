"""Which addresses are told of publications, and what is owed to them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from pulse.programme.models import Wave
from pulse.publications.models import Publication
from pulse.webhooks.addresses import host_of
from pulse.webhooks.models import Webhook, WebhookNotice


@dataclass(frozen=True)
class DueNotice:
    """A notice to send now: to whom, and of which publication."""

    webhook_id: int
    wave_id: int
    url: str
    wave: str
    publication: str
    published_at: datetime

    @property
    def key(self) -> tuple[int, int]:
        """What finds its row."""
        return self.webhook_id, self.wave_id


@dataclass(frozen=True)
class Subscription:
    """An address that is told, as far as it may be shown: the rest of it may hold what opens it."""

    number: int
    host: str
    added_at: datetime
    delivered: int
    waiting: int
    given_up: int
    outcome: str | None
    """What came of the latest attempt that failed and is not made good."""


def not_owed_yet(session: Session) -> tuple[tuple[int, int], ...]:
    """Which publication is to be owed to which address: every one, to whoever was there before it."""
    owed = exists().where(WebhookNotice.webhook_id == Webhook.id, WebhookNotice.wave_id == Publication.wave_id)
    fresh = select(Webhook.id, Publication.wave_id).join(Publication, Publication.published_at >= Webhook.added_at)
    return tuple((row[0], row[1]) for row in session.execute(fresh.where(Webhook.removed_at.is_(None), ~owed)))


def due(session: Session, now: datetime, at_most: int) -> tuple[DueNotice, ...]:
    """The notices to send now, the longest due first."""
    notice = WebhookNotice
    rows = session.execute(
        select(
            notice.webhook_id,
            notice.wave_id,
            Webhook.url,
            Wave.name.label("wave"),
            Publication.digest.label("publication"),
            Publication.published_at,
        )
        .join(Webhook, Webhook.id == notice.webhook_id)
        .join(Wave, Wave.id == notice.wave_id)
        .join(Publication, Publication.wave_id == notice.wave_id)
        .where(_OPEN, Webhook.removed_at.is_(None), notice.due_at <= now)
        .order_by(notice.due_at, notice.webhook_id, notice.wave_id)
        .limit(at_most)
    )
    return tuple(DueNotice(**row._mapping) for row in rows)


def subscriptions(session: Session) -> tuple[Subscription, ...]:
    """Every address that is told now, in the order of their numbers."""
    notice = WebhookNotice
    counts = (
        select(
            Webhook.id,
            Webhook.url,
            Webhook.added_at,
            func.count(notice.delivered_at).label("delivered"),
            func.count(notice.given_up_at).label("given_up"),
            func.count(notice.wave_id).label("owed"),
            func.max(notice.outcome).label("outcome"),
        )
        .outerjoin(notice, notice.webhook_id == Webhook.id)
        .where(Webhook.removed_at.is_(None))
        .group_by(Webhook.id, Webhook.url, Webhook.added_at)
        .order_by(Webhook.id)
    )
    return tuple(
        Subscription(
            number=row.id,
            host=host_of(row.url),
            added_at=row.added_at,
            delivered=row.delivered,
            waiting=row.owed - row.delivered - row.given_up,
            given_up=row.given_up,
            outcome=row.outcome,
        )
        for row in session.execute(counts)
    )


_OPEN = and_(WebhookNotice.delivered_at.is_(None), WebhookNotice.given_up_at.is_(None))
