"""`webhook add`, `webhook list` and `webhook remove`."""

from argparse import Namespace

from pulse.cli.arguments import Commands, command, group
from pulse.cli.installation import ACTOR, installation
from pulse.webhooks.queries import subscriptions
from pulse.worker import webhook

TOLD = """\
The worker posts to the address when a wave is published: which wave, the digest of its publication and where the API
has it; no figure. Each post is signed as Standard Webhooks describe it (webhook-id, webhook-timestamp and
webhook-signature). It is repeated with the same webhook-id until it is answered with a status from 200 to 299, for
three days. Run this as the worker's user: the secret is kept with the worker's keys, and in no backup."""


def add_to(commands: Commands) -> None:
    """Declare the commands about webhooks."""
    webhooks = group(commands, "webhook", "other programs that are told when a wave is published")
    added = command(
        webhooks,
        "add",
        _add,
        purpose="tell an address of every publication from now on; its secret is printed, this once",
        example="webhook add https://warehouse.acme.example/pulse",
        more=TOLD,
    )
    added.add_argument("url", metavar="URL")
    command(webhooks, "list", _list, purpose="list the webhooks and what is owed to them", example="webhook list")
    removed = command(
        webhooks,
        "remove",
        _remove,
        purpose="tell an address nothing any more, and destroy its secret",
        example="webhook remove 1",
    )
    removed.add_argument("number", type=int, metavar="NUMBER")


def _add(options: Namespace) -> None:
    with installation() as house:
        number, secret = webhook.add(house, options.url, ACTOR)
    print(f"{secret}\nThis is the secret of webhook {number}. It is not shown again.")


def _list(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        for one in subscriptions(session):
            failing = f"  the latest failure: {one.outcome}" if one.outcome else ""
            owed = f"{one.delivered} delivered, {one.waiting} waiting, {one.given_up} given up"
            print(f"{one.number}  {one.host}  {owed}{failing}")


def _remove(options: Namespace) -> None:
    with installation() as house:
        webhook.remove(house, options.number, ACTOR)
    print(f"Webhook {options.number} is told nothing any more.")
