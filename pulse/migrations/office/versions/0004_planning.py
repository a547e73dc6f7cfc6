"""What HR notes on its pages for the worker: uploaded rosters and proposed programmes."""

import sqlalchemy as sa
from alembic import op

import pulse.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "uploaded_roster",
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("handed_in_at", pulse.database.Instant(timezone=True), nullable=True),
        sa.Column("removals_confirmed", sa.Boolean(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("refused IS NULL OR handed_in_at IS NOT NULL", name=op.f("refused_after_handing_in")),
        sa.PrimaryKeyConstraint("uploaded_by", name=op.f("uploaded_roster_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "proposed_programme",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", pulse.database.Instant(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> proposed_by", name=op.f("programme_approved_by_another")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("proposed_programme_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
