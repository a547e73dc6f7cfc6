"""Whose turn it is to do a kind of work."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep the token of each turn."""
    op.create_table(
        "turn",
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("work", name=op.f("turn_key")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
