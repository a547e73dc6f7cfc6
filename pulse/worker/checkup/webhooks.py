"""Webhooks: those that cannot be signed for, and those that take nothing."""

from collections.abc import Iterator

from pulse.house import House
from pulse.webhooks.queries import Subscription, subscriptions
from pulse.worker.checkup.findings import Finding, warning
from pulse.worker.webhook import secret_of


def about_webhooks(house: House) -> Iterator[Finding]:
    """Judge every webhook."""
    with house.databases.office.reading() as session:
        told = subscriptions(session)
    for one in told:
        yield from _about(house, one)


def _about(house: House, one: Subscription) -> Iterator[Finding]:
    anew = f"Run: python -m pulse webhook remove {one.number}, and add it anew; its receiver needs the new secret."
    try:
        kept = secret_of(house.settings, one.number) is not None
    except OSError:
        kept = False
    if not kept:
        yield warning(f"No key directory holds the secret of webhook {one.number} ({one.host}). {anew}")
    if one.given_up:
        yield warning(
            f"Webhook {one.number} ({one.host}) was not told of {one.given_up} publications, and is not tried again: "
            f"{one.outcome}. Its receiver can read them from the API."
        )
    elif one.outcome:
        yield warning(f"Webhook {one.number} ({one.host}) takes nothing at the moment: {one.outcome}.")
