"""`token add`, `token list` and `token revoke`."""

from argparse import ArgumentTypeError, Namespace
from datetime import UTC, date

from pulse.accounts import tokens as kept
from pulse.accounts.token_models import Purpose
from pulse.accounts.tokens import add_token, revoke_token
from pulse.cli.arguments import Commands, command, group
from pulse.cli.installation import ACTOR, installation

PURPOSES = """\
A token opens what it is for, and nothing else:
  figures    programmes, waves, units and figures under /api/v1
  contracts  programmes, waves and contracts under /api/v1
  metrics    /metrics, for Prometheus
  scim       /scim/v2, for the identity provider that says who works where

It is shown this once; we keep its SHA-256. Give every program one of its own, so that each can be revoked alone."""


def add_to(commands: Commands) -> None:
    """Declare the commands about the API's tokens."""
    tokens = group(commands, "token", "what lets another program read publications or metrics")
    declared = command(
        tokens,
        "add",
        _add,
        purpose="make a token and print it, this once",
        example='token add --purpose figures --name "BI warehouse" --until 2027-06-30',
        more=PURPOSES,
    )
    declared.add_argument("--purpose", type=Purpose, choices=list(Purpose), required=True)
    declared.add_argument("--name", required=True, metavar="NAME", help="who is to hold it")
    declared.add_argument(
        "--until", type=_day, required=True, metavar="DAY", help="the last day it is good for, in UTC"
    )
    command(tokens, "list", _list, purpose="list all tokens, the newest first", example="token list")
    revoked = command(
        tokens,
        "revoke",
        _revoke,
        purpose="let a token open nothing any more, at once",
        example='token revoke "BI warehouse"',
    )
    revoked.add_argument("name", metavar="NAME")


def _add(options: Namespace) -> None:
    with installation() as house, house.databases.office.writing() as session:
        now = house.clock()
        token = add_token(session, options.purpose, options.name, options.until, actor=ACTOR, now=now)
    print(f"{token}\nThis token is for {options.purpose}, until {options.until}. It is not shown again.")


def _list(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        today = house.clock().astimezone(UTC).date()
        for one in kept.tokens(session):
            used = f"last used {one.used_on}" if one.used_on else "never used"
            print(f"{one.purpose:<10}{one.state(today):<9}until {one.until}  {used}  {one.name}")


def _revoke(options: Namespace) -> None:
    with installation() as house, house.databases.office.writing() as session:
        revoke_token(session, options.name, ACTOR, house.clock())
    print(f"The token {options.name} opens nothing any more.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day such as 2027-06-30") from None
