"""`account add` and `account list`."""

from argparse import Namespace

from pulse.accounts import queries
from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account
from pulse.cli.arguments import Commands, address, command, group
from pulse.cli.installation import ACTOR, installation


def add_to(commands: Commands) -> None:
    """Declare the commands about people of HR and operators."""
    accounts = group(commands, "account", "people of HR and operators")
    declared = command(
        accounts,
        "add",
        _add,
        purpose="let somebody sign in; leaders need no account, the roster names them",
        example="account add kim@acme.example --role hr",
    )
    declared.add_argument("email", type=address, metavar="EMAIL")
    declared.add_argument("--role", type=StaffRole, choices=list(StaffRole), required=True)
    command(accounts, "list", _list, purpose="list the people of HR and operators", example="account list")


def _add(options: Namespace) -> None:
    with installation() as house, house.databases.office.writing() as session:
        add_account(session, options.email, options.role, ACTOR, house.clock())
    print(f"{options.email} may sign in as {options.role} at {house.settings.base_url}/sign-in.")


def _list(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        for account in queries.accounts(session):
            print(f"{account.role:<10}{account.email}")
