"""What a used code writes lies among the ballots, where writing it takes as long."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell ballots that count from others; what used codes wrote until now goes, as it would when mixing."""
    op.add_column("ballot", sa.Column("counts", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.drop_table("decoy")


def downgrade() -> None:
    """Pulse goes forward only: restore a backup to go back."""
    raise NotImplementedError
