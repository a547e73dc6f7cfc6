"""Who may see what. Every view of staff begins with one of these; what one may not see looks like a missing page."""

from flask import g, session
from sqlalchemy.orm import Session

from pulse.accounts import queries
from pulse.accounts.people import Staff
from pulse.errors import NotFound
from pulse.roster import queries as roster
from pulse.roster.tree import Tree
from pulse.web import house


class SignInNeeded(Exception):
    """Nobody is signed in in this browser; the answer is the way to the sign-in page."""


def signed_in() -> Staff:
    """Return who is signed in in this browser. Raises SignInNeeded."""
    if "staff" not in g:
        with house().databases.office.reading() as office:
            found = queries.staff_in_session(office, session_token(), house().clock())
        if found is None:
            raise SignInNeeded
        g.staff = found
    person: Staff = g.staff
    return person


def session_token() -> bytes:
    """Return the token this browser holds, empty if it holds none."""
    token: bytes = session.get("token", b"")
    return token


def require_leader(office: Session, unit: str) -> tuple[Staff, Tree]:
    """Return the signed-in leader of this unit or one above it, and the hierarchy. Raises SignInNeeded or NotFound."""
    person = signed_in()
    if person.leads is None:
        raise NotFound
    tree = roster.tree(office)
    if unit not in tree.parents or person.leads not in (unit, *tree.ancestors(unit)):
        raise NotFound
    return person, tree


def require_hr() -> Staff:
    """Return the signed-in person of HR. Raises SignInNeeded or NotFound."""
    person = signed_in()
    if not person.is_hr:
        raise NotFound
    return person


def visible_units(person: Staff, tree: Tree) -> frozenset[str]:
    """Return the units whose team pages this person may open: the one led and everything below it."""
    if person.leads is None or person.leads not in tree.parents:
        return frozenset()
    return frozenset(tree.subtree(person.leads))
