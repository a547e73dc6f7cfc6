"""Who may see what. Every view of staff begins with one of these; what one may not see looks like a missing page."""

from flask import g
from sqlalchemy.orm import Session

from pulse.accounts import sessions
from pulse.accounts.browsers import session_token
from pulse.accounts.people import OpenSession, Staff
from pulse.errors import NotFound
from pulse.roster import queries as roster
from pulse.roster.tree import Tree
from pulse.web import house


class SignInNeeded(Exception):
    """Nobody is signed in in this browser; the answer is the way to the sign-in page."""


class ProofNeeded(Exception):
    """Whoever is signed in must prove anew who they are; the answer is the way there, and the form is kept."""


def signed_in() -> Staff:
    """Return who is signed in in this browser. Raises SignInNeeded."""
    if "staff" not in g:
        g.staff_session = _open_session()
        g.staff = g.staff_session.staff
    person: Staff = g.staff
    return person


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


def require_proof() -> None:
    """Pass if whoever is signed in proved a short time ago who they are. Raises SignInNeeded or ProofNeeded.

    To be called before anything that others rely on is changed: programmes, the roster, rules, roles.
    """
    signed_in()
    current: OpenSession = g.staff_session
    if not current.is_proven(house().clock()):
        raise ProofNeeded


def require_proven_hr() -> Staff:
    """Return the signed-in person of HR, lately proven. Raises SignInNeeded, NotFound or ProofNeeded."""
    person = require_hr()
    require_proof()
    return person


def visible_units(person: Staff, tree: Tree) -> frozenset[str]:
    """Return the units whose team pages this person may open: the one led and everything below it."""
    if person.leads is None or person.leads not in tree.parents:
        return frozenset()
    return frozenset(tree.subtree(person.leads))


def _open_session() -> OpenSession:
    token, now = session_token(), house().clock()
    with house().databases.office.reading() as office:
        found = sessions.open_session(office, token, now)
    if found is None:
        raise SignInNeeded
    if found.seen_at + found.staff.stay.step <= now:
        with house().databases.office.writing() as office:
            sessions.note_seen(office, token, now)
    return found
