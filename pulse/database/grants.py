"""What PostgreSQL lets the web's role do, granted by `migrate`, which runs as the worker's: the owner of all tables.

The list is complete: a table not named here is closed to the web in the box, and can only be read in the office.
"""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from pulse.errors import Refusal

ALL_TABLES = "*"
BOX: Mapping[str, str] = {
    "alembic_version": "SELECT",
    "ballot": "INSERT",
    # Neither the share nor the wrapped key.
    "contract": "SELECT (wave, closed, fingerprint, public_key, contract)",
    "invitation": "SELECT (digest, wave, cell, redeemed), UPDATE (redeemed, noise)",
}
OFFICE: Mapping[str, str] = {
    ALL_TABLES: "SELECT",
    "audit_entry": "INSERT",
    # A token is made and revoked on the command line; the web notes the day of its use.
    "api_token": "UPDATE (used_on)",
    # What a leader answers or promises is never edited.
    # Who is paused is shown nowhere; the web notes what somebody wants, and cannot read it back.
    "pause": "INSERT",
    "promise": "INSERT",
    "promise_change": "INSERT",
    "kept_rules": "INSERT",
    "prediction": "INSERT, UPDATE",
    # The web notes a decision; the worker, which owns the roster, carries it out.
    "proposed_roster": "UPDATE (approved_by, approved_at, declined_by)",
    # Here too the web only notes what HR wants of the roster and of programmes, and the worker carries it out.
    "uploaded_roster": "INSERT, UPDATE, DELETE",
    "proposed_programme": "INSERT, UPDATE, DELETE",
    "sign_in": "INSERT, UPDATE, DELETE",
    # What an identity provider says is staged, and becomes a roster in the worker's hands alone.
    "scim_user": "INSERT, UPDATE, DELETE",
    "scim_group": "INSERT, UPDATE, DELETE",
    "scim_member": "INSERT, DELETE",
    "scim_batch": "INSERT (id, changed_at), UPDATE (changed_at)",
    "held_form": "INSERT, DELETE",
    "provider_sign_in": "INSERT, DELETE",
    "staff_session": "INSERT, UPDATE, DELETE",
    "target_period": "INSERT, UPDATE, DELETE",
    "team_target": "INSERT, UPDATE, DELETE",
    "uploaded_targets": "INSERT, DELETE",
    "theme_answer": "INSERT",
}
UNREADABLE = frozenset({"pause"})
"""Tables of the office that the web may not even read."""
GRANTED: Mapping[str, Mapping[str, str]] = {"office": OFFICE, "box": BOX}

_READS_BALLOTS = sa.text(
    "SELECT count(*) FROM pg_class AS box, pg_roles AS other"
    " WHERE (box.oid = 'ballot'::regclass"
    " OR box.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'ballot'::regclass))"
    " AND pg_has_role(CAST(:role AS name), other.oid, 'MEMBER')"
    " AND has_any_column_privilege(other.oid, box.oid, 'SELECT')"
)


class NoWebRole(Refusal):
    """PostgreSQL has no role for the web, or one that could become the worker's."""


def grant(connection: Connection, name: str, web_role: str) -> None:
    """Give the web's role exactly what it needs in the database `name`, "office" or "box". Raises NoWebRole."""
    _require_apart(connection, web_role)
    for statement in _statements(connection, GRANTED[name], connection.dialect.identifier_preparer.quote(web_role)):
        connection.exec_driver_sql(statement)


def reads_ballots(session: Session, role: str | None = None) -> bool:
    """Whether a role, or without one this process, could read ballots; true of the worker, never to be true of the web.

    A role that may become one that can is one that can.
    """
    own = role or str(session.scalar(sa.text("SELECT current_user")))
    return bool(session.scalar(_READS_BALLOTS, {"role": own}))


def _require_apart(connection: Connection, web_role: str) -> None:
    own = str(connection.scalar(sa.text("SELECT current_user")))
    known = connection.scalar(sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": web_role})
    if not known:
        raise NoWebRole(
            f"PostgreSQL has no role {web_role!r} for the web processes. Let its administrator run: "
            f"CREATE ROLE {web_role} LOGIN PASSWORD '...'; another name can be set as web_role."
        )
    if connection.scalar(sa.text("SELECT pg_has_role(:role, :own, 'MEMBER')"), {"role": web_role, "own": own}):
        raise NoWebRole(
            f"The role {web_role!r} of the web processes can act as {own!r}, which owns the tables, and so read "
            "ballots. Give the web a role of its own, neither a superuser nor a member of the worker's."
        )


def _statements(connection: Connection, granted: Mapping[str, str], web: str) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote
    place = connection.execute(sa.text("SELECT current_database(), current_schema()")).one()
    database, schema = quote(place[0]), quote(place[1])
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {web}"
    yield f"GRANT CONNECT ON DATABASE {database} TO {web}"
    yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {web}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {web}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {web}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {web}"
    for table, privileges in granted.items():
        where = f"ALL TABLES IN SCHEMA {schema}" if table == ALL_TABLES else f"{schema}.{quote(table)}"
        if table in UNREADABLE:
            yield f"REVOKE ALL ON {where} FROM {web}"
        yield f"GRANT {privileges} ON {where} TO {web}"
