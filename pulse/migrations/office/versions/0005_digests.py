"""The digests that are owed."""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "owed_digest",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("ends_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('leader', 'executive', 'hr')", name=op.f("digest_is_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'nothing to say', 'refused', 'expired')", name=op.f("digest_state_is_known")
        ),
        sa.CheckConstraint("ends_at > due_at", name=op.f("digest_ends_after_it_is_due")),
        sa.PrimaryKeyConstraint("kind", "period", "reader", name=op.f("owed_digest_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "owed_digest_due",
        "owed_digest",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
