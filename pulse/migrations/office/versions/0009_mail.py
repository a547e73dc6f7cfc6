"""Pauses, and how fast mail may leave."""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note who wants to be left alone, and which domains put us off."""
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("waves", sa.Integer(), nullable=False),
        sa.CheckConstraint("waves BETWEEN 0 AND 3", name=op.f("pause_is_short")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("pause_membership_id_refers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pause_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("pause_membership_id_index"), "pause", ["membership_id"])
    op.create_table(
        "mail_pace",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("resumes_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("mail_pace_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
