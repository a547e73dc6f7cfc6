"""Programmes, their waves, who is invited to a wave, and the mails a wave owes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import Instant, Office


class Programme(Office):
    """What recurs; `definition` is the applied file as canonical JSON."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    definition: Mapped[str] = mapped_column(Text)
    applied_at: Mapped[datetime] = mapped_column(Instant)


class Wave(Office):
    """One round of a programme: planned, frozen (its contract stands), open, closed, released.

    `name` is the random one in links. The contract is written once, when the wave is frozen, and decides everything.
    """

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("closes_at > opens_at", name="wave_closes_after_it_opens"),
        CheckConstraint("(contract IS NULL) = (fingerprint IS NULL)", name="contract_has_fingerprint"),
        CheckConstraint("opened_at IS NULL OR contract IS NOT NULL", name="opened_with_contract"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opening"),
        CheckConstraint("closed_at IS NULL OR closed_at >= closes_at", name="never_closed_early"),
        CheckConstraint("released_at IS NULL OR closed_at IS NOT NULL", name="released_after_close"),
        Index(
            "one_wave_at_a_time",
            "programme_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text, unique=True)
    opens_at: Mapped[datetime] = mapped_column(Instant)
    closes_at: Mapped[datetime] = mapped_column(Instant)
    contract: Mapped[str | None] = mapped_column(Text)
    fingerprint: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)


class Invitee(Office):
    """A person invited to a wave and the cell they count in, frozen with the contract."""

    __tablename__ = "invitee"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    cell: Mapped[str] = mapped_column(Text)


class Kind(StrEnum):
    """Which mail of a wave."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    SECOND_REMINDER = "second reminder"
    RESULTS = "results"
    """To a leader: where to sign in, and by when the first answer is due."""
    TEAM_RESULTS = "team results"
    """To everybody else who was invited: the link to the results of the group they count in."""


NEWS = (Kind.RESULTS, Kind.TEAM_RESULTS)
"""Mails about a wave that is released; the others are about one that is open."""


class MailState(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The server refused the address; it is tried again, ever more rarely, a few times."""
    EXPIRED = "expired"
    """The wave closed before it could be sent."""


class OutboxMail(Office):
    """A mail that is owed; its body is built at sending and never stored, for it would tie a person to a code."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'refused', 'expired')", name="mail_state_is_known"),
        Index(
            "outbox_mail_due",
            "due_at",
            "wave_id",
            "person_id",
            sqlite_where=text("state IN ('waiting', 'refused')"),
            postgresql_where=text("state IN ('waiting', 'refused')"),
        ),
        Office.__table_args__,
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(Text, primary_key=True)
    state: Mapped[MailState] = mapped_column(Text, default=MailState.WAITING)
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)


class MailPace(Office):
    """From when on mail may leave again: to a domain that puts us off or, as `*`, to anybody."""

    __tablename__ = "mail_pace"

    domain: Mapped[str] = mapped_column(Text, primary_key=True)
    refusals: Mapped[int] = mapped_column(Integer, default=0)
    resumes_at: Mapped[datetime] = mapped_column(Instant)


class RulesOrigin(StrEnum):
    """Why rules that sort comments were kept."""

    EDITED = "edited"
    """HR changed them; they hold from the next wave on."""
    SHIPPED = "shipped"
    """HR went back to the shipped ones, whichever these are."""
    AGREED = "agreed"
    """A contract names them."""


class KeptRules(Office):
    """Theme rules as text, found again by their SHA-256; never changed, never removed."""

    __tablename__ = "kept_rules"
    __table_args__ = (
        CheckConstraint("origin IN ('edited', 'shipped', 'agreed')", name="origin_is_known"),
        Office.__table_args__,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Text, index=True)
    rules: Mapped[str] = mapped_column(Text)
    origin: Mapped[RulesOrigin] = mapped_column(Text)
