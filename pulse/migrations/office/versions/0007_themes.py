"""Theme rules that HR edits and contracts name."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep rules by their digest."""
    op.create_table(
        "kept_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.CheckConstraint("origin IN ('edited', 'shipped', 'agreed')", name=op.f("origin_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("kept_rules_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("kept_rules_digest_index"), "kept_rules", ["digest"])


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
