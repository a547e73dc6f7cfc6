"""The box's PostgreSQL server: what the web's role may read, and what the server writes down beside the tables."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pulse.database import reads_ballots
from pulse.house import House
from pulse.worker.checkup.findings import Finding, fault, warning

KNOWN = sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
SHARE_READABLE = sa.text(
    "SELECT has_column_privilege(CAST(:role AS name), 'contract', 'share', 'SELECT') OR"
    " has_column_privilege(CAST(:role AS name), 'contract', 'wrapped_key', 'SELECT')"
)
REPLICAS = sa.text("SELECT (SELECT count(*) FROM pg_stat_replication) + (SELECT count(*) FROM pg_replication_slots)")
LOGS_VALUES = sa.text(
    "SELECT current_setting('log_parameter_max_length') <> '0' AND (current_setting('log_statement') IN ('mod', 'all')"
    " OR current_setting('log_min_duration_statement') <> '-1')"
)


def about_server(house: House) -> Iterator[Finding]:
    """Judge the server of a box that has its tables."""
    role = house.settings.web_role
    with house.databases.box.reading() as session:
        if session.scalar(KNOWN, {"role": role}):
            yield from _about_web_role(session, role)
        else:
            yield fault(
                f"PostgreSQL has no role {role} for the web, so no page can be served. See: python -m pulse migrate"
            )
        yield from _about_traces(session)


def _about_web_role(session: Session, role: str) -> Iterator[Finding]:
    if reads_ballots(session, role):
        yield fault(
            f"The web's role {role} can read ballots. They are sealed, but whoever takes over the web could copy them "
            "and wait for the keys. Run: python -m pulse migrate"
        )
    if session.scalar(SHARE_READABLE, {"role": role}):
        yield fault(
            f"The web's role {role} can read the box's key shares, one half of every key. Run: python -m pulse migrate"
        )


def _about_traces(session: Session) -> Iterator[Finding]:
    if _setting(session, "track_commit_timestamp") != "off":
        yield warning(
            "PostgreSQL keeps the time of every commit (track_commit_timestamp), and so when each ballot came, until "
            "the next mixing. Beside a log of who connected when, that ties a ballot to a person. Turn it off in the "
            "box's server."
        )
    if _setting(session, "archive_mode") != "off":
        yield warning(
            "PostgreSQL archives the box's write-ahead log. The archive keeps the order in which answers came, "
            "never what they say. Give the box a server of its own without archiving."
        )
    if session.scalar(REPLICAS):
        yield warning(
            "PostgreSQL sends the box's write-ahead log to a replica, or keeps it for one. Whoever reads it there "
            "learns the order in which answers came, even after mixing, never what they say. Guard the replica like "
            "the server itself, let it archive nothing, and drop replication slots that nobody uses."
        )
    if session.scalar(LOGS_VALUES):
        yield warning(
            "PostgreSQL logs statements with their values, and so the digest of every code beside the time it was "
            "used. Set log_parameter_max_length to 0 in the box's server, or log no statements."
        )


def _setting(session: Session, name: str) -> str:
    return str(session.scalar(sa.text("SELECT current_setting(:name)"), {"name": name}))
