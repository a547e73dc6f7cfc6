"""`account add`, `change`, `remove`, `sign-out` and `list`."""

from argparse import Namespace

from pulse.accounts import queries
from pulse.accounts.models import StaffRole
from pulse.accounts.operations import add_account, change_role, remove_account
from pulse.accounts.sessions import end_sessions_of
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
    changed = command(
        accounts,
        "change",
        _change,
        purpose="give an account another role; its sessions end",
        example="account change kim@acme.example --role operator",
    )
    changed.add_argument("email", type=address, metavar="EMAIL")
    changed.add_argument("--role", type=StaffRole, choices=list(StaffRole), required=True)
    for name, run, purpose in (
        ("remove", _remove, "take an account away; its sessions end"),
        ("sign-out", _sign_out, "end every session of somebody, whose device was lost"),
    ):
        declared = command(accounts, name, run, purpose=purpose, example=f"account {name} kim@acme.example")
        declared.add_argument("email", type=address, metavar="EMAIL")
    command(accounts, "list", _list, purpose="list the people of HR and operators", example="account list")


def _add(options: Namespace) -> None:
    with installation() as house, house.databases.office.writing() as session:
        add_account(session, options.email, options.role, ACTOR, house.clock())
    print(f"{options.email} may sign in as {options.role} at {house.settings.base_url}/sign-in.")


def _change(options: Namespace) -> None:
    with installation() as house, house.databases.office.writing() as session:
        change_role(session, options.email, options.role, ACTOR, house.clock())
    print(f"{options.email} may sign in as {options.role} from now on.")


def _remove(options: Namespace) -> None:
    with installation() as house, house.databases.office.writing() as session:
        remove_account(session, options.email, ACTOR, house.clock())
    print(f"{options.email} has no account any more.")


def _sign_out(options: Namespace) -> None:
    with installation() as house, house.databases.office.writing() as session:
        ended = end_sessions_of(session, options.email)
    print(f"{options.email} was signed out of {ended} browser{'s' if ended != 1 else ''}.")


def _list(options: Namespace) -> None:
    with installation() as house, house.databases.office.reading() as session:
        for account in queries.accounts(session):
            print(f"{account.role:<10}{account.email}")
