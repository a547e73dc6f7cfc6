"""Telling webhooks of publications: at least once, with the same id at every attempt, for three days.

A crash between the receiver's answer and our record is the only way to tell twice; receivers know the id.
"""

import secrets
import ssl
from collections.abc import Callable
from pathlib import Path

from pulse.ballots import files
from pulse.house import House
from pulse.settings import Settings
from pulse.webhooks import queries, signature
from pulse.webhooks.addresses import Allowed, BadWebhook, target
from pulse.webhooks.operations import add_webhook, owe_notices, record_delivered, record_failed, remove_webhook
from pulse.webhooks.queries import DueNotice
from pulse.worker.posting import USUAL, Patience, Undelivered, deliver

AT_A_TIME = 20
FOLDER = "webhooks"
GONE = "answered 410, which asks not to be told again"

Trust = Callable[[], ssl.SSLContext]


def send_webhooks(house: House, trust: Trust = ssl.create_default_context, patience: Patience = USUAL) -> int:
    """Send every notice that is due; return how many were tried."""
    with house.databases.office.reading() as session:
        new = queries.not_owed_yet(session)
    # Looked at twice a second, mostly for nothing; writing would keep others from it.
    if new:
        with house.databases.office.writing() as session:
            owe_notices(session, new, house.clock())
    with house.databases.office.reading() as session:
        batch = queries.due(session, house.clock(), AT_A_TIME)
    for notice in batch:
        _send(house, notice, trust, patience)
    return len(batch)


def add(house: House, url: str, actor: str) -> tuple[int, str]:
    """Tell an address from now on; return its number and its secret, which is shown this once. Raises BadWebhook."""
    target(url, allowed(house.settings))
    secret = secrets.token_bytes(signature.SECRET_BYTES)
    with house.databases.office.writing() as session:
        number = add_webhook(session, url, actor, house.clock())
        for file in secret_files(house.settings, number):
            file.parent.parent.mkdir(files.OWNER_ENTERS, parents=True, exist_ok=True)
            files.write(file, secret)
    return number, signature.spoken(secret)


def remove(house: House, number: int, actor: str) -> None:
    """Tell an address nothing any more, and destroy its secret. Raises NoSuchWebhook."""
    with house.databases.office.writing() as session:
        remove_webhook(session, number, actor, house.clock())
    for file in secret_files(house.settings, number):
        files.destroy(file)


def secret_of(settings: Settings, number: int) -> bytes | None:
    """A webhook's secret, or None where no key directory holds it."""
    kept = (files.read(file, signature.SECRET_BYTES) for file in secret_files(settings, number))
    return next((secret for secret in kept if secret), None)


def secret_files(settings: Settings, number: int) -> tuple[Path, ...]:
    """Where a webhook's secret is: with the worker's keys, which the web cannot read and no backup holds."""
    return tuple(path / FOLDER / f"{number}.secret" for path in settings.key_directories)


def allowed(settings: Settings) -> Allowed:
    """What the settings let webhooks reach."""
    return Allowed(inside=settings.webhooks_inside, plain=settings.webhooks_plain)


def _send(house: House, notice: DueNotice, trust: Trust, patience: Patience) -> None:
    try:
        _post(house, notice, trust, patience)
    except (Undelivered, BadWebhook) as failure:
        useless = isinstance(failure, Undelivered) and failure.gone
        with house.databases.office.writing() as session:
            record_failed(session, notice.key, GONE if useless else str(failure), house.clock(), for_good=useless)
    else:
        with house.databases.office.writing() as session:
            record_delivered(session, notice.key, house.clock())


def _post(house: House, notice: DueNotice, trust: Trust, patience: Patience) -> None:
    secret = secret_of(house.settings, notice.webhook_id)
    if secret is None:
        raise Undelivered("its secret is in no key directory here")
    content = signature.body(notice.wave, notice.publication, notice.published_at, house.settings.base_url)
    headers = signature.headers(secret, signature.event_id(notice.publication), house.clock(), content)
    deliver(target(notice.url, allowed(house.settings)), content, headers, trust, patience)
